import { dayMillis, daysInMonth, formatDate, parseDate, type EpochMillis } from '../../kernel/time/civil-date.ts'
import { firstInstantReading, localDateOf } from '../../kernel/time/zone.ts'
import type { DayVolume } from './commands.ts'

const week = 7
const weeksLookedAt = 4

/** The days that must be counted to tell the volumes of a month: its own, and four weeks before. */
export interface Days {
  /** Days since 1970-01-01. */
  readonly first: number
  readonly monthFirst: number
  readonly last: number
  /** The first instant of each day from `first` on, and of the day after `last`. */
  readonly bounds: readonly EpochMillis[]
}

/** Days begin and end as the clocks of the zone read, also where they are turned. */
export function daysFor(month: string, zone: string): Days {
  const monthFirst = parseDate(`${month}-01`)
  const last = monthFirst + daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5))) - 1
  const first = monthFirst - weeksLookedAt * week
  const bounds = Array.from({ length: last - first + 2 }, (_, index) =>
    firstInstantReading(zone, (first + index) * dayMillis),
  )
  return { first, monthFirst, last, bounds }
}

/** Counts by day: the first is that of `days.first`. */
export interface Counted {
  readonly received: readonly number[]
  readonly completed: readonly number[]
  /** When the engagement received its first item; undefined where it never did. */
  readonly firstReceivedAt: EpochMillis | undefined
}

/** The rows of a month. What is usual is told from whole days alone, so it never follows the day that it is held to. */
export function dayRows(days: Days, counted: Counted, at: { readonly zone: string; readonly now: EpochMillis }) {
  const today = parseDate(localDateOf(at.now, at.zone))
  const { firstReceivedAt } = counted
  const known = firstReceivedAt === undefined ? Infinity : parseDate(localDateOf(firstReceivedAt, at.zone))
  const rows: DayVolume[] = []
  for (let day = days.monthFirst; day <= days.last; day += 1) {
    const index = day - days.first
    const hasBegun = day <= today
    const before = lastFourBefore(day, today)
    rows.push({
      date: formatDate(day),
      received: hasBegun ? (counted.received[index] ?? 0) : null,
      completed: hasBegun ? (counted.completed[index] ?? 0) : null,
      isOver: day < today,
      lastFour: before.every((one) => one >= known && one >= days.first)
        ? before.map((one) => counted.received[one - days.first] ?? 0)
        : null,
    })
  }
  return rows
}

/** The four newest days of the same weekday before the day that have ended, newest first. */
function lastFourBefore(day: number, today: number): number[] {
  const weeks = Math.max(1, Math.ceil((day - today + 1) / week))
  return Array.from({ length: weeksLookedAt }, (_, index) => day - (weeks + index) * week)
}
