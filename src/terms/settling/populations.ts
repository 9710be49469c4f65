import { formatInstant } from '../../kernel/time/instant.ts'
import type { History } from '../history.ts'
import { inOrder } from '../value/in-order.ts'
import { populationsOf } from '../level/population.ts'
import type { Population, Window } from '../level/population.ts'
import { named } from '../model.ts'
import type { Terms } from '../model.ts'
import { compileCalendar, HorizonError } from '../time/working-calendar.ts'
import { SettleError } from './settle-error.ts'

const YEAR_MILLIS = 366 * 86_400_000
/** How far past the period a calendar may have to be known to tell when an item is due: two years, then far more. */
const HORIZON_MILLIS = [2, 20, 95].map((years) => years * YEAR_MILLIS)
/** A history older than this is a mistake in a date, and no calendar is known for so long. */
const PAST_MILLIS_MAX = 100 * YEAR_MILLIS

/** The populations of every measure that a level uses, by the name of the measure. */
export function measurePopulations(terms: Terms, history: History, window: Window): Map<string, Population> {
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
