import { expect, test } from 'vitest'
import { civilDateOf, daysInMonth, epochDayOf, formatDate, parseDate, weekdayOf } from './civil-date.ts'
import { Temporal } from './temporal.ts'

test('every day of the years 1 to 9999 has its number, counted one by one', () => {
  let day = epochDayOf(1, 1, 1)
  expect(day).toBe(-719_162)
  for (let year = 1; year <= 9999; year++) {
    for (let month = 1; month <= 12; month++) {
      const days = daysInMonth(year, month)
      if (epochDayOf(year, month, 1) !== day) expect.fail(`${year}-${month}`)
      const last = civilDateOf(day + days - 1)
      if (last.year !== year || last.month !== month || last.day !== days) expect.fail(`${year}-${month}-${days}`)
      day += days
    }
  }
  expect(formatDate(day - 1)).toBe('9999-12-31')
  expect(() => formatDate(day)).toThrow('outside the years')
})

test('dates agree with another calendar', () => {
  for (let day = -719_162; day < 2_932_896; day += 9973) {
    const other = Temporal.PlainDate.from('1970-01-01').add({ days: day })
    expect(formatDate(day)).toBe(other.toString())
    expect(parseDate(other.toString())).toBe(day)
    expect(weekdayOf(day)).toBe(other.dayOfWeek - 1)
  }
})

test.each([
  ['2026-02-29', 'day 29, and that month has 28'],
  ['1900-02-29', 'day 29, and that month has 28'],
  ['2026-13-01', 'month 13'],
  ['2026-00-01', 'month 0'],
  ['2026-04-31', 'day 31'],
  ['2026-04-00', 'day 0'],
  ['0000-01-01', 'year outside'],
  ['2026-5-17', 'not a date'],
  ['17.05.2026', 'not a date'],
  ['2026-05-17T00:00', 'not a date'],
])('%s is no date, and the error says why', (text, why) => {
  expect(() => parseDate(text)).toThrow(why)
})

test('leap days exist in leap years', () => {
  expect(formatDate(parseDate('2000-02-29'))).toBe('2000-02-29')
  expect(formatDate(parseDate('2028-02-29') + 1)).toBe('2028-03-01')
})
