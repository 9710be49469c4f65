import { expect, test } from 'vitest'
import { epochDayOf, parseDate, weekdayOf } from '../src/kernel/time/civil-date.ts'
import { parseInstant } from '../src/kernel/time/instant.ts'
import { localDateOf, wallMillisAt } from '../src/kernel/time/zone.ts'
import { named, parseTerms } from '../src/terms/model.ts'
import { closedDatesOf, compileCalendar, isOpen } from '../src/terms/time/working-calendar.ts'
import { arrivalsOf } from './arrivals.ts'
import { termsSource } from './founding.ts'
import { agenda } from './happenings.ts'
import { demoPlan, isMishap, monthsUntil, zone } from './plan.ts'
import { virtualClock } from './virtual-clock.ts'

const now = parseInstant('2026-11-21T22:33:00.000Z')
const plan = demoPlan(now)
const terms = parseTerms(termsSource())
const horizon = { from: parseInstant('2025-09-01T00:00:00.000Z'), to: parseInstant('2027-06-01T00:00:00.000Z') }
const oslo = compileCalendar(named(terms.calendars, 'oslo'), horizon)
const cebu = compileCalendar(named(terms.calendars, 'cebu'), horizon)
const arrivals = arrivalsOf(plan, oslo)

test('thirteen months end with the present one, and have at least 5,000 claims even on its first day', () => {
  expect(plan.months).toHaveLength(13)
  expect([plan.months[0], plan.months[12]]).toEqual(['2025-11', '2026-11'])
  expect(monthsUntil(parseInstant('2026-01-01T00:30:00.000Z'), 2)).toEqual(['2025-12', '2026-01'])
  const beforeTheLast = arrivals.filter(({ at }) => localDateOf(at, zone) < '2026-11-01')
  expect(beforeTheLast.length).toBeGreaterThan(5_000)
})

test('claims come more on weekdays than at weekends, by day than by night, and most of all after hail', () => {
  const hours = Array.from({ length: 24 }, () => 0)
  const days = Array.from({ length: 7 }, () => 0)
  const hail = new Map<string, number>()
  for (const { at } of arrivals) {
    const date = localDateOf(at, zone)
    const hour = Math.floor(wallMillisAt(zone, at) / 3_600_000) % 24
    hours[hour] = (hours[hour] ?? 0) + 1
    const weekday = weekdayOf(parseDate(date))
    days[weekday] = (days[weekday] ?? 0) + 1
    if (isMishap(plan, 'hail', date)) hail.set(date, (hail.get(date) ?? 0) + 1)
  }
  expect(days[0]).toBeGreaterThan((days[6] ?? 0) * 1.5)
  expect(hours[10]).toBeGreaterThan((hours[3] ?? 0) * 10)
  expect(Math.min(...hail.values())).toBeGreaterThan(25)
})

test('another end in the same month changes nothing before the earlier end', () => {
  const earlier = arrivalsOf({ ...plan, until: parseInstant('2026-11-10T09:00:00.000Z') }, oslo)
  expect(arrivals.slice(0, earlier.length)).toEqual(earlier)
})

test('the evening shift in Cebu lies over the day in Oslo, an hour earlier in winter; holidays are those of each', () => {
  const [winter, summer] = [parseInstant('2026-01-12T06:30:00.000Z'), parseInstant('2026-07-14T06:30:00.000Z')]
  expect([isOpen(oslo, winter), isOpen(cebu, winter)]).toEqual([false, true])
  expect([isOpen(oslo, summer), isOpen(cebu, summer)]).toEqual([true, true])
  const [ascension, bonifacio] = [parseInstant('2026-05-14T08:00:00.000Z'), parseInstant('2026-11-30T09:00:00.000Z')]
  expect([isOpen(oslo, ascension), isOpen(cebu, ascension)]).toEqual([false, true])
  expect([isOpen(oslo, bonifacio), isOpen(cebu, bonifacio)]).toEqual([true, false])
  expect(closedDatesOf(named(terms.calendars, 'oslo')).every((date) => weekdayOf(parseDate(date)) < 5)).toBe(true)
  expect(closedDatesOf(named(terms.calendars, 'cebu')).every((date) => weekdayOf(parseDate(date)) < 5)).toBe(true)
  expect(epochDayOf(2026, 5, 14)).toBe(parseDate('2026-05-14'))
})

test('the agenda gives what is to come in order, and what follows of one lane together', () => {
  const coming = agenda()
  const [one] = arrivals
  if (one === undefined) throw new Error('There are arrivals.')
  for (const at of [50, 10, 30, 20]) coming.add({ lane: 'receive', at, arrival: one })
  for (const at of [25, 25]) coming.add({ lane: 'sitting', at, round: 1 })
  const runs: (readonly [string, readonly number[]])[] = []
  for (let run = coming.takeRun(40); run.length > 0; run = coming.takeRun(40)) {
    runs.push([run[0]?.lane ?? '', run.map(({ at }) => at)])
  }
  expect(runs).toEqual([
    ['receive', [10, 20]],
    ['sitting', [25]],
    ['sitting', [25]],
    ['receive', [30]],
  ])
})

test('under the virtual clock, calls of different instants run beside each other, each at its own', async () => {
  const clock = virtualClock(1_000)
  const at = (instant: number) =>
    clock.during(instant, async () => {
      await Promise.resolve()
      return clock.now()
    })
  expect(await Promise.all([at(5), at(7)])).toEqual([5, 7])
  expect(clock.now()).toBe(1_000)
  clock.settle(2_000)
  expect(() => clock.settle(1_999)).toThrow('cannot go back')
})
