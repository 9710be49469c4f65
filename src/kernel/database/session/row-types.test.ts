import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { epochMillisOf, rowTypes } from './row-types.ts'

const first = Temporal.Instant.from('0001-01-01T00:00Z').epochMilliseconds
const last = Temporal.Instant.from('9999-12-31T23:59:59.999Z').epochMilliseconds

test('a timestamptz is read as the instant it names, in every offset', () => {
  const offset = fc.integer({ min: -15 * 60, max: 15 * 60 })
  fc.assert(
    fc.property(fc.integer({ min: first + 9e7, max: last - 9e7 }), offset, (millis, offsetMinutes) => {
      const sign = offsetMinutes < 0 ? '-' : '+'
      const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60]
      const zone = `${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
      const local = Temporal.Instant.fromEpochMilliseconds(millis).toZonedDateTimeISO(zone).toPlainDateTime()
      expect(epochMillisOf(`${local.toString().replace('T', ' ').padEnd(19, ':00')}${zone}`)).toBe(millis)
    }),
  )
})

test('microseconds are cut off', () => {
  expect(epochMillisOf('1970-01-01 00:00:00.001999+00')).toBe(1)
  expect(epochMillisOf('1969-12-31 23:59:59.9999+00')).toBe(-1)
  expect(epochMillisOf('1970-01-01 00:00:00.5+00')).toBe(500)
})

test('an infinite or pre-Christian instant is refused', () => {
  for (const text of ['infinity', '-infinity', '0044-03-15 12:00:00+00 BC']) {
    expect(() => epochMillisOf(text)).toThrow('no instant')
  }
})

const int8Array: number = 1016

test('arrays of large numbers keep every digit and every gap', () => {
  expect(rowTypes.getTypeParser(int8Array)('{1,NULL,9007199254740991}')).toEqual([1, null, 9007199254740991])
  expect(rowTypes.getTypeParser(int8Array)('{{1,2},{3,4}}')).toEqual([
    [1, 2],
    [3, 4],
  ])
  expect(() => rowTypes.getTypeParser(int8Array)('{9007199254740993}')).toThrow('cannot hold exactly')
})
