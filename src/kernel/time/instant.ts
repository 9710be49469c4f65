import {
  civilDateOf,
  dateProblem,
  dayMillis,
  epochDayOf,
  hourMillis,
  minuteMillis,
  twoDigits,
  type EpochMillis,
} from './civil-date.ts'
import { quoted, TimeError } from './time-error.ts'
import { firstInstantReading } from './zone.ts'

export type { EpochMillis }

// Character codes of the punctuation of a timestamp.
const plus = 43
const comma = 44
const minus = 45
const point = 46
const colon = 58
const space = 32

/** Reads exactly `YYYY-MM-DDTHH:MM:SS.sssZ`, the one shape of an instant in the record. Throws TimeError. */
export function parseInstant(text: string): EpochMillis {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/.test(text)) {
    throw new TimeError(`${quoted(text)} is not an instant`, 'write YYYY-MM-DDTHH:MM:SS.sssZ in UTC')
  }
  return wallReading(text, digits(text, 17, 2)) + digits(text, 20, 3)
}

/** Writes an instant as `YYYY-MM-DDTHH:MM:SS.sssZ`. Throws unless it is whole and in the years 0001 to 9999. */
export function formatInstant(at: EpochMillis): string {
  const epochDay = Math.floor(at / dayMillis)
  const { year, month, day } = civilDateOf(epochDay)
  if (!Number.isSafeInteger(at) || year < 1 || year > 9999) throw new Error(`${at} is not an instant of 0001 to 9999`)
  const rest = at - epochDay * dayMillis
  const seconds = Math.floor(rest / 1000)
  const date = `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`
  const time = `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}`
  return `${date}T${time}:${twoDigits(seconds % 60)}.${String(rest % 1000).padStart(3, '0')}Z`
}

/**
 * Reads the timestamps of foreign logs: `2015-01-05T09:02:50.123+01:00`, also a space for the T, `+0100`, `+01`, `Z`,
 * no seconds, a comma before the fraction, 0 to 9 decimals (what is finer than a millisecond is cut off). A time
 * without an offset is local time in `zone`, and takes effect as firstInstantAtOrAfter says; without a zone it is
 * refused. Throws TimeError.
 */
export function parseForeignTimestamp(text: string, options: { zone?: string } = {}): EpochMillis {
  const length = text.length
  if (length < 16 || length > 40 || !hasDateAndMinutes(text)) throw foreignError(text)
  let end = 16
  let seconds = 0
  let millis = 0
  if (text.charCodeAt(end) === colon) {
    seconds = digits(text, 17, 2)
    end = 19
    const mark = text.charCodeAt(end)
    if (mark === point || mark === comma) {
      end = endOfDigits(text, 20)
      if (end === 20 || end > 29) throw foreignError(text)
      millis = fractionMillis(text, end)
    }
  }
  const wall = wallReading(text, seconds) + millis
  if (end < length) return wall - offsetAt(text, end)
  if (options.zone === undefined) {
    throw new TimeError(`${quoted(text)} has no offset from UTC`, 'add one (Z, +01:00) or name the zone of the log')
  }
  return firstInstantReading(options.zone, wall)
}

/** The date and time written at the beginning of the text, as if it were UTC; the fraction of a second is left out. */
function wallReading(text: string, seconds: number): number {
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 2)
  const day = digits(text, 8, 2)
  const hour = digits(text, 11, 2)
  const minute = digits(text, 14, 2)
  // A part that is not digits is NaN, and NaN fails every comparison.
  if (!(hour <= 23 && minute <= 59 && seconds <= 59)) {
    throw new TimeError(`${quoted(text)} has no such time of day`, 'write 00:00:00 to 23:59:59')
  }
  if (Number.isNaN(year + month + day)) throw foreignError(text)
  const problem = dateProblem(year, month, day)
  if (problem) throw new TimeError(`${quoted(text)} ${problem}`, 'write a day that exists')
  return epochDayOf(year, month, day) * dayMillis + hour * hourMillis + minute * minuteMillis + seconds * 1000
}

function hasDateAndMinutes(text: string): boolean {
  const separator = text.charCodeAt(10)
  const isSeparated = separator === 84 || separator === 116 || separator === space
  const isDate = text.charCodeAt(4) === minus && text.charCodeAt(7) === minus
  return isSeparated && isDate && text.charCodeAt(13) === colon
}

/** Milliseconds by which the local time written before `start` is ahead of UTC. */
function offsetAt(text: string, start: number): number {
  // One space may stand before the offset: '2015-01-05 09:02:50 +0000'.
  const at = text.charCodeAt(start) === space ? start + 1 : start
  const sign = text.charCodeAt(at)
  const left = text.length - at
  if (left === 1 && (sign === 90 || sign === 122)) return 0
  if (sign !== plus && sign !== minus) throw foreignError(text)
  const hasColon = left === 6 && text.charCodeAt(at + 3) === colon
  if (!hasColon && left !== 5 && left !== 3) throw foreignError(text)
  const hours = digits(text, at + 1, 2)
  const minutes = left === 3 ? 0 : digits(text, at + left - 2, 2)
  if (!(hours <= 23 && minutes <= 59)) throw foreignError(text)
  const size = hours * hourMillis + minutes * minuteMillis
  return sign === minus ? -size : size
}

/** The whole number written in ASCII digits at this place; NaN when one of them is not a digit. */
function digits(text: string, start: number, count: number): number {
  let value = 0
  for (let i = start; i < start + count; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return NaN
    value = value * 10 + digit
  }
  return value
}

function endOfDigits(text: string, start: number): number {
  let end = start
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++
  return end
}

/** The first three decimals of the fraction between index 20 and `end`. */
function fractionMillis(text: string, end: number): number {
  const count = Math.min(3, end - 20)
  const value = digits(text, 20, count)
  return count === 3 ? value : count === 2 ? value * 10 : value * 100
}

function foreignError(text: string): TimeError {
  return new TimeError(`${quoted(text)} is not a timestamp`, 'write it like 2015-01-05T09:02:50.123+01:00')
}
