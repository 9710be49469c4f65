import { inside, listOf, members, textOf } from '../draft.ts'
import type { Draft, Found, Rule } from '../draft.ts'

/** Rules about calendars. */
export const calendarRules: readonly Rule[] = [
  { rule: 'calendar-without-holidays', severity: 'risky', find: withoutHolidays },
  { rule: 'holidays-end-early', severity: 'risky', find: endEarly },
  { rule: 'every-date-is-a-business-day', severity: 'ambiguous', find: everyDate },
]

/** A calendar with hours of its own that closes on some days of the week. */
function workingCalendars(draft: Draft) {
  return members(draft, 'calendars').flatMap(([name, calendar]) => {
    const week = inside(calendar, 'week')
    if (typeof week !== 'object' || week === null) return []
    return [{ name, calendar, isAlwaysOpen: Object.keys(week).some((days) => ['all', 'mon-sun'].includes(days)) }]
  })
}

function datesOf(calendar: unknown): string[] {
  const holidays = inside(calendar, 'holidays')
  if (Array.isArray(holidays)) return listOf(holidays).flatMap((date) => textOf(date) ?? [])
  return [inside(holidays, 'dates'), inside(holidays, 'add')].flatMap((dates) =>
    typeof dates === 'object' && dates !== null ? Object.keys(dates) : [],
  )
}

function withoutHolidays(draft: Draft): Found[] {
  return workingCalendars(draft).flatMap(({ name, calendar, isAlwaysOpen }) => {
    if (isAlwaysOpen || datesOf(calendar).length > 0) return []
    const year = (textOf(inside(draft.source, 'effective')) ?? '2026').slice(0, 4)
    return [
      {
        at: ['calendars', name],
        what: `The calendar ${name} has no holidays.`,
        why: 'One side will think that public holidays are closed as everywhere, the other reads what is written.',
        example: `${year}-12-25 counts as any other day of its week: where that is open, work may fall due on it.`,
        wording: `holidays: ['${year}-12-25'] and every other date on which both parties rest`,
      },
    ]
  })
}

/** Holidays are frozen as dates: after the last one every date counts as a working day. */
function endEarly(draft: Draft): Found[] {
  const end = textOf(inside(draft.source, 'contract', 'to'))
  const effective = textOf(inside(draft.source, 'effective')) ?? ''
  return workingCalendars(draft).flatMap(({ name, calendar }) => {
    const last = datesOf(calendar).toSorted().at(-1)
    if (last === undefined) return []
    const [year, until] = [last.slice(0, 4), end?.slice(0, 4) ?? String(Number(effective.slice(0, 4)) + 1)]
    if (year >= until) return []
    const by = end === undefined ? 'the contract names no end' : `the contract runs to ${end}`
    return [
      {
        at: ['calendars', name, 'holidays'],
        what: `The last holiday of the calendar ${name} is ${last}; ${by}.`,
        why: 'From then on no date is closed, which nobody meant.',
        example: `${Number(year) + 1}-01-01 counts as a working day, and so does every holiday after it.`,
        wording: 'Add the holidays up to the last day, or say by whom and when they are added each year.',
      },
    ]
  })
}

/** Business days on a calendar that never closes are dates, not working days. */
function everyDate(draft: Draft): Found[] {
  const open = new Set(workingCalendars(draft).flatMap(({ name, isAlwaysOpen }) => (isAlwaysOpen ? [name] : [])))
  return members(draft, 'measures').flatMap(([name, measure]) => {
    const where = inside(measure, 'share', 'where')
    const within = textOf(inside(where, 'within')) ?? ''
    const clock = textOf(inside(where, 'clock')) ?? ''
    const calendar = textOf(inside(draft.source, 'clocks', clock, 'calendar')) ?? ''
    if (!/business-day/.test(within) || !open.has(calendar)) return []
    return [
      {
        at: ['measures', name, 'share', 'where', 'within'],
        what: `${within} is counted on the calendar ${calendar}, which is open every day.`,
        why: 'On such a calendar every date is a business day, Sundays and holidays too.',
        example:
          'Received on a Friday at 15:00, one business day: Saturday at 15:00 by these terms, Monday in common use.',
        wording: 'A calendar with working hours, or a number of hours.',
      },
    ]
  })
}
