import { dayMillis, minuteMillis } from '../../kernel/time/civil-date.ts'
import { quoted, TimeError } from '../../kernel/time/time-error.ts'
import { firstInstantReading } from '../../kernel/time/zone.ts'
import { isComposed, partsOf, readCalendar, type OpenHours, type WorkingCalendar } from './calendar/calendar-terms.ts'
import { combineCalendars, localDay } from './calendar/combining.ts'
import { openTimeOf, type CompiledCalendar, type OpenInterval, type OpenPiece } from './open-time.ts'
import { hoursOn } from './working-hours.ts'

export { addBusinessDays } from './business-days.ts'
export {
  closedDatesOf,
  isComposed,
  partsOf,
  WorkingCalendar,
  type ComposedCalendar,
  type OpenHours,
} from './calendar/calendar-terms.ts'
export { combineCalendars } from './calendar/combining.ts'
export {
  dueAt,
  HorizonError,
  isOpen,
  nextOpen,
  openIntervals,
  openMillis,
  openMillisBefore,
  type CompiledCalendar,
} from './open-time.ts'

type Calendars = Readonly<Record<string, WorkingCalendar>>

// Hours reach at most two days past the beginning of their date, and no zone is two days from UTC.
const marginDays = 3

const horizonMillisMax = 200 * 366 * dayMillis

/**
 * Compiles a calendar for the instants from `horizon.from` to `horizon.to`. Each local boundary takes effect at the
 * first instant at which the local clock reads that time or later, so nothing is counted twice and hours inside a gap
 * are none. `named` holds the calendars that a composed one names.
 * Throws TimeError for a calendar that the schema would refuse, a name that is not there, and a circle of names.
 */
export function compileCalendar(
  calendar: WorkingCalendar,
  horizon: OpenInterval,
  named: Calendars = {},
): CompiledCalendar {
  return compiler(named, horizon).compile(calendar, [])
}

/** Compiles all calendars of the terms, each once. Throws TimeError, as compileCalendar does. */
export function compileCalendars(calendars: Calendars, horizon: OpenInterval): Record<string, CompiledCalendar> {
  const { byName } = compiler(calendars, horizon)
  return Object.fromEntries(Object.keys(calendars).map((name) => [name, byName(name, [])]))
}

function compiler(calendars: Calendars, horizon: OpenInterval) {
  const done = new Map<string, CompiledCalendar>()
  const byName = (name: string, above: readonly string[]): CompiledCalendar => {
    const known = done.get(name)
    if (known) return known
    const calendar = Object.hasOwn(calendars, name) ? calendars[name] : undefined
    if (!calendar) {
      const names = Object.keys(calendars).join(', ') || 'none'
      throw new TimeError(`${quoted(name)} is not among the calendars`, `write one of: ${names}`)
    }
    if (above.includes(name)) {
      throw new TimeError(`the calendars ${[...above, name].join(' → ')} are made of each other`, 'break the circle')
    }
    const compiled = compile(calendar, [...above, name])
    done.set(name, compiled)
    return compiled
  }
  const compile = (calendar: WorkingCalendar, above: readonly string[]): CompiledCalendar => {
    if (!isComposed(calendar)) return compileHours(calendar, horizon)
    const [first, ...others] = partsOf(calendar).map((name) => byName(name, above))
    if (!first) throw new TimeError('the calendar is composed of none', 'name two calendars')
    const how = 'both' in calendar ? 'intersection' : 'union'
    return others.reduce((sum, other) => combineCalendars(sum, other, how), first)
  }
  return { byName, compile }
}

function compileHours(calendar: OpenHours, horizon: OpenInterval): CompiledCalendar {
  const { days, exceptions, processing, problems } = readCalendar(calendar)
  const [problem] = problems
  if (problem) throw new TimeError(`the calendar is wrong at ${problem.path.join('.')}`, problem.message)
  if (!(horizon.from <= horizon.to && horizon.to - horizon.from <= horizonMillisMax)) {
    throw new Error(`a horizon from ${horizon.from} to ${horizon.to} is not one of 0 to 200 years`)
  }
  const { zone } = calendar
  const pieces: OpenPiece[] = []
  const lastDay = localDay(zone, horizon.to) + marginDays
  for (let day = localDay(zone, horizon.from) - marginDays; day <= lastDay; day++) {
    for (const hours of hoursOn(day, days, exceptions)) {
      const from = firstInstantReading(zone, day * dayMillis + hours.from * minuteMillis)
      const to = firstInstantReading(zone, day * dayMillis + hours.to * minuteMillis)
      if (from < to) pieces.push({ from, to, day })
    }
  }
  return openTimeOf(zone, horizon, pieces, processing)
}
