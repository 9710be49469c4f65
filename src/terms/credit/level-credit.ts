import { z } from 'zod'
import { compareDecimal, multiplyDecimal } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import { compareAttainment } from '../level/attainment.ts'
import type { Attainment } from '../level/attainment.ts'
import type { Measure } from '../level/measure.ts'
import { report, unreadable } from '../value/problem.ts'
import { DurationText, MoneyText, PercentText, TermName } from '../value/schemas.ts'
import { Ladder } from './ladder.ts'
import { Repeat } from './look-back/repeat.ts'

/** From this attainment upwards (until the band above it begins) the credit is this share of the base. */
const Band = z.strictObject({ from: PercentText, credit: PercentText })
export type Band = z.output<typeof Band>

const PointsBand = z.strictObject({ from: PercentText, points: z.int().min(0).max(10_000) })

/** What a credit is a share of: all charges of the month, one or some of them, or an amount that is agreed. */
export const CreditBase = z.union([
  z.literal('charges'),
  z.strictObject({ charge: TermName }),
  z.strictObject({ charges: z.array(TermName).min(1).max(50) }),
  z.strictObject({ fixed: MoneyText }),
])
export type CreditBase = z.output<typeof CreditBase>

const repeat = { repeat: Repeat.optional() }
const Banded = z
  .strictObject({ of: CreditBase, bands: z.array(Band).min(1).max(50), ...repeat })
  .superRefine(fallingToZero)
const Laddered = z.strictObject({ of: CreditBase, ladder: Ladder, ...repeat })
/** A share of the at-risk amount: pool percentage × this allocation × the amount at risk. */
const Pooled = z.strictObject({ pool: z.strictObject({ allocation: PercentText }), ...repeat })
/** For each so much downtime one day's share of the base. Whether a part of it that was begun counts is said. */
const FeeDays = z.strictObject({
  of: CreditBase,
  feeDays: z.strictObject({
    each: DurationText,
    counting: z.enum(['completed', 'begun']),
    daysInMonth: z.union([z.literal('calendar'), z.int().min(28).max(31)]),
  }),
  ...repeat,
})
/** An amount, or a share of the base, for each miss beyond those that are free. */
const PerMiss = z
  .strictObject({
    of: CreditBase.optional(),
    perMiss: z.union([
      z.strictObject({ amount: MoneyText, free: z.int().min(0).max(1_000_000) }),
      z.strictObject({ credit: PercentText, free: z.int().min(0).max(1_000_000) }),
    ]),
    ...repeat,
  })
  .superRefine(({ of, perMiss }, context) => {
    if ('credit' in perMiss && of === undefined) {
      report(context, { at: ['of'], message: 'A share for each miss has no base.', mend: 'Add of: charges.' })
    }
  })
/** Points of a failure; the points of all levels together earn one credit by the table in `credits.points`. */
const Points = z
  .strictObject({
    points: z.union([z.int().min(1).max(10_000), z.strictObject({ bands: z.array(PointsBand).min(1).max(50) })]),
    ...repeat,
  })
  .superRefine(({ points }, context) => {
    if (typeof points === 'object') fallingToZero(points, context, 'points')
  })

/** What each form of credit is written as, by the term that says which one it is. */
export const FORMS = {
  bands: Banded,
  ladder: Laddered,
  pool: Pooled,
  feeDays: FeeDays,
  perMiss: PerMiss,
  points: Points,
} as const
type Forms = { [Form in keyof typeof FORMS]: { readonly form: Form } & z.output<(typeof FORMS)[Form]> }

/** The credit of one service level, in one of six forms; which one is said by the term that it has. */
export type LevelCredit = Forms[keyof Forms]
export const LevelCredit = z.looseObject({}).transform((source, context): LevelCredit => {
  const keys = Object.keys(FORMS) as (keyof typeof FORMS)[]
  const [form, ...others] = keys.filter((key) => Object.hasOwn(source, key))
  if (form === undefined || others.length > 0) {
    unreadable(context, {
      message: form === undefined ? 'The credit has no form.' : `The credit has ${1 + others.length} forms.`,
      mend: `Give it exactly one of: ${keys.join(', ')}.`,
    })
    return z.NEVER
  }
  const result = FORMS[form].safeParse(source, { reportInput: true })
  if (result.success) return { form, ...result.data } as LevelCredit
  for (const issue of result.error.issues) context.issues.push({ ...issue, input: issue.input } as z.core.$ZodRawIssue)
  return z.NEVER
})

/** Bands stand from the highest to the lowest, and the last one begins at 0 %. */
function fallingToZero(
  { bands }: { readonly bands: readonly { readonly from: z.output<typeof PercentText> }[] },
  context: z.RefinementCtx,
  under?: string,
): void {
  const above = under === undefined ? [] : [under]
  for (const [index, band] of bands.entries()) {
    const next = bands[index + 1]
    if (!next || compareDecimal(band.from.percent, next.from.percent) > 0) continue
    report(context, {
      at: [...above, 'bands', index + 1, 'from'],
      message: `The band from ${next.from.text} does not lie below the band from ${band.from.text}.`,
      mend: 'List the bands from the highest to the lowest, each once.',
    })
  }
  const last = bands.at(-1)
  if (!last || last.from.percent.digits === 0n) return
  report(context, {
    at: [...above, 'bands', bands.length - 1, 'from'],
    message: `An attainment below ${last.from.text} falls in no band.`,
    mend: 'Let the last band begin at "0 %".',
  })
}

/** The band in which a missed attainment falls: the highest one that begins at or below it. */
export function bandOf<One extends { readonly from: z.output<typeof PercentText> }>(
  bands: readonly One[],
  compare: (threshold: Decimal) => number,
): One {
  const band = bands.find(({ from }) => compare(from.percent) >= 0)
  if (!band) throw new Error('The last band begins at 0 %, so every attainment falls in a band.')
  return band
}

/** How an attainment compares with thresholds, by the rule of its measure. */
export function comparing(attainment: Attainment, test: Measure['test']): (threshold: Decimal) => number {
  return (threshold) => compareAttainment(attainment, threshold, test)
}

/** base × percent / 100, exact, in minor units of the currency. */
export function shareOf(base: bigint, percent: Decimal): Decimal {
  return multiplyDecimal({ digits: base, scale: 0 }, { digits: percent.digits, scale: percent.scale + 2 })
}
