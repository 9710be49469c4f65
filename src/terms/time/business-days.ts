import { dayMillis, hourMillis, type EpochDay, type EpochMillis } from '../../kernel/time/civil-date.ts'
import { formatInstant } from '../../kernel/time/instant.ts'
import { firstInstantReading, wallMillisAt } from '../../kernel/time/zone.ts'
import {
  finderOf,
  guessed,
  HorizonError,
  nextOpen,
  type CompiledCalendar,
  type Finder,
  type OpenPiece,
} from './open-time.ts'

/**
 * The dates with open time of a calendar, as columns in the order of the dates: from the first opening to the last
 * closing, lunch included. `midnight` is the instant of 00:00, or NaN where the clocks change within two days of it.
 * `pieceTo` and `pieceDay` give, for each piece of open time, its end and the place of its date.
 */
export type BusinessDays = {
  readonly days: Int32Array
  readonly opens: Float64Array
  readonly closes: Float64Array
  readonly midnight: Float64Array
  readonly pieceTo: Float64Array
  readonly pieceDay: Int32Array
  readonly byPiece: Finder | undefined
}

const daysByCalendar = new WeakMap<CompiledCalendar, BusinessDays>()

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
  const columns = businessDaysOf(calendar)
  const from = placeAt(calendar, columns, begin)
  const to = from + days
  if (to >= columns.days.length) throw beyond(calendar, start, days)
  const due = Math.min(
    Math.max(sameTimeOn(calendar, columns, { begin, from, to }), columns.opens[to]!),
    columns.closes[to]!,
  )
  if (due > calendar.horizon.to) throw beyond(calendar, start, days)
  return due
}

/** The instant on another business day at which the clock reads the same, counted from 00:00 of the date. */
function sameTimeOn(
  { zone }: CompiledCalendar,
  { days, midnight }: BusinessDays,
  { begin, from, to }: { begin: EpochMillis; from: number; to: number },
): EpochMillis {
  const steady = begin - midnight[from]! + midnight[to]!
  if (!Number.isNaN(steady)) return steady
  const sinceMidnight = wallMillisAt(zone, begin) - days[from]! * dayMillis
  return firstInstantReading(zone, days[to]! * dayMillis + sinceMidnight)
}

/** Whether an instant is the first opening, or the last closing, of some business day. */
export function businessDayEdges(calendar: CompiledCalendar) {
  const { opens, closes } = businessDaysOf(calendar)
  return { opens: new Set(opens), closes: new Set(closes) }
}

function beyond(calendar: CompiledCalendar, start: EpochMillis, days: number): HorizonError {
  return new HorizonError(
    `${days} business days after ${formatInstant(start)} end after ${formatInstant(calendar.horizon.to)}, ` +
      'up to where the calendar is compiled; compile it for a longer horizon',
  )
}

/** The business days of a calendar; found once. */
export function businessDaysOf(calendar: CompiledCalendar): BusinessDays {
  const known = daysByCalendar.get(calendar)
  if (known) return known
  const byDay = new Map<EpochDay, { opens: EpochMillis; closes: EpochMillis }>()
  for (const { from, to, day } of calendar.pieces) {
    const entry = byDay.get(day)
    if (!entry) byDay.set(day, { opens: from, closes: to })
    else {
      entry.opens = Math.min(entry.opens, from)
      entry.closes = Math.max(entry.closes, to)
    }
  }
  const entries = [...byDay].sort(([a], [b]) => a - b)
  const placeOf = new Map(entries.map(([day], place) => [day, place]))
  const pieceTo = Float64Array.from(calendar.pieces, ({ to }) => to)
  const columns: BusinessDays = {
    days: Int32Array.from(entries, ([day]) => day),
    opens: Float64Array.from(entries, ([, { opens }]) => opens),
    closes: Float64Array.from(entries, ([, { closes }]) => closes),
    midnight: Float64Array.from(entries, ([day]) => steadyMidnight(calendar.zone, day)),
    pieceTo,
    pieceDay: Int32Array.from(calendar.pieces, ({ day }) => placeOf.get(day) ?? -1),
    byPiece: finderOfPieces(calendar, pieceTo),
  }
  daysByCalendar.set(calendar, columns)
  return columns
}

// No zone changed its clocks twice within six hours, so these readings tell of every change.
const probeMillis = 6 * hourMillis

/** The instant of 00:00 on a date, where the clock then runs evenly as far as hours can reach; else NaN. */
function steadyMidnight(zone: string, day: EpochDay): EpochMillis {
  const midnight = firstInstantReading(zone, day * dayMillis)
  for (let after = 0; after <= 2 * dayMillis + probeMillis; after += probeMillis) {
    if (wallMillisAt(zone, midnight + after) !== day * dayMillis + after) return NaN
  }
  return midnight
}

/** Pieces of one calendar end in the order in which they begin; those of two calendars together may not. */
function finderOfPieces({ horizon }: CompiledCalendar, pieceTo: Float64Array): Finder | undefined {
  if (pieceTo.some((to, i) => i > 0 && to < pieceTo[i - 1]!)) return undefined
  const ends = new Float64Array(pieceTo.length + 1).fill(Infinity)
  ends.set(pieceTo)
  return finderOf(ends, pieceTo.length, horizon.from, horizon.to)
}

/** The place of the business day to which an open instant belongs: of two pieces, that of the one which began first. */
function placeAt(calendar: CompiledCalendar, { byPiece, pieceTo, pieceDay }: BusinessDays, at: EpochMillis): number {
  if (!byPiece) return pieceDay[calendar.pieces.indexOf(pieceAt(calendar, at))]!
  let i = guessed(byPiece, at)
  while (pieceTo[i]! <= at) i++
  return pieceDay[i]!
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
