import { firstInstantAtOrAfter, monthBounds } from '../kernel/time/zone.ts'
import { formatInstant } from '../kernel/time/instant.ts'
import { figureBook } from './explanation.ts'
import type { EvidenceRow, Figure, FigureBook, Sha256Hex } from './explanation.ts'
import type { History } from './history.ts'
import { settleCredits } from './level/credit-figures.ts'
import type { CreditOutcome, EarnedCredit } from './level/credit-figures.ts'
import { settleLevel } from './level/level-figures.ts'
import type { LevelOutcome } from './level/level-figures.ts'
import { populationsOf } from './level/population.ts'
import type { Population, Window } from './level/population.ts'
import { earnsCredit } from './level/service-level.ts'
import { named } from './model.ts'
import type { Terms } from './model.ts'
import { settleCharge } from './price/charge-figures.ts'
import type { ChargeResult } from './price/charge-figures.ts'
import { amountText, safeMinor } from './statement.ts'
import type { Statement, Totals } from './statement.ts'
import { compileCalendar, HorizonError } from './time/working-calendar.ts'

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
}

export type Settlement = {
  readonly statement: Statement
  /** The work items behind a figure: as many rows as its number says. Throws where no figure has this id. */
  evidence(figureId: string): readonly EvidenceRow[]
}

/** Thrown where terms and period do not fit together: said to the person who asked. */
export class SettleError extends Error {
  override readonly name = 'SettleError'
}

/**
 * Derives the statement of a month from terms and history: measure, exclude, attain, class, raw credit, cap, one
 * rounding for each line. Pure and deterministic: the same events in any order of arrival, on any machine, in any
 * locale give the same statement, and events at or after the end of the period change nothing.
 * @throws SettleError where the terms do not yet hold in the month, or the history begins over 100 years before it
 */
export function settle(terms: Terms, history: History, period: PeriodAsked, context: SettleContext): Settlement {
  const window = windowOf(terms, period)
  const book = figureBook(context.sha256Hex)
  const charges = settleCharges(terms, history, { book, window, month: period.month })
  const charged = charges.reduce((total, { minor }) => total + minor, 0n)
  const levels = settleLevels(terms, history, { book, window })
  const { currency } = terms
  const earned = earnedCredits(terms, levels, charges)
  const credits = settleCredits({ book, terms: terms.credits, currency, charges: charged }, earned)
  const { totals, figure } = totalsOf(terms, { book, charges, charged, credits })
  const statement: Statement = {
    version: 1,
    engagement: context.engagement,
    agreement: terms.agreement,
    termsHash: context.termsHash,
    treeSize: context.treeSize,
    period: { month: period.month, from: formatInstant(window.from), to: formatInstant(window.to), zone: terms.zone },
    currency,
    serviceLevels: levels.map((outcome) => withCredit(outcome, credits)),
    credits: credits.lines,
    charges: charges.map(({ line }) => line),
    totals,
    figures: [...levels.map((outcome) => outcome.figure), figure],
  }
  return { statement, evidence: (figureId) => book.evidence(figureId) }
}

/** The month in the zone of the terms, or the part of it in which they hold. */
function windowOf(terms: Terms, { month }: PeriodAsked): Window {
  const { zone, effective } = terms
  const { from, to } = monthBounds(month, zone)
  const begins = firstInstantAtOrAfter({ date: effective, minuteOfDay: 0, zone })
  if (begins >= to)
    throw new SettleError(`The terms hold from ${effective}: ${month} ends before. Ask for a later month.`)
  return { from: Math.max(from, begins), to }
}

/** Names in the order of their code units: canonical JSON keeps no other order, so a statement may not either. */
function inOrder<Value>(members: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(members).sort(([left], [right]) => (left < right ? -1 : 1))
}

function settleCharges(
  terms: Terms,
  history: History,
  at: { book: FigureBook; window: Window; month: string },
): ChargeResult[] {
  const charging = { ...at, history, currency: terms.currency }
  return inOrder(terms.charges).map(([id, charge]) => settleCharge(charging, id, charge))
}

function settleLevels(terms: Terms, history: History, at: { book: FigureBook; window: Window }): LevelOutcome[] {
  const populations = measurePopulations(terms, history, at.window)
  return inOrder(terms.serviceLevels).map(([id, level]) => {
    const population = populations.get(level.measure)
    if (!population) throw new Error(`The measure "${level.measure}" was not computed.`)
    return settleLevel(at.book, { id, level, measure: named(terms.measures, level.measure), population })
  })
}

const YEAR_MILLIS = 366 * 86_400_000
/** How far past the period a calendar may have to be known to tell when an item is due: two years, then far more. */
const HORIZON_MILLIS = [2, 20, 95].map((years) => years * YEAR_MILLIS)
/** A history older than this is a mistake in a date, and no calendar is known for so long. */
const PAST_MILLIS_MAX = 100 * YEAR_MILLIS

