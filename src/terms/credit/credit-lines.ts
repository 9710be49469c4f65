import type { Figure } from '../explanation.ts'
import { amountText, safeMinor } from '../statement.ts'
import type { CreditLine } from '../statement.ts'
import type { Cap } from './caps.ts'
import type { CreditTerms } from './credit-terms.ts'
import type { Computed, Crediting, Earning } from './crediting.ts'
import type { RepeatResult } from './look-back/repeat.ts'
import { fractionText } from './raw-credit.ts'

/** A credit as a line of the statement. What is held, waived or multiplied is said only where it is so. */
export function creditLine(currency: string, one: Computed): CreditLine {
  const raw = fractionText(one.minor, currency).slice(currency.length + 1)
  return {
    id: one.id,
    clause: one.clause,
    name: one.name,
    of: one.of,
    baseMinor: safeMinor(one.base),
    percent: one.raw.percent,
    raw,
    roundedMinor: safeMinor(one.rounded),
    amountMinor: safeMinor(one.isHeld ? 0n : one.paid),
    ...(one.isHeld ? { heldMinor: safeMinor(one.paid) } : {}),
    ...(one.repeat?.isRepeat === true ? { isRepeat: true } : {}),
    ...(one.waiver ? { waivedFor: one.waiver.taken } : {}),
    figure: `credits/${one.id}`,
  }
}

/** The figure of a credit: what it is a share of, how large a share, and what multiplication and caps made of it. */
export function creditFigure(crediting: Crediting, terms: CreditTerms, one: Computed): Figure {
  const { book, currency } = crediting
  const raw = fractionText(one.minor, currency)
  const rounded = amountText(currency, one.rounded)
  const id = `credits/${one.id}`
  const about = { clause: one.clause }
  const parts = [
    ...one.raw.parts,
    ...repeatFigures(crediting, one),
    book.tell({
      ...about,
      id: `${id}/raw`,
      label: 'Credit before rounding and cap',
      value: raw,
      unit: 'amount',
      formula: one.waiver ? waiverText(one) : `${one.raw.product}${timesText(one.repeat)} = ${raw}.`,
    }),
    book.tell({
      clause: terms.clause,
      id: `${id}/rounded`,
      label: 'Credit before the cap',
      value: safeMinor(one.rounded),
      unit: 'money',
      formula: `${raw}, rounded once (${terms.rounding}), is ${rounded}.`,
    }),
  ]
  const paid = amountText(currency, one.paid)
  const split = `The cap of the month bites: its share by the largest remainder is ${paid}.`
  const reached = terms.cap || terms.atRisk ? 'the cap is not reached' : 'no cap is agreed'
  const ending = one.isCapped ? `${rounded} before the cap. ${split}` : `${rounded}; ${reached}.`
  return book.tell({
    ...about,
    id,
    label: `Credit for ${one.name}`,
    value: safeMinor(one.isHeld ? 0n : one.paid),
    unit: 'money',
    formula: one.isHeld ? `${ending} ${paid} is held, and may be earned back.` : ending,
    parts,
  })
}

function repeatFigures({ book }: Crediting, { id, clause, repeat }: Computed): Figure[] {
  if (!repeat) return []
  const factor = factorText(repeat)
  const about = { id: `credits/${id}/repeat`, label: 'Repeated failure', clause, unit: 'units' as const }
  return [book.tell({ ...about, value: factor, formula: repeat.reason })]
}

function timesText(repeat: RepeatResult | undefined): string {
  return repeat?.isRepeat === true ? ` × ${factorText(repeat)}` : ''
}

function factorText({ factor }: RepeatResult): string {
  const text = factor.digits.toString().padStart(factor.scale + 1, '0')
  if (factor.scale === 0) return text
  return `${text.slice(0, -factor.scale)}.${text.slice(-factor.scale)}`.replace(/\.?0+$/, '')
}

function waiverText({ waiver }: Computed): string {
  if (!waiver) throw new Error('Only a waived credit has a reason to be waived.')
  const by = waiver.isChosen ? 'as the client chose' : 'the largest of them'
  return `The incident ${waiver.incident} failed several levels: the credit of ${waiver.taken} stands for it, ${by}.`
}

/** The figure of a cap: what it allows this month. */
export function capFigure({ book }: Crediting, terms: CreditTerms, cap: Cap): Figure {
  return book.tell({
    id: `totals/${cap.id}`,
    label: cap.label,
    clause: terms.clause,
    value: safeMinor(cap.minor),
    unit: 'money',
    formula: cap.formula,
  })
}

export type CountedPoints = {
  readonly counted: readonly {
    readonly earning: Earning
    readonly repeat: RepeatResult | undefined
    readonly once: number
    readonly points: number
  }[]
  readonly total: number
  readonly row: { readonly from: number; readonly credit: { readonly text: string } } | undefined
}

/** The points of the month: one figure for each failure, and the row of the table that their sum reaches. */
export function pointsFigure({ book }: Crediting, terms: CreditTerms, { counted, total, row }: CountedPoints): Figure {
  const parts = counted.map(({ earning, repeat, once, points }) => {
    const formula =
      repeat?.isRepeat === true ? `${once} × ${factorText(repeat)} = ${points}. ${repeat.reason}` : `${points} points.`
    const about = { id: `credits/points/${earning.id}`, label: `Points for ${earning.name}`, clause: earning.clause }
    return book.tell({ ...about, value: points, unit: 'units', formula })
  })
  const sum = counted.map(({ points }) => points).join(' + ')
  const reached = row
    ? `the row from ${row.from} points: ${row.credit.text}`
    : 'below the first row of the table: no credit'
  return book.tell({
    id: 'credits/points/total',
    label: 'Points of the month',
    clause: terms.clause,
    value: total,
    unit: 'units',
    formula: `${sum} = ${total} points, ${reached}.`,
    parts,
  })
}
