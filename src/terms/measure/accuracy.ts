import { z } from 'zod'
import { formatDecimal, parseDecimal, powerOfTen } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import { ExpressionText } from '../expression/expression.ts'
import { SettleError } from '../settling/settle-error.ts'
import type { MeasureAsked, MeasuredKind } from './measured-kind.ts'
import { factsUpTo, rowOf, Selected, selectedEvents, selectionText } from './selecting.ts'

/** The standard normal quantiles of the usual two-sided confidences, to six decimals. */
const quantiles = { '90 %': '1.644854', '95 %': '1.959964', '99 %': '2.575829' } as const

/**
 * Accuracy of a sample. Transactions: samples without a defect; one critical error fails a sample whatever else is
 * right. Fields: fields that are right, by the numbers that each sample carries. Thresholds are held against the point
 * estimate, or against a bound of its Wilson interval, as is said.
 */
export const Accuracy = z
  .strictObject({
    sampled: Selected,
    unit: z.enum(['transactions', 'fields']),
    defect: ExpressionText.optional(),
    fields: z.strictObject({ checked: z.string().min(1).max(100), wrong: z.string().min(1).max(100) }).optional(),
    confidence: z.enum(['90 %', '95 %', '99 %']),
    held: z.enum(['point', 'lower-bound', 'upper-bound']),
  })
  .refine(({ unit, defect, fields }) => (unit === 'transactions' ? defect && !fields : fields && !defect), {
    message: 'transactions have a condition for a defect and fields have their numbers; write defect, or fields',
  })
export type Accuracy = z.output<typeof Accuracy>

export function measureAccuracy({ history, window }: MeasureAsked, measure: Accuracy): MeasuredKind {
  const samples = selectedEvents(history, window, measure.sampled).map((one) => {
    const facts = factsUpTo(history, one)
    const id = history.itemIds[one.item] ?? ''
    if (measure.fields) {
      const [checked, wrong] = [facts[measure.fields.checked], facts[measure.fields.wrong]]
      if (typeof checked === 'number' && typeof wrong === 'number' && wrong >= 0 && wrong <= checked) {
        return { one, right: checked - wrong, all: checked }
      }
      throw new SettleError(`The sample of ${id} does not say how many fields were checked and wrong. Record both.`)
    }
    return { one, right: measure.defect?.holds(facts) === true ? 0 : 1, all: 1 }
  })
  const numerator = samples.reduce((sum, { right }) => sum + right, 0)
  const denominator = samples.reduce((sum, { all }) => sum + all, 0)
  const rows = samples.map(({ one, right, all }) => rowOf(history, one, right === all ? 'counted' : 'not-counted'))
  const good = rows.filter(({ verdict }) => verdict === 'counted')
  const interval = wilsonInterval(numerator, denominator, measure.confidence)
  const [low, high] = [formatDecimal(interval.low), formatDecimal(interval.high)]
  const bounds = `${measure.confidence} Wilson interval ${low} to ${high} %`
  const what = measure.unit === 'fields' ? 'fields right' : 'samples without a defect'
  return {
    measured: { unit: 'percent', numerator, denominator },
    counts: [
      {
        part: 'right',
        label: 'Without a defect',
        rows: good,
        formula: `${good.length} of ${rows.length} samples have no defect.`,
      },
      {
        part: 'samples',
        label: 'Samples',
        rows,
        formula: `${rows.length} events "${measure.sampled.event}"${selectionText(measure.sampled)} in the period.`,
      },
    ],
    sentence: `${numerator} ${what} ÷ ${denominator}; ${bounds}`,
    sample: samples.length,
  }
}

/**
 * The Wilson score interval in percent with two decimals, the bounds rounded outwards (E. B. Wilson, 1927):
 * (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n), with whole numbers only, so that every machine gives the same.
 */
export function wilsonInterval(numerator: number, denominator: number, confidence: keyof typeof quantiles) {
  const zero: Decimal = { digits: 0n, scale: 2 }
  if (denominator === 0) return { low: zero, high: { digits: 10_000n, scale: 2 } }
  const quantile = parseDecimal(quantiles[confidence])
  const one2 = powerOfTen(2 * quantile.scale)
  const [k, n, z2] = [BigInt(numerator), BigInt(denominator), quantile.digits * quantile.digits]
  // Everything is scaled by 2·n·one²: centre = 2k·one² + z²; spread² = z²·(4k(n−k)·one²÷n + z²).
  const centre = 2n * k * one2 + z2
  const spread = squareRoot((z2 * (4n * k * (n - k) * one2 + z2 * n)) / n)
  const whole = 2n * (n * one2 + z2)
  const low = ((centre - spread - 1n) * 10_000n) / whole
  const high = ((centre + spread + 1n) * 10_000n) / whole + 1n
  return {
    low: { digits: low < 0n ? 0n : low, scale: 2 },
    high: { digits: high > 10_000n ? 10_000n : high, scale: 2 },
  }
}

/**
 * Compares a bound of the Wilson interval with a threshold, exactly: the lower bound is at least t where p ≥ t and
 * n(p − t)² ≥ z² t(1 − t); the upper one where p ≥ t or n(p − t)² ≤ z² t(1 − t).
 */
export function compareWilson(
  ratio: { readonly numerator: number; readonly denominator: number },
  threshold: Decimal,
  held: { readonly bound: 'lower-bound' | 'upper-bound'; readonly confidence: keyof typeof quantiles },
): number {
  const quantile = parseDecimal(quantiles[held.confidence])
  const [k, n] = [BigInt(ratio.numerator), BigInt(ratio.denominator)]
  const [t, one] = [threshold.digits, powerOfTen(threshold.scale + 2)]
  const distance = k * one - t * n
  const left = distance * distance * powerOfTen(2 * quantile.scale)
  const right = quantile.digits * quantile.digits * t * (one - t) * n
  if (held.bound === 'lower-bound') return distance >= 0n && left >= right ? 1 : -1
  return distance >= 0n || left <= right ? 1 : -1
}

/** The whole part of a square root (Newton's method on whole numbers). */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) return root
    root = next
  }
}
