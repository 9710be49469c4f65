import { expect, test } from 'vitest'
import { closedDatesOf, WorkingCalendar } from '../time/working-calendar.ts'
import { holidaySet } from './holiday-sets.ts'

const years = [2026, 2031] as const

test('federal holidays but four are the other seven, with their days in lieu', () => {
  const except = ['Martin Luther King Jr. Day', 'Juneteenth', 'Columbus Day', 'Veterans Day']
  const set = holidaySet({ country: 'US', years, except })
  const names = new Set(Object.values(set.dates).map((name) => name.replace(' (substitute day)', '')))
  expect([...names].sort()).toEqual([
    'Christmas Day',
    'Independence Day',
    'Labor Day',
    'Memorial Day',
    "New Year's Day",
    'Thanksgiving Day',
    "Washington's Birthday",
  ])
  expect(set.dates['2026-07-03']).toBe('Independence Day (substitute day)')
  expect(set.dates['2026-10-12']).toBeUndefined()
  // Juneteenth 2027 is a Saturday: its day in lieu is left out with it.
  expect(set.dates['2027-06-18']).toBeUndefined()
  expect(set.except).toEqual(except)
})

test('the set is what a calendar is signed with: dates in order, each with its name', () => {
  const holidays = holidaySet({ country: 'NO', years: [2026, 2026] })
  expect(Object.keys(holidays.dates)).toEqual(Object.keys(holidays.dates).sort())
  expect(holidays.dates['2026-05-17']).toBe('Constitution Day')
  const calendar = WorkingCalendar.parse({ zone: 'Europe/Oslo', week: { 'mon-fri': '08:00-16:00' }, holidays })
  expect(closedDatesOf(calendar)).toContain('2026-04-02')
  expect(JSON.parse(JSON.stringify(holidays))).toEqual(holidays)
})

test('a region has holidays of its own', () => {
  const germany = holidaySet({ country: 'DE', years: [2026, 2026] })
  const bavaria = holidaySet({ country: 'DE', region: 'BY', years: [2026, 2026] })
  expect(germany.dates['2026-01-06']).toBeUndefined()
  expect(bavaria.dates['2026-01-06']).toBe('Epiphany')
})

test('what is not known is refused with what is', () => {
  expect(() => holidaySet({ country: 'XX', years })).toThrow('"XX" is not a country')
  expect(() => holidaySet({ country: 'constructor', years })).toThrow('is not a country')
  expect(() => holidaySet({ country: 'US', region: 'ZZ', years })).toThrow('NY (New York)')
  expect(() => holidaySet({ country: 'US', years, except: ['Columbus day'] })).toThrow(/write one of: .*Columbus Day, /)
  expect(() => holidaySet({ country: 'US', years: [2031, 2026] })).toThrow('are no years')
  expect(() => holidaySet({ country: 'US', years: [2026, 2126] })).toThrow('at most 50')
})
