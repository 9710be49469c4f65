import { expect, test } from 'vitest'
import {
  monthsOfLevel,
  pointsBetween,
  scaleOf,
  axisFrom,
  isCountedAsPart,
  isDrawn,
  percentOf,
  pointsBelow,
  standingOf,
} from './level-standing.ts'

test('the points below a target are exact, in as many decimals as are printed', () => {
  expect(pointsBelow({ printed: '88.4 %', expected: '92.0 %' })).toBe('3.6')
  expect(pointsBelow({ printed: '88.40 %', expected: '92.0 %' })).toBe('3.6')
  expect(pointsBelow({ printed: '89.99 %', expected: '90 %' })).toBe('0.01')
  expect(pointsBelow({ printed: '0.07 %', expected: '0.3 %' })).toBe('0.23')
  expect(pointsBelow({ printed: '70 %', expected: '90 %' })).toBe('20')
})

test('a level at or above its target, or one that was not measured, lies no points below it', () => {
  expect(pointsBelow({ printed: '92.0 %', expected: '92.0 %' })).toBeUndefined()
  expect(pointsBelow({ printed: '–', expected: '92.0 %' })).toBeUndefined()
})

test('the axis begins a round ten below everything that is drawn', () => {
  const level = { state: 'met', printed: '96.8 %', expected: '95.0 %', minimum: '90.0 %' } as const
  expect(axisFrom([level])).toBe(80)
  expect(axisFrom([level, { ...level, printed: '4 %' }])).toBe(0)
  expect(axisFrom([{ ...level, printed: '–' }])).toBe(80)
  expect(percentOf('–')).toBeNull()
})

test('below the target is a risk while the month is open, and a miss once it is frozen', () => {
  expect(standingOf({ state: 'missed-expected' }, true).tone).toBe('risk')
  expect(standingOf({ state: 'missed-expected' }, false).tone).toBe('bad')
  expect(standingOf({ state: 'missed-minimum' }, true).tone).toBe('bad')
})

test('an open level that is met if all that is not due yet is done in time is at risk; otherwise it is below', () => {
  const below = { state: 'missed-expected' as const }
  expect(standingOf(below, true, { best: 'met' })).toEqual({ tone: 'risk', word: 'level.at-risk' })
  expect(standingOf(below, true, { best: 'missed-expected' })).toEqual({ tone: 'bad', word: 'level.below-target' })
  expect(standingOf({ state: 'missed-minimum' }, true, { best: 'met' }).word).toBe('level.at-risk')
  expect(standingOf({ state: 'met' }, true, { best: 'met' }).word).toBe('level.on-track')
  expect(standingOf(below, false, { best: 'met' }).word).toBe('level.missed')
})

test('a change is told in points, exactly, in the finer of both decimals', () => {
  expect(pointsBetween('88.0 %', '100.0 %')).toBe('+12.0')
  expect(pointsBetween('97.25 %', '96.9 %')).toBe('\u22120.35')
  expect(pointsBetween('97.50 %', '97.5 %')).toBe('0')
  expect(pointsBetween('–', '97.5 %')).toBeUndefined()
})

test('the line of a level has thirteen months, oldest first, and gaps where nothing is frozen', () => {
  const level = { id: 'S1', name: 'x', state: 'met' as const, numerator: 1, denominator: 1 }
  const printed = { printed: '97.5 %', expected: '95.0 %', minimum: '90.0 %' }
  const rows = [{ month: '2026-03', state: 'agreed' as const, levels: [{ ...level, ...printed }] }]
  const months = monthsOfLevel(rows, '2026-04', 'S1')
  expect(months.map(({ month }) => month).slice(0, 2)).toEqual(['2025-04', '2025-05'])
  expect(months.map(({ level: found }) => found?.printed)).toEqual([...Array<undefined>(11), '97.5 %', undefined])
  expect(monthsOfLevel(rows, '2026-04', 'S2').every(({ level: found }) => found === undefined)).toBe(true)
  expect(scaleOf(months)).toEqual({ from: 90, to: 100 })
})

test('a level of which less is better is above its target, and leaves the axis to the others', () => {
  const level = { state: 'missed-expected', printed: '7 %', expected: '5 %', minimum: '9 %' } as const
  expect(standingOf({ ...level, direction: 'at-most' }, true).word).toBe('level.above-target')
  expect(standingOf({ state: 'missed-minimum', direction: 'at-most' }, true).word).toBe('level.beyond-minimum')
  const other = { state: 'met', printed: '96 %', expected: '95 %', minimum: '90 %' } as const
  expect(axisFrom([{ ...level, direction: 'at-most' }, other])).toBe(80)
})

test('times and counts are no part of a whole, and stand on no axis', () => {
  expect(isDrawn({ expected: '60 minutes' })).toBe(false)
  expect(isCountedAsPart({ expected: '3' })).toBe(false)
  expect(isCountedAsPart({ expected: '95.0 %' })).toBe(true)
})
