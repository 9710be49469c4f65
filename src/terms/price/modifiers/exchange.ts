import { z } from 'zod'
import { formatDecimal, multiplyDecimal, parseDecimal, subtractDecimal } from '../../../kernel/money/decimal.ts'
import type { Decimal } from '../../../kernel/money/decimal.ts'
import { addFractions, fraction, multiplyFractions } from '../../../kernel/money/fraction.ts'
import type { Fraction } from '../../../kernel/money/fraction.ts'
import { monthNumber, monthOfNumber } from '../../month-result.ts'
import { unreadable } from '../../value/problem.ts'
import { PercentText } from '../../value/schemas.ts'
import { exactly } from '../forms/asked.ts'
import { requiredValue } from '../series.ts'
import type { SeriesBook } from '../series.ts'

const RateText = z.string().transform((text, context): Decimal => {
  try {
    const rate = parseDecimal(text)
    if (rate.digits > 0n) return rate
  } catch {
    // The problem below says what is expected.
  }
  unreadable(context, {
    message: `"${text}" is not a rate.`,
    mend: 'Write how much of the other currency one buys: "62.10".',
  })
  return z.NEVER
})

/**
 * A price in another currency. Rates say how much of it one unit of the agreement's currency buys. Inside the band
 * around the base rate the base rate holds. What lies beyond it is borne by the client (the rate moves by all of it),
 * by the provider (the base rate holds all the same), or shared (the rate moves by half of it).
 */
export const Exchange = z.strictObject({
  from: z.string().regex(/^[A-Z]{3}$/, 'is an ISO 4217 code'),
  series: z.string().min(1).max(100),
  /** The mean of the monthly rates of so many months that end with the period. */
  averageMonths: z.int().min(1).max(12),
  base: RateText,
  band: PercentText,
  bornBy: z.enum(['client', 'provider', 'shared']),
})
export type Exchange = z.output<typeof Exchange>

export type Converted = { readonly rate: Fraction; readonly reason: string }

/**
 * The rate of a month: base rate inside the band; beyond it the base rate moved by the part of the deviation that the
 * client bears, that is, all, none or half of what lies outside the band.
 */
export function rateOf(exchange: Exchange, month: string, series: SeriesBook): Converted {
  const { averageMonths, base, band, bornBy } = exchange
  const months = Array.from({ length: averageMonths }, (_, back) =>
    monthOfNumber(monthNumber(month) - back),
  ).toReversed()
  const rates = months.map((one) => requiredValue(series, exchange.series, one))
  const actual = multiplyFractions(
    rates.reduce((sum, rate) => addFractions(sum, exactly(rate)), fraction(0n, 1n)),
    fraction(1n, BigInt(averageMonths)),
  )
  const text = `${exchange.series} ${months.join(', ')}: ${rates.map(formatDecimal).join(', ')}`
  const width = multiplyDecimal(base, { digits: band.percent.digits, scale: band.percent.scale + 2 })
  const edge = beyondEdge(actual, base, width)
  if (edge === undefined || bornBy === 'provider') {
    const why = edge === undefined ? `inside ${band.text} of the base rate` : 'beyond the band, borne by the provider'
    return { rate: exactly(base), reason: `${text}; ${why}: the base rate ${formatDecimal(base)} holds.` }
  }
  const beyond = addFractions(actual, negative(edge))
  const borne = bornBy === 'client' ? beyond : multiplyFractions(beyond, fraction(1n, 2n))
  const rate = addFractions(exactly(base), borne)
  return { rate, reason: `${text}; beyond ${band.text} of the base rate: what lies outside is borne by ${bornBy}.` }
}

/** The edge of the band that the actual rate has passed; undefined inside it. */
function beyondEdge(actual: Fraction, base: Decimal, width: Decimal): Fraction | undefined {
  const [low, high] = [subtractDecimal(base, width), subtractDecimal(base, { ...width, digits: -width.digits })]
  const isBelow = actual.numerator * exactly(low).denominator < exactly(low).numerator * actual.denominator
  const isAbove = actual.numerator * exactly(high).denominator > exactly(high).numerator * actual.denominator
  return isBelow ? exactly(low) : isAbove ? exactly(high) : undefined
}

function negative(value: Fraction): Fraction {
  return { ...value, numerator: -value.numerator }
}

/** An amount of the other currency in the agreement's. */
export function converted(amount: Fraction, rate: Fraction): Fraction {
  return fraction(amount.numerator * rate.denominator, amount.denominator * rate.numerator)
}
