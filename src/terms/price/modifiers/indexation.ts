import { z } from 'zod'
import { compareDecimal, formatDecimal, parseDecimal } from '../../../kernel/money/decimal.ts'
import type { Decimal } from '../../../kernel/money/decimal.ts'
import {
  addFractions,
  compareFractions,
  fraction,
  fractionOfPercent,
  multiplyFractions,
  roundFraction,
} from '../../../kernel/money/fraction.ts'
import type { Fraction } from '../../../kernel/money/fraction.ts'
import { monthNumber, monthOfNumber } from '../../month-result.ts'
import { report, unreadable } from '../../value/problem.ts'
import { Clause, DecimalsText, PercentText, RoundingName, TermName } from '../../value/schemas.ts'
import { exactly } from '../forms/asked.ts'
import { requiredValue } from '../series.ts'
import type { SeriesBook } from '../series.ts'

const MonthText = z.string().regex(/^[0-9]{4}-(?:0[1-9]|1[0-2])$/, 'is a month such as 2026-01')
/** '-2 %' is a floor that lets prices fall. */
const FloorText = z.string().transform((text, context) => {
  try {
    const match = /^(-?\d{1,3}(?:\.\d{1,8})?) %$/.exec(text)
    if (match?.[1]) return { text, percent: parseDecimal(match[1]) }
  } catch {
    // The problem below says what is expected.
  }
  unreadable(context, {
    message: `"${text}" is not a percentage.`,
    mend: 'Write a percentage such as "0 %" or "-2 %".',
  })
  return z.NEVER
})

/**
 * An index clause. Each year, in `inMonth`, prices change by `share` of the change of an index, not more than `cap` and
 * not less than `floor`. The change is read `year-on-year`, or `to-base` (new index over the index of the base month),
 * and it is applied to the `original` price or to the `current` one. To-base on the current price compounds twice: some
 * clauses say so, so it can be said. Changes compound unrounded; a price is rounded to `places` when it is used.
 */
export const IndexClause = z
  .strictObject({
    clause: Clause,
    appliesTo: z.array(TermName).min(1).max(100),
    series: z.string().min(1).max(100),
    base: MonthText,
    lagMonths: z.int().min(0).max(24),
    inMonth: z.int().min(1).max(12),
    compare: z.enum(['year-on-year', 'to-base']),
    appliedTo: z.enum(['original', 'current']),
    share: PercentText,
    cap: z.union([PercentText, z.literal('none')]),
    floor: z.union([FloorText, z.literal('none')]),
    price: z.strictObject({ places: DecimalsText, rounding: RoundingName }),
  })
  .superRefine(({ cap, floor }, context) => {
    if (cap === 'none' || floor === 'none' || compareDecimal(floor.percent, cap.percent) <= 0) return
    report(context, { at: ['floor'], message: 'The floor lies above the cap.', mend: 'Write a floor below the cap.' })
  })
export type IndexClause = z.output<typeof IndexClause>

/** One yearly change: in which month, from which two index values, by how much, and the factor from then on. */
export type IndexStep = {
  readonly month: string
  readonly change: Fraction
  readonly factor: Fraction
  readonly reason: string
}

const ONE = fraction(1n, 1n)

/**
 * The yearly changes up to and including a month; the first one is in the first `inMonth` after the base month.
 * @throws SettleError where an index value that is needed was not stated
 */
export function indexSteps(clause: IndexClause, month: string, series: SeriesBook): IndexStep[] {
  const steps: IndexStep[] = []
  let factor = ONE
  for (let at = monthNumber(clause.base) + 1; at <= monthNumber(month); at += 1) {
    if ((at % 12) + 1 !== clause.inMonth) continue
    const newest = at - clause.lagMonths
    const before = clause.compare === 'to-base' ? monthNumber(clause.base) : newest - 12
    // A year before the base month there is nothing to compare with yet.
    if (newest <= before || before < monthNumber(clause.base)) continue
    const [now, then] = [monthOfNumber(newest), monthOfNumber(before)]
    const [i1, i0] = [requiredValue(series, clause.series, now), requiredValue(series, clause.series, then)]
    const { change, text } = clamped(clause, ratioLessOne(i1, i0))
    const raised = addFractions(ONE, change)
    factor = clause.appliedTo === 'current' ? multiplyFractions(factor, raised) : raised
    const values = `${clause.series} ${now} ${formatDecimal(i1)} over ${then} ${formatDecimal(i0)}`
    const reason = `In ${monthOfNumber(at)}: ${values}, ${text}, on the ${clause.appliedTo} price.`
    steps.push({ month: monthOfNumber(at), change, factor, reason })
  }
  return steps
}

/** share × (I₁ ÷ I₀ − 1), held between floor and cap, exactly. */
function clamped(clause: IndexClause, raw: Fraction): { change: Fraction; text: string } {
  const shared = multiplyFractions(raw, fractionOfPercent(clause.share.percent))
  const said = `${clause.share.text} of ${percentOf(raw)}`
  if (clause.cap !== 'none' && compareFractions(shared, fractionOfPercent(clause.cap.percent)) > 0) {
    return { change: fractionOfPercent(clause.cap.percent), text: `${said}, capped at ${clause.cap.text}` }
  }
  if (clause.floor !== 'none' && compareFractions(shared, fractionOfPercent(clause.floor.percent)) < 0) {
    return { change: fractionOfPercent(clause.floor.percent), text: `${said}, held at ${clause.floor.text}` }
  }
  return { change: shared, text: `${said} is ${percentOf(shared)}` }
}

function ratioLessOne(i1: Decimal, i0: Decimal): Fraction {
  const [a, b] = [exactly(i1), exactly(i0)]
  const ratio = fraction(a.numerator * b.denominator, a.denominator * b.numerator)
  return addFractions(ratio, fraction(-1n, 1n))
}

/** A fraction as a percentage with three decimals, for reading. */
function percentOf(value: Fraction): string {
  return `${formatDecimal(roundFraction(multiplyFractions(value, fraction(100n, 1n)), 3, 'half-up'))} %`
}

/** A price at a factor, rounded by the rule of its index clause. */
export function indexedPrice(price: Decimal, factor: Fraction, { places, rounding }: IndexClause['price']): Decimal {
  return roundFraction(multiplyFractions(exactly(price), factor), places, rounding)
}
