import { z } from 'zod'
import { Month, Signatory, StatementTotals } from '../statements/model.ts'

const Waiting = z.object({
  engagementId: z.uuid(),
  /** The engagement's name. */
  engagement: z.string(),
  /** The party that waits for the answer; null where nobody asked but the calendar. */
  askedBy: Signatory.nullable(),
  since: z.number(),
  /** Path of the page on which it is decided. */
  address: z.string(),
})

/** Something that waits for one's own decision, in the roles that one has. */
export const Decision = z.discriminatedUnion('kind', [
  /** A month is over and nobody has frozen its statement, or the other party rejected the draft. */
  Waiting.extend({ kind: z.literal('statement-to-draft'), month: Month }),
  /** `last`: the other party has approved it, so that this approval closes the month. */
  Waiting.extend({
    kind: z.literal('statement-to-approve'),
    month: Month,
    totals: StatementTotals,
    last: z.boolean(),
  }),
  /** `amends`: other terms are agreed already. `last`: with this signature it is agreed. */
  Waiting.extend({
    kind: z.literal('agreement-to-sign'),
    agreementId: z.uuid(),
    title: z.string(),
    amends: z.boolean(),
    last: z.boolean(),
  }),
  /** Items that rest until the client answers; `reference` is the one that has waited longest. */
  Waiting.extend({ kind: z.literal('questions-to-answer'), items: z.int(), reference: z.string() }),
])
export type Decision = z.infer<typeof Decision>
