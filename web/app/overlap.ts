import { parseTerms } from '../../src/terms/model.ts'
import {
  combineCalendars,
  compileCalendar,
  isComposed,
  type OpenHours,
  openIntervals,
} from '../../src/terms/time/working-calendar.ts'

const aheadMillis = 21 * 86_400_000

/** When both parties are at work: `now` until an instant, or not before one. */
export interface Overlap {
  readonly isOpen: boolean
  readonly changesAt: number
}

/**
 * The hours that both parties share, by the calendars of their agreed terms. Nothing where the terms do not hold a
 * calendar in each of the two zones, or where the two never meet in the next weeks.
 */
export function overlapOf(source: unknown, zones: { client: string; provider: string }, now: number) {
  const calendars = Object.values(parseTerms(source).calendars).filter(
    (calendar): calendar is OpenHours => !isComposed(calendar),
  )
  const first = calendars.find((calendar) => calendar.zone === zones.client)
  const second = calendars.find((calendar) => calendar.zone === zones.provider)
  return first === undefined || second === undefined || first === second ? undefined : sharedHours(first, second, now)
}

function sharedHours(first: OpenHours, second: OpenHours, now: number): Overlap | undefined {
  const horizon = { from: now, to: now + aheadMillis }
  const both = combineCalendars(compileCalendar(first, horizon), compileCalendar(second, horizon), 'intersection')
  const [next] = openIntervals(both, horizon.from, horizon.to)
  if (next === undefined) return undefined
  return next.from <= now ? { isOpen: true, changesAt: next.to } : { isOpen: false, changesAt: next.from }
}
