import { quoted, TimeError } from './time-error.ts'

/** Milliseconds since 1970-01-01T00:00:00Z, whole, without leap seconds. */
export type EpochMillis = number

/** Days since 1970-01-01 in the proleptic Gregorian calendar. A date, not an instant: it has no zone. */
export type EpochDay = number

/** A date written YYYY-MM-DD. */
export type DateText = string

export const minuteMillis = 60_000
export const hourMillis = 3_600_000
export const dayMillis = 86_400_000

/** The day number of a date, by Howard Hinnant's days_from_civil. The caller has checked the date. */
export function epochDayOf(year: number, month: number, day: number): EpochDay {
  // Years begin in March here, so that the leap day is the last of its year; an era is 400 years, 146,097 days.
  const marchYear = month <= 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** The date of a day number, by Howard Hinnant's civil_from_days. */
export function civilDateOf(epochDay: EpochDay): { year: number; month: number; day: number } {
  const shifted = epochDay + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  return { year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day }
}

/** 0 Monday … 6 Sunday. */
export function weekdayOf(epochDay: EpochDay): number {
  // 1970-01-01 was a Thursday.
  return (((epochDay + 3) % 7) + 7) % 7
}

/** How many days the month has; months count from 1. */
export function daysInMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

/** Reads YYYY-MM-DD, years 0001 to 9999. Throws TimeError that says which part is wrong. */
export function parseDate(text: DateText): EpochDay {
  const parts = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text)
  if (!parts) throw new TimeError(`${quoted(text)} is not a date`, 'write YYYY-MM-DD, such as 2026-05-17')
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  const problem = dateProblem(year, month, day)
  if (problem) throw new TimeError(`${quoted(text)} ${problem}`, 'write a day that exists')
  return epochDayOf(year, month, day)
}

/** Why this is not a date of the years 0001 to 9999; undefined when it is one. */
export function dateProblem(year: number, month: number, day: number): string | undefined {
  if (year < 1 || year > 9999) return 'has a year outside 0001 to 9999'
  if (month < 1 || month > 12) return `has a month ${month}, and there are twelve`
  const days = daysInMonth(year, month)
  return day < 1 || day > days ? `has a day ${day}, and that month has ${days}` : undefined
}

/** Writes a day number as YYYY-MM-DD. Throws outside the years 0001 to 9999. */
export function formatDate(epochDay: EpochDay): DateText {
  const { year, month, day } = civilDateOf(epochDay)
  if (!(year >= 1 && year <= 9999)) throw new Error(`day ${epochDay} is outside the years 0001 to 9999`)
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`
}

/** 7 as '07'. */
export function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}
