import { compareDecimal, formatDecimal, parseDecimal, powerOfTen } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import { divideRounded } from '../../kernel/money/rounding.ts'
import type { Rounding } from '../../kernel/money/rounding.ts'

/** A share of a hundred, exact, with the text in which it was written. */
export type Percent = { readonly text: string; readonly percent: Decimal }

const HUNDRED: Decimal = { digits: 100n, scale: 0 }

/** Reads '92.0 %'. Throws an Error that says what is wrong. Nothing below 0 % or above 100 % is a share. */
export function parsePercent(text: string): Percent {
  const match = /^(\d{1,3}(?:\.\d{1,8})?) %$/.exec(text)
  if (!match?.[1]) throw new Error(`"${text}" is not a percentage.`)
  const percent = parseDecimal(match[1])
  if (compareDecimal(percent, HUNDRED) > 0) throw new Error(`"${text}" is more than 100 %.`)
  return { text: `${match[1]} %`, percent }
}

/**
 * Compares the ratio numerator / denominator with a percentage, exactly, in whole numbers: no division takes place, so
 * 1899 of 1999 is below 95 % though it prints as 95.00 %.
 * @returns below zero where the ratio is smaller, zero where they are equal, above zero where it is larger
 */
export function compareRatio(numerator: number, denominator: number, percent: Decimal): number {
  const left = BigInt(numerator) * 100n * powerOfTen(percent.scale)
  const right = percent.digits * BigInt(denominator)
  return left === right ? 0 : left < right ? -1 : 1
}

/** The ratio as a percentage rounded to a number of decimals. Asserts a denominator above zero. */
export function roundedPercent(ratio: {
  numerator: number
  denominator: number
  decimals: number
  rounding: Rounding
}): Decimal {
  const { numerator, denominator, decimals, rounding } = ratio
  if (denominator <= 0) throw new Error('A ratio needs a denominator above zero.')
  const scaled = BigInt(numerator) * 100n * powerOfTen(decimals)
  return { digits: divideRounded(scaled, BigInt(denominator), rounding), scale: decimals }
}

/** '88.4 %' */
export function percentText(percent: Decimal): string {
  return `${formatDecimal(percent)} %`
}
