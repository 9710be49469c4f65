import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInstant, parseInstant } from '../../kernel/time/instant.ts'
import { firstInstantReading, wallMillisAt } from '../../kernel/time/zone.ts'
import {
  addBusinessDays,
  combineCalendars,
  compileCalendar,
  dueAt,
  HorizonError,
  nextOpen,
  openMillis,
  type WorkingCalendar,
} from './working-calendar.ts'

function at(text: string): number {
  return parseInstant(`${text}:00.000Z`)
}

function compiled(calendar: WorkingCalendar) {
  return compileCalendar(calendar, { from: at('2026-01-01T00:00'), to: at('2027-01-01T00:00') })
}

function after(calendar: ReturnType<typeof compiled>, start: string, days: number): string {
  return formatInstant(addBusinessDays(calendar, at(start), days)).slice(0, 16)
}

const office = compiled({
  zone: 'Etc/UTC',
  week: { 'mon-fri': '08:00-12:00, 13:00-16:00' },
  holidays: ['2026-04-03', '2026-04-06'],
  specialDays: { '2026-12-24': '08:00-11:00', '2026-12-26': '14:00-15:00' },
})

test('one business day later is the same local time on the next business day', () => {
  expect(after(office, '2026-02-02T10:15', 1)).toBe('2026-02-03T10:15')
  expect(after(office, '2026-02-06T10:15', 1)).toBe('2026-02-09T10:15')
  expect(after(office, '2026-02-02T10:15', 5)).toBe('2026-02-09T10:15')
})

test('closed dates are passed over: Maundy Thursday to the Tuesday after Easter', () => {
  expect(after(office, '2026-04-02T15:00', 1)).toBe('2026-04-07T15:00')
})

test('what comes outside hours counts from the next opening', () => {
  expect(after(office, '2026-02-07T10:00', 1)).toBe('2026-02-10T08:00')
  expect(after(office, '2026-02-02T07:00', 1)).toBe('2026-02-03T08:00')
  expect(after(office, '2026-02-02T18:00', 1)).toBe('2026-02-04T08:00')
  expect(after(office, '2026-02-02T12:30', 1)).toBe('2026-02-03T13:00')
})

test('a closing instant is outside hours, and the last one before it is not', () => {
  expect(after(office, '2026-02-02T16:00', 1)).toBe('2026-02-04T08:00')
  expect(after(office, '2026-02-02T15:59', 1)).toBe('2026-02-03T15:59')
})

test('the time is clamped into the hours of the day it falls on', () => {
  expect(after(office, '2026-12-23T15:00', 1)).toBe('2026-12-24T11:00')
  expect(after(office, '2026-12-23T10:00', 1)).toBe('2026-12-24T10:00')
  // 25 December is a Friday with hours of a weekday here; the 26th opens at 14:00 only.
  expect(after(office, '2026-12-25T09:00', 1)).toBe('2026-12-26T14:00')
})

test('a time that falls into the break of a day stays there', () => {
  const flexible = compiled({ zone: 'Etc/UTC', week: { mon: '08:00-16:00', tue: '08:00-12:00, 13:00-16:00' } })
  expect(after(flexible, '2026-02-02T12:30', 1)).toBe('2026-02-03T12:30')
})

test('a business day over a change of the clocks is not twenty-four hours', () => {
  const oslo = compiled({ zone: 'Europe/Oslo', week: { all: '00:00-24:00' } })
  const [before, behind] = [at('2026-03-28T11:00'), addBusinessDays(oslo, at('2026-03-28T11:00'), 1)]
  expect(behind - before).toBe(23 * 3_600_000)
  // 02:30 does not exist on the next day: it is the jump to 03:00.
  expect(after(oslo, '2026-03-28T01:30', 1)).toBe('2026-03-29T01:00')
  // 02:30 comes twice on the next day: the first counts.
  expect(after(oslo, '2026-10-24T00:30', 1)).toBe('2026-10-25T00:30')
})

test('a shift past midnight belongs to the day on which it begins', () => {
  const night = compiled({ zone: 'Etc/UTC', week: { 'mon-fri': '22:00-06:00' }, holidays: ['2026-02-03'] })
  // Monday's shift, at 02:00 on Tuesday; Tuesday is closed; Wednesday's shift, at 02:00 on Thursday.
  expect(after(night, '2026-02-03T02:00', 1)).toBe('2026-02-05T02:00')
  // Friday's shift, early on Saturday, to Monday's shift, early on Tuesday.
  expect(after(night, '2026-02-07T05:00', 1)).toBe('2026-02-10T05:00')
})

test('no business days later is the start itself, open or not', () => {
  expect(after(office, '2026-02-07T10:00', 0)).toBe('2026-02-07T10:00')
})

