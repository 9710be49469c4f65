import { everyFigure } from '../../explanation.ts'
import type { Figure, FigureBook } from '../../explanation.ts'
import type { History } from '../../history.ts'
import type { Terms } from '../../model.ts'
import { parseInstant } from '../../../kernel/time/instant.ts'
import type { SettleContext, Settlement } from '../../settle.ts'
import { amountText, safeMinor } from '../../statement.ts'
import type { AdjustmentLine, Statement } from '../../statement.ts'

export type AdjustmentOutcome = {
  readonly lines: readonly AdjustmentLine[]
  readonly figures: readonly Figure[]
  readonly total: bigint
}

type At = {
  readonly book: FigureBook
  readonly context: SettleContext
  /** Settles a closed month once more, without corrections of its own. */
  readonly again: (history: History, month: string, terms: Terms, context: SettleContext) => Settlement
}

/**
 * What was told after its month had been closed, settled in this one: each closed month with such events is computed
 * again under its own terms and with the statements that it looked back at, and what its charges and credits differ by
 * is a line, less what later months have corrected already. The closed month stays as it is.
 * @returns undefined where the terms do not say that this is done
 */
export function settleAdjustments(terms: Terms, history: History, at: At): AdjustmentOutcome | undefined {
  const { lateEvents } = terms
  if (!lateEvents) return undefined
  const { book, context } = at
  const earlier = context.earlier ?? []
  const lines: AdjustmentLine[] = []
  const figures: Figure[] = []
  for (const index of toldLate(history, earlier)) {
    const closed = earlier[index]
    const own = closed && context.earlierTerms?.get(closed.termsHash)
    if (!closed || !own) throw new Error('A month that is corrected has its terms.')
    const { month } = closed.period
    // Values of series are those that counted then: a month is not repriced because something else was told late.
    const series = context.seriesAt && { series: context.seriesAt(closed.treeSize) }
    const before = { ...context, ...series, termsHash: closed.termsHash, earlier: earlier.slice(0, index) }
    const settlement = at.again(history, month, own, before)
    const stood = standing(closed, earlier.slice(index + 1))
    for (const { key, amount: now } of amountsOf(settlement.statement)) {
      stood.set(key, { ...now, from: stood.get(key)?.from ?? 0, to: now.to })
    }
    const currency = terms.currency
    for (const amount of [...stood.values()].sort(byPlace)) {
      if (amount.from === amount.to) continue
      const line = lineOf(month, amount)
      lines.push(line)
      figures.push(lineFigure({ book, currency, clause: lateEvents.clause }, line, { amount, settlement }))
    }
  }
  const total = lines.reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n)
  return { lines, figures, total }
}

/** The places of the closed months before whose end something lies that has its place in the record after them. */
function toldLate(history: History, earlier: readonly Statement[]): number[] {
  const ends = earlier.map(({ period, treeSize }) => ({ to: parseInstant(period.to), treeSize }))
  // What was taken back is not in the history any more: where that happened later, the month is computed again.
  const isLate = ends.map(({ treeSize }) => history.undoneUpTo >= treeSize)
  for (let column = 0; column < history.eventCount; column += 1) {
    const at = history.instants[column] ?? NaN
    const leaf = history.leafIndexAt(column) ?? history.sequenceAt(column)
    for (let index = ends.length - 1; index >= 0; index -= 1) {
      const end = ends[index]
      // Earlier months end, and were closed, before this one.
      if (!end || at >= end.to) break
      if (leaf >= end.treeSize) isLate[index] = true
    }
  }
  return isLate.flatMap((late, index) => (late ? [index] : []))
}

/** What a line of a month stands at, and comes to; what the client owes is above zero. */
type Amount = Pick<AdjustmentLine, 'kind' | 'id' | 'clause' | 'name'> & {
  readonly from: number
  readonly to: number
  /** The figure of the computation anew; undefined where the line has gone. */
  readonly figure: string | undefined
}

