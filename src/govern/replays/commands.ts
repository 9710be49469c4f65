import { z } from 'zod'
import { noAgreedTerms } from '../../contract/agreements/commands.ts'
import { EngagementInput, query } from '../../kernel/command.ts'
import { versionsMax } from '../../kernel/documents/model.ts'
import { refusal } from '../../kernel/refusal.ts'
import { cannotSettle } from '../statements/commands.ts'
import { moneyReaders, Month, StatementTotals } from '../statements/model.ts'

export const tooMuchToReplay = refusal('too-much-to-replay', 'over-limit', 'The history is too long to replay')

/** Months of one replay. */
export const replayMonthsMax = 24

/** A draft that can be read: the newest version of an agreement, or one of its earlier ones. */
const Draft = z.object({ agreementId: z.uuid(), version: z.coerce.number().int().min(1).max(versionsMax).optional() })

const Money = z.object({
  kind: z.enum(['charge', 'credit', 'earn-back', 'adjustment', 'net']),
  id: z.string(),
  name: z.string(),
  year: z.string(),
  aMinor: z.int(),
  bMinor: z.int(),
  /** B less A: what going from A to B adds to the bill. */
  differenceMinor: z.int(),
})

const Missed = z.object({
  id: z.string(),
  name: z.string(),
  year: z.string(),
  aMissed: z.int().nullable(),
  bMissed: z.int().nullable(),
})

export const replayTerms = query({
  name: 'replay-terms',
  summary: 'What recorded months would have come to under a draft, beside another draft or the agreed terms.',
  path: '/engagements/{engagementId}/agreements/{agreementId}/replay',
  input: EngagementInput.extend({
    ...Draft.shape,
    /** The draft beside which it is shown; left out, the terms agreed for the last month. */
    against: z.uuid().optional(),
    againstVersion: z.coerce.number().int().min(1).max(versionsMax).optional(),
    from: Month,
    to: Month,
  }),
  output: z.object({
    currency: z.string(),
    /** Each month under the other terms (a) and under the draft (b). */
    months: z.array(z.object({ month: Month, a: StatementTotals, b: StatementTotals })),
    money: z.array(Money),
    levels: z.array(Missed),
  }),
  refusals: [noAgreedTerms, cannotSettle, tooMuchToReplay],
  allow: { who: 'members', roles: moneyReaders, party: 'any' },
  examples: [
    {
      engagementId: '0192f0c1-0000-7000-8000-00000000000e',
      agreementId: '0192f0c1-0000-7000-8000-0000000000a1',
      from: '2026-08',
      to: '2026-10',
    },
  ],
})
