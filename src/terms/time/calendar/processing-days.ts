import { z } from 'zod'
import { dayMillis, parseDate, weekdayOf, type EpochDay } from '../../../kernel/time/civil-date.ts'
import { TimeError } from '../../../kernel/time/time-error.ts'
import { formatInstant } from '../../../kernel/time/instant.ts'
import { wallMillisAt } from '../../../kernel/time/zone.ts'
import { businessDaysOf } from '../business-days.ts'
import { HorizonError, type CompiledCalendar, type ProcessingRule } from '../open-time.ts'
import { parseDayKey, type CalendarProblem } from '../working-hours.ts'

/**
 * The dates that "processing day" counts: those with open time, or days of the week of their own, without the
 * calendar's holidays or without dates that are written here.
 */
export const ProcessingDays = z.union([
  z.literal('open-days'),
  z.strictObject({
    week: z.string(),
    except: z.union([z.literal('holidays'), z.array(z.string()).max(10_000)]).optional(),
  }),
])
export type ProcessingDays = z.infer<typeof ProcessingDays>

/** Reads processing days, and tells what is wrong with them; no rule means the dates with open time. */
export function readProcessingDays(written: ProcessingDays | undefined, holidays: ReadonlySet<EpochDay>) {
  const problems: CalendarProblem[] = []
  if (written === undefined || written === 'open-days') return { rule: undefined, problems }
  const attempt = (path: (string | number)[], read: () => void) => {
    try {
      read()
    } catch (error) {
      if (!(error instanceof TimeError)) throw error
      problems.push({ path: ['processingDays', ...path], message: error.message })
    }
  }
  const weekdays = new Set<number>()
  const except = new Set<EpochDay>(written.except === 'holidays' ? holidays : [])
  attempt(['week'], () => {
    for (const day of parseDayKey(written.week)) weekdays.add(day)
  })
  if (Array.isArray(written.except)) {
    for (const [i, date] of written.except.entries()) attempt(['except', i], () => except.add(parseDate(date)))
  }
  const rule: ProcessingRule = { weekdays, except }
  return { rule, problems }
}

/**
 * The n-th processing day after a date; for 0 the date itself where it is one, else the first after it.
 * Throws HorizonError when the calendar ends earlier.
 */
export function processingDayAfter(calendar: CompiledCalendar, date: EpochDay, count: number): EpochDay {
  const found = calendar.processing
    ? byRule(calendar, calendar.processing, date, count)
    : byOpenDays(calendar, date, count)
  if (found !== undefined) return found
  throw new HorizonError(
    `${count} processing days end after ${formatInstant(calendar.horizon.to)}, up to where the calendar is compiled; ` +
      'compile it for a longer horizon',
  )
}

function byOpenDays(calendar: CompiledCalendar, date: EpochDay, count: number): EpochDay | undefined {
  const { days } = businessDaysOf(calendar)
  let low = 0
  let high = days.length
  const first = count === 0 ? date : date + 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (days[middle]! < first) low = middle + 1
    else high = middle
  }
  return days[low + Math.max(0, count - 1)]
}

function byRule(calendar: CompiledCalendar, rule: ProcessingRule, date: EpochDay, count: number): EpochDay | undefined {
  const last = Math.floor(wallMillisAt(calendar.zone, calendar.horizon.to) / dayMillis)
  let left = Math.max(1, count)
  for (let day = count === 0 ? date : date + 1; day <= last; day++) {
    if (!rule.weekdays.has(weekdayOf(day)) || rule.except.has(day)) continue
    left -= 1
    if (left === 0) return day
  }
  return undefined
}
