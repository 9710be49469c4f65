import { dayMillis } from '../../kernel/time/civil-date.ts'
import { firstInstantReading, wallMillisAt } from '../../kernel/time/zone.ts'
import type { CompiledCalendar } from '../time/open-time.ts'

/** The first instant of the business day that is the n-th last one before an instant, in the calendar's zone. */
export function businessDaysEnding(calendar: CompiledCalendar, before: number, days: number): number {
  const open = new Set<number>()
  for (const { from, day } of calendar.pieces) if (from < before) open.add(day)
  const sorted = [...open].sort((a, b) => b - a)
  const first = sorted[Math.min(days, sorted.length) - 1]
  if (first === undefined) return Math.floor(wallMillisAt(calendar.zone, before) / dayMillis) * dayMillis
  return firstInstantReading(calendar.zone, first * dayMillis)
}
