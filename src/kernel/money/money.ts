import { minorDigits } from './currency.ts'
import { formatDecimal, parseDecimal, powerOfTen, type Decimal } from './decimal.ts'
import { AmountError, quoted } from './money-error.ts'
import { divideRounded, type Rounding } from './rounding.ts'

export { minorDigits }

/** An amount that can be paid: whole minor units (cents) of one currency. */
export type Money = { readonly currency: string; readonly minor: bigint }

/** A price, which may be finer than the currency's minor unit: EUR 0.305. */
export type Price = { readonly currency: string; readonly amount: Decimal }

/** Reads 'EUR 6.40'; fewer decimals than the currency has are whole ('EUR 6'), more are an AmountError. */
export function parseMoney(text: string): Money {
  const { currency, amount } = parsePrice(text)
  const decimals = minorDigits(currency)
  if (amount.scale > decimals) {
    const what = `${quoted(text)} has ${amount.scale} decimals but ${currency} has ${decimals}`
    throw new AmountError(what, `write an amount with at most ${decimals} decimals`)
  }
  return { currency, minor: amount.digits * powerOfTen(decimals - amount.scale) }
}

/** Reads 'EUR 0.305': a currency code, one space, a decimal of any scale. Throws AmountError. */
export function parsePrice(text: string): Price {
  const space = text.indexOf(' ')
  if (space < 0) {
    throw new AmountError(`${quoted(text)} is not an amount`, 'write the currency, one space, the number: EUR 6.40')
  }
  const currency = text.slice(0, space)
  minorDigits(currency)
  return { currency, amount: parseDecimal(text.slice(space + 1)) }
}

/** The canonical text, always with all decimals of the currency: 'EUR 1234.50', 'JPY 80', 'EUR -0.05'. */
export function moneyText(money: Money): string {
  return `${money.currency} ${formatDecimal(moneyAmount(money))}`
}

/** The amount as a decimal in major units: 123450 minor units of EUR are 1234.50. */
export function moneyAmount(money: Money): Decimal {
  return { digits: money.minor, scale: minorDigits(money.currency) }
}

/** The exact sum. Both must be of one currency: mixing them is a bug, not an input, and throws. */
export function addMoney(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new Error(`${a.currency} and ${b.currency} do not add up`)
  return { currency: a.currency, minor: a.minor + b.minor }
}

/** The exact sum of any number of amounts of this currency; none give zero. */
export function sumMoney(currency: string, amounts: Iterable<Money>): Money {
  let total: Money = { currency, minor: 0n }
  for (const amount of amounts) total = addMoney(total, amount)
  return total
}

/**
 * units × price, rounded once, at the line, to the currency's minor unit by the named rule:
 * 1001 × EUR 0.305 = EUR 305.31 half-up and EUR 305.30 half-even.
 */
export function priceTimes(units: Decimal | bigint, price: Decimal, currency: string, rounding: Rounding): Money {
  const digits = (typeof units === 'bigint' ? units : units.digits) * price.digits
  const scale = (typeof units === 'bigint' ? 0 : units.scale) + price.scale
  const surplus = scale - minorDigits(currency)
  const minor = surplus > 0 ? divideRounded(digits, powerOfTen(surplus), rounding) : digits * powerOfTen(-surplus)
  return { currency, minor }
}

/**
 * Splits a whole total by weights so that the parts sum to it exactly (largest remainder, Hamilton's method): each part
 * is rounded towards zero, then the units left over go to the largest remainders, the earliest first when they tie.
 * A negative total is the mirror image of the positive one. Weights are not negative; all of them zero can only
 * carry a total of zero, anything else throws.
 */
export function splitByLargestRemainder(total: bigint, weights: readonly bigint[]): bigint[] {
  let whole = 0n
  for (const weight of weights) {
    if (weight < 0n) throw new Error('a weight is negative')
    whole += weight
  }
  if (whole === 0n) {
    if (total !== 0n) throw new Error(`${total} cannot be split: there is no weight to carry it`)
    return weights.map(() => 0n)
  }
  const size = total < 0n ? -total : total
  const parts = weights.map((weight) => (size * weight) / whole)
  const remainders = weights.map((weight) => (size * weight) % whole)
  const left = size - parts.reduce((sum, part) => sum + part, 0n)
  // Array sort is stable, so equal remainders keep the order of their index. Fewer units are left than there are
  // weights with a remainder, so nobody without a share gets one.
  const byRemainder = weights.map((_, index) => index).sort((a, b) => compareBigints(remainders[b], remainders[a]))
  for (const index of byRemainder.slice(0, Number(left))) parts[index] = (parts[index] ?? 0n) + 1n
  return total < 0n ? parts.map((part) => -part) : parts
}

function compareBigints(a: bigint | undefined, b: bigint | undefined): number {
  if (a === undefined || b === undefined || a === b) return 0
  return a < b ? -1 : 1
}
