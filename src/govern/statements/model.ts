import { z } from 'zod'
import type { Role } from '../../kernel/access/model.ts'

/** A month of the agreement's zone. */
export const Month = z.string().regex(/^(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])$/, 'is a month such as 2026-10')

/** A SHA-256 in lower-case hexadecimal. */
export const Sha256Text = z.string().regex(/^[0-9a-f]{64}$/, 'is a SHA-256: 64 digits and letters a to f')

/**
 * Where a month stands: `open`, its figures follow the record; `drafted`, one statement is frozen and waits for both
 * parties; `agreed`, both have approved it and the month is closed for good.
 */
export const StatementState = z.enum(['open', 'drafted', 'agreed'])
export type StatementState = z.infer<typeof StatementState>

export const Signatory = z.enum(['client', 'provider'])
export type Signatory = z.infer<typeof Signatory>

export const StatementApproval = z.object({ party: Signatory, principalId: z.uuid(), approvedAt: z.number() })
export type StatementApproval = z.infer<typeof StatementApproval>

/** What the totals of a statement say, in whole minor units of its currency. */
export const StatementTotals = z.object({
  currency: z.string(),
  chargesMinor: z.int(),
  creditsMinor: z.int(),
  netMinor: z.int(),
})

/** A month in a list. An open month has no totals yet: asking for it derives them. */
export const MonthCard = z.object({
  month: Month,
  state: StatementState,
  statementHash: Sha256Text.nullable(),
  totals: StatementTotals.nullable(),
  approvals: z.array(StatementApproval),
  draftedAt: z.number().nullable(),
  agreedAt: z.number().nullable(),
})
export type MonthCard = z.infer<typeof MonthCard>

const LevelStateName = z.enum(['met', 'missed-expected', 'missed-minimum', 'not-measured', 'below-minimum-sample'])

/** One work item behind a figure, with its clock. Instants that the clock does not have are null. */
export const EvidenceItem = z.object({
  workItemId: z.string(),
  reference: z.string().nullable(),
  verdict: z.enum(['on-time', 'late', 'excluded', 'cancelled', 'paused', 'charged', 'counted', 'not-counted']),
  startedAt: z.number().nullable(),
  dueAt: z.number().nullable(),
  stoppedAt: z.number().nullable(),
  lateByOpenMillis: z.number().nullable(),
  chargedAt: z.number().nullable(),
  excludedBy: z.object({ event: z.string(), clause: z.string() }).nullable(),
})
export type EvidenceItem = z.infer<typeof EvidenceItem>

/** Rows behind a figure that have the same value of a fact, or of `queue`. Null: they have none. */
export const EvidenceGroup = z.object({ by: z.string(), is: z.string().nullable(), count: z.int() })
export type EvidenceGroup = z.infer<typeof EvidenceGroup>

/**
 * How a level of an open month can still end. Its figures take items that are due in the month and not done as late;
 * `notYetDue` of them can still be in time, and `best` is the state of the level if all of these are.
 */
export const LevelOutlook = z.object({ id: z.string(), notYetDue: z.int(), best: LevelStateName })
export type LevelOutlook = z.infer<typeof LevelOutlook>

/** How the levels stood in a month. Its agreed thresholds are those of the month. */
export const MonthLevels = z.object({
  month: Month,
  state: StatementState,
  levels: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      state: LevelStateName,
      numerator: z.int(),
      denominator: z.int(),
      printed: z.string(),
      expected: z.string(),
      minimum: z.string(),
    }),
  ),
})
export type MonthLevels = z.infer<typeof MonthLevels>

/** Who reads money papers: those who answer for them on either side, and the auditor. */
export const moneyReaders: readonly Role[] = [
  'sponsor',
  'sourcing-lead',
  'vendor-manager',
  'process-owner',
  'contract-officer',
  'finance-controller',
  'delivery-manager',
  'team-leader',
  'billing-analyst',
  'engineer',
  'auditor',
]

/** Who drafts, approves and rejects statements, on either side. */
export const moneyDeciders: readonly Role[] = [
  'finance-controller',
  'vendor-manager',
  'billing-analyst',
  'delivery-manager',
]
