import { expect, test } from 'vitest'
import { formatInstant, parseInstant } from '../../kernel/time/instant.ts'
import {
  combineCalendars,
  compileCalendar,
  dueAt,
  HorizonError,
  isOpen,
  nextOpen,
  openIntervals,
  openMillis,
  openMillisBefore,
  WorkingCalendar,
} from './working-calendar.ts'

const hour = 3_600_000

function at(text: string): number {
  return parseInstant(`${text}:00.000Z`)
}

function compiled(calendar: WorkingCalendar, from = '2026-01-01', to = '2027-01-01') {
  return compileCalendar(WorkingCalendar.parse(calendar), { from: at(`${from}T00:00`), to: at(`${to}T00:00`) })
}

function openOn(calendar: WorkingCalendar, from: string, to: string): string[] {
  return openIntervals(compiled(calendar), at(from), at(to)).map(
    (interval) => `${formatInstant(interval.from).slice(5, 16)} to ${formatInstant(interval.to).slice(5, 16)}`,
  )
}

const office = { zone: 'Etc/UTC', week: { 'mon-fri': '08:00-16:00' } }

test('a holiday is closed, and a special day has its own hours', () => {
  const calendar = {
    ...office,
    holidays: ['2026-12-25'],
    specialDays: { '2026-12-24': '08:00-12:00', '2026-12-26': '10:00-11:00', '2026-12-28': 'closed' },
  }
  expect(openOn(calendar, '2026-12-23T00:00', '2026-12-30T00:00')).toEqual([
    '12-23T08:00 to 12-23T16:00',
    '12-24T08:00 to 12-24T12:00',
    '12-26T10:00 to 12-26T11:00',
    '12-29T08:00 to 12-29T16:00',
  ])
})

test('days are named alone, in ranges, in ranges over the week end, or all', () => {
  const openDays = (week: Record<string, string>) =>
    openOn({ zone: 'Etc/UTC', week }, '2026-02-02T00:00', '2026-02-09T00:00').map((text) => text.slice(3, 5))
  expect(openDays({ mon: '08:00-09:00', sat: '08:00-09:00' })).toEqual(['02', '07'])
  expect(openDays({ 'tue-thu': '08:00-09:00' })).toEqual(['03', '04', '05'])
  expect(openDays({ 'fri-mon': '08:00-09:00' })).toEqual(['02', '06', '07', '08'])
  expect(openDays({ 'mon-fri': '08:00-09:00', 'sat-sun': 'closed' })).toEqual(['02', '03', '04', '05', '06'])
  expect(openDays({ all: '08:00-09:00' })).toHaveLength(7)
})

test('a shift past midnight belongs to the day on which it begins, and goes on into a holiday', () => {
  const night = { zone: 'Asia/Manila', week: { 'mon-fri': '22:00-06:00' }, holidays: ['2026-02-04'] }
  expect(openOn(night, '2026-02-02T00:00', '2026-02-06T00:00')).toEqual([
    '02-02T14:00 to 02-02T22:00',
    '02-03T14:00 to 02-03T22:00',
    '02-05T14:00 to 02-05T22:00',
  ])
})

test('24:00, 00:00 of the next day and hours that touch make one stretch', () => {
  const calendar = {
    zone: 'Etc/UTC',
    week: { mon: '20:00-24:00', tue: '00:00-02:00, 02:00-03:00', wed: '23:00-00:00' },
  }
  expect(openOn(calendar, '2026-02-02T00:00', '2026-02-05T00:00')).toEqual([
    '02-02T20:00 to 02-03T03:00',
    '02-04T23:00 to 02-05T00:00',
  ])
})

