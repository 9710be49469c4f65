import { z } from 'zod'
import { addDecimal, multiplyDecimal, powerOfTen } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import { fraction, multiplyFractions } from '../../kernel/money/fraction.ts'
import type { Fraction } from '../../kernel/money/fraction.ts'
import { parseMoney, splitByLargestRemainder } from '../../kernel/money/money.ts'
import { divideRounded } from '../../kernel/money/rounding.ts'
import type { Rounding } from '../../kernel/money/rounding.ts'
import { monthNumber } from '../month-result.ts'
import type { MonthResult } from '../month-result.ts'
import { amountText } from '../statement.ts'
import { parsePercent } from '../value/percent.ts'
import type { Percent } from '../value/percent.ts'
import { unreadable } from '../value/problem.ts'
import { shareOf } from './level-credit.ts'

/**
 * A limit: a share of the charges of its span (the month, or the year as far as it has gone), a share of the average
 * month of that year as far as it has gone, or an amount.
 */
export type Limit =
  | { readonly kind: 'share'; readonly of: 'charges' | 'average-month'; readonly text: string; readonly share: Percent }
  | { readonly kind: 'amount'; readonly text: string; readonly currency: string; readonly minor: bigint }

/** '12 % of charges', '100 % of average-month', 'EUR 50000.00' */
export const LimitText = z.string().transform((text, context): Limit => {
  try {
    const match = /^(.+ %) of (charges|average-month)$/.exec(text)
    if (match?.[1]) {
      return { kind: 'share', of: match[2] as 'charges', text, share: parsePercent(match[1]) }
    }
    return { kind: 'amount', text, ...parseMoney(text) }
  } catch {
    const mend = 'Write the share and its base, or an amount: "12 % of charges", "100 % of average-month".'
    unreadable(context, { message: `"${text}" is not a cap.`, mend })
    return z.NEVER
  }
})

/** How much may be credited in a month, in a year of the contract and in a calendar year. */
export const Caps = z.strictObject({
  month: LimitText.optional(),
  contractYear: LimitText.optional(),
  calendarYear: LimitText.optional(),
})
export type Caps = z.output<typeof Caps>

export type Cap = {
  readonly id: 'cap' | 'cap-contract-year' | 'cap-calendar-year' | 'cap-at-risk'
  readonly label: string
  /** What may be credited this month under this cap, in whole minor units, rounded down. */
  readonly minor: bigint
  readonly formula: string
}

export type CapsAsked = {
  readonly month: string
  readonly currency: string
  readonly charges: bigint
  readonly earlier: readonly MonthResult[]
  /** The month in which the years of the contract begin: '2026-02'. */
  readonly contractFrom: string
}

/** The caps of a month, each with what earlier months of its year have left of it. */
export function capsOf(caps: Caps, asked: CapsAsked): Cap[] {
  const found: Cap[] = []
  if (caps.month) found.push(monthCap(caps.month, asked))
  if (caps.contractYear) found.push(yearCap('cap-contract-year', 'Cap of the contract year', caps.contractYear, asked))
  if (caps.calendarYear) found.push(yearCap('cap-calendar-year', 'Cap of the calendar year', caps.calendarYear, asked))
  return found
}

function monthCap(limit: Limit, { currency, charges }: CapsAsked): Cap {
  const about = { id: 'cap', label: 'Cap of the month' } as const
  if (limit.kind === 'amount') {
    return { ...about, minor: limit.minor, formula: `Agreed: ${limit.text} a month.` }
  }
  const minor = flooredShare(charges, limit.share)
  const base = `${limit.text.replace(/ of .*$/, '')} of ${amountText(currency, charges)} charges`
  return { ...about, minor, formula: `${base}, rounded down, is ${amountText(currency, minor)}.` }
}

function yearCap(id: Cap['id'], label: string, limit: Limit, asked: CapsAsked): Cap {
  const { currency, charges } = asked
  const before = monthsOfYear(id === 'cap-calendar-year' ? 'calendar' : 'contract', asked)
  const chargedBefore = before.reduce((sum, { chargesMinor }) => sum + chargesMinor, 0n)
  const heldBefore = before.reduce((sum, one) => sum + heldOf(one, asked.earlier), 0n)
  const creditedBefore = before.reduce((sum, { creditsMinor }) => sum + creditsMinor, heldBefore)
  const { minor: whole, formula } = yearLimit(limit, currency, chargedBefore + charges, before.length + 1)
  const left = whole > creditedBefore ? whole - creditedBefore : 0n
  const credited = heldBefore > 0n ? 'was credited or is held' : 'was credited'
  const used = `${amountText(currency, creditedBefore)} ${credited} in ${before.length} earlier months of it`
  return { id, label, minor: left, formula: `${formula} ${used}: ${amountText(currency, left)} is left.` }
}

