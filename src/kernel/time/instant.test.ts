import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInstant, parseForeignTimestamp, parseInstant } from './instant.ts'
import { Temporal } from './temporal.ts'

const first = parseInstant('0001-01-01T00:00:00.000Z')
const last = parseInstant('9999-12-31T23:59:59.999Z')
const anyInstant = fc.integer({ min: first, max: last })

test('an instant of the record has one text, to the millisecond', () => {
  fc.assert(
    fc.property(anyInstant, (at) => {
      expect(parseInstant(formatInstant(at))).toBe(at)
      const other = Temporal.Instant.fromEpochMilliseconds(at).toString({ fractionalSecondDigits: 3 })
      expect(formatInstant(at)).toBe(other)
    }),
    { numRuns: 2000 },
  )
})

test('the ends of the range are read and written, and nothing beyond', () => {
  expect(formatInstant(first)).toBe('0001-01-01T00:00:00.000Z')
  expect(formatInstant(last)).toBe('9999-12-31T23:59:59.999Z')
  expect(() => formatInstant(last + 1)).toThrow('not an instant')
  expect(() => formatInstant(first - 1)).toThrow('not an instant')
  expect(() => formatInstant(0.5)).toThrow('not an instant')
  expect(() => formatInstant(NaN)).toThrow('not an instant')
})

test.each([
  '2026-10-05T08:00:00Z',
  '2026-10-05T08:00:00.000',
  '2026-10-05T08:00:00.000+00:00',
  '2026-10-05 08:00:00.000Z',
  '2026-10-05T08:00:00.0000Z',
  '2026-10-05T08:00:00.000z',
  ' 2026-10-05T08:00:00.000Z',
  '2026-02-30T08:00:00.000Z',
  '2026-10-05T24:00:00.000Z',
  '2026-10-05T08:60:00.000Z',
  '2026-10-05T08:00:60.000Z',
  '0000-10-05T08:00:00.000Z',
  '+002026-10-05T08:00:00.000Z',
  '',
])('%j is not an instant of the record', (text) => {
  expect(() => parseInstant(text)).toThrow(/write/)
})

test.each([
  ['2015-01-05T09:02:50.123+01:00', '2015-01-05T08:02:50.123Z'],
  ['2015-01-05T09:02:50.123+0100', '2015-01-05T08:02:50.123Z'],
  ['2015-01-05T09:02:50+01', '2015-01-05T08:02:50.000Z'],
  ['2015-01-05 09:02:50+00:00', '2015-01-05T09:02:50.000Z'],
  ['2015-01-05 09:02:50 +0000', '2015-01-05T09:02:50.000Z'],
  ['2015-01-05T09:02:50Z', '2015-01-05T09:02:50.000Z'],
  ['2015-01-05t09:02:50z', '2015-01-05T09:02:50.000Z'],
  ['2015-01-05T09:02Z', '2015-01-05T09:02:00.000Z'],
  ['2015-01-05T09:02:50.1Z', '2015-01-05T09:02:50.100Z'],
  ['2015-01-05T09:02:50,12Z', '2015-01-05T09:02:50.120Z'],
  ['2015-01-05T09:02:50.123456789Z', '2015-01-05T09:02:50.123Z'],
  ['2015-01-05T09:02:50.999999-05:45', '2015-01-05T14:47:50.999Z'],
  ['1970-01-01T01:00:00+01:00', '1970-01-01T00:00:00.000Z'],
  ['2016-02-29T23:30:00-01:00', '2016-03-01T00:30:00.000Z'],
])('the log time %s is the instant %s', (text, instant) => {
  expect(formatInstant(parseForeignTimestamp(text))).toBe(instant)
})

test('a log time without an offset needs a zone', () => {
  expect(() => parseForeignTimestamp('2015-07-05 09:02:50')).toThrow('name the zone of the log')
  const inOslo = (text: string) => formatInstant(parseForeignTimestamp(text, { zone: 'Europe/Oslo' }))
  expect(inOslo('2015-07-05 09:02:50')).toBe('2015-07-05T07:02:50.000Z')
  expect(inOslo('2015-01-05T09:02')).toBe('2015-01-05T08:02:00.000Z')
  // An offset that is written wins over the zone.
  expect(inOslo('2015-07-05 09:02:50Z')).toBe('2015-07-05T09:02:50.000Z')
  // 02:30 was skipped on this night: it takes effect at the jump to 03:00.
  expect(inOslo('2026-03-29T02:30:00')).toBe('2026-03-29T01:00:00.000Z')
  // 02:30 was read twice on this night: the first counts.
  expect(inOslo('2026-10-25T02:30:00.250')).toBe('2026-10-25T00:30:00.250Z')
})

test.each([
  '2015-01-05',
  '2015-01-05T',
  '2015-01-05T9:02:50Z',
  '2015/01/05 09:02:50Z',
  '2015-01-05T09:02:50.Z',
  '2015-01-05T09:02:50.1234567890Z',
  '2015-01-05T09:02:5Z',
  '2015-01-05T09:02:50+1:00',
  '2015-01-05T09:02:50+01:0',
  '2015-01-05T09:02:50+24:00',
  '2015-01-05T09:02:50+01:60',
  '2015-01-05T09:02:50+01-00',
  '2015-01-05T09:02:50ZZ',
  '2015-01-05T09:02:50  +0000',
  '2015-01-05T09:02:50 ',
  '2015-01-05T25:02:50Z',
  '2015-01-05T09:02:60Z',
  '2015-02-29T09:02:50Z',
  '2015-1a-05T09:02:50Z',
  '٢٠١٥-01-05T09:02:50Z',
  'x'.repeat(10_000),
])('%j is no time of a log', (text) => {
  expect(() => parseForeignTimestamp(text, { zone: 'Europe/Oslo' })).toThrow(/write/)
})

test('log times agree with another reader', () => {
  const offset = fc.tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  const fraction = fc.integer({ min: 1, max: 999_999_999 })
  fc.assert(
    fc.property(anyInstant, fraction, offset, (at, nanos, [sign, hours, minutes]) => {
      const two = (value: number) => String(value).padStart(2, '0')
      const east = `${sign}${two(hours)}:${two(minutes)}`
      const text = `${formatInstant(at).slice(0, 19)}.${String(nanos).padStart(9, '0')}${east}`
      expect(parseForeignTimestamp(text)).toBe(Math.floor(Temporal.Instant.from(text).epochMilliseconds))
    }),
  )
})
