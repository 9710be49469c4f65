import type { Terms } from '../model.ts'
import type { Holidays } from '../time/calendar/holidays.ts'
import type { ProcessingDays } from '../time/calendar/processing-days.ts'
import { isComposed, partsOf } from '../time/working-calendar.ts'
import { listText } from './phrases.ts'
import type { TermText } from './phrases.ts'

/** Calendars: when they are open, on which dates they are closed, and what a processing day is. */
export function calendarTexts(terms: Terms): TermText[] {
  return Object.entries(terms.calendars).map(([id, calendar]) => {
    const head = { clause: calendar.clause ?? '', name: `Calendar ${id}` }
    if (isComposed(calendar)) {
      const parts = listText([...partsOf(calendar)])
      const how = 'both' in calendar ? `all of ${parts} are` : `any of ${parts} is`
      const days = `its days are those of ${partsOf(calendar)[0] ?? ''}`
      return { ...head, sentences: [`The calendar ${id} is open while ${how} open; ${days}.`] }
    }
    const week = Object.entries(calendar.week).map(([days, hours]) => `${days} ${hours}`)
    const special = Object.entries(calendar.specialDays ?? {}).map(
      ([date, hours]) => `On ${date} the calendar ${id} is open ${hours === '' ? 'at no time' : hours}.`,
    )
    return {
      ...head,
      sentences: [
        `The calendar ${id} is open ${week.join(', ')}, in the local time of ${calendar.zone}.`,
        ...holidaySentences(id, calendar.holidays),
        ...special,
        ...processingSentences(id, calendar.processingDays),
      ],
    }
  })
}

function holidaySentences(id: string, holidays: Holidays | undefined): string[] {
  if (holidays === undefined) return [`The calendar ${id} has no holidays.`]
  if (Array.isArray(holidays)) {
    return byYear(holidays).map((dates) => `The calendar ${id} is closed on ${listText(dates)}.`)
  }
  const { country, region, except = [], add = {}, dates } = holidays
  const where = region === undefined ? country : `${country}, region ${region}`
  const named = (days: Readonly<Record<string, string>>) =>
    byYear(Object.keys(days)).map((year) => listText(year.map((date) => `${date} (${days[date] ?? ''})`)))
  return [
    ...named(dates).map((year) => `The calendar ${id} is closed on these public holidays of ${where}: ${year}.`),
    ...(except.length > 0 ? [`The calendar ${id} is open on these public holidays: ${listText(except)}.`] : []),
    ...named(add).map((year) => `The calendar ${id} is also closed on ${year}.`),
  ]
}

/** The dates of each year together, so that another year is another line. */
function byYear(dates: readonly string[]): string[][] {
  return [...Map.groupBy([...dates].sort(), (date) => date.slice(0, 4)).values()]
}

function processingSentences(id: string, days: ProcessingDays | undefined): string[] {
  if (days === undefined) return []
  if (days === 'open-days') return [`A processing day of the calendar ${id} is a date with open time.`]
  const { week, except } = days
  const without =
    except === undefined ? '' : except === 'holidays' ? ', without its holidays' : `, without ${listText(except)}`
  return [`The processing days of the calendar ${id} are ${week}${without}.`]
}
