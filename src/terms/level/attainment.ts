import { compareDecimal } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import { compareRatio, percentText, roundedPercent } from '../value/percent.ts'
import type { Measure } from './measure.ts'

/** How many of the counted work items met the threshold. Kept as two whole numbers: averages are never averaged. */
export type Attainment = { readonly numerator: number; readonly denominator: number }

/**
 * Compares an attainment with a threshold by the rule of the measure: the exact ratio in whole numbers, or the ratio
 * rounded as the terms say. The two differ at the edge (1899 of 1999 against 95 %), therefore the rule is a term.
 * @returns below zero, zero or above zero, as the attainment is below, at or above the threshold
 */
export function compareAttainment(attainment: Attainment, threshold: Decimal, test: Measure['test']): number {
  const { numerator, denominator } = attainment
  if (test === 'exact') return compareRatio(numerator, denominator, threshold)
  const tested = roundedPercent({ numerator, denominator, decimals: test.rounded, rounding: test.rounding })
  return compareDecimal(tested, threshold)
}

/** The attainment for print, half-up to the decimals that the terms name; a dash where nothing was measured. */
export function printAttainment(attainment: Attainment, decimals: number): string {
  if (attainment.denominator === 0) return '–'
  return percentText(roundedPercent({ ...attainment, decimals, rounding: 'half-up' }))
}
