import { z } from 'zod'
import { DurationText } from '../../value/schemas.ts'
import { TargetText } from '../target/target-terms.ts'
import { report } from '../../value/problem.ts'
import { heardOf, isRefined, namesOf, TriggerList, Triggers, type Heard } from './triggers.ts'

/** Who answers for a minute. */
export const Owner = z.enum(['provider', 'client', 'customer', 'third-party', 'force-majeure'])
export type Owner = z.infer<typeof Owner>

// oxlint-disable-next-line no-thenable -- the word of the terms; a text is never called, so nothing awaits it
const Reopening = z.strictObject({ on: Triggers, then: z.enum(['resume', 'restart', 'ignore']) })

/**
 * The work is handed to another owner: his are the minutes from his acknowledgement on, or, if that does not come, from
 * when `elseAfter` has passed on the clock's calendar, until the work is handed back.
 */
const Transfer = z.strictObject({
  event: Triggers,
  to: Owner,
  acknowledgedBy: Triggers.optional(),
  elseAfter: DurationText.optional(),
  until: Triggers,
})

/**
 * A duty of the other side on which this clock depends. While it is overdue, this clock does not count (`moves`), or
 * its reading says that it is excused (`excuses`). With `matching`, the duty is one of all items with the same value of
 * that fact, and not only of this one.
 */
// oxlint-disable-next-line no-thenable -- the word of the terms; a text is never called, so nothing awaits it
const Excuse = z.strictObject({
  clock: z.string().min(1),
  while: z.literal('overdue'),
  // oxlint-disable-next-line no-thenable -- as above
  then: z.enum(['moves', 'excuses']),
  matching: z.string().min(1).max(100).optional(),
  clause: z.string().min(1).max(60).optional(),
})
export type Excuse = z.output<typeof Excuse>

/** What makes a clock do what; `rest` is the place of a rest, and after them of a transfer. */
export type HeardRole = Heard & {
  readonly role:
    | 'starts'
    | 'stops'
    | 'reopens'
    | 'cancels'
    | 'restarts'
    | 'resumes'
    | 'begins-rest'
    | 'ends-rest'
    | 'hands-over'
    | 'acknowledges'
  readonly rest?: number
  readonly how?: 'resume' | 'restart' | 'ignore'
}

/**
 * A clock as it stands in the agreement: which events start and stop it, which ones let it rest and who owns that rest,
 * what a reopening does, and which events cancel it; then, where the agreement has them, further rules of reopening,
 * events that restart a running clock or end all its rests, transfers of ownership, and excuses. `calendar` names one
 * of the calendars of the terms. `within` is its own target, where another clock asks whether it is overdue.
 * Where anything is more than the name of an event, `heard` lists all that the clock listens to.
 */
export const ClockRule = z
  .strictObject({
    clause: z.string(),
    of: z.string().optional(),
    calendar: z.string(),
    owner: Owner.default('provider'),
    runs: z.strictObject({ from: Triggers, to: Triggers }),
    rests: z.array(z.strictObject({ from: Triggers, to: Triggers, owner: Owner })).default([]),
    reopened: Reopening.optional(),
    reopenings: z.array(Reopening).max(10).optional(),
    restarts: TriggerList.optional(),
    resumes: TriggerList.optional(),
    cancelled: TriggerList.optional(),
    transfers: z.array(Transfer).max(10).optional(),
    within: TargetText.optional(),
    excusedBy: z.array(Excuse).max(10).optional(),
  })
  .transform((written, context) => {
    for (const [i, { acknowledgedBy, elseAfter }] of (written.transfers ?? []).entries()) {
      if (acknowledgedBy !== undefined || elseAfter !== undefined) continue
      report(context, {
        at: ['transfers', i],
        message: 'Nothing says when the transfer takes effect.',
        mend: 'Add acknowledgedBy, elseAfter, or both.',
      })
    }
    const { runs, rests, reopened, reopenings, restarts, resumes, cancelled, transfers, ...rest } = written
    const heard = everythingHeard(written)
    const isMore = [reopenings, restarts, resumes, transfers].some((list) => list !== undefined)
    return {
      ...rest,
      runs: { from: namesOf(runs.from), to: namesOf(runs.to) },
      rests: rests.map(({ from, to, owner }) => ({ from: namesOf(from), to: namesOf(to), owner })),
      // oxlint-disable-next-line no-thenable -- as above
      ...(reopened ? { reopened: { on: namesOf(reopened.on), then: reopened.then } } : {}),
      ...(cancelled ? { cancelled: cancelled.map((trigger) => String(namesOf(trigger))) } : {}),
      ...(transfers
        ? { transfers: transfers.map(({ to, elseAfter }) => ({ to, elseAfter: elseAfter?.duration })) }
        : {}),
      ...(isMore || heard.some((one) => isRefined(one)) ? { heard } : {}),
    }
  })
export type ClockRule = z.output<typeof ClockRule>

type Parts = {
  readonly runs: { from: z.output<typeof Triggers>; to: z.output<typeof Triggers> }
  readonly rests: readonly { from: z.output<typeof Triggers>; to: z.output<typeof Triggers> }[]
  readonly reopened?: z.output<typeof Reopening> | undefined
  readonly reopenings?: readonly z.output<typeof Reopening>[] | undefined
  readonly restarts?: z.output<typeof TriggerList> | undefined
  readonly resumes?: z.output<typeof TriggerList> | undefined
  readonly cancelled?: z.output<typeof TriggerList> | undefined
  readonly transfers?: readonly z.output<typeof Transfer>[] | undefined
}

/** All that a clock listens to, with what it makes the clock do. */
export function everythingHeard(rule: Parts): HeardRole[] {
  const heard: HeardRole[] = []
  const hear = (written: Parameters<typeof heardOf>[0], as: Omit<HeardRole, 'event'>) => {
    for (const one of heardOf(written)) heard.push({ ...one, ...as })
  }
  hear(rule.runs.from, { role: 'starts' })
  hear(rule.runs.to, { role: 'stops' })
  hear(rule.cancelled, { role: 'cancels' })
  for (const { on, then } of [...(rule.reopened ? [rule.reopened] : []), ...(rule.reopenings ?? [])]) {
    hear(on, { role: 'reopens', how: then })
  }
  hear(rule.restarts, { role: 'restarts' })
  hear(rule.resumes, { role: 'resumes' })
  for (const [rest, { from, to }] of rule.rests.entries()) {
    hear(from, { role: 'begins-rest', rest })
    hear(to, { role: 'ends-rest', rest })
  }
  for (const [i, { event, acknowledgedBy, until }] of (rule.transfers ?? []).entries()) {
    const rest = rule.rests.length + i
    hear(event, { role: 'hands-over', rest })
    hear(acknowledgedBy, { role: 'acknowledges', rest })
    hear(until, { role: 'ends-rest', rest })
  }
  return heard
}