/** What the lines of a closed month stand at, with the corrections of the months after it. */
function standing(closed: Statement, after: readonly Statement[]): Map<string, Amount> {
  const amounts = new Map<string, Amount>()
  for (const { key, amount } of amountsOf(closed))
    amounts.set(key, { ...amount, from: amount.to, to: 0, figure: undefined })
  for (const { adjustments = [] } of after) {
    for (const { ofMonth, kind, id, clause, name, amountMinor } of adjustments) {
      if (ofMonth !== closed.period.month) continue
      const key = keyOf(kind, id)
      const from = (amounts.get(key)?.from ?? 0) + amountMinor
      amounts.set(key, { kind, id, clause, name, from, to: 0, figure: undefined })
    }
  }
  return amounts
}

function amountsOf({ charges, credits, earnBack = [] }: Statement): { key: string; amount: Amount }[] {
  const all: Omit<Amount, 'from'>[] = [
    ...charges.map(({ id, clause, name, amountMinor, figure }) => {
      return { kind: 'charge' as const, id, clause, name, to: amountMinor, figure }
    }),
    ...credits.map(({ id, clause, name, amountMinor, heldMinor, figure }) => {
      const to = heldMinor === undefined ? -amountMinor : 0
      return { kind: 'credit' as const, id, clause, name: `Service credit: ${name}`, to, figure }
    }),
    ...earnBack.map(({ id, clause, ofMonth, amountMinor, figure }) => {
      const name = `Service credit of ${ofMonth} for ${id}, earned back`
      return { kind: 'earn-back' as const, id: `${id}/${ofMonth}`, clause, name, to: amountMinor, figure }
    }),
  ]
  return all.map((amount) => ({ key: keyOf(amount.kind, amount.id), amount: { ...amount, from: 0 } }))
}

function keyOf(kind: AdjustmentLine['kind'], id: string): string {
  return `${kind} ${id}`
}

const kinds = ['charge', 'credit', 'earn-back']

function byPlace(left: Amount, right: Amount): number {
  const order = kinds.indexOf(left.kind) - kinds.indexOf(right.kind)
  return order !== 0 ? order : left.id < right.id ? -1 : 1
}

function lineOf(ofMonth: string, { kind, id, clause, name, from, to }: Amount): AdjustmentLine {
  const figure = `adjustments/${ofMonth}/${kind}/${id}`
  const amountMinor = safeMinor(BigInt(to) - BigInt(from))
  return { ofMonth, kind, id, clause, name, fromMinor: from, toMinor: to, amountMinor, figure }
}

/** The difference, with the number that stood and the one that follows now, down to its items. */
function lineFigure(
  { book, currency, clause }: { book: FigureBook; currency: string; clause: string },
  { ofMonth, figure: id, name, fromMinor, toMinor, amountMinor }: AdjustmentLine,
  { amount, settlement }: { amount: Amount; settlement: Settlement },
): Figure {
  const text = (minor: number) => amountText(currency, minor)
  const stood = book.tell({
    id: `${id}/before`,
    label: `${name}, as it stood`,
    clause: amount.clause,
    value: fromMinor,
    unit: 'money',
    formula: `By the statement of ${ofMonth} and the corrections of it since: ${text(fromMinor)}.`,
  })
  const found = everyFigure(settlement.statement.figures).find((one) => one.id === amount.figure)
  const comes = book.tell({
    id: `${id}/after`,
    label: `${name}, with what was told late`,
    clause: amount.clause,
    value: toMinor,
    unit: 'money',
    formula: `Computed again with all that the record holds of ${ofMonth} now: ${text(toMinor)}.`,
    parts: found ? [copied(book, settlement, found, id)] : [],
  })
  return book.tell({
    id,
    label: `Correction of ${ofMonth}: ${name}`,
    clause,
    value: amountMinor,
    unit: 'money',
    formula: `${text(toMinor)} − ${text(fromMinor)} = ${text(amountMinor)}.`,
    parts: [stood, comes],
  })
}

/** A figure of the month computed again, with its items, under an id of this statement. */
function copied(book: FigureBook, settlement: Settlement, figure: Figure, under: string): Figure {
  const parts = figure.parts.map((part) => copied(book, settlement, part, under))
  const told = { ...figure, id: `${under}/${figure.id}`, parts }
  const { unit } = figure
  if (!figure.items || (unit !== 'work-items' && unit !== 'events')) return book.tell(told)
  return book.count({ ...told, unit, rows: settlement.rows(figure.id) })
}
