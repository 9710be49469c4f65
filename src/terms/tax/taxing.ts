import { powerOfTen } from '../../kernel/money/decimal.ts'
import { divideRounded } from '../../kernel/money/rounding.ts'
import { parsePercent } from '../value/percent.ts'
import type { TaxCategory } from './tax-terms.ts'

/** One category of tax on an invoice: what it is levied on, and the tax, each in minor units. */
export type TaxLine = {
  readonly category: string
  readonly rate: string
  readonly ground?: string
  readonly baseMinor: number
  readonly taxMinor: number
}

/**
 * The tax of an invoice by category (EN 16931, BR-CO-17): lines are summed exactly, the tax of a category is its base
 * × rate rounded once, half-up. A category of which the invoice has no line is left out.
 */
export function taxLines(
  categories: readonly TaxCategory[],
  lines: readonly { readonly kind: string; readonly id: string; readonly amountMinor: number }[],
): TaxLine[] {
  const categoryOf = (line: { readonly kind: string; readonly id: string }) =>
    categories.find(({ charges }) => line.kind === 'charge' && charges.includes(line.id)) ??
    categories.find(({ isUsual }) => isUsual)
  return categories.flatMap((one) => {
    const own = lines.filter((line) => categoryOf(line) === one)
    if (own.length === 0) return []
    const baseMinor = own.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
    const { digits, scale } = parsePercent(one.rate).percent
    const tax = divideRounded(BigInt(baseMinor) * digits, powerOfTen(scale + 2), 'half-up')
    const { category, rate, ground } = one
    return [{ category, rate, ...(ground === undefined ? {} : { ground }), baseMinor, taxMinor: Number(tax) }]
  })
}
