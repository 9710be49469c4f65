import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInstant, parseInstant } from '../../kernel/time/instant.ts'
import { compileCalendar } from '../time/working-calendar.ts'
import { fallingDue, standings } from './falling-due.ts'
import { Obligation } from './obligation.ts'

const [from, to] = [parseInstant('2026-01-01T00:00:00.000Z'), parseInstant('2027-01-01T00:00:00.000Z')]
const office = compileCalendar(
  { zone: 'Europe/Oslo', week: { 'mon-fri': '08:00-16:00' }, holidays: ['2026-01-01'] },
  { from, to },
)
const asked = { from, to, zone: 'Europe/Oslo', calendarOf: () => office }
const obligation = (due: object, more: object = {}) =>
  Obligation.parse({ clause: '9', owner: 'provider', what: 'Report', due, evidence: 'report-sent', ...more })
const instants = (due: object, more: object = {}) =>
  fallingDue(obligation(due, more), asked).map(({ dueAt }) => formatInstant(dueAt).slice(0, 16))

test('the third day of each month at 17:00 in Oslo, an hour earlier in universal time in summer', () => {
  const found = instants({ every: 'month', day: 3, by: '17:00' })
  expect(found).toHaveLength(12)
  expect([found[0], found[6]]).toEqual(['2026-01-03T16:00', '2026-07-03T15:00'])
})

test('each day at 08:00 in Manila, whatever the zone of the terms', () => {
  const found = instants({ every: 'day', by: '08:00' }, { zone: 'Asia/Manila' })
  expect(found).toHaveLength(365)
  expect(found[0]).toBe('2026-01-01T00:00')
})

test('the fifth business day of a month passes over holidays and weekends', () => {
  expect(instants({ every: 'month', businessDay: 5, by: '12:00', calendar: 'oslo' })[0]).toBe('2026-01-08T11:00')
})

test('the last day of February, a quarter, a year, a week, a date', () => {
  expect(instants({ every: 'month', day: 31, by: '24:00' })[1]).toBe('2026-02-28T23:00')
  expect(instants({ every: 'quarter', day: 15, by: '09:00' })).toHaveLength(4)
  expect(instants({ every: 'year', month: 3, day: 1, by: '09:00' })).toEqual(['2026-03-01T08:00'])
  expect(instants({ every: 'week', weekday: 1, by: '09:00' })[0]).toBe('2026-01-05T08:00')
  expect(instants({ on: '2026-05-17', by: '12:00' })).toEqual(['2026-05-17T10:00'])
})

test('a rule that leaves its day open is refused', () => {
  const message = (due: object) => {
    const result = Obligation.safeParse({ clause: '9', owner: 'client', what: 'File', due, evidence: 'e' })
    return result.error?.message ?? ''
  }
  expect(message({ every: 'month', by: '17:00' })).toContain('on which day of the month')
  expect(message({ every: 'month', businessDay: 3, by: '17:00' })).toContain('one of a calendar')
  expect(message({ every: 'week', by: '17:00' })).toContain('day of the week')
})

test('what was shown in time is done, later is done late, and what nobody showed is overdue', () => {
  const dues = fallingDue(obligation({ every: 'month', day: 3, by: '17:00' }), asked).slice(0, 4)
  const at = (text: string) => parseInstant(`${text}:00.000Z`)
  const now = at('2026-03-20T00:00')
  const found = standings(dues, [at('2026-01-03T15:00'), at('2026-02-05T10:00')], now)
  expect(found.map(({ state }) => state)).toEqual(['done', 'done-late', 'overdue', 'due'])
})

test('no evidence answers two due times, and none from after now counts', () => {
  const dues = fallingDue(obligation({ every: 'week', weekday: 2, by: '09:00' }), asked)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: from, max: to })), fc.integer({ min: from, max: to }), (evidence, now) => {
      const done = standings(dues, evidence, now).flatMap(({ doneAt }) => doneAt ?? [])
      expect(done.length).toBeLessThanOrEqual(evidence.filter((at) => at <= now).length)
      for (const at of done) expect(at).toBeLessThanOrEqual(now)
    }),
  )
})
