import { z } from 'zod'
import { formatDate, parseDate, type EpochDay } from '../../../kernel/time/civil-date.ts'
import { TimeError } from '../../../kernel/time/time-error.ts'
import { assertZone } from '../../../kernel/time/zone.ts'
import { report } from '../../value/problem.ts'
import { clashOf, hoursOn, parseHours, readWeek, type CalendarProblem, type Hours } from '../working-hours.ts'
import { holidayDates, Holidays, readHolidays } from './holidays.ts'
import { ProcessingDays, readProcessingDays } from './processing-days.ts'

/**
 * Working hours as they stand in the agreement: a zone, hours for days of the week ('mon', 'mon-fri', 'all'), dates
 * that are closed, and dates with hours of their own, which replace the day's. Days that are not named are closed.
 * Hours that pass midnight belong to the day on which they begin. The value is the text that is signed.
 */
export type OpenHours = {
  readonly clause?: string | undefined
  readonly zone: string
  readonly week: Readonly<Record<string, string>>
  readonly holidays?: Holidays | undefined
  readonly specialDays?: Readonly<Record<string, string>> | undefined
  readonly processingDays?: ProcessingDays | undefined
}

/** The time in which all of the named calendars are open, or any of them; its days are those of the first. */
export type ComposedCalendar = { readonly clause?: string | undefined } & (
  | { readonly both: readonly string[] }
  | { readonly either: readonly string[] }
)

export type WorkingCalendar = OpenHours | ComposedCalendar

export function isComposed(calendar: WorkingCalendar): calendar is ComposedCalendar {
  return 'both' in calendar || 'either' in calendar
}

/** The names of the calendars that a composed one is made of; none for one with hours of its own. */
export function partsOf(calendar: WorkingCalendar): readonly string[] {
  if ('both' in calendar) return calendar.both
  return 'either' in calendar ? calendar.either : []
}

/** The dates that are closed for a holiday; none for a composed calendar, whose parts have their own. */
export function closedDatesOf(calendar: WorkingCalendar): string[] {
  return isComposed(calendar) ? [] : holidayDates(calendar.holidays)
}

const CalendarNames = z.array(z.string().min(1)).min(2).max(8)

/** A calendar as it is written: hours of its own, or `both` or `either` with the names of other calendars. */
export const WorkingCalendar = z
  .strictObject({
    clause: z.string().optional(),
    zone: z.string().optional(),
    week: z.record(z.string(), z.string()).optional(),
    holidays: Holidays.optional(),
    specialDays: z.record(z.string(), z.string()).optional(),
    processingDays: ProcessingDays.optional(),
    both: CalendarNames.optional(),
    either: CalendarNames.optional(),
  })
  .transform((written, context): WorkingCalendar => {
    const { zone, week, both, either, ...rest } = written
    if (both !== undefined || either !== undefined) return composed(written, context)
    if (zone !== undefined && week !== undefined) {
      const calendar = { ...rest, zone, week }
      for (const { path, message } of readCalendar(calendar).problems) {
        context.addIssue({ code: 'custom', path: [...path], message })
      }
      return calendar
    }
    const mend = 'Add it, or compose the calendar of others: both: [oslo, cebu].'
    for (const [name, value] of Object.entries({ zone, week })) {
      if (value === undefined) report(context, { at: [name], message: 'It is missing.', mend })
    }
    return z.NEVER
  })

type Composition = {
  clause?: string | undefined
  both?: string[] | undefined
  either?: string[] | undefined
  [own: string]: unknown
}

function composed({ clause, both, either, ...own }: Composition, context: z.RefinementCtx): WorkingCalendar {
  const others = Object.keys(own)
  if (both !== undefined && either !== undefined) others.push('either')
  for (const name of others) {
    report(context, {
      at: [name],
      message: `A calendar that is composed of others has no ${name} of its own.`,
      mend: 'Take it out, or write it in one of the others.',
    })
  }
  const named = clause === undefined ? {} : { clause }
  return both === undefined ? { ...named, either: either ?? [] } : { ...named, both }
}

type DayHours = ReadonlyMap<EpochDay, readonly Hours[]>

/** The hours of a calendar by day of the week and by date, its processing days, and everything that is wrong in it. */
export function readCalendar(calendar: OpenHours) {
  const { days, problems } = readWeek(calendar.week)
  const exceptions = new Map<EpochDay, readonly Hours[]>()
  const attempt = (path: readonly (string | number)[], read: () => void) => {
    const message = messageOf(read)
    if (message !== undefined) problems.push({ path, message })
  }
  attempt(['zone'], () => assertZone(calendar.zone))
  const holidays = readHolidays(calendar.holidays)
  problems.push(...holidays.problems)
  for (const day of holidays.days) exceptions.set(day, [])
  for (const [date, text] of Object.entries(calendar.specialDays ?? {})) {
    attempt(['specialDays', date], () => {
      const day = parseDate(date)
      if (exceptions.has(day)) throw new TimeError(`${date} is also a holiday`, 'name it in one of the two')
      exceptions.set(day, parseHours(text))
    })
  }
  problems.push(...clashesOf(days, exceptions))
  if (problems.length === 0 && ![...days, ...exceptions.values()].some((hours) => hours.length > 0)) {
    problems.push({ path: ['week'], message: 'the calendar never opens; write hours, such as mon-fri: 08:00-16:00' })
  }
  const processing = readProcessingDays(calendar.processingDays, holidays.days)
  problems.push(...processing.problems)
  return { days, exceptions, processing: processing.rule, problems }
}

/** Hours of a special day that meet those of the day before or after across midnight. */
function clashesOf(days: readonly (readonly Hours[])[], exceptions: DayHours): CalendarProblem[] {
  const problems: CalendarProblem[] = []
  for (const day of exceptions.keys()) {
    for (const today of [day - 1, day]) {
      // A pair of neighbouring exceptions is looked at once, from its second day.
      if (today === day && exceptions.has(day + 1)) continue
      const [left, right] = [hoursOn(today, days, exceptions), hoursOn(today + 1, days, exceptions)]
      const message = clashOf(left, right, formatDate(today), formatDate(today + 1))
      if (message) problems.push({ path: ['specialDays', formatDate(day)], message })
    }
  }
  return problems
}

function messageOf(read: () => void): string | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    if (error instanceof TimeError) return error.message
    throw error
  }
}
