import type { Role } from '../../kernel/access/model.ts'
import { EngagementInput, query } from '../../kernel/command.ts'
import { documentKind } from '../../kernel/documents/kind.ts'
import { twoPartyMoves } from '../../kernel/documents/moving.ts'
import { refusal } from '../../kernel/refusal.ts'
import { AgreedTerms, AgreementContent, DateText } from './model.ts'

export const otherParties = refusal('other-parties', 'invalid', 'The parties are not those of the engagement')
export const notLater = refusal('not-later', 'conflict', 'Agreed terms hold from that day or a later one')
export const noAgreedTerms = refusal('no-agreed-terms', 'not-found', 'No agreed terms hold on that day')

/** Prices and terms are not for those who work the items. */
const readers: readonly Role[] = [
  'sponsor',
  'sourcing-lead',
  'vendor-manager',
  'process-owner',
  'contract-officer',
  'finance-controller',
  'bid-manager',
  'delivery-manager',
  'transition-manager',
  'team-leader',
  'quality-analyst',
  'planner',
  'billing-analyst',
  'engineer',
  'auditor',
]

/** An agreement, or an amendment of one: terms with a later first day supersede from that day on. */
export const agreement = documentKind({
  name: 'agreement',
  plural: 'agreements',
  title: 'an agreement',
  idName: 'agreementId',
  hashName: 'agreementHash',
  content: AgreementContent,
  moves: twoPartyMoves,
  roles: {
    read: readers,
    comment: readers,
    draft: ['sourcing-lead', 'vendor-manager', 'contract-officer', 'bid-manager', 'delivery-manager'],
    sign: ['sponsor', 'contract-officer', 'delivery-manager'],
  },
  refusals: [otherParties, notLater],
  example: {
    title: 'Motor claims intake',
    parties: {
      client: { organisationId: '0192f0c1-0000-7000-8000-000000000001', name: 'Halden Insurance' },
      provider: { organisationId: '0192f0c1-0000-7000-8000-000000000004', name: 'Mabini Services' },
    },
    clauses: [{ id: '5.4', heading: 'Governance fee', text: 'EUR 2500.00 a month.' }],
    terms: {
      terms: 1,
      agreement: 'C-0042',
      currency: 'EUR',
      zone: 'Europe/Oslo',
      effective: '2026-02-01',
      charges: { governance: { clause: '5.4', fixed: { amount: 'EUR 2500.00', per: 'month' } } },
    },
  },
})

export const {
  draft: draftAgreement,
  revise: reviseAgreement,
  propose: proposeAgreement,
  comment: commentOnAgreement,
  sign: signAgreement,
  withdraw: withdrawAgreement,
} = agreement.commands

export const { show: agreementOf, list: agreements, diff: agreementDiff } = agreement.queries

export const agreedTerms = query({
  name: 'agreed-terms',
  summary: 'The terms that both parties agreed and that hold on a day (yyyy-mm-dd, in the zone of the terms).',
  path: '/engagements/{engagementId}/agreed-terms',
  input: EngagementInput.extend({ at: DateText }),
  output: AgreedTerms,
  refusals: [noAgreedTerms],
  allow: { who: 'members', roles: readers, party: 'any' },
  examples: [{ engagementId: '0192f0c1-0000-7000-8000-00000000000e', at: '2026-02-01' }],
})
