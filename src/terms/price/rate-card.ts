import { z } from 'zod'
import { compareDecimal } from '../../kernel/money/decimal.ts'
import { report, unreadable } from '../value/problem.ts'
import {
  Clause,
  EventName,
  FactFilter,
  Label,
  MoneyText,
  PriceText,
  RoundingName,
  TierEnd,
  UnitsText,
} from '../value/schemas.ts'
import { GainShare, PassThrough, RevenueShare } from './forms/amounts.ts'
import { Baseline } from './forms/baseline.ts'
import { Hour, Package } from './forms/counted.ts'
import { Milestone, OneOff } from './forms/dated.ts'
import { Heads } from './forms/heads.ts'
import { Outcome } from './forms/outcome.ts'
import { Exchange } from './modifiers/exchange.ts'
import { YearlyMinimum } from './modifiers/yearly-minimum.ts'

/** What a unit is: an event of the history in the period. */
const units = {
  per: EventName,
  /**
   * work-items: each once in its life, in the period of its first such event: what is done twice is paid once.
   * events: every such event, so that a reopened and repeated item is paid again.
   */
  counts: z.enum(['work-items', 'events']),
  /** Only work items with these facts, as they stand at the end of the period. */
  only: FactFilter.optional(),
  /** At least so many units are charged; the difference to the real number is the true-up. */
  minimum: z.union([UnitsText, YearlyMinimum]).optional(),
}

const Tiers = z
  .array(z.strictObject({ to: TierEnd.optional(), price: PriceText, flat: PriceText.optional() }))
  .min(1)
  .max(50)
  .superRefine((tiers, context) => {
    for (const [index, tier] of tiers.entries()) {
      const isLast = index === tiers.length - 1
      if (isLast !== (tier.to === undefined)) {
        report(context, {
          at: [index, 'to'],
          message: isLast ? 'Units beyond the last tier have no price.' : 'Only the last tier may have no end.',
          mend: isLast ? 'Add a last tier without "to".' : 'Say up to which unit the tier goes.',
        })
      }
      const before = tiers[index - 1]?.to
      if (before && tier.to && compareDecimal(tier.to, before) <= 0) {
        report(context, {
          at: [index, 'to'],
          message: 'The tier ends before it begins.',
          mend: 'List the tiers from the lowest to the highest, each with a larger end.',
        })
      }
    }
  })

const Tiered = z
  .strictObject({ ...units, tiers: Tiers, flatAtZero: z.enum(['owed', 'not-owed']).optional() })
  .superRefine(({ tiers, flatAtZero }, context) => {
    if (tiers.some(({ flat }) => flat !== undefined) && flatAtZero === undefined) {
      report(context, {
        at: ['flatAtZero'],
        message: 'A tier has a flat amount, and it is not said whether a month without any unit owes it.',
        mend: 'Add flatAtZero: "owed" or "not-owed".',
      })
    }
  })

const head = { clause: Clause, label: Label.optional() }
const rounded = { ...head, rounding: RoundingName }
/** A price in another currency than the agreement's. */
const foreign = { ...rounded, fx: Exchange.optional() }
/** Owed in full for each month in which the terms hold or, where that is said, by day. */
const FixedAmount = z.strictObject({
  amount: MoneyText,
  per: z.literal('month'),
  prorate: z.strictObject({ by: z.literal('day'), rounding: RoundingName }).optional(),
})

/** What each form of charge is written as, by the term that says which one it is. */
export const FORMS = {
  fixed: z.strictObject({ ...head, fixed: FixedAmount }),
  unit: z.strictObject({ ...foreign, unit: z.strictObject({ ...units, price: PriceText }) }),
  graduated: z.strictObject({ ...rounded, graduated: Tiered }),
  volume: z.strictObject({ ...rounded, volume: Tiered }),
  hour: z.strictObject({ ...foreign, hour: Hour }),
  package: z.strictObject({ ...foreign, package: Package }),
  heads: z.strictObject({ ...foreign, heads: Heads }),
  baseline: z.strictObject({ ...rounded, baseline: Baseline }),
  outcome: z.strictObject({ ...foreign, outcome: Outcome }),
  gainShare: z.strictObject({ ...rounded, gainShare: GainShare }),
  passThrough: z.strictObject({ ...rounded, passThrough: PassThrough }),
  revenueShare: z.strictObject({ ...rounded, revenueShare: RevenueShare }),
  oneOff: z.strictObject({ ...rounded, oneOff: OneOff }),
  milestone: z.strictObject({ ...rounded, milestone: Milestone }),
} as const

type Forms = { [Form in keyof typeof FORMS]: { form: Form } & z.output<(typeof FORMS)[Form]> }

/**
 * A charge has one form, and says which by the term it has: `fixed`, `unit`, `graduated` (each unit by its own tier),
 * `volume` (all units by the tier of the total), `hour`, `package`, `heads`, `baseline` and so on. Lines are rounded
 * once, by the rule that the charge names.
 */
export type Charge = Forms[keyof Forms]
export type TieredPrice = z.output<typeof Tiered>

export const Charge = z.looseObject({}).transform((source, context): Charge => {
  const [form, ...others] = (Object.keys(FORMS) as (keyof typeof FORMS)[]).filter((key) => Object.hasOwn(source, key))
  if (form === undefined || others.length > 0) {
    unreadable(context, {
      message: form === undefined ? 'The charge has no price.' : `The charge has ${1 + others.length} prices.`,
      mend: `Give it exactly one of: ${Object.keys(FORMS).join(', ')}.`,
    })
    return z.NEVER
  }
  const result = FORMS[form].safeParse(source, { reportInput: true })
  if (result.success) return { form, ...result.data } as Charge
  for (const issue of result.error.issues) context.issues.push({ ...issue, input: issue.input } as z.core.$ZodRawIssue)
  return z.NEVER
})
