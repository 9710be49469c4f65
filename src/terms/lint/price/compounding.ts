import { formatDecimal } from '../../../kernel/money/decimal.ts'
import {
  addFractions,
  fraction,
  fractionOfPercent,
  multiplyFractions,
  roundFraction,
} from '../../../kernel/money/fraction.ts'
import type { Fraction } from '../../../kernel/money/fraction.ts'
import { inside, percentOf } from '../draft.ts'
import type { Draft, Step } from '../draft.ts'

/**
 * A price of 100 over three years of an index that rises 5 % a year, by the two readings of an index clause: new index
 * over the index of the year before, and new index over the first one, each on the price of today.
 */
export function compoundedTwice(draft: Draft, at: readonly Step[]): string {
  const clause = inside(draft.source, at[0] ?? '', at[1] ?? '')
  const cap = percentOf(inside(clause, 'cap'))
  const share = percentOf(inside(clause, 'share')) ?? { digits: 100n, scale: 0 }
  const limit = cap ? fractionOfPercent(cap) : undefined
  const step = fraction(1n, 20n)
  const years = (isToBase: boolean) => {
    let [price, index]: Fraction[] = [fraction(100n, 1n), fraction(1n, 1n)]
    return [1, 2, 3].map(() => {
      index = multiplyFractions(index ?? step, fraction(21n, 20n))
      const raw = isToBase ? addFractions(index, fraction(-1n, 1n)) : step
      const shared = multiplyFractions(raw, fractionOfPercent(share))
      const change =
        limit && shared.numerator * limit.denominator > limit.numerator * shared.denominator ? limit : shared
      price = multiplyFractions(price ?? step, addFractions(fraction(1n, 1n), change))
      return formatDecimal(roundFraction(price, 2, 'half-up'))
    })
  }
  const about = `${formatDecimal(share)} % of 5 % a year${cap ? `, cap ${formatDecimal(cap)} %` : ''}`
  return (
    `A price of 100 by ${about}: ${years(false).join(', ')} year on year; ${years(true).join(', ')} to ` +
    `the base month on the current price.`
  )
}
