import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInstant, parseInstant } from './instant.ts'
import { Temporal } from './temporal.ts'
import {
  assertZone,
  firstInstantAtOrAfter,
  firstInstantReading,
  localDateOf,
  monthBounds,
  wallMillisAt,
} from './zone.ts'

const zones = Intl.supportedValuesOf('timeZone')

function first(date: string, time: string, zone: string): string {
  const [hour, minute] = time.split(':').map(Number)
  return formatInstant(firstInstantAtOrAfter({ date, minuteOfDay: (hour ?? 0) * 60 + (minute ?? 0), zone }))
}

test('a boundary in local time takes effect when the local clock reads it', () => {
  expect(first('2026-01-15', '08:00', 'Europe/Oslo')).toBe('2026-01-15T07:00:00.000Z')
  expect(first('2026-07-15', '08:00', 'Europe/Oslo')).toBe('2026-07-15T06:00:00.000Z')
  expect(first('2026-01-15', '09:00', 'Asia/Kathmandu')).toBe('2026-01-15T03:15:00.000Z')
})

test('a time that the clocks skip takes effect at the jump', () => {
  expect(first('2026-03-08', '02:00', 'America/New_York')).toBe('2026-03-08T07:00:00.000Z')
  expect(first('2026-03-08', '02:30', 'America/New_York')).toBe('2026-03-08T07:00:00.000Z')
  expect(first('2026-03-08', '03:00', 'America/New_York')).toBe('2026-03-08T07:00:00.000Z')
  expect(first('2026-03-08', '03:01', 'America/New_York')).toBe('2026-03-08T07:01:00.000Z')
})

test('a time that the clocks pass twice takes effect the first time', () => {
  expect(first('2026-11-01', '01:00', 'America/New_York')).toBe('2026-11-01T05:00:00.000Z')
  expect(first('2026-11-01', '01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z')
  expect(first('2026-11-01', '02:00', 'America/New_York')).toBe('2026-11-01T07:00:00.000Z')
})

test('24:00 is 00:00 of the next day, also when that midnight is skipped or read twice', () => {
  expect(first('2026-01-15', '24:00', 'Europe/Oslo')).toBe(first('2026-01-16', '00:00', 'Europe/Oslo'))
  // Beirut went from 00:00 to 01:00.
  expect(first('2021-03-27', '24:00', 'Asia/Beirut')).toBe('2021-03-27T22:00:00.000Z')
  // São Paulo went from 00:00 back to 23:00: the clock read 00:00 for the first time an hour later.
  expect(first('2019-02-16', '24:00', 'America/Sao_Paulo')).toBe('2019-02-17T03:00:00.000Z')
})

test('a day that a zone left out has no length', () => {
  expect(first('2011-12-30', '00:00', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z')
  expect(first('2011-12-30', '24:00', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z')
})

test('offsets finer than a minute are kept', () => {
  // Liberia was 44 min 30 s behind until 1972.
  expect(first('1971-06-01', '00:00', 'Africa/Monrovia')).toBe('1971-06-01T00:44:30.000Z')
})

test('in every zone the answer is the first instant that reads so late, to the millisecond', () => {
  const wall = fc.integer({
    min: parseInstant('1970-01-02T00:00:00.000Z'),
    max: parseInstant('2037-12-30T00:00:00.000Z'),
  })
  fc.assert(
    fc.property(fc.constantFrom(...zones), wall, fc.integer({ min: 0, max: 40 }), (zone, anyWall, hours) => {
      // Half of the cases lie around a change of the clocks, where the rule matters.
      const change = Temporal.Instant.fromEpochMilliseconds(anyWall)
        .toZonedDateTimeISO(zone)
        .getTimeZoneTransition('next')
      const near = change && hours < 20 ? change.toPlainDateTime().toZonedDateTime('UTC').epochMilliseconds : anyWall
      const target = near + (hours - 10) * 600_000
      const at = firstInstantReading(zone, target)
      expect(wallMillisAt(zone, at)).toBeGreaterThanOrEqual(target)
      expect(readingBy(zone, at)).toBe(wallMillisAt(zone, at))
      expect(readingBy(zone, at - 1)).toBeLessThan(target)
      // No instant of the day before reads so late either.
      for (let step = 1; step <= 48; step++) expect(readingBy(zone, at - step * 1_800_000)).toBeLessThan(target)
    }),
    { numRuns: 400 },
  )
})

test('later boundaries never come before earlier ones', () => {
  for (const zone of zones) {
    let before = -Infinity
    const start = parseInstant('2026-01-01T00:00:00.000Z')
    for (let step = 0; step < 365 * 8; step++) {
      const at = firstInstantReading(zone, start + step * 3 * 3_600_000)
      if (at < before) expect.fail(`${zone} goes back at ${formatInstant(at)}`)
      before = at
    }
  }
})

/** What the local clock reads, from the engine and not from our table. */
function readingBy(zone: string, at: number): number {
  const offset = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds
  return at + offset / 1_000_000
}

test('the local date is that of the local calendar', () => {
  const at = parseInstant('2026-01-31T23:30:00.000Z')
  expect(localDateOf(at, 'Etc/UTC')).toBe('2026-01-31')
  expect(localDateOf(at, 'Asia/Manila')).toBe('2026-02-01')
  expect(localDateOf(at, 'America/New_York')).toBe('2026-01-31')
})

test('a month lasts from its first local midnight to that of the next month', () => {
  const bounds = monthBounds('2026-10', 'Europe/Oslo')
  expect(formatInstant(bounds.from)).toBe('2026-09-30T22:00:00.000Z')
  expect(formatInstant(bounds.to)).toBe('2026-10-31T23:00:00.000Z')
  expect(formatInstant(monthBounds('2028-02', 'Etc/UTC').to)).toBe('2028-03-01T00:00:00.000Z')
  expect(formatInstant(monthBounds('2026-12', 'Etc/UTC').to)).toBe('2027-01-01T00:00:00.000Z')
  for (const wrong of ['2026-13', '2026-00', '0000-01', '2026-1', '2026-10-01', 'October']) {
    expect(() => monthBounds(wrong, 'Etc/UTC')).toThrow('is not a month')
  }
})

test('every zone of the database is known by its name, links and Etc too', () => {
  for (const zone of [...zones, 'UTC', 'Etc/UTC', 'Etc/GMT-1', 'Asia/Calcutta', 'Asia/Kolkata', 'US/Eastern']) {
    assertZone(zone)
  }
})

test.each([
  ['europe/oslo', 'write Europe/Oslo'],
  ['Europe/Olso', 'write an IANA name'],
  ['+01:00', 'write an IANA name'],
  ['2026-01-01T00:00Z', 'write an IANA name'],
  ['Europe/Oslo ', 'write an IANA name'],
  ['', 'write an IANA name'],
  ['constructor', 'write an IANA name'],
])('%j is no zone, and the error says what to write', (zone, mend) => {
  expect(() => assertZone(zone)).toThrow(mend)
})
