import { expect, test } from 'vitest'
import { parseInstant } from '../../kernel/time/instant.ts'
import { dayRows, daysFor } from './days.ts'

const zone = 'Europe/Oslo'
const days = daysFor('2026-10', zone)
/** As many items on each day as days since the first that is counted, so that each number says its day. */
const counted = {
  received: days.bounds.map((_, index) => index),
  completed: days.bounds.map((_, index) => index * 2),
  firstReceivedAt: parseInstant('2026-01-01T00:00:00.000Z'),
}
const at = (now: string) => ({ zone, now: parseInstant(now) })
const indexOf = (day: number) => 27 + day

test('a day begins and ends by the clocks of the zone, also when they are turned', () => {
  expect(days.bounds).toHaveLength(28 + 31 + 1)
  const hours = days.bounds.slice(1).map((bound, index) => (bound - (days.bounds[index] ?? 0)) / 3_600_000)
  expect(hours.filter((length) => length !== 24)).toEqual([25])
  expect(hours[indexOf(25)]).toBe(25)
  expect(days.bounds[indexOf(1)]).toBe(parseInstant('2026-09-30T22:00:00.000Z'))
})

test('what is usual for a day is told by the four such weekdays before it that have ended', () => {
  const rows = dayRows(days, counted, at('2026-10-14T10:00:00.000Z'))
  const usual = (day: number) => rows[day - 1]?.lastFour
  expect(usual(1)).toEqual([-6, -13, -20, -27].map(indexOf))
  expect(usual(14)).toEqual([7, 0, -7, -14].map(indexOf))
  // The 21st is a week after today, which has not ended.
  expect(usual(20)).toEqual([13, 6, -1, -8].map(indexOf))
  expect(usual(21)).toEqual([7, 0, -7, -14].map(indexOf))
  expect(usual(27)).toEqual([13, 6, -1, -8].map(indexOf))
  expect(usual(28)).toEqual([7, 0, -7, -14].map(indexOf))
})

test('today is told as it stands and is not over, and a day to come has no number', () => {
  const rows = dayRows(days, counted, at('2026-10-14T10:00:00.000Z'))
  expect(rows[12]).toMatchObject({ date: '2026-10-13', received: indexOf(13), isOver: true })
  expect(rows[13]).toMatchObject({
    date: '2026-10-14',
    received: indexOf(14),
    completed: 2 * indexOf(14),
    isOver: false,
  })
  expect(rows[14]).toMatchObject({ date: '2026-10-15', received: null, completed: null, isOver: false })
})

test('an engagement that is younger than four weeks has nothing usual yet', () => {
  const young = { ...counted, firstReceivedAt: parseInstant('2026-09-09T08:00:00.000Z') }
  const rows = dayRows(days, young, at('2026-11-05T00:00:00.000Z'))
  expect(rows.map(({ lastFour }) => lastFour !== null).indexOf(true)).toBe(6)
  const none = dayRows(days, { ...counted, firstReceivedAt: undefined }, at('2026-11-05T00:00:00.000Z'))
  expect(none.every(({ lastFour }) => lastFour === null)).toBe(true)
})
