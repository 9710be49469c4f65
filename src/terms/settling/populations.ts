import { formatInstant } from '../../kernel/time/instant.ts'
import { firstInstantAtOrAfter, monthBounds } from '../../kernel/time/zone.ts'
import { rowsOf } from '../explanation.ts'
import type { History } from '../history.ts'
import type { LevelMeasured } from '../level/level-figures.ts'
import { itemClocks } from '../population/item-clocks.ts'
import type { ItemClock } from '../population/item-clocks.ts'
import type { Measure, OtherMeasure, ShareMeasure } from '../level/measure.ts'
import { clockedShares } from '../level/population.ts'
import { populationsOf } from '../population/column-population.ts'
import type { ClockedShare, Population, Window } from '../level/population.ts'
import { measureKind } from '../measure/measuring.ts'
import { named } from '../model.ts'
import type { Terms } from '../model.ts'
import { monthNumber, monthOfNumber } from '../month-result.ts'
import type { CompiledCalendar } from '../time/open-time.ts'
import { compileCalendar, HorizonError } from '../time/working-calendar.ts'
import { inOrder } from '../value/in-order.ts'
import { SettleError } from './settle-error.ts'

const YEAR_MILLIS = 366 * 86_400_000
/** How far past the period a calendar may have to be known to tell when an item is due: two years, then far more. */
const HORIZON_MILLIS = [2, 20, 95].map((years) => years * YEAR_MILLIS)
/** A history older than this is a mistake in a date, and no calendar is known for so long. */
const PAST_MILLIS_MAX = 100 * YEAR_MILLIS

/** A period as it is measured: its window, and its month for measures that roll over several. */
export type MeasuredPeriod = { readonly window: Window; readonly month: string }

/** Every measure that a level uses, measured, by its name. */
export function measureAll(terms: Terms, history: History, period: MeasuredPeriod): Map<string, LevelMeasured> {
  for (const [attempt, beyond] of HORIZON_MILLIS.entries()) {
    try {
      return measuredWithin(terms, history, { ...period, beyond })
    } catch (error) {
      // A longer horizon gives the same answers to all questions that a shorter one can answer.
      if (!(error instanceof HorizonError) || attempt === HORIZON_MILLIS.length - 1) throw error
    }
  }
  throw new Error('The last attempt returns or throws.')
}

type Within = MeasuredPeriod & { readonly beyond: number }

function measuredWithin(terms: Terms, history: History, at: Within): Map<string, LevelMeasured> {
  const used = new Set(Object.values(terms.serviceLevels).map(({ measure }) => measure))
  const measures = inOrder(terms.measures).filter(([name]) => used.has(name))
  const calendarOf = calendars(terms, history, at)
  const shares = measures.flatMap(([name, measure]) => (measure.kind === 'share' ? [{ name, measure }] : []))
  const clockOf = itemClocks(history, { clocks: terms.clocks, calendarOf }, at.window.to)
  const populations = sharePopulations(terms, history, { at, shares, clockOf })
  const measured = measures.map(([name, measure]): [string, LevelMeasured] => {
    if (measure.kind !== 'share')
      return [name, { measure, result: kindResult(terms, history, { at, measure, calendarOf, clockOf }) }]
    const population = populations.get(name)
    if (!population) throw new Error(`The measure "${name}" was not computed.`)
    return [name, { measure, population }]
  })
  return new Map(measured)
}

type CalendarOf = (name: string) => CompiledCalendar

/** Calendars by name, each compiled once. */
function calendars(terms: Terms, history: History, { window, beyond }: Within): CalendarOf {
  const compiled = new Map<string, CompiledCalendar>()
  const horizon = { from: beginningOf(history, window), to: window.to + beyond }
  return (name) => {
    const calendar = compiled.get(name) ?? compileCalendar(named(terms.calendars, name), horizon, terms.calendars)
    compiled.set(name, calendar)
    return calendar
  }
}

type Part = ClockedShare & { readonly name: string; readonly window: Window }

/** Populations by the name of the measure. Measures on one clock are judged together: it is replayed once an item. */
function sharePopulations(
  terms: Terms,
  history: History,
  of: {
    readonly at: Within
    readonly shares: readonly { readonly name: string; readonly measure: ShareMeasure }[]
    readonly clockOf: (name: string) => ItemClock
  },
): Map<string, Population> {
  const parts = of.shares.flatMap(({ name, measure }): Part[] => {
    const window = windowOf(measure, of.at, terms)
    return clockedShares(measure).map((share) => ({ ...share, name, window }))
  })
  const found = new Map<string, Population>()
  for (const clock of new Set(parts.map(({ within }) => within.clock))) {
    const clocked = parts.filter(({ within }) => within.clock === clock)
    const populations = populationsOf(history, { clock: of.clockOf(clock), shares: clocked })
    for (const [index, { name }] of clocked.entries()) {
      const population = populations[index]
      if (population) found.set(name, merged(found.get(name), population))
    }
  }
  return found
}

/** The populations of two cases of one matrix: an item is in one of them only. */
function merged(first: Population | undefined, second: Population): Population {
  if (!first) return second
  const lists = Object.keys(first) as (keyof Population)[]
  const entries = lists.map((list) => {
    const rows = [...rowsOf(first[list]), ...rowsOf(second[list])]
    return [list, rows.sort((a, b) => (a.workItemId < b.workItemId ? -1 : 1))] as const
  })
  return Object.fromEntries(entries) as unknown as Population
}

function kindResult(
  terms: Terms,
  history: History,
  {
    at,
    measure,
    ...of
  }: { at: Within; measure: OtherMeasure; calendarOf: CalendarOf; clockOf: (name: string) => ItemClock },
) {
  const window = windowOf(measure, at, terms)
  return measureKind({ history, window, ...of }, measure.of)
}

/** The window in which a measure counts: the period, or some months that end with it, none before the contract. */
function windowOf({ rollingMonths }: Measure, { window, month }: Within, { zone, contract }: Terms): Window {
  if (rollingMonths === undefined) return window
  const { from } = monthBounds(monthOfNumber(monthNumber(month) - rollingMonths + 1), zone)
  // Amended terms hold from a later day than the contract: the months before it count as well.
  const begins = contract && firstInstantAtOrAfter({ date: contract.from, minuteOfDay: 0, zone })
  return { from: Math.max(from, begins ?? from), to: window.to }
}

/** The first instant that a clock may ask its calendar about. */
function beginningOf({ earliestAt = Infinity }: History, { from }: Window): number {
  if (from - earliestAt <= PAST_MILLIS_MAX) return Math.min(earliestAt, from)
  const begins = formatInstant(earliestAt)
  throw new SettleError(
    `The history begins at ${begins}, over 100 years before the month. Correct the date of that event.`,
  )
}
