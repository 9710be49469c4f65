import { expect, test } from 'vitest'
import { axisFrom, percentOf, pointsBelow, standingOf } from './level-standing.ts'

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
