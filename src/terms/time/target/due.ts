import { dayMillis, minuteMillis, type EpochMillis } from '../../../kernel/time/civil-date.ts'
import { formatInstant } from '../../../kernel/time/instant.ts'
import { firstInstantReading, wallMillisAt } from '../../../kernel/time/zone.ts'
import { addBusinessDays } from '../business-days.ts'
import { processingDayAfter } from '../calendar/processing-days.ts'
import { dueAt, HorizonError, type CompiledCalendar } from '../open-time.ts'
import type { FixedTarget, Target } from './target.ts'

/**
 * The instant at which a target is used up when the clock starts now and nothing pauses it. A time of day takes effect
 * at the first instant at which the local clock reads it or later. Throws HorizonError.
 */
export function firstDueOf(calendar: CompiledCalendar, start: EpochMillis, target: Target): EpochMillis {
  switch (target.kind) {
    case 'open-time':
      return dueAt(calendar, start, target.millis)
    case 'business-days':
      return addBusinessDays(calendar, start, target.days)
    case 'rolling':
      return start + target.millis
    default:
      return fixedDueOf(calendar, start, target)
  }
}

/** The due instant that the local clock fixes at the start of a run. Throws HorizonError. */
export function fixedDueOf(calendar: CompiledCalendar, start: EpochMillis, target: FixedTarget): EpochMillis {
  const { zone } = calendar
  const wall = wallMillisAt(zone, start)
  if (target.kind === 'calendar-days')
    return inside(calendar, firstInstantReading(zone, wall + target.days * dayMillis))
  const date = Math.floor(wall / dayMillis)
  const isInTime = start <= firstInstantReading(zone, date * dayMillis + target.receivedBy * minuteMillis)
  const day = processingDayAfter(calendar, date, isInTime ? target.days : target.laterDays)
  return inside(calendar, firstInstantReading(zone, day * dayMillis + target.dueBy * minuteMillis))
}

function inside({ horizon }: CompiledCalendar, due: EpochMillis): EpochMillis {
  if (due <= horizon.to) return due
  throw new HorizonError(
    `what is due at ${formatInstant(due)} lies after ${formatInstant(horizon.to)}, up to where the calendar is ` +
      'compiled; compile it for a longer horizon',
  )
}
