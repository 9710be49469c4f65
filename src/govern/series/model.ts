import { z } from 'zod'
import { isDateText, isMonthText } from './periods.ts'

/** What the agreed terms call the series: an index, a rate of exchange, certified heads. */
export const SeriesName = z.string().min(1).max(100)

/** '2026-01', or a date of it where a rate is of a day. */
export const SeriesPeriod = z
  .string()
  .refine((text) => isMonthText(text) || isDateText(text), 'is a month such as 2026-01, or a date such as 2026-01-31')

/** A decimal: '104.2'. */
export const SeriesDecimal = z
  .string()
  .regex(/^-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?$/, 'is a decimal such as 104.2')

/** A value of a series: the one that counts, and the one that waits for the other party. */
export const SeriesValue = z.object({
  series: SeriesName,
  period: z.string(),
  confirmed: z.string().nullable(),
  confirmedAt: z.number().nullable(),
  stated: z.string().nullable(),
  statedParty: z.enum(['client', 'provider']).nullable(),
  statedAt: z.number().nullable(),
})
export type SeriesValue = z.infer<typeof SeriesValue>
