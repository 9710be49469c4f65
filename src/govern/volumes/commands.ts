import { z } from 'zod'
import { noAgreedTerms } from '../../contract/agreements/commands.ts'
import { EngagementInput, query } from '../../kernel/command.ts'
import { moneyReaders, Month } from '../statements/model.ts'

/** A day of the terms' zone. Numbers are null where the day has not begun. */
export const DayVolume = z.object({
  /** yyyy-mm-dd */
  date: z.string(),
  received: z.int().nullable(),
  completed: z.int().nullable(),
  /** False today and later: the numbers of a day are whole when it has ended. */
  isOver: z.boolean(),
  /**
   * What came in on the last four days of the same weekday that had ended before this day and before today, newest
   * first: their mean is what is usual for such a day. Null where the engagement is not that old.
   */
  lastFour: z.array(z.int()).length(4).nullable(),
})
export type DayVolume = z.infer<typeof DayVolume>

export const volumeByDay = query({
  name: 'volume-by-day',
  summary: 'Work items received and completed on each day of a month, beside the last four such weekdays.',
  path: '/engagements/{engagementId}/volumes/{month}',
  input: EngagementInput.extend({ month: Month }),
  output: z.object({
    month: Month,
    /** The zone of the terms, in which days begin and end. */
    zone: z.string(),
    rows: z.array(DayVolume),
  }),
  refusals: [noAgreedTerms],
  allow: { who: 'members', roles: moneyReaders, party: 'any' },
  examples: [{ engagementId: '0192f0c1-0000-7000-8000-00000000000e', month: '2026-10' }],
})
