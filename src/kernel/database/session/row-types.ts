/**
 * How values arrive from Postgres. Chosen so that no value changes on the way:
 * - `int8` is a number, and an error beyond 2^53 (larger amounts are `numeric`), so that rows need no conversion;
 * - `numeric` stays its exact decimal text;
 * - `timestamptz` is epoch milliseconds (microseconds are cut off, not rounded), `date` is `yyyy-mm-dd` text, and
 *   `timestamp`, which names no instant, stays text;
 * - `bytea` is a Buffer, `json` and `jsonb` are parsed.
 */
import { types } from 'pg'
import type { CustomTypesConfig } from 'pg'

type Parse = (text: string) => unknown

const timestamptzPattern =
  /^(\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d)(?::?(\d\d))?(?::(\d\d))?$/

/** Epoch milliseconds of a `timestamptz` as Postgres writes it in ISO style, whatever the offset. */
export function epochMillisOf(text: string): number {
  const match = timestamptzPattern.exec(text)
  if (match === null) throw new Error(`a timestamptz that is no instant on our calendar: "${text}"`)
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHours, offsetMinutes, offsetSeconds] =
    match
  const days = daysFromCivil(Number(year), Number(month), Number(day))
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  const offset = Number(offsetHours) * 3600 + Number(offsetMinutes ?? 0) * 60 + Number(offsetSeconds ?? 0)
  const utcSeconds = days * 86_400 + seconds - (sign === '-' ? -offset : offset)
  return utcSeconds * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3))
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, chrono-compatible date algorithms). */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

const asText: Parse = (text) => text

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`an int8 that a number cannot hold exactly: ${text}`)
  return value
}

const parseTextArray: (text: string) => unknown = types.getTypeParser(1009 as number)

function arrayOf(parse: Parse): Parse {
  const each = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(each)
    return typeof item === 'string' ? parse(item) : null
  }
  return (text) => each(parseTextArray(text))
}

const parsers = new Map<number, Parse>([
  [20, safeInteger],
  [1016, arrayOf(safeInteger)],
  [1082, asText],
  [1182, arrayOf(asText)],
  [1114, asText],
  [1115, arrayOf(asText)],
  [1184, epochMillisOf],
  [1185, arrayOf(epochMillisOf)],
  [1186, asText],
  [1187, arrayOf(asText)],
  [1231, arrayOf(asText)],
])

/** The parsers as pg's client option `types`; nothing global is changed. */
export const rowTypes: CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    const own = format === 'binary' ? undefined : parsers.get(oid)
    return own ?? types.getTypeParser(oid, format)
  },
}
