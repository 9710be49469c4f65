import { z } from 'zod'
import { formatDecimal, multiplyDecimal, roundDecimal } from '../../../kernel/money/decimal.ts'
import type { Decimal } from '../../../kernel/money/decimal.ts'
import { monthNumber } from '../../month-result.ts'
import type { MonthResult } from '../../month-result.ts'
import { PriceText, UnitsText } from '../../value/schemas.ts'

/**
 * A minimum commitment of a contract year, settled in its last month: what is missing is charged at its own price. In a
 * year that the contract ends early, the commitment is for the months that it ran, or for the whole year: that is said.
 */
export const YearlyMinimum = z.strictObject({
  units: UnitsText,
  settled: z.literal('contract-year'),
  shortfallPrice: PriceText,
  partYear: z.enum(['by-month', 'whole']),
})
export type YearlyMinimum = z.output<typeof YearlyMinimum>

export type Shortfall = { readonly units: Decimal; readonly amount: Decimal; readonly reason: string }

export type MinimumAsked = {
  readonly id: string
  readonly month: string
  readonly units: number
  readonly earlier: readonly MonthResult[]
  /** The first month of the contract, and its last where it has an end. */
  readonly contractFrom: string
  readonly contractTo?: string | undefined
}

/** What is missing to the commitment, in the last month of a contract year; undefined in all other months. */
export function shortfallOf(minimum: YearlyMinimum, asked: MinimumAsked): Shortfall | undefined {
  const now = monthNumber(asked.month)
  const inYear = (now - monthNumber(asked.contractFrom)) % 12
  const isEnd = asked.contractTo !== undefined && monthNumber(asked.contractTo) === now
  if (inYear < 0 || (inYear !== 11 && !isEnd)) return undefined
  const before = asked.earlier.filter(({ month }) => {
    const distance = now - monthNumber(month)
    return distance > 0 && distance <= inYear
  })
  const delivered = before.reduce((sum, { charges }) => sum + (charges[asked.id]?.units ?? 0), asked.units)
  const months = inYear + 1
  const isPart = months < 12 && minimum.partYear === 'by-month'
  // A twelfth for each month, exact to six decimals: units that nobody delivered may be parts of one.
  const committed = isPart
    ? roundDecimal({ digits: (BigInt(minimum.units * months) * 10n ** 12n) / 12n, scale: 12 }, 6, 'half-up')
    : { digits: BigInt(minimum.units), scale: 0 }
  const missing = {
    digits: committed.digits - BigInt(delivered) * 10n ** BigInt(committed.scale),
    scale: committed.scale,
  }
  const units = missing.digits > 0n ? missing : { digits: 0n, scale: 0 }
  const amount = multiplyDecimal(units, minimum.shortfallPrice.amount)
  const year = `${delivered} units in ${months} months of the contract year, ${formatDecimal(committed)} committed`
  return { units, amount, reason: `${year}: ${formatDecimal(units)} × ${minimum.shortfallPrice.text} is owed.` }
}
