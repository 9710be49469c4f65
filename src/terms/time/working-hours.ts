import { weekdayOf, type EpochDay } from '../../kernel/time/civil-date.ts'
import { quoted, TimeError } from '../../kernel/time/time-error.ts'

/** Working hours in minutes from 00:00 of the day they begin on; `to` is above 1440 when they pass midnight. */
export type Hours = { readonly from: number; readonly to: number }

/** Something wrong in a calendar: where, what, and how to mend it. */
export type CalendarProblem = { readonly path: readonly (string | number)[]; readonly message: string }

export const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const dayMinutes = 1440

/**
 * Reads '08:00-12:00, 13:00-17:00', '22:00-06:00' (ends on the next day), '00:00-24:00' or 'closed'. Throws TimeError.
 */
export function parseHours(text: string): Hours[] {
  if (text === 'closed') return []
  const hours = text.split(',').map((part) => parseInterval(part.trim()))
  hours.sort((a, b) => a.from - b.from)
  for (const [i, next] of hours.entries()) {
    const previous = hours[i - 1]
    if (previous && next.from < previous.to) {
      throw new TimeError(`${hoursText(previous)} and ${hoursText(next)} overlap`, 'write hours that do not overlap')
    }
  }
  return hours
}

function parseInterval(text: string): Hours {
  const parts = /^([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})$/.exec(text)
  if (!parts) {
    throw new TimeError(`${quoted(text)} are not working hours`, "write HH:MM-HH:MM, such as 08:00-16:00, or 'closed'")
  }
  const from = minuteOfDay(text, parts[1], parts[2])
  const to = minuteOfDay(text, parts[3], parts[4])
  if (from === dayMinutes) throw new TimeError(`${quoted(text)} begins at 24:00`, 'write 00:00 of the next day')
  if (from === to) throw new TimeError(`${quoted(text)} is empty or a whole day`, "write 00:00-24:00, or 'closed'")
  return { from, to: to > from ? to : to + dayMinutes }
}

function minuteOfDay(text: string, hour: string | undefined, minute: string | undefined): number {
  const minutes = Number(hour) * 60 + Number(minute)
  if (!(Number(minute) <= 59 && minutes <= dayMinutes)) {
    throw new TimeError(`${quoted(text)} has no such time of day`, 'write 00:00 to 24:00')
  }
  return minutes
}

function hoursText(hours: Hours): string {
  return `${clockText(hours.from)}-${clockText(hours.to > dayMinutes ? hours.to - dayMinutes : hours.to)}`
}

function clockText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** The hours of each day from Monday to Sunday, and what is wrong with the text of the week. */
export function readWeek(week: Readonly<Record<string, string>>): { days: Hours[][]; problems: CalendarProblem[] } {
  const days: Hours[][] = dayNames.map(() => [])
  const problems: CalendarProblem[] = []
  const givenBy = new Map<number, string>()
  for (const [key, text] of Object.entries(week)) {
    const path = ['week', key]
    try {
      const hours = parseHours(text)
      for (const day of parseDayKey(key)) {
        const other = givenBy.get(day)
        if (other !== undefined) throw twiceError(day, other, key)
        givenBy.set(day, key)
        days[day] = hours
      }
    } catch (error) {
      if (!(error instanceof TimeError)) throw error
      problems.push({ path, message: error.message })
    }
  }
  for (const [day, name] of dayNames.entries()) {
    const tomorrow = (day + 1) % dayNames.length
    const clash = clashOf(days[day] ?? [], days[tomorrow] ?? [], name, dayNames[tomorrow] ?? name)
    if (clash) problems.push({ path: ['week', givenBy.get(tomorrow) ?? name], message: clash })
  }
  return { days, problems }
}

function twiceError(day: number, first: string, second: string): TimeError {
  return new TimeError(`${dayNames[day]} stands in both '${first}' and '${second}'`, 'name each day once')
}

/** The days that 'mon', 'mon-fri', 'fri-mon' or 'all' mean, 0 for Monday. Throws TimeError. */
export function parseDayKey(key: string): number[] {
  if (key === 'all') return dayNames.map((_, day) => day)
  const [first, last, ...more] = key.split('-').map((name) => dayNames.indexOf(name as (typeof dayNames)[number]))
  if (first === undefined || first < 0 || (last !== undefined && last < 0) || more.length > 0) {
    throw new TimeError(`${quoted(key)} is not a day of the week`, 'write mon, tue … sun, a range (mon-fri) or all')
  }
  const length = last === undefined ? 1 : ((last - first + dayNames.length) % dayNames.length) + 1
  return Array.from({ length }, (_, step) => (first + step) % dayNames.length)
}

/** What is wrong when hours of one day reach past midnight into hours of the next. */
export function clashOf(today: readonly Hours[], tomorrow: readonly Hours[], todayName: string, tomorrowName: string) {
  const last = today.at(-1)
  const first = tomorrow[0]
  if (!last || !first || last.to - dayMinutes <= first.from) return undefined
  const [left, right] = [`${todayName} ${hoursText(last)}`, `${tomorrowName} ${hoursText(first)}`]
  return `${left} and ${right} overlap; write hours that do not overlap`
}

/** The hours on a date: its exception when it has one, else those of its day of the week. */
export function hoursOn(
  epochDay: EpochDay,
  days: readonly (readonly Hours[])[],
  exceptions: ReadonlyMap<EpochDay, readonly Hours[]>,
): readonly Hours[] {
  return exceptions.get(epochDay) ?? days[weekdayOf(epochDay)] ?? []
}
