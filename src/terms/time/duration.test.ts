import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { durationText, parseDuration, type Duration } from './duration.ts'

test.each([
  ['90 minutes', { kind: 'open-time', millis: 5_400_000 }, '90 minutes'],
  ['2 hours', { kind: 'open-time', millis: 7_200_000 }, '2 hours'],
  ['1 hour', { kind: 'open-time', millis: 3_600_000 }, '1 hour'],
  ['1.5 hours', { kind: 'open-time', millis: 5_400_000 }, '90 minutes'],
  ['30 seconds', { kind: 'open-time', millis: 30_000 }, '30 seconds'],
  ['0.25 seconds', { kind: 'open-time', millis: 250 }, '0.25 seconds'],
  ['8 business-hours', { kind: 'open-time', millis: 28_800_000 }, '8 hours'],
  ['0 minutes', { kind: 'open-time', millis: 0 }, '0 minutes'],
  ['1 business-day', { kind: 'business-days', days: 1 }, '1 business-day'],
  ['2 business-days', { kind: 'business-days', days: 2 }, '2 business-days'],
] satisfies [string, Duration, string][])('%s', (text, duration, canonical) => {
  expect(parseDuration(text)).toEqual(duration)
  expect(durationText(duration)).toBe(canonical)
})

test.each([
  ['2 days', 'two ways'],
  ['1 week', 'two ways'],
  ['1.5 business-days', 'splits a business day'],
  ['0.0001 seconds', 'whole number of milliseconds'],
  ['100001 hours', 'too long'],
  ['10001 business-days', 'too long'],
  ['2 fortnights', 'unknown unit'],
  ['2 constructor', 'unknown unit'],
  ['2hours', 'no duration'],
  ['-2 hours', 'no duration'],
  ['hours', 'no duration'],
  ['007 hours', 'needless zero'],
  ['PT2H', 'no duration'],
  ['', 'no duration'],
])('%j is refused, and the error says why', (text, why) => {
  expect(() => parseDuration(text)).toThrow(why)
})

test('the longest durations are read', () => {
  expect(parseDuration('100000 hours')).toEqual({ kind: 'open-time', millis: 360_000_000_000 })
  expect(parseDuration('10000 business-days')).toEqual({ kind: 'business-days', days: 10_000 })
})

test('text and duration are two forms of one thing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 360_000_000_000 }), (millis) => {
      expect(parseDuration(durationText({ kind: 'open-time', millis }))).toEqual({ kind: 'open-time', millis })
    }),
  )
})
