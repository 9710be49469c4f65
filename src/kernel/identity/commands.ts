import { z } from 'zod'
import { Standing } from '../access/model.ts'
import { command, query } from '../command.ts'
import { refusal } from '../refusal.ts'
import { CredentialCard, Organisation, PrincipalCard } from './model.ts'

export const alreadyExists = refusal('already-exists', 'conflict', 'A thing with this id exists')
export const addressTaken = refusal('address-taken', 'conflict', 'This e-mail address signs somebody else in')
export const linkUsed = refusal('link-used', 'unauthenticated', 'This sign-in link was used or has expired')

const example = {
  organisationId: '0192f0c1-0000-7000-8000-000000000001',
  principalId: '0192f0c1-0000-7000-8000-000000000002',
  credentialId: '0192f0c1-0000-7000-8000-000000000003',
}

export const createOrganisation = command({
  name: 'create-organisation',
  summary: 'Adds an organisation to this installation.',
  path: '/organisations',
  input: Organisation,
  output: Organisation,
  refusals: [alreadyExists],
  allow: { who: 'operator' },
  examples: [{ organisationId: example.organisationId, name: 'Halden Insurance', country: 'NO', zone: 'Europe/Oslo' }],
})

export const addPrincipal = command({
  name: 'add-principal',
  summary: 'Adds a person, an AI worker or a system to an organisation.',
  path: '/organisations/{organisationId}/principals',
  input: z.object({
    organisationId: z.uuid(),
    principalId: z.uuid(),
    kind: z.enum(['person', 'ai', 'system']),
    name: z.string().min(1).max(200),
    email: z.email().max(320).nullable().default(null),
    standing: Standing.default('member'),
    site: z.string().max(100).nullable().default(null),
  }),
  output: z.object({ principalId: z.uuid() }),
  refusals: [alreadyExists, addressTaken],
  allow: { who: 'administrator' },
  examples: [
    {
      organisationId: example.organisationId,
      principalId: example.principalId,
      kind: 'person',
      name: 'Ingrid Solheim',
      standing: 'administrator',
    },
  ],
})

export const createApiKey = command({
  name: 'create-api-key',
  summary: 'Makes an API key; its secret is shown in this answer only.',
  path: '/principals/{principalId}/api-keys',
  input: z.object({
    principalId: z.uuid(),
    credentialId: z.uuid(),
    label: z.string().min(1).max(200),
    expiresInDays: z.number().int().min(1).max(730).default(365),
  }),
  output: z.object({ credentialId: z.uuid(), secret: z.string(), expiresAt: z.number() }),
  refusals: [alreadyExists],
  allow: { who: 'signed-in' },
  secret: true,
  examples: [{ principalId: example.principalId, credentialId: example.credentialId, label: 'claims gateway' }],
})

export const createSignInLink = command({
  name: 'create-sign-in-link',
  summary: 'Makes a link that signs a person in once, within a day.',
  path: '/principals/{principalId}/sign-in-links',
  input: z.object({
    principalId: z.uuid(),
    credentialId: z.uuid(),
    label: z.string().max(200).default('sign-in link'),
  }),
  output: z.object({ credentialId: z.uuid(), secret: z.string(), expiresAt: z.number() }),
  refusals: [alreadyExists],
  allow: { who: 'administrator' },
  secret: true,
  examples: [{ principalId: example.principalId, credentialId: example.credentialId }],
})

export const startSession = command({
  name: 'start-session',
  summary: 'Signs in with a one-time link; gives the session secret.',
  path: '/sessions',
  input: z.object({ link: z.string().min(20).max(100), label: z.string().max(200).default('session') }),
  output: z.object({ secret: z.string(), expiresAt: z.number(), principal: PrincipalCard }),
  refusals: [linkUsed],
  allow: { who: 'anyone' },
  secret: true,
  examples: [{ link: 'cpl_0000000000000000000000000000000000000000000' }],
})

export const endCredential = command({
  name: 'end-credential',
  summary: 'Ends one session or API key at once.',
  path: '/credentials/{credentialId}/end',
  input: z.object({ credentialId: z.uuid() }),
  output: z.object({ credentialId: z.uuid() }),
  allow: { who: 'signed-in' },
  examples: [{ credentialId: example.credentialId }],
})

export const signOutEverywhere = command({
  name: 'sign-out-everywhere',
  summary: 'Ends every session of the caller; API keys stay.',
  path: '/me/sign-out-everywhere',
  input: z.object({}),
  output: z.object({ ended: z.number().int() }),
  allow: { who: 'signed-in' },
  examples: [{}],
})

export const me = query({
  name: 'me',
  summary: 'Who the caller is.',
  path: '/me',
  input: z.object({}),
  output: z.object({ principal: PrincipalCard, organisation: Organisation.nullable() }),
  allow: { who: 'signed-in' },
})

export const myCredentials = query({
  name: 'my-credentials',
  summary: 'Sessions and API keys of the caller, newest first (at most 200).',
  path: '/me/credentials',
  input: z.object({}),
  output: z.object({ rows: z.array(CredentialCard) }),
  allow: { who: 'signed-in' },
})

export const organisationPrincipals = query({
  name: 'organisation-principals',
  summary: 'People, AI workers and systems of the own organisation (at most 1,000).',
  path: '/organisations/{organisationId}/principals',
  input: z.object({ organisationId: z.uuid() }),
  output: z.object({ rows: z.array(PrincipalCard) }),
  allow: { who: 'administrator' },
})
