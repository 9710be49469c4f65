import { z } from 'zod'
import { parseDate, type EpochDay } from '../../../kernel/time/civil-date.ts'
import { TimeError } from '../../../kernel/time/time-error.ts'
import type { CalendarProblem } from '../working-hours.ts'

const Names = z.record(z.string(), z.string().min(1).max(200))

/**
 * The public holidays of a country as they were drafted: `dates` and `add` are what counts, each date with its name;
 * a library that changes under a signed agreement changes nothing. `except` names the holidays that the parties left
 * out, so that a reader can check that none of them slipped back.
 */
export const HolidaySet = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/, 'is not a country; write two capitals, such as NO'),
  region: z.string().min(1).max(20).optional(),
  except: z.array(z.string().min(1).max(200)).max(200).optional(),
  add: Names.optional(),
  dates: Names,
})
export type HolidaySet = z.infer<typeof HolidaySet>

export const Holidays = z.union([z.array(z.string()).max(10_000), HolidaySet])
export type Holidays = z.infer<typeof Holidays>

/** The dates that are closed for a holiday, as they are written. */
export function holidayDates(holidays: Holidays | undefined): string[] {
  if (holidays === undefined || Array.isArray(holidays)) return holidays ?? []
  return [...new Set([...Object.keys(holidays.dates), ...Object.keys(holidays.add ?? {})])].sort()
}

/** Reads the dates of holidays, and tells what is wrong with them. */
export function readHolidays(holidays: Holidays | undefined): { days: Set<EpochDay>; problems: CalendarProblem[] } {
  const days = new Set<EpochDay>()
  const problems: CalendarProblem[] = []
  const add = (date: string, path: (string | number)[]) => {
    try {
      days.add(parseDate(date))
    } catch (error) {
      if (!(error instanceof TimeError)) throw error
      problems.push({ path: ['holidays', ...path], message: error.message })
    }
  }
  if (holidays === undefined) return { days, problems }
  if (Array.isArray(holidays)) {
    for (const [i, date] of holidays.entries()) add(date, [i])
    return { days, problems }
  }
  const except = new Set(holidays.except)
  for (const [date, name] of Object.entries(holidays.dates)) {
    add(date, ['dates', date])
    if (!except.has(name)) continue
    const message = `${name} is a holiday on ${date} and stands in except; take it out of one of the two`
    problems.push({ path: ['holidays', 'dates', date], message })
  }
  for (const date of Object.keys(holidays.add ?? {})) add(date, ['add', date])
  return { days, problems }
}