test('business days of shared hours are those of the first calendar', () => {
  const oslo = compiled({ zone: 'Europe/Oslo', week: { 'mon-fri': '08:00-16:00' } })
  const manila = compiled({ zone: 'Asia/Manila', week: { 'mon-thu': '16:00-23:00' } })
  const both = combineCalendars(oslo, manila, 'intersection')
  // Open 08:00 to 15:00 UTC; on Friday Manila is closed.
  expect(after(both, '2026-02-05T09:00', 1)).toBe('2026-02-09T09:00')
  expect(after(combineCalendars(oslo, manila, 'union'), '2026-02-05T09:00', 1)).toBe('2026-02-06T09:00')
})

test('a day on which shared hours only touch is no business day', () => {
  const first = compiled({ zone: 'Etc/UTC', week: { 'mon-wed': '08:00-12:00' } })
  const second = compiled({ zone: 'Etc/UTC', week: { mon: '08:00-12:00', tue: '06:00-08:00', wed: '08:00-12:00' } })
  expect(after(combineCalendars(first, second, 'intersection'), '2026-02-02T09:00', 1)).toBe('2026-02-04T09:00')
})

test('a calendar that ends too early says so', () => {
  expect(() => addBusinessDays(office, at('2026-12-31T10:00'), 1)).toThrow(HorizonError)
  expect(() => addBusinessDays(office, at('2026-12-31T10:00'), 100)).toThrow('longer horizon')
  expect(() => addBusinessDays(office, at('2026-02-02T10:00'), 1.5)).toThrow('no number of business days')
  expect(() => addBusinessDays(office, at('2026-02-02T10:00'), -1)).toThrow('no number of business days')
})

test('later starts are never due earlier', () => {
  let before = -Infinity
  for (let start = at('2026-03-20T00:00'); start < at('2026-04-10T00:00'); start += 7 * 60_000) {
    const due = addBusinessDays(office, start, 2)
    expect(due).toBeGreaterThanOrEqual(before)
    before = due
  }
})

/** The five steps of the definition, each done plainly on the list of pieces. */
function byDefinition(calendar: ReturnType<typeof compiled>, start: number, days: number): number | undefined {
  const begin = nextOpen(calendar, start)
  const piece = calendar.pieces.find(({ from, to }) => from <= begin && begin < to)
  const dates = [...new Set(calendar.pieces.map(({ day }) => day))].sort((a, b) => a - b)
  const target = dates[dates.indexOf(piece?.day ?? NaN) + days]
  if (piece === undefined || target === undefined) return undefined
  const since = wallMillisAt(calendar.zone, begin) - piece.day * 86_400_000
  const sameTime = firstInstantReading(calendar.zone, target * 86_400_000 + since)
  const hours = calendar.pieces.filter(({ day }) => day === target)
  const opens = Math.min(...hours.map(({ from }) => from))
  return Math.min(Math.max(sameTime, opens), Math.max(...hours.map(({ to }) => to)))
}

const zones = Intl.supportedValuesOf('timeZone')
const sixZones = [
  'Australia/Lord_Howe',
  'Europe/Oslo',
  'America/New_York',
  'Africa/Cairo',
  'America/Santiago',
  'Asia/Beirut',
]
const weeks = ['08:00-12:00, 13:00-16:00', '22:00-06:00', '00:00-24:00', '01:30-02:30', '00:00-01:00, 02:00-23:30']

test('in every zone, with hours of every kind, business days are those of the definition', () => {
  const instant = fc.integer({ min: at('2026-02-15T00:00'), max: at('2026-12-01T00:00') })
  const someWeek = fc.record({
    'mon-fri': fc.constantFrom(...weeks),
    sun: fc.constantFrom(...weeks.slice(3), 'closed'),
  })
  fc.assert(
    fc.property(
      fc.constantFrom(...zones, ...sixZones),
      someWeek.filter((week) => week['mon-fri'] !== '22:00-06:00'),
      fc.array(fc.tuple(instant, fc.integer({ min: 1, max: 6 })), { minLength: 40, maxLength: 40 }),
      fc.boolean(),
      (zone, week, asked, isShared) => {
        const own = compiled({ zone, week, holidays: ['2026-03-30', '2026-10-26'] })
        const other = compiled({ zone: 'Asia/Manila', week: { all: '00:00-20:00' } })
        const calendar = isShared ? combineCalendars(own, other, 'union') : own
        for (const [start, days] of asked) {
          expect(addBusinessDays(calendar, start, days)).toBe(byDefinition(calendar, start, days))
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('in the weeks in which six zones change their clocks, parts of open time add up and due is its inverse', () => {
  const day = 86_400_000
  for (const zone of sixZones) {
    for (const hours of weeks) {
      const calendar = compiled({ zone, week: { all: hours } })
      for (let from = at('2026-01-02T00:00'); from < at('2026-12-20T00:00'); from += 5 * day + 17 * 60_000) {
        const [middle, to] = [from + day + 1, from + 3 * day]
        const open = openMillis(calendar, from, to)
        expect(openMillis(calendar, from, middle) + openMillis(calendar, middle, to)).toBe(open)
        const due = dueAt(calendar, from, open)
        expect([due <= to, openMillis(calendar, from, due), openMillis(calendar, from, due - 1)]).toEqual([
          true,
          open,
          open - 1,
        ])
      }
    }
  }
})
