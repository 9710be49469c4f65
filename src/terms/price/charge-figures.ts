import { formatDecimal } from '../../kernel/money/decimal.ts'
import { roundFraction } from '../../kernel/money/fraction.ts'
import { divideRounded } from '../../kernel/money/rounding.ts'
import type { Figure, FigureBook } from '../explanation.ts'
import type { History } from '../history.ts'
import type { Window } from '../level/population.ts'
import type { MonthResult } from '../month-result.ts'
import { amountText, safeMinor } from '../statement.ts'
import type { ChargeLine } from '../statement.ts'
import { filterText } from '../value/facts.ts'
import { priceUnits, unitList, unitTermsOf } from './charging.ts'
import type { PricedUnits, UnitCharge, UnitTerms } from './charging.ts'
import { furtherAmount, settleForm } from './form-figures.ts'
import type { Repriced } from './modifiers/repricing.ts'
import type { Charge } from './rate-card.ts'
import type { SeriesBook } from './series.ts'

/** What a charge needs to become a line with its figures. */
export type Charging = {
  readonly book: FigureBook
  readonly history: History
  readonly window: Window
  readonly month: string
  readonly currency: string
  readonly series: SeriesBook
  readonly earlier: readonly MonthResult[]
  /** The first month of the contract, and its last where it has an end. */
  readonly contractFrom: string
  readonly contractTo?: string | undefined
  /** Days of the month in which the terms hold, and all of its days. */
  readonly days: { readonly held: number; readonly all: number }
}

export type ChargeResult = { readonly line: ChargeLine; readonly figure: Figure; readonly minor: bigint }

/** The line of one charge and the figures that explain it. `repriced` says which prices hold in the month. */
export function settleCharge(charging: Charging, id: string, priced: Repriced): ChargeResult {
  const { charge } = priced
  switch (charge.form) {
    case 'fixed':
      return settleFixed(charging, id, charge, indexFigures(charging, id, priced))
    case 'unit':
    case 'graduated':
    case 'volume':
      return settleUnits(charging, id, charge, indexFigures(charging, id, priced))
    default:
      return settleForm(charging, id, charge, indexFigures(charging, id, priced))
  }
}

/** One figure for each yearly change of an index clause. */
function indexFigures({ book }: Charging, id: string, { clause = '', steps }: Repriced): Figure[] {
  return steps.map(({ month, factor, reason }) =>
    book.tell({
      id: `charges/${id}/index-${month}`,
      label: `Price index, ${month}`,
      clause,
      value: formatDecimal(roundFraction(factor, 6, 'half-up')),
      unit: 'amount',
      formula: `${reason} The factor from then on, here to six decimals.`,
    }),
  )
}

type FixedCharge = Extract<Charge, { form: 'fixed' }>

function settleFixed(charging: Charging, id: string, charge: FixedCharge, parts: readonly Figure[]): ChargeResult {
  const { book, month, currency, days } = charging
  const { amount, prorate } = charge.fixed
  const whole = amount.money.minor
  const isPart = prorate !== undefined && days.held < days.all
  const minor = isPart ? divideRounded(whole * BigInt(days.held), BigInt(days.all), prorate.rounding) : whole
  const name = charge.label ?? id
  const part = `${amount.text} × ${days.held} ÷ ${days.all} days, rounded once (${prorate?.rounding ?? ''})`
  const figure = book.tell({
    id: `charges/${id}`,
    label: name,
    clause: charge.clause,
    value: safeMinor(minor),
    unit: 'money',
    formula: isPart
      ? `${part}, is ${amountText(currency, minor)} for ${month}.`
      : `${amountText(currency, minor)} for ${month}: fixed, owed in full for each month in which the terms hold.`,
    parts,
  })
  const line = { id, clause: charge.clause, name, form: charge.form, amountMinor: safeMinor(minor), figure: figure.id }
  return { line, figure, minor }
}

