import { decideCredit, decisionFigures, earningOf } from '../credit/earning.ts'
import type { CreditDecision, LookBack } from '../credit/earning.ts'
import type { CreditOutcome, Earning } from '../credit/crediting.ts'
import { expectedInForce } from '../credit/look-back/improvement.ts'
import type { FigureBook } from '../explanation.ts'
import type { History } from '../history.ts'
import { inOrder } from '../value/in-order.ts'
import { settleLevel } from '../level/level-figures.ts'
import type { LevelOutcome } from '../level/level-figures.ts'
import type { Window } from '../level/population.ts'
import type { ServiceLevel } from '../level/service-level.ts'
import { named } from '../model.ts'
import type { Terms } from '../model.ts'
import type { Statement } from '../statement.ts'
import { measurePopulations } from './populations.ts'

/** A level of the month, and what was decided about its credit. */
export type SettledLevel = {
  readonly id: string
  readonly level: ServiceLevel
  readonly outcome: LevelOutcome
  readonly decision: CreditDecision
}

/** Measures, attains and classes every level of the terms, and decides which of them earn their credit. */
export function settleLevels(
  terms: Terms,
  history: History,
  at: { readonly book: FigureBook; readonly window: Window; readonly lookBack: LookBack },
): SettledLevel[] {
  const { book, window, lookBack } = at
  const populations = measurePopulations(terms, history, window)
  return inOrder(terms.serviceLevels).map(([id, signed]) => {
    const population = populations.get(signed.measure)
    if (!population) throw new Error(`The measure "${signed.measure}" was not computed.`)
    const raised = signed.improvement && expectedInForce(signed.improvement, signed.expected, { id, ...lookBack })
    const level = raised ? { ...signed, expected: raised.expected } : signed
    const measure = named(terms.measures, level.measure)
    let decision: CreditDecision | undefined
    const outcome = settleLevel(book, {
      id,
      level,
      measure,
      population,
      expectedReason: raised?.reason,
      lookBack: (state) => {
        decision = decideCredit(level, id, state, lookBack)
        return decisionFigures(book, { id, level }, decision)
      },
    })
    if (!decision) throw new Error('A settled level has been decided about.')
    return { id, level, outcome, decision }
  })
}

/** The levels that earn a credit, as crediting takes them. */
export function earningsOf(terms: Terms, levels: readonly SettledLevel[]): Earning[] {
  return levels
    .filter(({ decision }) => decision.isEarned)
    .map(({ id, level, outcome }) => {
      const { state, attainment, line } = outcome
      const measure = named(terms.measures, level.measure)
      const { expected } = level
      return earningOf({ id, level, measure, expected, state, attainment, printed: line.printed, incidents: [] })
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
