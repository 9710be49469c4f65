import type { ClockReading } from '../clock-reading.ts'
import { openMillis, type CompiledCalendar } from '../open-time.ts'
import { Owner } from '../rule/clock-rule.ts'

/** The time of a clock that one owner answers for: on the calendar, and as it passes. */
export type OwnedMillis = { readonly openMillis: number; readonly realMillis: number }

/**
 * Whose the minutes of a clock were, over all its runs. The sums of the owners are exactly the life of the clock: from
 * the start of each run to its end, or to when it was read. Throws HorizonError.
 */
export function ownedMillis(reading: ClockReading, calendar: CompiledCalendar): Record<Owner, OwnedMillis> {
  const sums = Object.fromEntries(Owner.options.map((owner) => [owner, { openMillis: 0, realMillis: 0 }])) as Record<
    Owner,
    { openMillis: number; realMillis: number }
  >
  for (const { segments } of [...reading.earlierRuns, reading]) {
    for (const { owner, from, to } of segments) {
      sums[owner].openMillis += openMillis(calendar, from, to)
      sums[owner].realMillis += to - from
    }
  }
  return sums
}
