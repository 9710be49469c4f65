import { z } from 'zod'
import { compareDecimal, parseDecimal } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import { compareFractions, fraction } from '../../kernel/money/fraction.ts'
import { compareWilson } from '../measure/accuracy.ts'
import { exactly } from '../price/forms/asked.ts'
import { parseDuration } from '../time/duration.ts'
import type { Measured } from '../value/measured.ts'
import { parsePercent } from '../value/percent.ts'
import { unreadable } from '../value/problem.ts'
import { compareAttainment } from './attainment.ts'
import type { Measure } from './measure.ts'

/** What a level is held against, in the unit of its measure: percent, milliseconds of open time, or a number. */
export type Threshold = {
  readonly text: string
  readonly unit: 'percent' | 'open-time' | 'number'
  readonly value: Decimal
}

/** '92.0 %', '45 minutes', '3' */
export const ThresholdText = z.string().transform((text, context): Threshold => {
  if (text.endsWith('%')) {
    const percent = attempt(() => parsePercent(text))
    if (percent) return { text: percent.text, unit: 'percent', value: percent.percent }
  }
  const duration = attempt(() => parseDuration(text))
  if (duration?.kind === 'open-time')
    return { text, unit: 'open-time', value: { digits: BigInt(duration.millis), scale: 0 } }
  const number = attempt(() => parseDecimal(text))
  if (number) return { text, unit: 'number', value: number }
  unreadable(context, {
    message: `"${text}" is not a percentage.`,
    mend: 'Write a percentage such as "92.0 %", or a length of time or number where the measure has that unit.',
  })
  return z.NEVER
})

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** The unit in which a measure of some kind comes out, as thresholds have it. */
export function unitOf(measure: Measure): Threshold['unit'] {
  switch (measure.kind) {
    case 'share':
    case 'answered':
    case 'ratio':
    case 'availability':
    case 'accuracy':
      return 'percent'
    case 'mean':
    case 'percentile':
      return 'open-time'
    case 'count':
    case 'backlogDays':
      return 'number'
    case 'ageing':
      return measure.of.kind === 'ageing' && measure.of.terms.as === 'share' ? 'percent' : 'number'
    case 'survey':
      return measure.of.kind === 'survey' && measure.of.terms.promoters ? 'number' : 'percent'
  }
}

/**
 * Compares what was measured with a threshold of its unit, exactly, by the rule of the measure.
 * @returns below zero, zero or above zero
 */
export function compareMeasured(measure: Measure, measured: Measured, value: Decimal): number {
  switch (measured.unit) {
    case 'percent': {
      if (measure.kind === 'accuracy' && measure.of.kind === 'accuracy' && measure.of.terms.held !== 'point') {
        const { held, confidence } = measure.of.terms
        return compareWilson(measured, value, { bound: held, confidence })
      }
      return compareAttainment(measured, value, measure.test)
    }
    case 'count':
      return compareDecimal({ digits: BigInt(measured.count), scale: 0 }, value)
    case 'open-time':
      return compareFractions(measured.millis, exactly(value))
    case 'number':
      return compareFractions(fraction(measured.value.numerator, measured.value.denominator), exactly(value))
  }
}
