import type { DayVolume } from '../../../src/govern/volumes/commands.ts'
import { parseDate, weekdayOf } from '../../../src/kernel/time/civil-date.ts'

/** What is usual for a day: the mean of the last four such weekdays. For drawing only. */
export function usualOf({ lastFour }: Pick<DayVolume, 'lastFour'>): number | null {
  return lastFour === null ? null : lastFour.reduce((sum, received) => sum + received, 0) / lastFour.length
}

/** The top of the scale: all that is drawn, and a round number above it. */
export function topOf(rows: readonly DayVolume[]): number {
  const most = Math.max(1, ...rows.map((day) => Math.max(day.received ?? 0, usualOf(day) ?? 0)))
  const unit = 10 ** Math.floor(Math.log10(most))
  return Math.ceil((most * 1.05) / unit) * unit
}

/** Where the axis is named: on the first day of the month and on each Monday that stands clear of it. */
export function weeklyTicks(rows: readonly Pick<DayVolume, 'date'>[]): number[] {
  return rows.flatMap(({ date }, index) => {
    const isMonday = weekdayOf(parseDate(date)) === 0
    return index === 0 || (isMonday && index > 3) ? [index] : []
  })
}
