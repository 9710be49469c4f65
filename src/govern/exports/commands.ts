import type { Role } from '../../kernel/access/model.ts'
import { EngagementInput, query, RawBytes } from '../../kernel/command.ts'
import { refusal } from '../../kernel/refusal.ts'

export const nothingToExport = refusal('nothing-to-export', 'conflict', 'The record has no signed checkpoint yet')

/** The bundle holds the whole record, so those read it who answer for the engagement, and the auditor. */
const roles: readonly Role[] = [
  'sponsor',
  'vendor-manager',
  'contract-officer',
  'finance-controller',
  'delivery-manager',
  'billing-analyst',
  'engineer',
  'auditor',
]

export const exportBundle = query({
  name: 'export-bundle',
  summary: 'The whole record with signed papers, statements and invoices: one file that the offline verifier checks.',
  path: '/engagements/{engagementId}/export',
  input: EngagementInput,
  output: RawBytes,
  givesBytes: 'text/plain; charset=utf-8',
  refusals: [nothingToExport],
  allow: { who: 'members', roles, party: 'any' },
  examples: [{ engagementId: '0192f0c1-0000-7000-8000-00000000000e' }],
})
