import { z } from 'zod'
import { addDecimal, compareDecimal, formatDecimal, subtractDecimal } from '../../../kernel/money/decimal.ts'
import type { Decimal } from '../../../kernel/money/decimal.ts'
import { fraction, compareFractions } from '../../../kernel/money/fraction.ts'
import { monthNumber, monthOfNumber } from '../../month-result.ts'
import type { MonthResult } from '../../month-result.ts'
import { percentText, roundedPercent } from '../../value/percent.ts'
import type { Percent } from '../../value/percent.ts'
import { DecimalsText, PercentText } from '../../value/schemas.ts'

/**
 * The yearly reset of an expected level from what was reached: in a named month it rises to the attainment of the best
 * months of the year before, rolled up by volume, by at most one step and never above a ceiling. It never falls.
 */
export const Improvement = z.strictObject({
  inMonth: z.int().min(1).max(12),
  bestMonths: z.int().min(1).max(12),
  stepAtMost: PercentText,
  ceiling: PercentText,
  places: DecimalsText,
})
export type Improvement = z.output<typeof Improvement>

export type ExpectedInForce = { readonly expected: Percent; readonly reason: string | undefined }

/** The expected level of a month: what was signed, raised at each reset since the first month that is known. */
export function expectedInForce(
  rule: Improvement,
  signed: Percent,
  asked: { readonly id: string; readonly month: string; readonly earlier: readonly MonthResult[] },
): ExpectedInForce {
  let expected = signed
  let reason: string | undefined
  const [first] = asked.earlier
  if (!first) return { expected, reason }
  for (let number = monthNumber(first.month) + 1; number <= monthNumber(asked.month); number += 1) {
    if ((number % 12) + 1 !== rule.inMonth) continue
    const year = asked.earlier.filter(({ month }) => monthNumber(month) < number && monthNumber(month) >= number - 12)
    const raised = raise(rule, expected, { id: asked.id, year, at: monthOfNumber(number) })
    if (raised) ({ expected, reason } = raised)
  }
  return { expected, reason }
}

function raise(rule: Improvement, expected: Percent, asked: { id: string; year: readonly MonthResult[]; at: string }) {
  const measured = asked.year.flatMap(({ month, levels }) => {
    const level = levels[asked.id]
    return level && level.denominator > 0 ? [{ month, ...level }] : []
  })
  // Fewer measured months than the rule takes are no year to learn from.
  if (measured.length < rule.bestMonths) return undefined
  const best = [...measured].sort(byRatio).slice(0, rule.bestMonths)
  const reached = roundedPercent({
    numerator: best.reduce((sum, { numerator }) => sum + numerator, 0),
    denominator: best.reduce((sum, { denominator }) => sum + denominator, 0),
    decimals: rule.places,
    rounding: 'floor',
  })
  const stepped = least(reached, addDecimal(expected.percent, rule.stepAtMost.percent), rule.ceiling.percent)
  if (compareDecimal(stepped, expected.percent) <= 0) return undefined
  const months = best
    .map(({ month }) => month)
    .sort((a, b) => (a < b ? -1 : 1))
    .join(', ')
  const step = formatDecimal(subtractDecimal(stepped, expected.percent))
  const rise = `In ${asked.at} the expected level rose by ${step} points from ${expected.text}`
  const reason = `${rise}: ${months} reached ${percentText(reached)}.`
  return { expected: { percent: stepped, text: percentText(stepped) }, reason }
}

type Measured = { readonly month: string; readonly numerator: number; readonly denominator: number }

/** The best first; of equal months the earlier first. */
function byRatio(a: Measured, b: Measured): number {
  const ratio = (one: Measured) => fraction(BigInt(one.numerator), BigInt(one.denominator))
  return compareFractions(ratio(b), ratio(a)) || monthNumber(a.month) - monthNumber(b.month)
}

function least(...values: readonly Decimal[]): Decimal {
  return values.reduce((smallest, one) => (compareDecimal(one, smallest) < 0 ? one : smallest))
}
