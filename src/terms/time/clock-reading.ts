import { z } from 'zod'
import type { EpochMillis } from '../../kernel/time/instant.ts'

/** Who answers for a minute. */
export const Owner = z.enum(['provider', 'client', 'customer', 'third-party', 'force-majeure'])
export type Owner = z.infer<typeof Owner>

const EventNames = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])

/**
 * A clock as it stands in the agreement: which events start and stop it, which ones let it rest and who owns that rest,
 * what a reopening does, and which events cancel it. `calendar` names one of the calendars of the terms.
 */
export const ClockRule = z.strictObject({
  clause: z.string(),
  of: z.string().optional(),
  calendar: z.string(),
  owner: Owner.default('provider'),
  runs: z.strictObject({ from: EventNames, to: EventNames }),
  rests: z.array(z.strictObject({ from: EventNames, to: EventNames, owner: Owner })).default([]),
  // oxlint-disable-next-line no-thenable -- the word of the terms; a text is never called, so nothing awaits it
  reopened: z.strictObject({ on: EventNames, then: z.enum(['resume', 'restart', 'ignore']) }).optional(),
  cancelled: z.array(z.string().min(1)).optional(),
})
export type ClockRule = z.infer<typeof ClockRule>

/** Something that happened to the work. Events are ordered by `at`, and at the same instant by `sequence`. */
export type ClockEvent = { readonly name: string; readonly at: EpochMillis; readonly sequence: number }

/** A stretch of a clock's life, from (inclusive) to (exclusive), with the event that began it. */
export type ClockSegment = {
  readonly from: EpochMillis
  readonly to: EpochMillis
  readonly owner: Owner
  readonly counts: boolean
  readonly phase: 'runs' | 'rests' | 'stopped'
  readonly cause: number
}

/**
 * One run of a clock. Its segments follow each other without gap or overlap from the start to the end. A reopening
 * that resumes stays in the same run; the time between stop and reopening is a segment that does not count.
 */
export type ClockRun = {
  readonly startedAt: EpochMillis
  readonly stoppedAt?: EpochMillis
  readonly segments: readonly ClockSegment[]
}

export type ClockState = 'not-started' | 'running' | 'paused' | 'stopped' | 'cancelled'

/** What the events up to `until` say: the present run, and the runs before it that a reopening restarted. */
export type ClockReading = {
  readonly state: ClockState
  readonly until: EpochMillis
  readonly startedAt?: EpochMillis
  readonly stoppedAt?: EpochMillis
  readonly segments: readonly ClockSegment[]
  readonly earlierRuns: readonly ClockRun[]
}
