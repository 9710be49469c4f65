import type { Decimal } from '../../kernel/money/decimal.ts'
import type { Figure, FigureBook } from '../explanation.ts'
import type { Attainment } from '../level/attainment.ts'
import { earnsCredit } from '../level/service-level.ts'
import type { LevelState, ServiceLevel } from '../level/service-level.ts'
import { monthNumber } from '../month-result.ts'
import type { MonthResult } from '../month-result.ts'
import type { Earning } from './crediting.ts'
import { pullTrigger } from './look-back/trigger.ts'
import type { TriggerResult } from './look-back/trigger.ts'

/** A level as it came out this month, before anything is credited. */
export type Attained = {
  readonly id: string
  readonly level: ServiceLevel
  readonly state: LevelState
  readonly attainment: Attainment
  readonly printed: string
  /** How the result compares with a threshold of its unit. */
  readonly compare: (threshold: Decimal) => number
  readonly incidents: readonly string[]
  readonly downMillis?: number | undefined
}

export type LookBack = {
  readonly month: string
  readonly earlier: readonly MonthResult[]
  /** The month in which the contract, and with it the years of the contract, began. */
  readonly contractFrom: string
}

/** Why a level does or does not earn its credit in a month, beyond the state it is in. */
export type CreditDecision = {
  readonly isEarned: boolean
  readonly trigger: TriggerResult | undefined
  readonly graceReason: string | undefined
}

/** Whether a level in a state earns its credit: not within the grace after commencement, and as its trigger says. */
export function decideCredit(
  level: ServiceLevel,
  { id, state, isBeyond }: { readonly id: string; readonly state: LevelState; readonly isBeyond: boolean },
  at: LookBack,
): CreditDecision {
  const { credit, trigger, graceMonths } = level
  const result = trigger && pullTrigger(trigger, { id, month: at.month, state, earlier: at.earlier })
  const age = monthNumber(at.month) - monthNumber(at.contractFrom)
  const isGrace = graceMonths !== undefined && age < graceMonths
  const graceReason = isGrace
    ? `Month ${age + 1} of the contract: in the first ${graceMonths} months no credit is earned.`
    : undefined
  const isEarned = credit !== undefined && !isGrace && isBeyond && (result ? result.isFulfilled : earnsCredit(state))
  return { isEarned, trigger: result, graceReason }
}

/** What a credit is computed from, where the level earns one. */
export function earningOf(attained: Attained): Earning {
  const { id, level, attainment, printed, compare, incidents, downMillis } = attained
  if (!level.credit) throw new Error(`The level "${id}" earns a credit and has none.`)
  return {
    id,
    clause: level.clause,
    name: level.name,
    expected: level.expected.text,
    printed,
    ...attainment,
    misses: level.direction === 'at-most' ? attainment.numerator : attainment.denominator - attainment.numerator,
    compare,
    credit: level.credit,
    incidents,
    downMillis,
  }
}

/** The figures of a trigger and of a grace period, as parts of the state of their level. */
export function decisionFigures(
  book: FigureBook,
  { id, level }: { id: string; level: ServiceLevel },
  decision: CreditDecision,
): Figure[] {
  const about = (part: string) => ({ id: `serviceLevels/${id}/${part}`, clause: level.clause, unit: 'state' as const })
  const { trigger, graceReason } = decision
  const figures: Figure[] = []
  if (trigger) {
    const value = trigger.isFulfilled ? 'fulfilled' : 'not-fulfilled'
    figures.push(book.tell({ ...about('trigger'), label: 'Trigger of the credit', value, formula: trigger.reason }))
  }
  if (graceReason !== undefined) {
    figures.push(book.tell({ ...about('grace'), label: 'Grace period', value: 'no-credit', formula: graceReason }))
  }
  return figures
}
