import { dayMillis, type EpochDay, type EpochMillis } from '../../kernel/time/civil-date.ts'
import { formatInstant } from '../../kernel/time/instant.ts'
import { firstInstantReading, wallMillisAt } from '../../kernel/time/zone.ts'
import { HorizonError, nextOpen, type CompiledCalendar, type OpenPiece } from './open-time.ts'

/** A date with open time: from its first opening to its last closing, lunch included. */
type BusinessDay = { readonly day: EpochDay; opens: EpochMillis; closes: EpochMillis }

const daysByCalendar = new WeakMap<CompiledCalendar, BusinessDay[]>()

/**
 * The instant n business days after a start, by calendar arithmetic on the calendar's local time:
 * 1. A start outside open time moves to the next opening (a closing instant is outside: it moves to the next day).
 * 2. Its business day is the date of the shift it lies in; a shift past midnight belongs to the date it begins on.
 * 3. Count n further dates that have open time; closed dates are passed over.
 * 4. Take the same local time there (for a shift past midnight: the same time after its date's 00:00).
 * 5. Clamp it into that date's hours: before the first opening it is that opening, after the last closing that closing.
 *    A time in a break of that date stays where it is.
 * Zero days give the start itself. Throws HorizonError when the calendar ends earlier.
 */
export function addBusinessDays(calendar: CompiledCalendar, start: EpochMillis, days: number): EpochMillis {
  if (!Number.isInteger(days) || days < 0) throw new Error(`${days} is no number of business days`)
  if (days === 0) return start
  const begin = nextOpen(calendar, start)
  const day = pieceAt(calendar, begin).day
  const businessDays = businessDaysOf(calendar)
  const target = businessDays[indexOfDay(businessDays, day) + days]
  if (!target) throw beyond(calendar, start, days)
  const sinceMidnight = wallMillisAt(calendar.zone, begin) - day * dayMillis
  const sameTime = firstInstantReading(calendar.zone, target.day * dayMillis + sinceMidnight)
  const due = Math.min(Math.max(sameTime, target.opens), target.closes)
  if (due > calendar.horizon.to) throw beyond(calendar, start, days)
  return due
}

/** Whether an instant is the first opening, or the last closing, of some business day. */
export function businessDayEdges(calendar: CompiledCalendar) {
  const days = businessDaysOf(calendar)
  return { opens: new Set(days.map((day) => day.opens)), closes: new Set(days.map((day) => day.closes)) }
}

function beyond(calendar: CompiledCalendar, start: EpochMillis, days: number): HorizonError {
  return new HorizonError(
    `${days} business days after ${formatInstant(start)} end after ${formatInstant(calendar.horizon.to)}, ` +
      'up to where the calendar is compiled; compile it for a longer horizon',
  )
}

function businessDaysOf(calendar: CompiledCalendar): BusinessDay[] {
  const known = daysByCalendar.get(calendar)
  if (known) return known
  const byDay = new Map<EpochDay, BusinessDay>()
  for (const { from, to, day } of calendar.pieces) {
    const entry = byDay.get(day)
    if (!entry) byDay.set(day, { day, opens: from, closes: to })
    else {
      entry.opens = Math.min(entry.opens, from)
      entry.closes = Math.max(entry.closes, to)
    }
  }
  const days = [...byDay.values()].sort((a, b) => a.day - b.day)
  daysByCalendar.set(calendar, days)
  return days
}

/** The piece of open time that the instant lies in; of two that overlap, the one that began first. */
function pieceAt({ pieces }: CompiledCalendar, at: EpochMillis): OpenPiece {
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((pieces[middle]?.from ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  let found: OpenPiece | undefined
  // No piece is longer than two days, so one that began earlier than that is over.
  for (let i = low - 1; i >= 0 && (pieces[i]?.from ?? -Infinity) > at - 3 * dayMillis; i--) {
    const piece = pieces[i]
    if (piece && piece.to > at) found = piece
  }
  if (!found) throw new Error('an open instant lies in no piece of open time')
  return found
}

function indexOfDay(days: readonly BusinessDay[], day: EpochDay): number {
  let low = 0
  let high = days.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((days[middle]?.day ?? Infinity) < day) low = middle + 1
    else high = middle
  }
  return low
}
