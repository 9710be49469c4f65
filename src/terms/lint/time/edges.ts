import { dayMillis, formatDate, minuteMillis, parseDate } from '../../../kernel/time/civil-date.ts'
import { firstInstantReading, monthBounds, wallMillisAt } from '../../../kernel/time/zone.ts'
import { addBusinessDays, compileCalendars } from '../../time/working-calendar.ts'
import { WorkingCalendar } from '../../time/calendar/calendar-terms.ts'
import type { CompiledCalendar } from '../../time/open-time.ts'
import { attempt, inside, members, textOf } from '../draft.ts'
import type { Draft, Found, Rule } from '../draft.ts'

/** Rules about instants at which readings part: closing time, the end of a month, the change of the clocks. */
export const edgeRules: readonly Rule[] = [
  { rule: 'business-day-in-two-ways', severity: 'note', find: businessDay },
  { rule: 'month-of-another-zone', severity: 'risky', find: otherZone },
  { rule: 'time-in-the-clock-change', severity: 'risky', find: clockChange },
]

/** The local date and time at an instant: '2026-02-02 15:30'. */
function localText(zone: string, at: number): string {
  const wall = wallMillisAt(zone, at)
  const minutes = Math.floor((((wall % dayMillis) + dayMillis) % dayMillis) / minuteMillis)
  const date = formatDate(Math.floor(wall / dayMillis))
  return `${date} ${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

const hour = 60 * minuteMillis

function effectiveDay(draft: Draft): number {
  return attempt(() => parseDate(textOf(inside(draft.source, 'effective')) ?? '')) ?? parseDate('2026-02-01')
}

function compiled(draft: Draft): Record<string, CompiledCalendar> {
  const readable = members(draft, 'calendars').flatMap(([name, calendar]) => {
    const parsed = WorkingCalendar.safeParse(calendar)
    return parsed.success ? [[name, parsed.data] as const] : []
  })
  const from = effectiveDay(draft) * dayMillis
  return attempt(() => compileCalendars(Object.fromEntries(readable), { from, to: from + 120 * dayMillis })) ?? {}
}

/** 'n business days' counted on the clock's own calendar, from an hour before it closes. */
function businessDay(draft: Draft): Found[] {
  const calendars = compiled(draft)
  return members(draft, 'measures').flatMap(([name, measure]) => {
    const where = inside(measure, 'share', 'where')
    const days = /^(\d+) business-days?$/.exec(textOf(inside(where, 'within')) ?? '')?.[1]
    const clock = textOf(inside(where, 'clock')) ?? ''
    const calendar = calendars[textOf(inside(draft.source, 'clocks', clock, 'calendar')) ?? '']
    const piece = calendar?.pieces.find(({ from, to }) => from >= calendar.horizon.from && to - from > hour)
    if (days === undefined || !calendar || !piece) return []
    const start = piece.to - hour
    const due = attempt(() => addBusinessDays(calendar, start, Number(days)))
    const last = due === undefined ? undefined : calendar.pieces.find(({ from, to }) => from <= due && due <= to)
    if (due === undefined || !last || due === last.to) return []
    const { zone } = calendar
    return [
      {
        at: ['measures', name, 'share', 'where', 'within'],
        what:
          `${days} business-day${days === '1' ? '' : 's'} is calendar arithmetic: the same time so many ` +
          `business days later.`,
        why: 'Others read it as the end of that day, or as so many hours of open time.',
        example:
          `Started ${localText(zone, start)}: due ${localText(zone, due)} by these terms, ` +
          `${localText(zone, last.to)} at the close of that day. Exactly at closing is in time.`,
        wording:
          `Say in the clause: due at the same time of day, ${days} business ` + `day${days === '1' ? '' : 's'} later.`,
      },
    ]
  })
}

/** A month ends in the zone of the terms, while the work is measured on a calendar of another zone. */
function otherZone(draft: Draft): Found[] {
  const zone = textOf(inside(draft.source, 'zone')) ?? ''
  const date = textOf(inside(draft.source, 'effective')) ?? '2026-02-01'
  const bounds = attempt(() => monthBounds(date.slice(0, 7), zone))
  if (!bounds) return []
  const used = new Set(members(draft, 'clocks').flatMap(([, clock]) => textOf(inside(clock, 'calendar')) ?? []))
  return members(draft, 'calendars').flatMap(([name, calendar]) => {
    const other = textOf(inside(calendar, 'zone'))
    if (other === undefined || other === zone || !used.has(name)) return []
    const end = attempt(() => localText(other, bounds.to))
    if (end === undefined || end === localText(zone, bounds.to)) return []
    return [
      {
        at: ['calendars', name, 'zone'],
        what: `The calendar ${name} is in ${other}, and a month ends in ${zone}.`,
        why: 'Work around the end of a month lies in one month by one clock and in the other by the other.',
        example: `The month ends when it is ${localText(zone, bounds.to)} in ${zone} and ${end} in ${other}.`,
        wording: `Say in the clause: months are those of ${zone}, also for work in ${other}.`,
      },
    ]
  })
}

/** Opening hours that begin or end at a time which the clocks skip or pass twice. */
function clockChange(draft: Draft): Found[] {
  const first = effectiveDay(draft)
  return members(draft, 'calendars').flatMap(([name, calendar]) => {
    const zone = textOf(inside(calendar, 'zone'))
    const times = JSON.stringify(inside(calendar, 'week') ?? '').match(/\d{2}:\d{2}/g) ?? []
    const jumps = zone === undefined ? [] : (attempt(() => jumpsOf(zone, first)) ?? [])
    for (const time of times) {
      const minute = Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
      const jump = jumps.find(({ from, to }) => minute >= from && minute < to)
      if (!jump || zone === undefined) continue
      const what = jump.isGap ? 'does not exist' : 'comes twice'
      return [
        {
          at: ['calendars', name, 'week'],
          what: `The calendar ${name} opens or closes at ${time}, a time that ${what} on ${jump.date}.`,
          why: 'By these terms a skipped time takes effect at the jump, and one that comes twice the first time.',
          example: `On ${jump.date} a shift that touches ${time} is an hour longer or shorter than on any other day.`,
          wording: 'Choose hours outside of 01:00 to 03:00, or say that elapsed time is real time.',
        },
      ]
    }
    return []
  })
}

type Jump = { readonly date: string; readonly from: number; readonly to: number; readonly isGap: boolean }

/** The changes of the clocks in the year after a day: the local minutes that are skipped or passed twice. */
function jumpsOf(zone: string, first: number): Jump[] {
  const jumps: Jump[] = []
  for (let day = first; day < first + 366; day += 1) {
    const [from, to] = [firstInstantReading(zone, day * dayMillis), firstInstantReading(zone, (day + 1) * dayMillis)]
    const shift = dayMillis - (to - from)
    if (shift === 0) continue
    for (let at = from; at < to; at += hour / 2) {
      const wall = wallMillisAt(zone, at + hour / 2) - wallMillisAt(zone, at)
      if (wall === hour / 2) continue
      const minute = Math.floor((wallMillisAt(zone, at + hour / 2) - day * dayMillis) / minuteMillis)
      const length = Math.abs(shift) / minuteMillis
      const span = shift > 0 ? { from: minute - length, to: minute } : { from: minute, to: minute + length }
      jumps.push({ date: localText(zone, at).slice(0, 10), ...span, isGap: shift > 0 })
      break
    }
  }
  return jumps
}
