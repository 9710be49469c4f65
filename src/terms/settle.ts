import { daysInMonth, formatDate, parseDate } from '../kernel/time/civil-date.ts'
import { formatInstant } from '../kernel/time/instant.ts'
import { firstInstantAtOrAfter, monthBounds } from '../kernel/time/zone.ts'
import { settleCredits } from './credit/crediting.ts'
import type { CreditBase } from './credit/level-credit.ts'
import { figureBook } from './explanation.ts'
import type { EvidenceRow, FigureBook, Rows, Sha256Hex } from './explanation.ts'
import type { History } from './history.ts'
import { inOrder } from './value/in-order.ts'
import type { Window } from './level/population.ts'
import type { Terms } from './model.ts'
import type { MonthResult } from './month-result.ts'
import { settleCharge } from './price/charge-figures.ts'
import type { ChargeResult } from './price/charge-figures.ts'
import { repriced } from './price/modifiers/repricing.ts'
import { seriesBook } from './price/series.ts'
import type { SeriesBook } from './price/series.ts'
import { settleAdjustments } from './settling/looking-back/adjustments.ts'
import { settleDeferral } from './settling/looking-back/deferral.ts'
import { settleEarnBack } from './settling/looking-back/earn-back-lines.ts'
import { chosenLevels, incidentsOf } from './settling/incidents.ts'
import { earningsOf, settleLevels, withCredit } from './settling/levels.ts'
import { monthResultOf } from './settling/month-result-of.ts'
import { SettleError } from './settling/settle-error.ts'
import { totalsOf } from './settling/totals.ts'
import type { Statement } from './statement.ts'
import { taxCategories } from './tax/tax-terms.ts'

export { SettleError }

/** The month to settle: '2026-10'. */
export type PeriodAsked = { readonly month: string }

/** What a statement says about where it comes from, and the hash function of the place where it is computed. */
export type SettleContext = {
  readonly engagement: string
  /** SHA-256 of the terms, in hexadecimal. */
  readonly termsHash: string
  /** The number of entries of the record from which the history was read. */
  readonly treeSize: number
  readonly sha256Hex: Sha256Hex
  /** The statements of the months before, in order, as they were closed: terms that look back need them. */
  readonly earlier?: readonly Statement[]
  /** The terms that those months were settled under, by hash: months are computed again where late events count. */
  readonly earlierTerms?: ReadonlyMap<string, Terms>
  /** Set where a closed month is computed again: its own corrections of earlier months are left aside. */
  readonly isAgain?: true
  /** Index values, exchange rates and heads that the parties have stated. */
  readonly series?: SeriesBook
  /** The same as they were when the record had so many entries: for closed months that are computed again. */
  readonly seriesAt?: (treeSize: number) => SeriesBook
}

export type Settlement = {
  readonly statement: Statement
  /** The work items behind a figure: as many rows as its number says. Throws where no figure has this id. */
  evidence(figureId: string): readonly EvidenceRow[]
  /** The same rows, where they may stay unmade. */
  rows(figureId: string): Rows
}

/**
 * Derives the statement of a month from terms and history: measure, exclude, attain, class, raw credit, cap, one
 * rounding for each line. Pure and deterministic: the same events in any order of arrival, on any machine, in any
 * locale give the same statement, and events at or after the end of the period change nothing.
 * @throws SettleError where the terms do not yet hold in the month, or the history begins over 100 years before it
 */
