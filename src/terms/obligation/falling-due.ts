import { dayMillis, daysInMonth, epochDayOf, formatDate, parseDate, weekdayOf } from '../../kernel/time/civil-date.ts'
import type { EpochDay, EpochMillis } from '../../kernel/time/civil-date.ts'
import { firstInstantReading, wallMillisAt } from '../../kernel/time/zone.ts'
import { monthNumber, monthOfNumber } from '../month-result.ts'
import type { CompiledCalendar } from '../time/open-time.ts'
import type { Obligation } from './obligation.ts'

/** One time that an obligation is due: the period it is for, the local date, and the instant. */
export type Due = { readonly date: string; readonly dueAt: EpochMillis }

export type DueAsked = {
  readonly from: EpochMillis
  readonly to: EpochMillis
  readonly zone: string
  readonly calendarOf: (name: string) => CompiledCalendar
}

/** When an obligation falls due from one instant (inclusive) to another (exclusive), in order. */
export function fallingDue(obligation: Obligation, asked: DueAsked): Due[] {
  const zone = obligation.zone ?? asked.zone
  const { due } = obligation
  const minute = minuteOfDay(due.by)
  const first = Math.floor(wallMillisAt(zone, asked.from) / dayMillis) - 1
  const last = Math.floor(wallMillisAt(zone, asked.to) / dayMillis) + 1
  return daysOf(obligation, { first, last, calendarOf: asked.calendarOf })
    .map((day) => ({ date: formatDate(day), dueAt: firstInstantReading(zone, day * dayMillis + minute * 60_000) }))
    .filter(({ dueAt }) => dueAt >= asked.from && dueAt < asked.to)
}

type Span = Pick<DueAsked, 'calendarOf'> & { readonly first: EpochDay; readonly last: EpochDay }

function daysOf({ due }: Obligation, span: Span): EpochDay[] {
  if ('on' in due) return [parseDate(due.on)]
  const { every, weekday, calendar } = due
  if (every === 'day' || every === 'week') {
    const days = Array.from({ length: span.last - span.first + 1 }, (_, index) => span.first + index)
    const open = calendar === undefined ? undefined : openDays(span.calendarOf(calendar))
    return days.filter(
      (day) => (weekday === undefined || weekdayOf(day) === weekday - 1) && (open === undefined || open.has(day)),
    )
  }
  const months = monthsOf(span).filter((month) => isMonthOf(due, month))
  return months.flatMap((month) => dayIn(due, month, span) ?? [])
}

type Recurring = Exclude<Obligation['due'], { on: string }>

function isMonthOf({ every, month }: Recurring, of: string): boolean {
  const number = Number(of.slice(5))
  if (every === 'year') return number === month
  return every === 'month' || number % 3 === 1
}

function dayIn({ day, businessDay, calendar }: Recurring, month: string, span: Span): EpochDay | undefined {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5))]
  const length = daysInMonth(year, number)
  const first = epochDayOf(year, number, 1)
  if (day !== undefined) return first + Math.min(day, length) - 1
  if (businessDay === undefined || calendar === undefined) throw new Error('A parsed obligation has its day.')
  const open = openDays(span.calendarOf(calendar))
  const days = Array.from({ length }, (_, index) => first + index).filter((one) => open.has(one))
  return days[businessDay - 1]
}

function openDays({ pieces }: CompiledCalendar): ReadonlySet<EpochDay> {
  return new Set(pieces.map(({ day }) => day))
}

function monthsOf({ first, last }: Span): string[] {
  const [from, to] = [monthNumber(formatDate(first)), monthNumber(formatDate(last))]
  return Array.from({ length: to - from + 1 }, (_, index) => monthOfNumber(from + index))
}

function minuteOfDay(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
}

/** Where an obligation stands at an instant: each due time with what was done for it. */
export type Standing = Due & { readonly state: 'done' | 'done-late' | 'due' | 'overdue'; readonly doneAt?: EpochMillis }

/**
 * Each evidence answers one due time: the next one ahead of it that nothing has answered yet. A report that is sent
 * twice before it is due is not taken for the one after.
 */
export function standings(dues: readonly Due[], evidence: readonly EpochMillis[], now: EpochMillis): Standing[] {
  const sorted = evidence.filter((at) => at <= now).sort((a, b) => a - b)
  let next = 0
  return dues.map((due, index): Standing => {
    // What was shown before the due time before this one repeats what was shown already.
    const before = dues[index - 1]?.dueAt ?? -Infinity
    while (next < sorted.length && (sorted[next] ?? Infinity) <= before) next += 1
    const doneAt = sorted[next]
    if (doneAt === undefined) return { ...due, state: due.dueAt < now ? 'overdue' : 'due' }
    next += 1
    return { ...due, state: doneAt <= due.dueAt ? 'done' : 'done-late', doneAt }
  })
}