test.each([
  [{ mon: '08:00-12:00, 11:00-13:00' }, 'week.mon', '08:00-12:00 and 11:00-13:00 overlap'],
  [{ mon: '22:00-06:00', tue: '05:00-09:00' }, 'week.tue', 'mon 22:00-06:00 and tue 05:00-09:00 overlap'],
  [{ sun: '22:00-06:00', mon: '05:59-09:00' }, 'week.mon', 'sun 22:00-06:00 and mon 05:59-09:00 overlap'],
  [{ all: '08:00-07:00, 06:00-07:00' }, 'week.all', 'overlap'],
  [{ 'mon-fri': '08:00-16:00', fri: '08:00-12:00' }, 'week.fri', "fri stands in both 'mon-fri' and 'fri'"],
  [{ monday: '08:00-16:00' }, 'week.monday', 'is not a day of the week'],
  [{ 'mon-fri-sun': '08:00-16:00' }, 'week.mon-fri-sun', 'is not a day of the week'],
  [{ mon: '8:00-16:00' }, 'week.mon', 'write HH:MM-HH:MM'],
  [{ mon: '08:00-24:01' }, 'week.mon', 'no such time of day'],
  [{ mon: '08:60-16:00' }, 'week.mon', 'no such time of day'],
  [{ mon: '24:00-06:00' }, 'week.mon', 'begins at 24:00'],
  [{ mon: '08:00-08:00' }, 'week.mon', 'empty or a whole day'],
  [{ mon: '' }, 'week.mon', 'are not working hours'],
  [{ mon: 'closed' }, 'week', 'never opens'],
  [{}, 'week', 'never opens'],
])('the week %j is refused, and the error names the clash', (week, path, message) => {
  const problems = WorkingCalendar.safeParse({ zone: 'Etc/UTC', week }).error?.issues ?? []
  expect(problems.map((problem) => problem.path.join('.'))).toContain(path)
  expect(problems.map((problem) => problem.message).join(' | ')).toContain(message)
  expect(() => compileCalendar({ zone: 'Etc/UTC', week }, { from: 0, to: 1 })).toThrow(message)
})

test('hours of a special day may not meet the night shift of the day before or the hours of the day after', () => {
  const problemsOf = (calendar: unknown) =>
    (WorkingCalendar.safeParse(calendar).error?.issues ?? []).map(({ path, message }) => [path.join('.'), message])
  const night = { zone: 'Etc/UTC', week: { mon: '22:00-06:00', wed: '05:00-09:00' } }
  // 2026-02-03 is a Tuesday.
  expect(problemsOf({ ...night, specialDays: { '2026-02-03': '06:00-24:00' } })).toEqual([])
  expect(problemsOf({ ...night, specialDays: { '2026-02-03': '05:00-07:00' } })).toEqual([
    [
      'specialDays.2026-02-03',
      '2026-02-02 22:00-06:00 and 2026-02-03 05:00-07:00 overlap; write hours that do not overlap',
    ],
  ])
  expect(problemsOf({ ...night, specialDays: { '2026-02-03': '20:00-05:30' } })[0]?.[1]).toContain(
    '2026-02-03 20:00-05:30 and 2026-02-04 05:00-09:00 overlap',
  )
  const neighbours = { '2026-02-12': '20:00-05:00', '2026-02-13': '04:00-06:00' }
  expect(problemsOf({ ...night, specialDays: neighbours })).toHaveLength(1)
})

test('all problems of a calendar are told at once, each with its place', () => {
  const problems = WorkingCalendar.safeParse({
    zone: 'Europe/Olso',
    week: { mon: '8-16' },
    holidays: ['2026-05-17', '2026-02-30'],
    specialDays: { '2026-05-17': 'closed', '2026-12-24': '08:00' },
  }).error?.issues
  expect(problems?.map(({ path }) => path.join('.')).sort()).toEqual([
    'holidays.1',
    'specialDays.2026-05-17',
    'specialDays.2026-12-24',
    'week.mon',
    'zone',
  ])
})

test('a holiday that two feasts share may be named twice', () => {
  expect(WorkingCalendar.safeParse({ ...office, holidays: ['2027-05-17', '2027-05-17'] }).success).toBe(true)
})

test('an unknown field of a calendar is refused', () => {
  expect(WorkingCalendar.safeParse({ ...office, hollidays: [] }).success).toBe(false)
})

test('work is due at the closing when the target is used up there, and not at the next opening', () => {
  const calendar = compiled({ zone: 'Etc/UTC', week: { 'mon-fri': '08:00-12:00, 13:00-17:00' } })
  const monday = at('2026-02-02T08:00')
  expect(formatInstant(dueAt(calendar, monday, 4 * hour))).toBe('2026-02-02T12:00:00.000Z')
  expect(formatInstant(dueAt(calendar, monday, 8 * hour))).toBe('2026-02-02T17:00:00.000Z')
  expect(formatInstant(dueAt(calendar, monday, 8 * hour + 1))).toBe('2026-02-03T08:00:00.001Z')
  // From inside lunch, from a Sunday, and with nothing to do.
  expect(formatInstant(dueAt(calendar, at('2026-02-02T12:30'), hour))).toBe('2026-02-02T14:00:00.000Z')
  expect(formatInstant(dueAt(calendar, at('2026-02-01T10:00'), 1))).toBe('2026-02-02T08:00:00.001Z')
  expect(dueAt(calendar, at('2026-02-01T10:00'), 0)).toBe(at('2026-02-01T10:00'))
  expect(() => dueAt(calendar, monday, -1)).toThrow('no length')
})

test('the end before the start is no time', () => {
  expect(openMillis(compiled(office), at('2026-02-03T10:00'), at('2026-02-02T10:00'))).toBe(0)
})

