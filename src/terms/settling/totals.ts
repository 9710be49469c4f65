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
  /** Corrections of closed months; undefined where the terms do not settle what is told late. */
  readonly adjustments: { readonly total: bigint; readonly figures: readonly Figure[] } | undefined
  /** Credits that this invoice deducts in place of those of the month; undefined where they are the same. */
  readonly deferral: { readonly deducted: bigint; readonly figure: Figure } | undefined
}

/** Lines are rounded, so their sums are exact: net = charges − credits + what is earned back. */
export function totalsOf(terms: Terms, summed: Summed): { totals: Totals; figure: Figure } {
  const { book, charged, credits, earnBack, adjustments, deferral } = summed
  const { currency } = terms
  const text = (minor: bigint) => amountText(currency, minor)
  const clause = ''
  const { chargesFigure, creditsFigure } = lineFigures(terms, summed)
  const cap = credits.caps.find(({ cap: { id } }) => id === 'cap')
  const back = earnBack && earnBackFigure(terms, summed, earnBack)
  const late = adjustments && adjustmentsFigure(terms, summed, adjustments)
  const deducted = deferral?.deducted ?? credits.total
  const more = [earnBack, adjustments].filter((one) => one !== undefined)
  const net = more.reduce((sum, { total }) => sum + total, charged - deducted)
  const summands = [`${text(charged)} − ${text(deducted)}`, ...more.map(({ total }) => text(total))]
  const figure = book.tell({
    id: 'totals/net',
    label: 'Net',
    clause,
    value: safeMinor(net),
    unit: 'money',
    formula: `${summands.join(' + ')} = ${text(net)}.`,
    parts: [chargesFigure, creditsFigure, deferral?.figure, back, late].filter((one) => one !== undefined),
  })
  const others = {
    ...(cap ? { capMinor: safeMinor(cap.cap.minor) } : {}),
    ...(earnBack ? { earnBackMinor: safeMinor(earnBack.total) } : {}),
    ...(adjustments ? { adjustmentsMinor: safeMinor(adjustments.total) } : {}),
    ...(deferral ? { deductedMinor: safeMinor(deducted) } : {}),
  }
  const figures = {
    charges: chargesFigure.id,
    credits: creditsFigure.id,
    net: figure.id,
    ...(cap ? { cap: cap.figure.id } : {}),
    ...(back ? { earnBack: back.id } : {}),
    ...(late ? { adjustments: late.id } : {}),
    ...(deferral ? { deducted: deferral.figure.id } : {}),
  }
  const sums = { chargesMinor: safeMinor(charged), creditsMinor: safeMinor(credits.total), netMinor: safeMinor(net) }
  return { totals: { ...sums, ...others, figures }, figure }
}

/** The sums of the charges and of the credits, over their lines. */
function lineFigures(terms: Terms, { book, charges, charged, credits }: Summed) {
  const text = (minor: bigint) => amountText(terms.currency, minor)
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
  const creditsFigure = book.tell({
    id: 'totals/credits',
    label: 'Service credits',
    clause: terms.credits?.clause ?? clause,
    value: safeMinor(credits.total),
    unit: 'money',
    formula: `${sumOf(credits.figures)} = ${text(credits.total)}.`,
    parts: [...credits.figures, ...caps],
  })
  return { chargesFigure, creditsFigure }
}

function adjustmentsFigure(terms: Terms, { book }: Summed, adjustments: NonNullable<Summed['adjustments']>): Figure {
  const text = (minor: bigint) => amountText(terms.currency, minor)
  const sum = adjustments.figures.map(({ value }) => text(BigInt(value))).join(' + ') || text(0n)
  return book.tell({
    id: 'totals/adjustments',
    label: 'Corrections of closed months',
    clause: terms.lateEvents?.clause ?? '',
    value: safeMinor(adjustments.total),
    unit: 'money',
    formula: `${sum} = ${text(adjustments.total)}.`,
    parts: adjustments.figures,
  })
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
