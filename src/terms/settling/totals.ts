import type { CreditOutcome } from '../credit/crediting.ts'
import type { Figure, FigureBook } from '../explanation.ts'
import type { Terms } from '../model.ts'
import type { ChargeResult } from '../price/charge-figures.ts'
import { amountText, safeMinor } from '../statement.ts'
import type { Totals } from '../statement.ts'

/** What the totals are made of. */
export type Summed = {
  readonly book: FigureBook
  readonly charges: readonly ChargeResult[]
  readonly charged: bigint
  readonly credits: CreditOutcome
  /** Credits of earlier months that come back, or are paid, now; undefined where the terms have no earn-back. */
  readonly earnBack: { readonly total: bigint; readonly figures: readonly Figure[] } | undefined
}

/** Lines are rounded, so their sums are exact: net = charges − credits + what is earned back. */
export function totalsOf(terms: Terms, summed: Summed): { totals: Totals; figure: Figure } {
  const { book, charges, charged, credits, earnBack } = summed
  const { currency } = terms
  const text = (minor: bigint) => amountText(currency, minor)
  const clause = ''
  const sumOf = (figures: readonly Figure[]) => figures.map(({ value }) => text(BigInt(value))).join(' + ') || text(0n)
  const chargeFigures = charges.map(({ figure }) => figure)
  const chargesFigure = book.tell({
    id: 'totals/charges',
    label: 'Charges',
    clause,
    value: safeMinor(charged),
    unit: 'money',
    formula: `${sumOf(chargeFigures)} = ${text(charged)}.`,
    parts: chargeFigures,
  })
  const caps = credits.caps.map(({ figure }) => figure)
  const cap = credits.caps.find(({ cap: { id } }) => id === 'cap')
  const creditsFigure = book.tell({
    id: 'totals/credits',
    label: 'Service credits',
    clause: terms.credits?.clause ?? clause,
    value: safeMinor(credits.total),
    unit: 'money',
    formula: `${sumOf(credits.figures)} = ${text(credits.total)}.`,
    parts: [...credits.figures, ...caps],
  })
  const back = earnBack && earnBackFigure(terms, summed, earnBack)
  const net = charged - credits.total + (earnBack?.total ?? 0n)
  const figure = book.tell({
    id: 'totals/net',
    label: 'Net',
    clause,
    value: safeMinor(net),
    unit: 'money',
    formula: `${text(charged)} − ${text(credits.total)}${earnBack ? ` + ${text(earnBack.total)}` : ''} = ${text(net)}.`,
    parts: [chargesFigure, creditsFigure, ...(back ? [back] : [])],
  })
  const totals: Totals = {
    chargesMinor: safeMinor(charged),
    creditsMinor: safeMinor(credits.total),
    netMinor: safeMinor(net),
    ...(cap ? { capMinor: safeMinor(cap.cap.minor) } : {}),
    ...(earnBack ? { earnBackMinor: safeMinor(earnBack.total) } : {}),
    figures: {
      charges: chargesFigure.id,
      credits: creditsFigure.id,
      net: figure.id,
      ...(cap ? { cap: cap.figure.id } : {}),
      ...(back ? { earnBack: back.id } : {}),
    },
  }
  return { totals, figure }
}

function earnBackFigure(terms: Terms, { book }: Summed, earnBack: NonNullable<Summed['earnBack']>): Figure {
  const text = (minor: bigint) => amountText(terms.currency, minor)
  const sum = earnBack.figures.map(({ value }) => text(BigInt(value))).join(' + ') || text(0n)
  return book.tell({
    id: 'totals/earn-back',
    label: 'Earned back',
    clause: terms.credits?.clause ?? '',
    value: safeMinor(earnBack.total),
    unit: 'money',
    formula: `${sum} = ${text(earnBack.total)}.`,
    parts: earnBack.figures,
  })
}
