import type { EpochMillis } from '../../kernel/time/instant.ts'
import type { ClockReading, ClockRun, ClockState } from './clock-reading.ts'
import { judgeFixedDue } from './target/fixed-due.ts'
import { firstDueOf } from './target/due.ts'
import { isFixed, type Target } from './target/target.ts'
import { dueAt, nextOpen, openMillis, type CompiledCalendar } from './open-time.ts'

/**
 * A reading held against its target. `dueAt` is the instant at which the target is used up: where it was, when the run
 * got so far; where it will be (or for a stopped run would have been) if nothing more pauses, when not; undefined
 * while paused, cancelled or not started. `breachedAt` is the first instant past the target that is open time, or of
 * a due instant that the local clock fixes, the first past it at which the clock was not paused. For a rolling target
 * the three lengths are real milliseconds.
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
  return countedMillis(reading, meterOf(calendar, { kind: 'open-time', millis: 0 }))
}

/**
 * Judges a clock as it was read at `until` (the same instant that runClock was given):
 * - a run that stopped with the target just used up has met it: elapsed ≤ target
 * - a breach is never undone: not by a pause, a reopening, a restart or a cancellation after it. When a run before a
 *   restart was breached, the judgement is that run's
 * - breach is judged at the pause and not at the resumption, because a paused clock adds nothing
 * - a target in business days becomes open time once, at the start of each run
 * - a due instant that the local clock fixes moves by the open time of the pauses that begin before it, or not at all,
 *   as the target says; one that does not move keeps a paused clock due
 * Throws HorizonError when the calendar is compiled for too short a time to tell when a running clock is due.
 */
export function judgeClock(
  reading: ClockReading,
  calendar: CompiledCalendar,
  target: Target,
  until: EpochMillis,
): ClockJudgement {
  if (until !== reading.until) throw new Error(`a clock read at ${reading.until} cannot be judged at ${until}`)
  for (const run of reading.earlierRuns) {
    const judged = judgeRun(run, 'stopped', calendar, target, until)
    if (judged.verdict === 'breached') return judged
  }
  const { state, startedAt, stoppedAt, segments } = reading
  if (startedAt === undefined) {
    const targetOpenMillis = target.kind === 'open-time' || target.kind === 'rolling' ? target.millis : 0
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
  target: Target,
  until: EpochMillis,
): ClockJudgement {
  if (isFixed(target)) return judgeFixedDue({ run, state, target, until }, calendar)
  const meter = meterOf(calendar, target)
  const targetOpenMillis = targetMillis(calendar, run.startedAt, target)
  const elapsedOpenMillis = countedMillis(run, meter)
  const lateByOpenMillis = Math.max(0, elapsedOpenMillis - targetOpenMillis)
  const figures = { elapsedOpenMillis, targetOpenMillis, lateByOpenMillis }
  if (lateByOpenMillis > 0) return { verdict: 'breached', ...figures, ...passageOf(run, meter, targetOpenMillis) }
  if (state === 'paused' || state === 'cancelled' || state === 'not-started') return { verdict: state, ...figures }
  const verdict = state === 'stopped' ? 'met' : 'running'
  const left = targetOpenMillis - elapsedOpenMillis
  const due = left === 0 ? usedUpAt(run, meter, targetOpenMillis) : meter.dueAt(run.stoppedAt ?? until, left)
  return { verdict, dueAt: due, ...figures }
}

/**
 * The target of a run as open milliseconds (of a rolling one: real milliseconds). One business day is calendar
 * arithmetic: from the start to addBusinessDays(start, 1), counted in open time, fixed at the start so that pauses move
 * the due instant evenly.
 */
export function targetMillis(calendar: CompiledCalendar, startedAt: EpochMillis, target: Target): number {
  if (target.kind === 'open-time' || target.kind === 'rolling') return target.millis
  return openMillis(calendar, startedAt, firstDueOf(calendar, startedAt, target))
}

/** How time is counted towards a target. */
type Meter = {
  elapsed(from: EpochMillis, to: EpochMillis): number
  dueAt(start: EpochMillis, length: number): EpochMillis
  next(at: EpochMillis): EpochMillis
}

const realTime: Meter = {
  elapsed: (from, to) => to - from,
  dueAt: (start, length) => start + length,
  next: (at) => at,
}

const meters = new WeakMap<CompiledCalendar, Meter>()

function meterOf(calendar: CompiledCalendar, target: Target): Meter {
  if (target.kind === 'rolling') return realTime
  const known = meters.get(calendar)
  if (known) return known
  const meter: Meter = {
    elapsed: (from, to) => openMillis(calendar, from, to),
    dueAt: (start, length) => dueAt(calendar, start, length),
    next: (at) => nextOpen(calendar, at),
  }
  meters.set(calendar, meter)
  return meter
}

/** The time that counted in these segments. */
function countedMillis({ segments }: { segments: ClockRun['segments'] }, meter: Meter): number {
  let open = 0
  for (const { counts, from, to } of segments) if (counts) open += meter.elapsed(from, to)
  return open
}

/** The first instant of the run at which so much open time had counted; the run has counted at least so much. */
function usedUpAt(run: ClockRun, meter: Meter, wanted: number): EpochMillis {
  let left = wanted
  for (const { counts, from, to } of run.segments) {
    if (!counts) continue
    const open = meter.elapsed(from, to)
    if (left <= open) return meter.dueAt(from, left)
    left -= open
  }
  return run.startedAt
}

/** When a breached run used up its target, and the first open instant after that while the clock ran. */
function passageOf(run: ClockRun, meter: Meter, target: number) {
  let left = target
  for (const { counts, from, to } of run.segments) {
    if (!counts) continue
    const open = meter.elapsed(from, to)
    if (left < open) {
      const breachedAt = meter.next(meter.dueAt(from, left))
      return { dueAt: usedUpAt(run, meter, target), breachedAt }
    }
    left -= open
  }
  throw new Error('a breached run has counted no more than its target')
}