function settleUnits(charging: Charging, id: string, charge: UnitCharge, indexed: readonly Figure[]): ChargeResult {
  const { book, history, window, currency } = charging
  const terms = unitTermsOf(charge)
  const rows = unitList(history, window, terms)
  const priced = priceUnits(charge, rows.length, currency)
  const name = charge.label ?? id
  const counted = book.count({
    id: `charges/${id}/units`,
    label: terms.counts === 'work-items' ? 'Work items counted' : 'Events counted',
    clause: charge.clause,
    unit: terms.counts,
    formula: unitsFormula(terms, rows.length),
    rows,
  })
  const parts = [
    chargedFigure(book, id, { charge, terms, counted, priced }),
    ...shareFigures(charging, id, charge, priced),
    ...indexed,
  ]
  const line = lineFormula(charge, priced, currency)
  const more = furtherAmount(charging, { id, charge, units: rows.length, exact: priced.exact })
  const minor = more ? more.minor : priced.minor
  const figure = book.tell({
    id: `charges/${id}`,
    label: name,
    clause: charge.clause,
    value: safeMinor(minor),
    unit: 'money',
    formula: more ? more.formula : line,
    parts: [...parts, ...(more ? more.parts : [])],
  })
  const units = { units: rows.length, chargedUnits: priced.chargedUnits, amountMinor: safeMinor(minor) }
  const about = { id, clause: charge.clause, name, form: charge.form }
  return { line: { ...about, ...units, figure: figure.id }, figure, minor }
}

/** The charged units: the count itself, or, under a minimum commitment, the count and its true-up. */
function chargedFigure(
  book: FigureBook,
  id: string,
  told: { charge: UnitCharge; terms: UnitTerms; counted: Figure; priced: PricedUnits },
): Figure {
  const { charge, terms, counted, priced } = told
  if (typeof terms.minimum !== 'number') return counted
  const trueUp = priced.chargedUnits - Number(counted.value)
  const about = { clause: charge.clause, unit: 'units' as const }
  const difference = book.tell({
    ...about,
    id: `charges/${id}/true-up`,
    label: 'True-up to the minimum commitment',
    value: trueUp,
    formula: `At least ${terms.minimum} units are charged, ${counted.value} were counted: ${trueUp} more.`,
  })
  return book.tell({
    ...about,
    id: `charges/${id}/charged-units`,
    label: 'Units charged',
    value: priced.chargedUnits,
    formula: `${counted.value} + ${trueUp} = ${priced.chargedUnits}.`,
    parts: [counted, difference],
  })
}

/** One figure for each tier that takes units; its value is exact and therefore a text. */
function shareFigures(charging: Charging, id: string, charge: UnitCharge, priced: PricedUnits): Figure[] {
  const { book, currency } = charging
  return priced.shares.map((share) => {
    const tier = share.tier + 1
    const flat = share.flat.digits === 0n ? '' : ` + ${currency} ${formatDecimal(share.flat)} flat`
    const exact = `${currency} ${formatDecimal(share.amount)}`
    return book.tell({
      id: `charges/${id}/tier-${tier}`,
      label: charge.form === 'unit' ? 'Units at their price' : `Units in tier ${tier}`,
      clause: charge.clause,
      value: exact,
      unit: 'amount',
      formula: `${formatDecimal(share.units)} × ${currency} ${formatDecimal(share.price)}${flat} = ${exact}.`,
    })
  })
}

function unitsFormula(terms: UnitTerms, count: number): string {
  const filter = filterText(terms.only)
  return terms.counts === 'work-items'
    ? `${count} work items${filter} had their first "${terms.per}" in the period.`
    : `${count} events "${terms.per}" of work items${filter} lie in the period.`
}

function lineFormula(charge: UnitCharge, priced: PricedUnits, currency: string): string {
  const line = amountText(currency, priced.minor)
  const sum = priced.shares.map(({ amount }) => formatDecimal(amount)).join(' + ')
  const exact = formatDecimal(priced.exact)
  const how = {
    unit: 'one price for each unit',
    graduated: 'each unit by its own tier',
    volume: 'all units by the tier of the total',
  }
  const start = `${priced.chargedUnits} units, ${how[charge.form]}: ${sum === '' ? '0' : sum}`
  const total = priced.shares.length > 1 ? ` = ${exact}` : ''
  return `${start}${total}, rounded once (${charge.rounding}) to ${line}.`
}
