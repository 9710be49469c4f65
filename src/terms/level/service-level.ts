import { z } from 'zod'
import { compareDecimal } from '../../kernel/money/decimal.ts'
import { report } from '../value/problem.ts'
import { Clause, Label, PercentText, TermName } from '../value/schemas.ts'
import { compareAttainment } from './attainment.ts'
import type { Attainment } from './attainment.ts'
import type { Measure } from './measure.ts'
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
    expected: PercentText,
    minimum: PercentText,
    kind: z.enum(['critical', 'key']),
    /** When misses earn the credit; without it, any miss of the expected level does. */
    trigger: Trigger.optional(),
    /** Months from the beginning of the contract in which no credit is earned. */
    graceMonths: z.int().min(1).max(60).optional(),
    improvement: Improvement.optional(),
    credit: LevelCredit.optional(),
  })
  .superRefine(({ expected, minimum, kind, credit }, context) => {
    if (compareDecimal(minimum.percent, expected.percent) > 0) {
      report(context, {
        at: ['minimum'],
        message: `The minimum ${minimum.text} lies above the expected ${expected.text}.`,
        mend: 'Write a minimum at or below the expected level.',
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
    if (top && compareDecimal(top.from.percent, expected.percent) >= 0) {
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

/**
 * Classes an attainment. The order is fixed: no items at all is not measured; then the rule for small samples; then the
 * expected level, then the minimum. Nothing but a missed level can earn a credit.
 */
export function classify(level: ServiceLevel, measure: Measure, attainment: Attainment): LevelResult {
  const { numerator, denominator } = attainment
  if (denominator === 0) return { state: 'not-measured', reason: 'No work item counts in this period.' }
  const small = measure.minimumSample
  if (small && denominator < small.items) {
    const sample = `Only ${denominator} work items count, the minimum sample is ${small.items}`
    if (small.below === 'not-measured') return { state: 'below-minimum-sample', reason: `${sample}.` }
    const misses = denominator - numerator
    if (misses <= 1) return { state: 'met', reason: `${sample}: one miss is allowed, there ${missesText(misses)}.` }
  }
  return classByThreshold(level, measure, attainment)
}

/** True where the state lets the credit of the level apply. */
export function earnsCredit(state: LevelState): boolean {
  return state === 'missed-expected' || state === 'missed-minimum'
}

function classByThreshold(level: ServiceLevel, measure: Measure, attainment: Attainment): LevelResult {
  const { expected, minimum } = level
  if (compareAttainment(attainment, expected.percent, measure.test) >= 0) {
    return { state: 'met', reason: `The expected ${expected.text} is reached.` }
  }
  if (compareAttainment(attainment, minimum.percent, measure.test) >= 0) {
    return {
      state: 'missed-expected',
      reason: `Below the expected ${expected.text}, not below the minimum ${minimum.text}.`,
    }
  }
  return { state: 'missed-minimum', reason: `Below the minimum ${minimum.text}.` }
}

function missesText(misses: number): string {
  return misses === 0 ? 'is none' : 'is one'
}
