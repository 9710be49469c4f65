import { formatDate, parseDate } from '../src/kernel/time/civil-date.ts'
import type { EpochMillis } from '../src/kernel/time/instant.ts'
import { localDateOf, monthBounds } from '../src/kernel/time/zone.ts'

/** What a simulation is asked for. The same plan gives the same engagement. */
export interface Plan {
  readonly seed: number
  /** Months of the engagement in order, 'YYYY-MM'; the last one is the open month. */
  readonly months: readonly string[]
  /** Where it ends: an instant in the last month. Another one in the same month changes nothing before the earlier. */
  readonly until: EpochMillis
  /** Work items on an average day. */
  readonly itemsADay: number
  readonly mishaps: readonly Mishap[]
}

/** Something that goes wrong: in a month, counted from 0, from a day of it on, for so many days. */
export interface Mishap {
  readonly month: number
  readonly day: number
  readonly days: number
  /** `desk-closed`: nobody comes to the desk in Cebu. `hail`: many more claims than usual. */
  readonly kind: 'desk-closed' | 'hail'
}

export const zone = 'Europe/Oslo'

export const demoSeed = 42

/** The demo: 13 months of which the last is the month of `now`; a typhoon closes the desk, and hail breaks cars. */
export function demoPlan(now: EpochMillis): Plan {
  return {
    seed: demoSeed,
    months: monthsUntil(now, 13),
    until: now,
    itemsADay: 13.8,
    mishaps: [
      { month: 3, day: 9, days: 3, kind: 'hail' },
      { month: 8, day: 14, days: 4, kind: 'desk-closed' },
      { month: 11, day: 19, days: 2, kind: 'desk-closed' },
    ],
  }
}

/** So many months in order, of which the last has the instant in it. */
export function monthsUntil(now: EpochMillis, count: number): string[] {
  let day = parseDate(`${localDateOf(now, zone).slice(0, 7)}-01`)
  const months: string[] = []
  for (let left = count; left > 0; left -= 1) {
    months.unshift(formatDate(day).slice(0, 7))
    day = parseDate(`${formatDate(day - 1).slice(0, 7)}-01`)
  }
  return months
}

/** The first instant of the engagement's first month. */
export function beginningOf({ months }: Plan): EpochMillis {
  return monthBounds(months[0] ?? '', zone).from
}

export function isMishap(plan: Plan, kind: Mishap['kind'], date: string): boolean {
  return plan.mishaps.some((mishap) => {
    const month = plan.months[mishap.month]
    if (mishap.kind !== kind || month === undefined) return false
    const first = parseDate(`${month}-01`) + mishap.day - 1
    const day = parseDate(date)
    return day >= first && day < first + mishap.days
  })
}

/** The month after, 'YYYY-MM'. */
export function nextMonth(month: string): string {
  return formatDate(parseDate(`${month}-01`) + 31).slice(0, 7)
}
