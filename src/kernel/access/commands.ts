import { z } from 'zod'
import { command, EngagementInput, PageInput, pageOf, query } from '../command.ts'
import { refusal } from '../refusal.ts'
import { Party, Role } from './model.ts'

export const engagementExists = refusal('engagement-exists', 'conflict', 'An engagement with this id exists')
export const unknownOrganisation = refusal('unknown-organisation', 'invalid', 'No such organisation is known here')
export const unfitRole = refusal('unfit-role', 'invalid', 'This role does not belong to that party')
export const notOfParty = refusal('not-of-party', 'invalid', 'This person belongs to another organisation')

const exampleEngagement = '0192f0c1-0000-7000-8000-00000000000e'
const exampleMember = { engagementId: exampleEngagement, principalId: '0192f0c1-0000-7000-8000-000000000002' }
const MemberInput = EngagementInput.extend({ principalId: z.uuid() })

export const openEngagement = command({
  name: 'open-engagement',
  summary: 'Opens an engagement between a client and a provider, and its record.',
  path: '/engagements',
  scope: 'engagement',
  input: EngagementInput.extend({
    name: z.string().min(1).max(200),
    clientId: z.uuid(),
    providerId: z.uuid(),
  }),
  output: z.object({ engagementId: z.uuid(), logKey: z.string() }),
  refusals: [engagementExists, unknownOrganisation],
  allow: { who: 'administrator' },
  examples: [
    {
      engagementId: exampleEngagement,
      name: 'Motor claims intake',
      clientId: '0192f0c1-0000-7000-8000-000000000001',
      providerId: '0192f0c1-0000-7000-8000-000000000004',
    },
  ],
})

export const addMember = command({
  name: 'add-member',
  summary: 'Gives a person or AI worker of a party (or an auditor of neither) roles in the engagement.',
  path: '/engagements/{engagementId}/members',
  input: EngagementInput.extend({
    principalId: z.uuid(),
    party: Party,
    roles: z.array(Role).min(1).max(16),
  }),
  output: z.object({ principalId: z.uuid() }),
  refusals: [unfitRole, notOfParty],
  allow: { who: 'party-administrator' },
  examples: [
    {
      engagementId: exampleEngagement,
      principalId: '0192f0c1-0000-7000-8000-000000000002',
      party: 'client',
      roles: ['vendor-manager'],
    },
  ],
})

export const changeMemberRoles = command({
  name: 'change-member-roles',
  summary: 'Gives a member other roles in the place of the earlier ones; they hold from the next call on.',
  path: '/engagements/{engagementId}/members/{principalId}/roles',
  input: MemberInput.extend({ roles: z.array(Role).min(1).max(16) }),
  output: z.object({ principalId: z.uuid(), roles: z.array(Role) }),
  refusals: [unfitRole, notOfParty],
  allow: { who: 'party-administrator' },
  examples: [{ ...exampleMember, roles: ['vendor-manager', 'contract-officer'] }],
})

export const removeMember = command({
  name: 'remove-member',
  summary: 'Ends a part in the engagement at once; what was done stays in the record. They can be added again.',
  path: '/engagements/{engagementId}/members/{principalId}/removal',
  input: MemberInput,
  output: z.object({ principalId: z.uuid() }),
  refusals: [notOfParty],
  allow: { who: 'party-administrator' },
  examples: [exampleMember],
})

export const engagements = query({
  name: 'engagements',
  summary: 'Engagements in which the caller has a part.',
  path: '/engagements',
  input: PageInput.extend({ cursor: z.uuid().optional() }),
  output: pageOf(
    z.object({
      engagementId: z.uuid(),
      name: z.string(),
      client: z.object({ organisationId: z.uuid(), name: z.string(), zone: z.string() }),
      provider: z.object({ organisationId: z.uuid(), name: z.string(), zone: z.string() }),
      party: Party,
      roles: z.array(Role),
      openedAt: z.number(),
    }),
  ),
  allow: { who: 'signed-in' },
})

export const members = query({
  name: 'members',
  summary: 'Who has which roles in the engagement; the names of the other party stay with it.',
  path: '/engagements/{engagementId}/members',
  input: EngagementInput,
  output: z.object({
    rows: z.array(
      z.object({
        principalId: z.uuid(),
        party: Party,
        roles: z.array(Role),
        name: z.string().nullable(),
        kind: z.string(),
        /** Whether they may sign in at all; null for those of another organisation. */
        disabled: z.boolean().nullable(),
      }),
    ),
  }),
  allow: { who: 'members', roles: 'any', party: 'any' },
})
