import type { EpochMillis } from '../../kernel/time/instant.ts'
import type { GivenFacts } from '../expression/expression.ts'
import type { Owner } from './rule/clock-rule.ts'

export { ClockRule, Owner } from './rule/clock-rule.ts'

/**
 * Something that happened to the work. Events are ordered by `at`, and at the same instant by `sequence`. `facts` are
 * those that this event gives; they stand until a later one gives others.
 */
export type ClockEvent = {
  readonly name: string
  readonly at: EpochMillis
  readonly sequence: number
  readonly facts?: GivenFacts | undefined
}

/**
 * A stretch of a clock's life, from (inclusive) to (exclusive), with the event that began it. `excusedBy` names the
 * clock whose overdue duty took these minutes from this one.
 */
export type ClockSegment = {
  readonly from: EpochMillis
  readonly to: EpochMillis
  readonly owner: Owner
  readonly counts: boolean
  readonly phase: 'runs' | 'rests' | 'stopped'
  readonly cause: number
  readonly excusedBy?: string
}

/**
 * One run of a clock. Its segments follow each other without gap or overlap from the start to the end. A reopening
 * that resumes stays in the same run; the time between stop and reopening is a segment that does not count.
 * `isAbandoned`: the run did not stop, it was restarted; it can be late, and is never on time.
 */
export type ClockRun = {
  readonly startedAt: EpochMillis
  readonly stoppedAt?: EpochMillis
  readonly segments: readonly ClockSegment[]
  readonly isAbandoned?: true
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
  /** The first duty of another that was overdue meanwhile and excuses the work altogether, with its clause. */
  readonly excused?: { readonly clock: string; readonly clause: string }
}
