import {
  dayMillis,
  daysInMonth,
  formatDate,
  minuteMillis,
  parseDate,
  type DateText,
  type EpochMillis,
} from './civil-date.ts'
import { Temporal } from './temporal.ts'
import { quoted, TimeError } from './time-error.ts'

/**
 * The offsets of a zone through time. Stretch i holds from `from[i]` (inclusive) up to `from[i + 1]` (exclusive) and
 * has local time = instant + `offset[i]`. Stretches are complete before `knownUntil`; later ones are found when needed.
 */
type ZoneHistory = { readonly from: number[]; readonly offset: number[]; knownUntil: number }

const histories = new Map<string, ZoneHistory>()

// No zone has been farther than this from UTC (Metlakatla once was 15 h 14 min ahead).
const offsetMillisMax = 16 * 3_600_000

// Before any zone's first transition.
const beginningMillis = -100_000_000_000_000

/** Checks an IANA zone name as it must be written ('Europe/Oslo', 'Etc/GMT-1', links too). Throws TimeError. */
export function assertZone(zone: string): void {
  historyOf(zone)
}

/**
 * The first instant at which the local clock of the zone reads this date and time, or later. This is the meaning of
 * every boundary written in local time. A time that the clocks skip takes effect at the jump; a time that they pass
 * twice takes effect the first time; so later boundaries never come before earlier ones. `minuteOfDay` 1440 is 00:00 of
 * the next day.
 */
export function firstInstantAtOrAfter(local: { date: DateText; minuteOfDay: number; zone: string }): EpochMillis {
  return firstInstantReading(local.zone, parseDate(local.date) * dayMillis + local.minuteOfDay * minuteMillis)
}

/** As firstInstantAtOrAfter, for a wall clock reading counted in milliseconds from 1970-01-01T00:00 local. */
export function firstInstantReading(zone: string, wallMillis: number): EpochMillis {
  const history = historyOf(zone)
  extendHistory(history, zone, wallMillis + 2 * offsetMillisMax)
  // Nothing before wall − offsetMillisMax can read that late. From there on, the first stretch whose clock gets past
  // the reading holds the instant: at its own beginning when it starts beyond the reading (a gap), else inside.
  for (let i = stretchAt(history, wallMillis - offsetMillisMax); i < history.from.length; i++) {
    const offset = history.offset[i] ?? 0
    const end = history.from[i + 1] ?? Infinity
    if (end + offset > wallMillis) return Math.max(history.from[i] ?? beginningMillis, wallMillis - offset)
  }
  throw new Error(`no instant reads ${wallMillis} in ${zone}`)
}

/** What the local clock reads at the instant, in milliseconds from 1970-01-01T00:00 local. */
export function wallMillisAt(zone: string, at: EpochMillis): number {
  const history = historyOf(zone)
  extendHistory(history, zone, at)
  return at + (history.offset[stretchAt(history, at)] ?? 0)
}

/** The date on the local calendar at the instant, YYYY-MM-DD. */
export function localDateOf(at: EpochMillis, zone: string): DateText {
  return formatDate(Math.floor(wallMillisAt(zone, at) / dayMillis))
}

/** The first instant of a month 'YYYY-MM' in the zone and the first instant after it. Throws TimeError. */
export function monthBounds(month: string, zone: string): { from: EpochMillis; to: EpochMillis } {
  if (!/^[0-9]{4}-(?:0[1-9]|1[0-2])$/.test(month) || month.startsWith('0000')) {
    throw new TimeError(`${quoted(month)} is not a month`, 'write YYYY-MM, such as 2026-10')
  }
  const first = parseDate(`${month}-01`)
  const days = daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5)))
  return {
    from: firstInstantReading(zone, first * dayMillis),
    to: firstInstantReading(zone, (first + days) * dayMillis),
  }
}

function historyOf(zone: string): ZoneHistory {
  const known = histories.get(zone)
  if (known) return known
  const start = Temporal.Instant.fromEpochMilliseconds(beginningMillis).toZonedDateTimeISO(checkedZone(zone))
  const history: ZoneHistory = { from: [beginningMillis], offset: [offsetMillis(start)], knownUntil: beginningMillis }
  histories.set(zone, history)
  return history
}

/** Adds transitions until every instant up to `until` lies in a stretch whose end is known. */
function extendHistory(history: ZoneHistory, zone: string, until: EpochMillis): void {
  while (history.knownUntil <= until) {
    const last = Temporal.Instant.fromEpochMilliseconds(history.from.at(-1) ?? beginningMillis)
    const next = last.toZonedDateTimeISO(zone).getTimeZoneTransition('next')
    if (!next) {
      history.knownUntil = Infinity
      return
    }
    history.from.push(next.epochMilliseconds)
    history.offset.push(offsetMillis(next))
    history.knownUntil = next.epochMilliseconds
  }
}

function offsetMillis(local: Temporal.ZonedDateTime): number {
  return local.offsetNanoseconds / 1_000_000
}

/** The last stretch that begins at or before the instant, by bisection. */
function stretchAt(history: ZoneHistory, at: EpochMillis): number {
  let low = 0
  let high = history.from.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((history.from[middle] ?? Infinity) <= at) low = middle
    else high = middle - 1
  }
  return low
}

// The engine would also take offsets, whole timestamps and any capitals. Signed terms are compared as text, so there
// is one way to write each zone: the spelling of the IANA database. A link ('Asia/Calcutta') is kept as written.
function checkedZone(zone: string): string {
  const spelled = /^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(zone) ? spellingOf(zone) : undefined
  if (spelled === zone) return zone
  const mend = spelled === undefined ? 'write an IANA name, such as Europe/Oslo or Etc/UTC' : `write ${spelled}`
  throw new TimeError(`${quoted(zone)} is not a time zone`, mend)
}

function spellingOf(zone: string): string | undefined {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId
  } catch {
    return undefined
  }
}
