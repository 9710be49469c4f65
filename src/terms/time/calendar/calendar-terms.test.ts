import { expect, test } from 'vitest'
import { formatInstant, parseInstant } from '../../../kernel/time/instant.ts'
import { timeProblems } from '../time-problems.ts'
import {
  closedDatesOf,
  compileCalendar,
  compileCalendars,
  openIntervals,
  WorkingCalendar,
} from '../working-calendar.ts'
import { processingDayAfter } from './processing-days.ts'
import { formatDate, parseDate } from '../../../kernel/time/civil-date.ts'

const horizon = { from: parseInstant('2026-01-01T00:00:00.000Z'), to: parseInstant('2027-01-01T00:00:00.000Z') }
const at = (text: string) => parseInstant(`2026-${text}:00.000Z`)

const oslo = { zone: 'Europe/Oslo', week: { 'mon-fri': '08:00-16:00' } }
const cebu = { zone: 'Asia/Manila', week: { 'mon-thu': '14:00-23:00' } }

function problemsOf(calendar: object): [string, string][] {
  const issues = WorkingCalendar.safeParse(calendar).error?.issues ?? []
  return issues.map(({ path, message }) => [path.join('.'), message])
}

test('drafted holidays are closed, and so are those that the parties add; the country says nothing more', () => {
  const holidays = {
    country: 'US',
    region: 'NY',
    except: ['Columbus Day'],
    add: { '2026-12-24': 'Christmas Eve' },
    dates: { '2026-01-01': "New Year's Day" },
  }
  const calendar = WorkingCalendar.parse({ ...oslo, holidays })
  expect(closedDatesOf(calendar)).toEqual(['2026-01-01', '2026-12-24'])
  const open = (from: string, to: string) => openIntervals(compileCalendar(calendar, horizon), at(from), at(to)).length
  expect(open('12-24T00:00', '12-25T00:00')).toBe(0)
  // 12 October is Columbus Day, which stands nowhere among the dates.
  expect(open('10-12T00:00', '10-13T00:00')).toBe(1)
})

test('a holiday that was left out cannot come back, and a wrong date says where it stands', () => {
  const holidays = {
    country: 'US',
    except: ['Columbus Day'],
    dates: { '2026-10-12': 'Columbus Day', '2026-02-30': 'x' },
  }
  expect(problemsOf({ ...oslo, holidays })).toEqual([
    [
      'holidays.dates.2026-10-12',
      'Columbus Day is a holiday on 2026-10-12 and stands in except; take it out of one of the two',
    ],
    ['holidays.dates.2026-02-30', '"2026-02-30" has a day 30, and that month has 28; write a day that exists'],
  ])
  expect(problemsOf({ ...oslo, holidays: { country: 'us', dates: {} } })[0]?.[0]).toBe('holidays.country')
})

test('a calendar composed of others is open when both are, or when either is', () => {
  const calendars = { oslo, cebu, shared: { both: ['oslo', 'cebu'] }, any: { either: ['oslo', 'cebu'] } }
  const compiled = compileCalendars(calendars, horizon)
  const hours = (name: 'shared' | 'any') =>
    openIntervals(compiled[name] ?? compileCalendar(oslo, horizon), at('02-05T00:00'), at('02-06T23:59')).map(
      ({ from, to }) => `${formatInstant(from).slice(8, 16)} ${formatInstant(to).slice(8, 16)}`,
    )
  expect(hours('shared')).toEqual(['05T07:00 05T15:00'])
  expect(hours('any')).toEqual(['05T06:00 05T15:00', '06T07:00 06T15:00'])
  expect(compileCalendar({ both: ['oslo', 'cebu'] }, horizon, calendars).count).toBe(compiled['shared']?.count)
})

test('composed calendars compose further, and refuse circles and names that are not there', () => {
  const all = { oslo, cebu, shared: { both: ['oslo', 'cebu'] }, wide: { either: ['shared', 'cebu'] } }
  expect(compileCalendars(all, horizon)['wide']?.count).toBeGreaterThan(200)
  const circle = { oslo, a: { both: ['oslo', 'b'] }, b: { either: ['a', 'oslo'] } }
  expect(() => compileCalendars(circle, horizon)).toThrow('a → b → a')
  expect(() => compileCalendars({ oslo, a: { both: ['oslo', 'bergen'] } }, horizon)).toThrow('"bergen"')
  expect(timeProblems({ calendars: circle })).toEqual([
    { path: 'calendars.a', message: 'A calendar would be made of itself: a → b → a.', mend: 'Take one of these out.' },
  ])
  expect(timeProblems({ calendars: { oslo, a: { both: ['oslo', 'bergen'] } } })).toEqual([
    { path: 'calendars.a.both[1]', message: '"bergen" is not among the calendars.', mend: 'Write one of: oslo, a.' },
  ])
  expect(timeProblems({ calendars: all })).toEqual([])
})

test('a composed calendar has no hours of its own, and one with hours says zone and week', () => {
  expect(problemsOf({ both: ['oslo', 'cebu'], zone: 'Etc/UTC' })).toEqual([
    ['zone', 'A calendar that is composed of others has no zone of its own.'],
  ])
  expect(problemsOf({ both: ['oslo', 'cebu'], either: ['oslo', 'cebu'] })).toHaveLength(1)
  expect(problemsOf({ both: ['oslo'] })[0]?.[0]).toBe('both')
  expect(problemsOf({ zone: 'Etc/UTC' })).toEqual([['week', 'It is missing.']])
  expect(problemsOf({})).toHaveLength(2)
})

function after(calendar: object, date: string, count: number): string {
  const compiled = compileCalendar(WorkingCalendar.parse(calendar), horizon)
  return formatDate(processingDayAfter(compiled, parseDate(date), count))
}

test('processing days are dates with open time, or days of the week of their own', () => {
  // 3 April 2026 is Good Friday.
  const office = { ...oslo, holidays: ['2026-04-03'] }
  expect([0, 1, 2].map((count) => after(office, '2026-04-02', count))).toEqual([
    '2026-04-02',
    '2026-04-06',
    '2026-04-07',
  ])
  expect(after(office, '2026-04-04', 0)).toBe('2026-04-06')
  const six = { ...office, processingDays: { week: 'mon-sat' } }
  expect([1, 2, 3].map((count) => after(six, '2026-04-02', count))).toEqual(['2026-04-03', '2026-04-04', '2026-04-06'])
  expect(after({ ...office, processingDays: { week: 'mon-sat', except: 'holidays' } }, '2026-04-02', 1)).toBe(
    '2026-04-04',
  )
  expect(after({ ...office, processingDays: { week: 'all', except: ['2026-04-05'] } }, '2026-04-04', 1)).toBe(
    '2026-04-06',
  )
  expect(after({ ...office, processingDays: 'open-days' }, '2026-04-02', 1)).toBe('2026-04-06')
  expect(() => after(six, '2026-12-31', 3)).toThrow('longer horizon')
  expect(problemsOf({ ...oslo, processingDays: { week: 'mo', except: ['2026-1-1'] } }).map(([path]) => path)).toEqual([
    'processingDays.week',
    'processingDays.except.0',
  ])
})
