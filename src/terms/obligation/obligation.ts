import { z } from 'zod'
import { report } from '../value/problem.ts'
import { Clause, EventName, Label, TermName } from '../value/schemas.ts'

const TimeOfDay = z.string().regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$/, 'is a time of day such as 17:00')

/** A day that comes again: of the week, of the month, a business day of the month, or a date of the year. */
const Recurring = z
  .strictObject({
    every: z.enum(['day', 'week', 'month', 'quarter', 'year']),
    /** 1 is Monday. */
    weekday: z.int().min(1).max(7).optional(),
    /** Of the month, of the first month of the quarter, of the year's first month; 31 means the last. */
    day: z.int().min(1).max(31).optional(),
    /** The n-th business day of the month, on the calendar. */
    businessDay: z.int().min(1).max(23).optional(),
    /** 1 to 12, for what comes once a year. */
    month: z.int().min(1).max(12).optional(),
    by: TimeOfDay,
    calendar: TermName.optional(),
  })
  .superRefine(({ every, weekday, day, businessDay, month, calendar }, context) => {
    const says = (message: string, mend: string) => report(context, { message, mend })
    if (every === 'day' && (weekday ?? day ?? businessDay ?? month) !== undefined) {
      says('What is due every day has no other day.', 'Take out weekday, day, businessDay and month.')
    }
    if (every === 'week' && weekday === undefined)
      says('It is not said on which day of the week.', 'Add weekday: 1 to 7.')
    const isDated = every === 'month' || every === 'quarter' || every === 'year'
    if (isDated && (day === undefined) === (businessDay === undefined)) {
      says('It is not said on which day of the month, or twice.', 'Add day: 3, or businessDay: 3 with a calendar.')
    }
    if (every === 'year' && month === undefined) says('It is not said in which month.', 'Add month: 1 to 12.')
    if (businessDay !== undefined && calendar === undefined) {
      says('A business day is one of a calendar.', 'Add calendar with the name of one of the calendars.')
    }
  })

const Once = z.strictObject({ on: z.string().regex(/^\d{4}-\d\d-\d\d$/, 'is a date'), by: TimeOfDay })

/**
 * What a party owes beside the work itself: reports, files, insurance, reviews. It is due by a rule. What shows that
 * it was done is an event in the record about the obligation.
 */
export const Obligation = z.strictObject({
  clause: Clause,
  owner: z.enum(['client', 'provider', 'both']),
  what: Label,
  due: z.union([Recurring, Once]),
  /** The zone of its times, where it is not that of the terms. */
  zone: z.string().min(1).max(60).optional(),
  evidence: EventName,
})
export type Obligation = z.output<typeof Obligation>
