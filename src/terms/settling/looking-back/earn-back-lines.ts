import type { LookBack } from '../../credit/earning.ts'
import { earnedBack } from '../../credit/look-back/earn-back.ts'
import type { EarnedBack } from '../../credit/look-back/earn-back.ts'
import type { Figure, FigureBook } from '../../explanation.ts'
import type { Terms } from '../../model.ts'
import { safeMinor } from '../../statement.ts'
import type { EarnBackLine } from '../../statement.ts'
import type { SettledLevel } from '../levels.ts'

export type EarnBackOutcome = {
  readonly lines: readonly EarnBackLine[]
  readonly figures: readonly Figure[]
  readonly total: bigint
}

/** What became this month of credits of earlier months; undefined where the terms have no earn-back. */
export function settleEarnBack(
  terms: Terms,
  at: { readonly book: FigureBook; readonly lookBack: LookBack; readonly levels: readonly SettledLevel[] },
): EarnBackOutcome | undefined {
  const rule = terms.credits?.earnBack
  if (!rule || !terms.credits) return undefined
  const { month, earlier } = at.lookBack
  const now = Object.fromEntries(
    at.levels.map(({ id, outcome }) => [id, { state: outcome.state, ...outcome.attainment }] as const),
  )
  const isEnded = terms.contract?.to !== undefined && terms.contract.to.slice(0, 7) <= month
  const found = earnedBack(rule, { month, earlier, now, rounding: terms.credits.rounding, isEnded })
  const { clause } = terms.credits
  const figures = found.map((one) => earnBackFigure(at.book, clause, one))
  const lines = found.map(({ id, ofMonth, outcome, minor }): EarnBackLine => ({
    id,
    clause,
    ofMonth,
    outcome,
    amountMinor: safeMinor(minor),
    figure: figureId(id, ofMonth),
  }))
  return { lines, figures, total: found.reduce((total, { minor }) => total + minor, 0n) }
}

function earnBackFigure(book: FigureBook, clause: string, { id, ofMonth, outcome, minor, reason }: EarnedBack): Figure {
  return book.tell({
    id: figureId(id, ofMonth),
    label: `Credit of ${ofMonth} for ${id}: ${outcome}`,
    clause,
    value: safeMinor(minor),
    unit: 'money',
    formula: reason,
  })
}

function figureId(id: string, ofMonth: string): string {
  return `earn-back/${id}/${ofMonth}`
}