/** A credit that is held may still be paid, and uses its year's cap; of one that was earned back what was paid does. */
function heldOf({ month, levels }: MonthResult, earlier: readonly MonthResult[]): bigint {
  const lapsed = earlier.flatMap((one) => one.lapsed).filter(({ ofMonth }) => ofMonth === month)
  const paidOf = new Map(lapsed.map(({ id, paidMinor }) => [id, paidMinor]))
  return Object.entries(levels)
    .filter(([, { isHeld }]) => isHeld)
    .reduce((sum, [id, { creditMinor }]) => sum + (paidOf.get(id) ?? creditMinor), 0n)
}

function yearLimit(limit: Limit, currency: string, charged: bigint, months: number) {
  if (limit.kind === 'amount') return { minor: limit.minor, formula: `Agreed: ${limit.text} a year.` }
  const share = limit.text.replace(/ of .*$/, '')
  const sum = `${amountText(currency, charged)} charged in ${months} months`
  if (limit.of === 'charges') {
    const minor = flooredShare(charged, limit.share)
    return { minor, formula: `${share} of ${sum}, rounded down, is ${amountText(currency, minor)}.` }
  }
  const exact = shareOf(charged, limit.share.percent)
  const minor = divideRounded(exact.digits, powerOfTen(exact.scale) * BigInt(months), 'floor')
  return { minor, formula: `${share} of the average of ${sum}, rounded down, is ${amountText(currency, minor)}.` }
}

/** Earlier months of the same year of the contract, or of the calendar. */
function monthsOfYear(kind: 'contract' | 'calendar', asked: CapsAsked): readonly MonthResult[] {
  const offset = kind === 'calendar' ? 0 : monthNumber(asked.contractFrom) % 12
  const yearOf = (month: string) => Math.floor((monthNumber(month) - offset) / 12)
  return asked.earlier.filter(({ month }) => yearOf(month) === yearOf(asked.month))
}

/** Rounded down: a cap that rounding could lift would not be a cap. */
function flooredShare(base: bigint, share: Percent): bigint {
  const exact = shareOf(base, share.percent)
  return divideRounded(exact.digits, powerOfTen(exact.scale), 'floor')
}

/** The credits of a period as they are paid. Each line is rounded once; `isCapped` says whether the cap bit. */
export type CreditedLines = {
  readonly lines: readonly bigint[]
  readonly rounded: readonly bigint[]
  readonly isCapped: boolean
}

/**
 * Rounds each credit once and holds the sum against the lowest cap. Where it bites, it is split over the lines in
 * proportion to the credits before rounding, by the largest remainder, so that the lines add up to the cap exactly.
 */
export function cappedLines(raw: readonly Fraction[], cap: bigint | undefined, rounding: Rounding): CreditedLines {
  const rounded = raw.map(({ numerator, denominator }) => divideRounded(numerator, denominator, rounding))
  const sum = rounded.reduce((total, line) => total + line, 0n)
  if (cap === undefined || sum <= cap) return { lines: rounded, rounded, isCapped: false }
  const common = raw.reduce((product, { denominator }) => leastMultiple(product, denominator), 1n)
  const weights = raw.map(({ numerator, denominator }) => numerator * (common / denominator))
  return { lines: splitByLargestRemainder(cap, weights), rounded, isCapped: true }
}

function leastMultiple(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return (a / x) * b
}

/** An exact decimal of minor units as a fraction, times a factor. */
export function timesFactor(raw: Fraction, factor: Decimal): Fraction {
  return multiplyFractions(raw, fraction(factor.digits, powerOfTen(factor.scale)))
}

/** The sum of decimals, exact. */
export function sumOfDecimals(values: readonly Decimal[]): Decimal {
  return values.reduce(addDecimal, { digits: 0n, scale: 0 })
}

/** The product of shares of a hundred and an amount: 50 % × 40 % × EUR 10,000.00. */
export function shareOfShare(base: Decimal, percent: Decimal): Decimal {
  return multiplyDecimal(base, { digits: percent.digits, scale: percent.scale + 2 })
}