export function settle(terms: Terms, history: History, period: PeriodAsked, context: SettleContext): Settlement {
  const { month } = period
  const window = windowOf(terms, period)
  const book = figureBook(context.sha256Hex)
  const lookBack = {
    month,
    earlier: (context.earlier ?? []).map(monthResultOf),
    contractFrom: contractFrom(terms),
  }
  const { series = context.seriesAt?.(context.treeSize) ?? seriesBook([]) } = context
  const charges = settleCharges(terms, history, { book, window, month, earlier: lookBack.earlier, series })
  const charged = charges.reduce((total, { minor }) => total + minor, 0n)
  const levels = settleLevels(terms, history, { book, window, lookBack })
  const { currency } = terms
  const credits = settleCredits(
    {
      ...lookBack,
      book,
      terms: terms.credits,
      currency,
      daysInMonth: daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5))),
      charges: charged,
      baseOf: (of) => baseOf(of, charges),
      chosen: chosenLevels(terms, history, window),
    },
    earningsOf(terms, levels, incidentsOf(terms, history, window)),
  )
  const earnBack = settleEarnBack(terms, { book, lookBack, levels })
  const adjustments = context.isAgain ? undefined : settleAdjustments(terms, history, { book, context, again })
  const deferral = settleDeferral(terms, { book, month, credits, earlier: context.earlier ?? [] })
  const { totals, figure } = totalsOf(terms, { book, charges, charged, credits, earnBack, adjustments, deferral })
  const statement: Statement = {
    version: 1,
    engagement: context.engagement,
    agreement: terms.agreement,
    termsHash: context.termsHash,
    treeSize: context.treeSize,
    period: { month, from: formatInstant(window.from), to: formatInstant(window.to), zone: terms.zone },
    currency,
    serviceLevels: levels.map((level) => withCredit(terms, level, credits)),
    credits: credits.lines,
    ...(earnBack ? { earnBack: earnBack.lines } : {}),
    ...(adjustments ? { adjustments: adjustments.lines } : {}),
    ...(deferral ? { deferral: deferral.told } : {}),
    ...(terms.credits?.cashWithinDays ? { cashWithinDays: terms.credits.cashWithinDays } : {}),
    charges: charges.map(({ line }) => line),
    ...(terms.taxes
      ? {
          taxes: taxCategories(
            terms.taxes,
            charges.map(({ line }) => line.id),
          ),
        }
      : {}),
    totals,
    figures: [...levels.map(({ outcome }) => outcome.figure), figure],
  }
  return { statement, evidence: (figureId) => book.evidence(figureId), rows: (figureId) => book.rows(figureId) }
}

/** Settles a closed month once more, with all that was told since. */
function again(history: History, month: string, terms: Terms, context: SettleContext): Settlement {
  return settle(terms, history, { month }, { ...context, isAgain: true })
}

/** The month in the zone of the terms, or the part of it in which they and the contract hold. */
function windowOf(terms: Terms, { month }: PeriodAsked): Window {
  const { zone, effective, contract } = terms
  const { from, to } = monthBounds(month, zone)
  const ends = contract?.to === undefined ? to : endOfDay(contract.to, zone)
  if (ends <= from)
    throw new SettleError(`The contract ended on ${contract?.to}: ${month} lies after it. Ask for an earlier month.`)
  const begins = firstInstantAtOrAfter({ date: effective, minuteOfDay: 0, zone })
  if (begins >= to)
    throw new SettleError(`The terms hold from ${effective}: ${month} ends before. Ask for a later month.`)
  return { from: Math.max(from, begins), to: Math.min(to, ends) }
}

/** The first instant after a local date. */
function endOfDay(date: string, zone: string): number {
  return firstInstantAtOrAfter({ date: formatDate(parseDate(date) + 1), minuteOfDay: 0, zone })
}

function settleCharges(
  terms: Terms,
  history: History,
  at: { book: FigureBook; window: Window; month: string; earlier: readonly MonthResult[]; series: SeriesBook },
): ChargeResult[] {
  const charging = {
    ...at,
    history,
    currency: terms.currency,
    contractFrom: contractFrom(terms),
    contractTo: terms.contract?.to?.slice(0, 7),
    days: daysHeld(terms, at.month),
  }
  return inOrder(terms.charges).map(([id]) => settleCharge(charging, id, repriced(terms, id, at)))
}

/** The month in which the years of the contract begin. */
function contractFrom(terms: Terms): string {
  return (terms.contract?.from ?? terms.effective).slice(0, 7)
}

/** Days of the month on which the terms hold: from their first day on, and up to the last day of the contract. */
function daysHeld({ effective, contract }: Terms, month: string): { held: number; all: number } {
  const all = daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5)))
  const first = effective.startsWith(month) ? Number(effective.slice(8)) : 1
  const last = contract?.to?.startsWith(month) ? Number(contract.to.slice(8)) : all
  return { held: Math.max(0, last - first + 1), all }
}

/** What a credit is a share of, in whole minor units: sums of lines that are already rounded. */
function baseOf(of: CreditBase, charges: readonly ChargeResult[]): bigint {
  if (of !== 'charges' && 'fixed' in of) return of.fixed.money.minor
  const isMeant = (id: string) => of === 'charges' || ('charge' in of ? of.charge === id : of.charges.includes(id))
  const sum = charges.filter(({ line }) => isMeant(line.id)).reduce((total, { minor }) => total + minor, 0n)
  // Reduced volumes and claw-backs may leave less than nothing, of which there is no share.
  return sum > 0n ? sum : 0n
}
