import type { EpochMillis } from '../../kernel/time/instant.ts'
import type { ClockReading, ClockRun, ClockState } from './clock-reading.ts'
import type { Duration } from './duration.ts'
import { addBusinessDays } from './business-days.ts'
import { dueAt, nextOpen, openMillis, type CompiledCalendar } from './open-time.ts'

/**
 * A reading held against its target. `dueAt` is the instant at which the target is used up: where it was, when the run
 * got so far; where it will be (or for a stopped run would have been) if nothing more pauses, when not; undefined
 * while paused, cancelled or not started. `breachedAt` is the first instant past the target that is open time.
 */
export type ClockJudgement = {
  readonly verdict: 'met' | 'breached' | 'running' | 'paused' | 'not-started' | 'cancelled'
  readonly dueAt?: EpochMillis
  readonly elapsedOpenMillis: number
  readonly targetOpenMillis: number
  readonly lateByOpenMillis: number
  readonly breachedAt?: EpochMillis
}

/** The open time that counted in the present run. Throws HorizonError. */
export function openMillisOf(reading: ClockReading, calendar: CompiledCalendar): number {
  return countedMillis(reading, calendar)
}

/**
 * Judges a clock as it was read at `until` (the same instant that runClock was given):
 * - a run that stopped with the target just used up has met it: elapsed ≤ target
 * - a breach is never undone: not by a pause, a reopening, a restart or a cancellation after it. When a run before a
 *   restart was breached, the judgement is that run's
 * - breach is judged at the pause and not at the resumption, because a paused clock adds nothing
 * - a target in business days becomes open time once, at the start of each run
 * Throws HorizonError when the calendar is compiled for too short a time to tell when a running clock is due.
 */
export function judgeClock(
  reading: ClockReading,
  calendar: CompiledCalendar,
  target: Duration,
  until: EpochMillis,
): ClockJudgement {
  if (until !== reading.until) throw new Error(`a clock read at ${reading.until} cannot be judged at ${until}`)
  for (const run of reading.earlierRuns) {
    const judged = judgeRun(run, 'stopped', calendar, target, until)
    if (judged.verdict === 'breached') return judged
  }
  const { state, startedAt, stoppedAt, segments } = reading
  if (startedAt === undefined) {
    const targetOpenMillis = target.kind === 'open-time' ? target.millis : 0
    return { verdict: 'not-started', elapsedOpenMillis: 0, targetOpenMillis, lateByOpenMillis: 0 }
  }
  const run = stoppedAt === undefined ? { startedAt, segments } : { startedAt, stoppedAt, segments }
  return judgeRun(run, state, calendar, target, until)
}

/** Judges one run, as judgeClock does. */
export function judgeRun(
  run: ClockRun,
  state: ClockState,
  calendar: CompiledCalendar,
  target: Duration,
  until: EpochMillis,
): ClockJudgement {
  const targetOpenMillis = targetMillis(calendar, run.startedAt, target)
  const elapsedOpenMillis = countedMillis(run, calendar)
  const lateByOpenMillis = Math.max(0, elapsedOpenMillis - targetOpenMillis)
  const figures = { elapsedOpenMillis, targetOpenMillis, lateByOpenMillis }
  if (lateByOpenMillis > 0) return { verdict: 'breached', ...figures, ...passageOf(run, calendar, targetOpenMillis) }
  if (state === 'paused' || state === 'cancelled' || state === 'not-started') return { verdict: state, ...figures }
  const verdict = state === 'stopped' ? 'met' : 'running'
  const left = targetOpenMillis - elapsedOpenMillis
  const due = left === 0 ? usedUpAt(run, calendar, targetOpenMillis) : dueAt(calendar, run.stoppedAt ?? until, left)
  return { verdict, dueAt: due, ...figures }
}

/**
 * The target of a run as open milliseconds. One business day is calendar arithmetic: from the start to
 * addBusinessDays(start, 1), counted in open time, fixed at the start so that pauses move the due instant evenly.
 */
export function targetMillis(calendar: CompiledCalendar, startedAt: EpochMillis, target: Duration): number {
  if (target.kind === 'open-time') return target.millis
  return openMillis(calendar, startedAt, addBusinessDays(calendar, startedAt, target.days))
}

/** The open time that counted in these segments. */
function countedMillis({ segments }: { segments: ClockRun['segments'] }, calendar: CompiledCalendar): number {
  let open = 0
  for (const { counts, from, to } of segments) if (counts) open += openMillis(calendar, from, to)
  return open
}

/** The first instant of the run at which so much open time had counted; the run has counted at least so much. */
function usedUpAt(run: ClockRun, calendar: CompiledCalendar, wanted: number): EpochMillis {
  let left = wanted
  for (const { counts, from, to } of run.segments) {
    if (!counts) continue
    const open = openMillis(calendar, from, to)
    if (left <= open) return dueAt(calendar, from, left)
    left -= open
  }
  return run.startedAt
}

/** When a breached run used up its target, and the first open instant after that while the clock ran. */
function passageOf(run: ClockRun, calendar: CompiledCalendar, target: number) {
  let left = target
  for (const { counts, from, to } of run.segments) {
    if (!counts) continue
    const open = openMillis(calendar, from, to)
    if (left < open) {
      const breachedAt = nextOpen(calendar, dueAt(calendar, from, left))
      return { dueAt: usedUpAt(run, calendar, target), breachedAt }
    }
    left -= open
  }
  throw new Error('a breached run has counted no more than its target')
}
