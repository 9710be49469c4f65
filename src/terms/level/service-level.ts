import { z } from 'zod'
import { compareDecimal } from '../../kernel/money/decimal.ts'
import { report } from '../value/problem.ts'
import { Clause, Label, PercentText, TermName } from '../value/schemas.ts'
import type { Measured } from '../value/measured.ts'
import type { Measure } from './measure.ts'
import { compareMeasured, ThresholdText } from './threshold.ts'
import type { Threshold } from './threshold.ts'
import { LevelCredit } from '../credit/level-credit.ts'
import { Improvement } from '../credit/look-back/improvement.ts'
import { Trigger } from '../credit/look-back/trigger.ts'

/**
 * A service level: a measure held against two thresholds. Below `expected` the target is missed; below `minimum` the
 * service has failed. A critical level may carry a credit, a key measurement is only reported.
 */
export const ServiceLevel = z
  .strictObject({
    clause: Clause,
    name: Label,
    measure: TermName,
    per: z.literal('month'),
    /** Whether more is better: it must be said for every measure that is not the share of a population. */
    direction: z.enum(['at-least', 'at-most']).optional(),
    expected: ThresholdText,
    minimum: ThresholdText,
    /** Where the credit begins, when it is another threshold than the expected level. */
    creditThreshold: ThresholdText.optional(),
    /** No day (or week) may fall below this, however the month comes out; otherwise the minimum counts as missed. */
    floor: z.strictObject({ each: z.enum(['day', 'week']), atLeast: PercentText }).optional(),
    weight: PercentText.optional(),
    kind: z.enum(['critical', 'key']),
    /** When misses earn the credit; without it, any miss of the expected level does. */
    trigger: Trigger.optional(),
    /** Months from the beginning of the contract in which no credit is earned. */
    graceMonths: z.int().min(1).max(60).optional(),
    improvement: Improvement.optional(),
    credit: LevelCredit.optional(),
  })
  .superRefine(({ expected, minimum, kind, credit, direction, creditThreshold }, context) => {
    const isUpward = direction !== 'at-most'
    const order = compareDecimal(minimum.value, expected.value)
    if (minimum.unit !== expected.unit || (creditThreshold ?? expected).unit !== expected.unit) {
      report(context, {
        at: ['minimum'],
        message: `The thresholds ${expected.text} and ${minimum.text} are not of one unit.`,
        mend: 'Write all thresholds of a level in the unit of its measure.',
      })
    } else if (isUpward ? order > 0 : order < 0) {
      report(context, {
        at: ['minimum'],
        message: `The minimum ${minimum.text} lies ${isUpward ? 'above' : 'below'} the expected ${expected.text}.`,
        mend: `Write a minimum at or ${isUpward ? 'below' : 'above'} the expected level.`,
      })
    }
    if (kind === 'key' && credit) {
      report(context, {
        at: ['credit'],
        message: 'A key measurement is reported only, it carries no credit.',
        mend: 'Take out the credit, or make the level critical.',
      })
    }
    const top = credit?.form === 'bands' ? credit.bands[0] : undefined
    if (top && isUpward && compareDecimal(top.from.percent, expected.value) >= 0) {
      report(context, {
        at: ['credit', 'bands', 0, 'from'],
        message: `A credit band from ${top.from.text} can never apply: at ${expected.text} the level is met.`,
        mend: 'Begin the highest band below the expected level.',
      })
    }
  })
export type ServiceLevel = z.output<typeof ServiceLevel>

export type LevelState = 'met' | 'missed-expected' | 'missed-minimum' | 'not-measured' | 'below-minimum-sample'

/** A state and the sentence that gives its reason with the real numbers. */
export type LevelResult = { readonly state: LevelState; readonly reason: string }

/** What a level is classed by: the exact result, how it compares, and how many items count for a minimum sample. */
export type Classed = {
  readonly measured: Measured
  readonly sample: number
  /** Misses, where the measure counts any. */
  readonly misses?: number | undefined
}

/**
 * Classes a result. The order is fixed: no items at all is not measured; then the rule for small samples; then the
 * expected level, then the minimum. Nothing but a missed level can earn a credit.
 */
export function classify(level: ServiceLevel, measure: Measure, classed: Classed): LevelResult {
  const { measured, sample, misses = 0 } = classed
  const isEmpty = measured.unit === 'percent' ? measured.denominator === 0 : sample === 0 && measured.unit !== 'count'
  if (isEmpty) return { state: 'not-measured', reason: 'No work item counts in this period.' }
  const small = measure.minimumSample
  if (small && sample < small.items) {
    const text = `Only ${sample} work items count, the minimum sample is ${small.items}`
    if (small.below === 'not-measured') return { state: 'below-minimum-sample', reason: `${text}.` }
    if (misses <= 1) return { state: 'met', reason: `${text}: one miss is allowed, there ${missesText(misses)}.` }
  }
  return classByThreshold(level, measure, measured)
}

/** True where the state lets the credit of the level apply. */
export function earnsCredit(state: LevelState): boolean {
  return state === 'missed-expected' || state === 'missed-minimum'
}

function classByThreshold(level: ServiceLevel, measure: Measure, measured: Measured): LevelResult {
  const { expected, minimum, direction } = level
  const reaches = (threshold: Threshold) => {
    const order = compareMeasured(measure, measured, threshold.value)
    return direction === 'at-most' ? order <= 0 : order >= 0
  }
  const below = direction === 'at-most' ? ['Above', 'above'] : ['Below', 'below']
  if (reaches(expected)) return { state: 'met', reason: `The expected ${expected.text} is reached.` }
  if (reaches(minimum)) {
    return {
      state: 'missed-expected',
      reason: `${below[0]} the expected ${expected.text}, not ${below[1]} the minimum ${minimum.text}.`,
    }
  }
  return { state: 'missed-minimum', reason: `${below[0]} the minimum ${minimum.text}.` }
}

function missesText(misses: number): string {
  return misses === 0 ? 'is none' : 'is one'
}
