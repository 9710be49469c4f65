import { z } from 'zod'
import { Trigger } from '../credit/look-back/trigger.ts'
import { report } from '../value/problem.ts'
import { Clause, Label, MoneyText, PercentText, RoundingName } from '../value/schemas.ts'

const Party = z.enum(['client', 'provider'])

/** What ending without a cause costs: nothing, a table by year of the contract, or what is left of an investment. */
const Fee = z.union([
  z.strictObject({ none: z.literal(true) }),
  z.strictObject({
    /** The first entry is for the first year of the contract; the last one holds on. */
    byContractYear: z.array(PercentText).min(1).max(50),
    /** Twelve average months of charges so far, or the fixed monthly charges up to the end of the contract. */
    of: z.enum(['average-year', 'remaining-fixed-charges']),
    rounding: RoundingName,
  }),
  z.strictObject({
    /** An investment that is written off evenly over so many months from the beginning of the contract. */
    remainingValue: z.strictObject({ amount: MoneyText, months: z.int().min(1).max(600) }),
    rounding: RoundingName,
  }),
])
export type Fee = z.output<typeof Fee>

const Convenience = z.strictObject({
  clause: Clause,
  by: z.array(Party).min(1).max(2),
  noticeMonths: z.int().min(0).max(60),
  /** Months of the contract before which no such notice ends it. */
  notBeforeMonth: z.int().min(0).max(600).default(0),
  fee: Fee,
})
export type Convenience = z.output<typeof Convenience>

/** A failure so often repeated that the other party may end the contract for it. */
const Chronic = z.strictObject({
  clause: Clause,
  levels: z.union([z.literal('any-critical'), z.array(z.string().min(1).max(64)).min(1).max(50)]),
  trigger: Trigger,
  noticeDays: z.int().min(0).max(365),
})
export type Chronic = z.output<typeof Chronic>

const Ground = z.strictObject({
  clause: Clause,
  ground: Label,
  by: z.array(Party).min(1).max(2),
  cureDays: z.int().min(0).max(365),
  noticeDays: z.int().min(0).max(3_660),
})

/** How a contract ends: with and without a cause, at what price, and what is owed while the work goes home. */
export const ExitTerms = z
  .strictObject({
    clause: Clause,
    convenience: Convenience.optional(),
    chronic: Chronic.optional(),
    grounds: z.array(Ground).max(20).default([]),
    assistance: z
      .strictObject({
        clause: Clause,
        months: z.int().min(1).max(36),
        serviceLevels: z.enum(['continue', 'suspended']),
        charged: z.enum(['at-the-agreed-prices', 'free']),
      })
      .optional(),
    dataReturn: z
      .strictObject({
        clause: Clause,
        withinDays: z.int().min(1).max(365),
        form: Label,
        deletion: z.enum(['certified', 'not-agreed']),
      })
      .optional(),
  })
  .superRefine(({ convenience, chronic, grounds }, context) => {
    if (convenience ?? chronic ?? grounds[0]) return
    report(context, {
      message: 'Nothing says how the contract may be ended.',
      mend: 'Add convenience, chronic or grounds.',
    })
  })
export type ExitTerms = z.output<typeof ExitTerms>
