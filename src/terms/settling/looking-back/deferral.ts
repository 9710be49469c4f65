import type { CreditOutcome } from '../../credit/crediting.ts'
import type { Figure, FigureBook } from '../../explanation.ts'
import type { Terms } from '../../model.ts'
import { monthNumber, monthOfNumber } from '../../month-result.ts'
import { amountText, safeMinor } from '../../statement.ts'
import type { Deferral, Statement } from '../../statement.ts'

export type DeferralOutcome = { readonly told: Deferral; readonly deducted: bigint; readonly figure: Figure }

type At = {
  readonly book: FigureBook
  readonly month: string
  readonly credits: CreditOutcome
  readonly earlier: readonly Statement[]
}

/** What this invoice deducts where credits are taken off the next one; undefined where they are taken off their own. */
export function settleDeferral(terms: Terms, { book, month, credits, earlier }: At): DeferralOutcome | undefined {
  const rule = terms.credits
  if (rule?.applied !== 'next-invoice') return undefined
  const isLast = terms.contract?.to?.slice(0, 7) === month
  const before = earlier.find(({ period }) => period.month === monthOfNumber(monthNumber(month) - 1))
  const lines = [
    ...linesOf(before?.deferral && before.deferral.deferredMinor > 0 ? before : undefined),
    ...(isLast ? linesOf({ period: { month }, credits: credits.lines }) : []),
  ]
  const deducted = lines.reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n)
  const deferred = isLast ? 0n : credits.total
  const text = (minor: bigint | number) => amountText(terms.currency, minor)
  const parts = lines.map(({ figure, ofMonth, id, amountMinor, name, clause }) =>
    book.tell({
      id: figure,
      label: `Service credit of ${ofMonth}: ${name}`,
      clause,
      value: amountMinor,
      unit: 'money',
      formula: `The statement of ${ofMonth} credits ${text(amountMinor)} for ${id}.`,
    }),
  )
  const sum = lines.map(({ amountMinor }) => text(amountMinor)).join(' + ') || text(0n)
  const cash = rule.cashWithinDays
  const left = isLast
    ? `No invoice follows${cash === undefined ? '' : `; what it cannot bear is paid within ${cash} days`}.`
    : `${text(deferred)} of ${month} is left to the next invoice.`
  const figure = book.tell({
    id: 'totals/deducted',
    label: 'Credits that this invoice deducts',
    clause: rule.clause,
    value: safeMinor(deducted),
    unit: 'money',
    formula: `${sum} = ${text(deducted)}. ${left}`,
    parts,
  })
  return { told: { deducted: lines, deferredMinor: safeMinor(deferred) }, deducted, figure }
}

function linesOf(
  of: { readonly period: Pick<Statement['period'], 'month'>; readonly credits: Statement['credits'] } | undefined,
): Deferral['deducted'] {
  if (!of) return []
  const ofMonth = of.period.month
  return of.credits.flatMap(({ id, clause, name, amountMinor, heldMinor }) => {
    const isDue = amountMinor !== 0 && heldMinor === undefined
    return isDue ? [{ ofMonth, id, clause, name, amountMinor, figure: `deducted/${ofMonth}/${id}` }] : []
  })
}
