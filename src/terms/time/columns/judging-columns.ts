import type { EpochMillis } from '../../../kernel/time/instant.ts'
import { addBusinessDays } from '../business-days.ts'
import { dueAt, nextOpen, openMillis } from '../open-time.ts'
import { role, type CompiledClock } from './compiled-clock.ts'

/** The verdicts by their numbers. An item with several runs is told apart: it must be read event by event. */
export const columnVerdicts = [
  'not-started',
  'met',
  'breached',
  'running',
  'paused',
  'cancelled',
  'several-runs',
] as const
export type ColumnVerdict = (typeof columnVerdicts)[number]

/** What a clock says of each item: its verdict, and its instants, NaN where it has none. */
export type ClockColumns = {
  readonly verdict: Uint8Array
  /** The verdict without lateness: a breached clock may have been stopped, cancelled, or still run or rest. */
  readonly state: Uint8Array
  readonly startedAt: Float64Array
  readonly dueAt: Float64Array
  readonly stoppedAt: Float64Array
  readonly breachedAt: Float64Array
  readonly lateByOpenMillis: Float64Array
}

/** Columns for so many items. */
export function clockColumns(count: number): ClockColumns {
  return {
    verdict: new Uint8Array(count),
    state: new Uint8Array(count),
    startedAt: new Float64Array(count),
    dueAt: new Float64Array(count),
    stoppedAt: new Float64Array(count),
    breachedAt: new Float64Array(count),
    lateByOpenMillis: new Float64Array(count),
  }
}

/** Events in columns: those of item i are `offsets[i]` up to `offsets[i + 1]`, in the order of (at, sequence). */
export type EventColumns = {
  readonly offsets: Int32Array
  readonly codes: Int32Array
  readonly instants: Float64Array
}

const [notStarted, met, breached, running, paused, cancelled, severalRuns] = [0, 1, 2, 3, 4, 5, 6]

// A clock in the middle of its events. One for all items, so that none makes an object.
type Walk = {
  readonly clock: CompiledClock
  state: number
  rests: number
  since: EpochMillis
  startedAt: EpochMillis
  stoppedAt: EpochMillis
  target: number
  counted: number
  usedUpAt: EpochMillis
  breachedAt: EpochMillis
}

/**
 * Reads and judges a clock over all items as they stand just before an instant: the same verdicts, instants and
 * lateness as runClock and judgeClock give for the events before it. Throws HorizonError.
 */
export function judgeColumns(
  clock: CompiledClock,
  { offsets, codes, instants }: EventColumns,
  until: EpochMillis,
  into: ClockColumns,
): void {
  const { roles } = clock
  const walk = newWalk(clock)
  const items = offsets.length - 1
  for (let item = 0; item < items; item++) {
    walk.state = notStarted
    const end = offsets[item + 1]!
    for (let column = offsets[item]!; column < end; column++) {
      const at = instants[column]!
      if (at >= until) break
      const code = codes[column]!
      const bits = roles[code] ?? 0
      if (bits !== 0) hear(walk, bits, code, at)
    }
    if (walk.state === running) countTime(walk, walk.since, until)
    write(walk, item, until, into)
  }
}

function newWalk(clock: CompiledClock): Walk {
  return {
    clock,
    state: notStarted,
    rests: 0,
    since: 0,
    startedAt: 0,
    stoppedAt: NaN,
    target: 0,
    counted: 0,
    usedUpAt: NaN,
    breachedAt: NaN,
  }
}

function hear(walk: Walk, bits: number, code: number, at: EpochMillis): void {
  if (walk.state === running || walk.state === paused) hearAlive(walk, bits, code, at)
  else if (walk.state === notStarted) {
    if ((bits & role.starts) !== 0) begin(walk, at)
  } else if (walk.state === met) {
    if ((bits & role.restartsRun) !== 0) walk.state = severalRuns
    else if ((bits & role.resumesRun) !== 0) {
      walk.state = running
      walk.stoppedAt = NaN
      walk.since = at
    }
  }
}

function hearAlive(walk: Walk, bits: number, code: number, at: EpochMillis): void {
  if ((bits & (role.cancels | role.stops)) !== 0) {
    if (walk.rests === 0) countTime(walk, walk.since, at)
    walk.state = (bits & role.cancels) !== 0 ? cancelled : met
    walk.stoppedAt = at
    walk.rests = 0
  } else if ((bits & role.restarts) !== 0) {
    walk.state = severalRuns
  } else if ((bits & role.rests) !== 0) {
    const { clock, rests } = walk
    const left = (rests & ~clock.ends[code]!) | clock.begins[code]!
    if (rests === 0 && left !== 0) countTime(walk, walk.since, at)
    else if (rests !== 0 && left === 0) walk.since = at
    walk.rests = left
    walk.state = left === 0 ? running : paused
  }
}

function begin(walk: Walk, at: EpochMillis): void {
  const { calendar, target } = walk.clock
  walk.state = running
  walk.rests = 0
  walk.since = at
  walk.startedAt = at
  walk.stoppedAt = NaN
  walk.counted = 0
  walk.usedUpAt = NaN
  walk.breachedAt = NaN
  walk.target =
    target.kind === 'business-days'
      ? openMillis(calendar, at, addBusinessDays(calendar, at, target.days))
      : target.millis
}

/** Counts a stretch in which the clock ran, and notes where in it the target was used up and passed. */
function countTime(walk: Walk, from: EpochMillis, to: EpochMillis): void {
  if (from >= to) return
  const { calendar, target } = walk.clock
  const isReal = target.kind === 'rolling'
  const length = isReal ? to - from : openMillis(calendar, from, to)
  const before = walk.counted
  const after = before + length
  walk.counted = after
  if (after < walk.target) return
  const left = walk.target - before
  if (Number.isNaN(walk.usedUpAt)) walk.usedUpAt = isReal ? from + left : dueAt(calendar, from, left)
  if (after === walk.target || !Number.isNaN(walk.breachedAt)) return
  const passed = isReal ? from + left : dueAt(calendar, from, left)
  walk.breachedAt = isReal ? passed : nextOpen(calendar, passed)
}

function write(walk: Walk, item: number, until: EpochMillis, into: ClockColumns): void {
  const { state, stoppedAt } = walk
  const isRead = state !== notStarted && state !== severalRuns
  const late = isRead ? Math.max(0, walk.counted - walk.target) : 0
  const verdict = late > 0 ? breached : state
  into.verdict[item] = verdict
  into.state[item] = state
  into.startedAt[item] = isRead ? walk.startedAt : NaN
  into.stoppedAt[item] = isRead ? stoppedAt : NaN
  into.lateByOpenMillis[item] = late
  into.breachedAt[item] = late > 0 ? walk.breachedAt : NaN
  into.dueAt[item] = verdict === breached ? walk.usedUpAt : dueOf(walk, verdict, stoppedAt, until)
}

function dueOf(walk: Walk, verdict: number, stoppedAt: EpochMillis, until: EpochMillis): EpochMillis {
  if (verdict !== met && verdict !== running) return NaN
  const { clock, target, counted, startedAt, usedUpAt } = walk
  const left = target - counted
  if (left === 0) return Number.isNaN(usedUpAt) ? startedAt : usedUpAt
  const end = verdict === met ? stoppedAt : until
  return clock.target.kind === 'rolling' ? end + left : dueAt(clock.calendar, end, left)
}
