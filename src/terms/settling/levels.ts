import { decideCredit, decisionFigures, earningOf } from '../credit/earning.ts'
import type { CreditDecision, LookBack } from '../credit/earning.ts'
import type { CreditOutcome, Earning } from '../credit/crediting.ts'
import { expectedInForce } from '../credit/look-back/improvement.ts'
import type { FigureBook, Rows } from '../explanation.ts'
import type { History } from '../history.ts'
import { inOrder } from '../value/in-order.ts'
import { settleLevel } from '../level/level-figures.ts'
import type { LevelOutcome } from '../level/level-figures.ts'
import type { Measure } from '../level/measure.ts'
import type { Window } from '../level/population.ts'
import type { ServiceLevel } from '../level/service-level.ts'
import { compareMeasured } from '../level/threshold.ts'
import { named } from '../model.ts'
import type { Terms } from '../model.ts'
import type { MonthResult } from '../month-result.ts'
import type { Statement } from '../statement.ts'
import type { Measured } from '../value/measured.ts'
import { measureAll } from './populations.ts'

/** A level of the month, and what was decided about its credit. */
export type SettledLevel = {
  readonly id: string
  readonly level: ServiceLevel
  readonly outcome: LevelOutcome
  readonly decision: CreditDecision
  /** The items that were late, where the level measures a share of items. */
  readonly late: Rows | undefined
}

/** Measures, attains and classes every level of the terms, and decides which of them earn their credit. */
export function settleLevels(
  terms: Terms,
  history: History,
  at: { readonly book: FigureBook; readonly window: Window; readonly lookBack: LookBack },
): SettledLevel[] {
  const { book, window, lookBack } = at
  const measured = measureAll(terms, history, { window, month: lookBack.month })
  return inOrder(terms.serviceLevels).map(([id, signed]) => {
    const found = measured.get(signed.measure)
    if (!found) throw new Error(`The measure "${signed.measure}" was not computed.`)
    const raised = raisedLevel(signed, { id, ...lookBack })
    const level = raised ? { ...signed, expected: raised.expected } : signed
    let decision: CreditDecision | undefined
    const outcome = settleLevel(book, {
      ...found,
      id,
      level,
      zone: terms.zone,
      expectedReason: raised?.reason,
      lookBack: (state, result) => {
        const isBeyond = isBeyondCreditThreshold(level, found.measure, result)
        decision = decideCredit(level, { id, state, isBeyond }, lookBack)
        return decisionFigures(book, { id, level }, decision)
      },
    })
    if (!decision) throw new Error('A settled level has been decided about.')
    const late = 'population' in found ? found.population.late : undefined
    return { id, level, outcome, decision, late }
  })
}

/** The expected level as the yearly improvement has raised it; only shares have one. */
function raisedLevel(level: ServiceLevel, asked: { id: string; month: string; earlier: readonly MonthResult[] }) {
  const { improvement, expected } = level
  if (!improvement) return undefined
  const raised = expectedInForce(improvement, { text: expected.text, percent: expected.value }, asked)
  const { text, percent } = raised.expected
  return { expected: { text, unit: expected.unit, value: percent }, reason: raised.reason }
}

/** Whether a result lies beyond the threshold from which a credit is earned, where that is a third one. */
function isBeyondCreditThreshold({ creditThreshold, direction }: ServiceLevel, measure: Measure, result: Measured) {
  if (!creditThreshold) return true
  // What was not measured lies beyond nothing.
  if (result.unit === 'percent' && result.denominator === 0) return false
  const order = compareMeasured(measure, result, creditThreshold.value)
  return direction === 'at-most' ? order > 0 : order < 0
}

/** The levels that earn a credit, as crediting takes them. */
export function earningsOf(
  terms: Terms,
  levels: readonly SettledLevel[],
  incidentsOf: (level: SettledLevel) => readonly string[],
): Earning[] {
  return levels
    .filter(({ decision }) => decision.isEarned)
    .map((settled) => {
      const { id, level, outcome } = settled
      const { state, attainment, line, downMillis, measured } = outcome
      const measure = named(terms.measures, level.measure)
      const about = { id, level, state, attainment, printed: line.printed, downMillis, incidents: incidentsOf(settled) }
      return earningOf({ ...about, compare: (threshold) => compareMeasured(measure, measured, threshold) })
    })
}

/** The line of a level with its credit, and with what later months must know of it where the terms look back. */
export function withCredit(
  terms: Terms,
  { id, level, outcome: { line }, decision }: SettledLevel,
  credits: CreditOutcome,
): Statement['serviceLevels'][number] {
  const credit = credits.lines.find((one) => one.id === id)
  const isRemembered = level.trigger ?? level.credit?.repeat ?? terms.credits?.earnBack ?? terms.credits?.points
  const memory = {
    ...(isRemembered && decision.isEarned ? { earned: true as const } : {}),
    ...(decision.trigger && decision.trigger.used.length > 0 ? { used: decision.trigger.used } : {}),
  }
  if (!credit) return { ...line, ...memory, creditMinor: 0 }
  const figures = { ...line.figures, credit: credit.figure }
  return { ...line, ...memory, creditMinor: credit.amountMinor, figures }
}