test('an opening instant is open and a closing instant is not', () => {
  const calendar = compiled(office)
  expect(isOpen(calendar, at('2026-02-02T08:00'))).toBe(true)
  expect(isOpen(calendar, at('2026-02-02T16:00'))).toBe(false)
  expect(nextOpen(calendar, at('2026-02-02T08:00'))).toBe(at('2026-02-02T08:00'))
  expect(nextOpen(calendar, at('2026-02-02T16:00'))).toBe(at('2026-02-03T08:00'))
})

test('a question beyond the horizon is an error and never a wrong answer', () => {
  const calendar = compiled(office, '2026-02-01', '2026-02-04')
  expect(openMillisBefore(calendar, at('2026-02-01T00:00'))).toBe(0)
  expect(openMillisBefore(calendar, at('2026-02-04T00:00'))).toBe(16 * hour)
  expect(() => openMillisBefore(calendar, at('2026-02-04T00:00') + 1)).toThrow(HorizonError)
  expect(() => openMillisBefore(calendar, at('2026-02-01T00:00') - 1)).toThrow(HorizonError)
  expect(() => openMillisBefore(calendar, NaN)).toThrow(HorizonError)
  expect(formatInstant(dueAt(calendar, at('2026-02-02T00:00'), 16 * hour))).toBe('2026-02-03T16:00:00.000Z')
  expect(() => dueAt(calendar, at('2026-02-02T00:00'), 16 * hour + 1)).toThrow(HorizonError)
  expect(() => nextOpen(calendar, at('2026-02-03T16:00'))).toThrow('compile it for a longer horizon')
  expect(() => openIntervals(calendar, at('2026-02-03T16:00'), at('2026-02-05T16:00'))).toThrow(HorizonError)
})

test('a horizon that cuts an interval counts only what lies inside', () => {
  const calendar = compileCalendar(office, { from: at('2026-02-02T10:00'), to: at('2026-02-02T11:30') })
  expect(openMillis(calendar, at('2026-02-02T10:00'), at('2026-02-02T11:30'))).toBe(1.5 * hour)
})

test('a horizon is between an instant and two hundred years long', () => {
  expect(() => compileCalendar(office, { from: 1, to: 0 })).toThrow('horizon')
  expect(() => compileCalendar(office, { from: 0, to: 1e13 })).toThrow('horizon')
  expect(openMillisBefore(compileCalendar(office, { from: 0, to: 0 }), 0)).toBe(0)
})

const oslo = { zone: 'Europe/Oslo', week: { 'mon-fri': '08:00-16:00' } }
const manila = { zone: 'Asia/Manila', week: { 'mon-fri': '14:00-23:00' } }

test('two parties share the hours in which both are open', () => {
  const both = combineCalendars(compiled(oslo), compiled(manila), 'intersection')
  // Oslo is open 07:00 to 15:00 UTC in winter and 06:00 to 14:00 in summer, Manila 06:00 to 15:00.
  expect(openMillis(both, at('2026-02-02T00:00'), at('2026-02-03T00:00'))).toBe(8 * hour)
  expect(openMillis(both, at('2026-07-06T00:00'), at('2026-07-07T00:00'))).toBe(8 * hour)
  const apart = { zone: 'Asia/Manila', week: { 'mon-fri': '08:00-15:00' } }
  const few = combineCalendars(compiled(oslo), compiled(apart), 'intersection')
  expect(openMillis(few, at('2026-02-02T00:00'), at('2026-02-03T00:00'))).toBe(0)
  expect(openMillis(few, at('2026-07-06T00:00'), at('2026-07-07T00:00'))).toBe(1 * hour)
})

test('what both share and what either has add up to what each has', () => {
  const [first, second] = [
    compiled(oslo),
    compiled({ zone: 'Asia/Kolkata', week: { all: '09:30-14:00, 20:00-03:00' } }),
  ]
  const shared = combineCalendars(first, second, 'intersection')
  const either = combineCalendars(first, second, 'union')
  const total = (calendar: typeof first) => openMillis(calendar, at('2026-01-01T00:00'), at('2027-01-01T00:00'))
  expect(total(shared)).toBeGreaterThan(0)
  expect(total(shared) + total(either)).toBe(total(first) + total(second))
  const swapped = combineCalendars(second, first, 'intersection')
  expect([...swapped.starts]).toEqual([...shared.starts])
})

test('calendars of different years have nothing to combine', () => {
  const [first, second] = [compiled(office, '2026-01-01', '2026-02-01'), compiled(office, '2026-03-01', '2026-04-01')]
  expect(() => combineCalendars(first, second, 'union')).toThrow('do not meet')
})
