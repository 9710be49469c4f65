import { z } from 'zod'
import { dayMillis, formatDate, minuteMillis, parseDate, type EpochDay } from '../../kernel/time/civil-date.ts'
import { TimeError } from '../../kernel/time/time-error.ts'
import { assertZone, firstInstantReading, wallMillisAt } from '../../kernel/time/zone.ts'
import { mergedIntervals, openTimeOf, type CompiledCalendar, type OpenInterval, type OpenPiece } from './open-time.ts'
import { clashOf, hoursOn, parseHours, readWeek, type CalendarProblem, type Hours } from './working-hours.ts'

export { addBusinessDays } from './business-days.ts'
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

/**
 * Working hours as they stand in the agreement: a zone, hours for days of the week ('mon', 'mon-fri', 'all'), dates
 * that are closed, and dates with hours of their own, which replace the day's. Days that are not named are closed.
 * Hours that pass midnight belong to the day on which they begin. The value is the text that is signed.
 */
export const WorkingCalendar = z
  .strictObject({
    clause: z.string().optional(),
    zone: z.string(),
    week: z.record(z.string(), z.string()),
    holidays: z.array(z.string()).max(10_000).optional(),
    specialDays: z.record(z.string(), z.string()).optional(),
  })
  .superRefine((calendar, context) => {
    for (const { path, message } of readCalendar(calendar).problems) {
      context.addIssue({ code: 'custom', path: [...path], message })
    }
  })
export type WorkingCalendar = z.infer<typeof WorkingCalendar>

type DayHours = ReadonlyMap<EpochDay, readonly Hours[]>

// Hours reach at most two days past the beginning of their date, and no zone is two days from UTC.
const marginDays = 3

const horizonMillisMax = 200 * 366 * dayMillis

/**
 * Compiles a calendar for the instants from `horizon.from` to `horizon.to`. Each local boundary takes effect at the
 * first instant at which the local clock reads that time or later, so nothing is counted twice and hours inside a gap
 * are none. Throws TimeError for a calendar that the schema would refuse.
 */
export function compileCalendar(calendar: WorkingCalendar, horizon: OpenInterval): CompiledCalendar {
  const { days, exceptions, problems } = readCalendar(calendar)
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
  return openTimeOf(zone, horizon, pieces)
}

function localDay(zone: string, at: number): EpochDay {
  return Math.floor(wallMillisAt(zone, at) / dayMillis)
}

/**
 * Two calendars as one, for the time that both are compiled for: `intersection` is open when both are (the hours two
 * parties share), `union` when either is. Business days are those of the first calendar's zone: a shared shift belongs
 * to the first calendar's day, and the second calendar's own hours to the local date on which they begin there.
 */
export function combineCalendars(
  first: CompiledCalendar,
  second: CompiledCalendar,
  how: 'intersection' | 'union',
): CompiledCalendar {
  const from = Math.max(first.horizon.from, second.horizon.from)
  const to = Math.min(first.horizon.to, second.horizon.to)
  if (from > to) throw new Error('the calendars are compiled for horizons that do not meet')
  const pieces = how === 'union' ? unionOf(first, second) : sharedPieces(first.pieces, mergedIntervals(second.pieces))
  return openTimeOf(first.zone, { from, to }, pieces)
}

function unionOf(first: CompiledCalendar, second: CompiledCalendar): OpenPiece[] {
  const others = second.pieces.map(({ from, to }) => ({ from, to, day: localDay(first.zone, from) }))
  return [...first.pieces, ...others].sort((a, b) => a.from - b.from)
}

/** The parts of the pieces that lie in the intervals; both come sorted, so one pass over both is enough. */
function sharedPieces(pieces: readonly OpenPiece[], intervals: readonly OpenInterval[]): OpenPiece[] {
  const shared: OpenPiece[] = []
  let next = 0
  for (const piece of pieces) {
    // Pieces may overlap each other, so an interval is done with only when it ends before this piece begins.
    while (next < intervals.length && (intervals[next]?.to ?? Infinity) <= piece.from) next++
    for (let i = next; i < intervals.length; i++) {
      const interval = intervals[i]
      if (!interval || interval.from >= piece.to) break
      const from = Math.max(piece.from, interval.from)
      shared.push({ from, to: Math.min(piece.to, interval.to), day: piece.day })
    }
  }
  return shared.sort((a, b) => a.from - b.from)
}

function readCalendar(calendar: WorkingCalendar) {
  const { days, problems } = readWeek(calendar.week)
  const exceptions = new Map<EpochDay, readonly Hours[]>()
  const attempt = (path: readonly (string | number)[], read: () => void) => {
    const message = messageOf(read)
    if (message !== undefined) problems.push({ path, message })
  }
  attempt(['zone'], () => assertZone(calendar.zone))
  for (const [i, date] of (calendar.holidays ?? []).entries()) {
    attempt(['holidays', i], () => exceptions.set(parseDate(date), []))
  }
  for (const [date, text] of Object.entries(calendar.specialDays ?? {})) {
    attempt(['specialDays', date], () => {
      const day = parseDate(date)
      if (exceptions.has(day)) throw new TimeError(`${date} is also a holiday`, 'name it in one of the two')
      exceptions.set(day, parseHours(text))
    })
  }
  problems.push(...clashesOf(days, exceptions))
  if (problems.length === 0 && ![...days, ...exceptions.values()].some((hours) => hours.length > 0)) {
    problems.push({ path: ['week'], message: 'the calendar never opens; write hours, such as mon-fri: 08:00-16:00' })
  }
  return { days, exceptions, problems }
}

/** Hours of a special day that meet those of the day before or after across midnight. */
function clashesOf(days: readonly (readonly Hours[])[], exceptions: DayHours): CalendarProblem[] {
  const problems: CalendarProblem[] = []
  for (const day of exceptions.keys()) {
    for (const today of [day - 1, day]) {
      // A pair of neighbouring exceptions is looked at once, from its second day.
      if (today === day && exceptions.has(day + 1)) continue
      const [left, right] = [hoursOn(today, days, exceptions), hoursOn(today + 1, days, exceptions)]
      const message = clashOf(left, right, formatDate(today), formatDate(today + 1))
      if (message) problems.push({ path: ['specialDays', formatDate(day)], message })
    }
  }
  return problems
}

function messageOf(read: () => void): string | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    if (error instanceof TimeError) return error.message
    throw error
  }
}
