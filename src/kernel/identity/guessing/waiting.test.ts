import { expect, test } from 'vitest'
import { failuresMax, waitMillis, windowMillis } from './waiting.ts'

const now = 1_767_596_400_000
const failures = (count: number) => Array.from({ length: count }, () => now)

test('two failures cost nothing, each further one doubles the wait, up to a minute', () => {
  const seconds = Array.from({ length: failuresMax }, (_, count) => waitMillis(failures(count), now) / 1_000)
  expect(seconds).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 60])
})

test('after ten failures within a quarter of an hour, one waits until the first of them has left it', () => {
  const spread = Array.from({ length: failuresMax }, (_, index) => now + index * 60_000)
  const last = now + 9 * 60_000
  expect(waitMillis(spread, last)).toBe(windowMillis - 9 * 60_000)
  expect(waitMillis(spread, now + windowMillis - 1)).toBe(1)
  // The second then stands nine minutes back, and nine failures ask for a minute after the last.
  expect(waitMillis(spread, now + windowMillis)).toBe(0)
})

test('what happened a quarter of an hour ago is forgotten', () => {
  expect(waitMillis(failures(9), now + windowMillis)).toBe(0)
  expect(waitMillis([], now)).toBe(0)
})