function measurePopulations(terms: Terms, history: History, window: Window): Map<string, Population> {
  for (const [attempt, beyond] of HORIZON_MILLIS.entries()) {
    try {
      return populationsWithin(terms, history, { window, beyond })
    } catch (error) {
      // A longer horizon gives the same answers to all questions that a shorter one can answer.
      if (!(error instanceof HorizonError) || attempt === HORIZON_MILLIS.length - 1) throw error
    }
  }
  throw new Error('The last attempt returns or throws.')
}

/** Populations by the name of the measure. Measures on one clock are judged together: it is replayed once an item. */
function populationsWithin(
  terms: Terms,
  history: History,
  at: { window: Window; beyond: number },
): Map<string, Population> {
  const { window, beyond } = at
  const used = new Set(Object.values(terms.serviceLevels).map(({ measure }) => measure))
  const measures = inOrder(terms.measures).filter(([name]) => used.has(name))
  const clocks = new Set(measures.map(([, measure]) => measure.share.where.clock))
  const horizon = { from: beginningOf(history, window), to: window.to + beyond }
  const populations = new Map<string, Population>()
  for (const clock of clocks) {
    const rule = named(terms.clocks, clock)
    const calendar = compileCalendar(named(terms.calendars, rule.calendar), horizon)
    const clocked = measures.filter(([, measure]) => measure.share.where.clock === clock)
    const found = populationsOf(history, window, { rule, calendar, measures: clocked.map(([, measure]) => measure) })
    for (const [index, [name]] of clocked.entries()) {
      const population = found[index]
      if (population) populations.set(name, population)
    }
  }
  return populations
}

/** The first instant that a clock may ask its calendar about. */
function beginningOf({ earliestAt = Infinity }: History, { from }: Window): number {
  if (from - earliestAt <= PAST_MILLIS_MAX) return Math.min(earliestAt, from)
  const begins = formatInstant(earliestAt)
  throw new SettleError(
    `The history begins at ${begins}, over 100 years before the month. Correct the date of that event.`,
  )
}

function earnedCredits(
  terms: Terms,
  levels: readonly LevelOutcome[],
  charges: readonly ChargeResult[],
): EarnedCredit[] {
  return levels.flatMap(({ line, state, attainment }) => {
    const level = named(terms.serviceLevels, line.id)
    const { credit } = level
    if (!credit || !earnsCredit(state)) return []
    const { of } = credit
    const bases = of === 'charges' ? charges : charges.filter((charge) => charge.line.id === of.charge)
    const base = bases.reduce((total, { minor }) => total + minor, 0n)
    const measure = named(terms.measures, level.measure)
    return [{ id: line.id, level, credit, measure, attainment, printed: line.printed, base }]
  })
}

function withCredit({ line }: LevelOutcome, credits: CreditOutcome): Statement['serviceLevels'][number] {
  const credit = credits.lines.find(({ id }) => id === line.id)
  if (!credit) return { ...line, creditMinor: 0 }
  return { ...line, creditMinor: credit.amountMinor, figures: { ...line.figures, credit: credit.figure } }
}

type Summed = { book: FigureBook; charges: readonly ChargeResult[]; charged: bigint; credits: CreditOutcome }

/** Lines are rounded, so their sums are exact: net = charges − credits. */
function totalsOf(terms: Terms, summed: Summed): { totals: Totals; figure: Figure } {
  const { book, charges, charged, credits } = summed
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
  const { cap } = credits
  const creditsFigure = book.tell({
    id: 'totals/credits',
    label: 'Service credits',
    clause: terms.credits?.clause ?? clause,
    value: safeMinor(credits.total),
    unit: 'money',
    formula: `${sumOf(credits.figures)} = ${text(credits.total)}.`,
    parts: cap ? [...credits.figures, cap.figure] : credits.figures,
  })
  const net = charged - credits.total
  const figure = book.tell({
    id: 'totals/net',
    label: 'Net',
    clause,
    value: safeMinor(net),
    unit: 'money',
    formula: `${text(charged)} − ${text(credits.total)} = ${text(net)}.`,
    parts: [chargesFigure, creditsFigure],
  })
  const amounts = { chargesMinor: safeMinor(charged), creditsMinor: safeMinor(credits.total), netMinor: safeMinor(net) }
  const ids = { charges: chargesFigure.id, credits: creditsFigure.id, net: figure.id }
  if (!cap) return { totals: { ...amounts, figures: ids }, figure }
  return { totals: { ...amounts, capMinor: safeMinor(cap.minor), figures: { ...ids, cap: cap.figure.id } }, figure }
}
