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

/** Of which clocks that are not breached it is asked when they are due: it costs more than all the rest. */
export type DueAsked = 'all' | 'running'

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

/** One target of a clock while its time is counted. */
type Run = {
  readonly target: CompiledClock['target']
  length: number
  counted: number
  usedUpAt: EpochMillis
  breachedAt: EpochMillis
}

// A clock in the middle of its events. One for all items, so that none makes an object.
type Walk = {
  readonly clock: CompiledClock
  readonly runs: readonly Run[]
  /** Whether any target counts open time, and not the real one. */
  readonly countsOpenTime: boolean
  state: number
  rests: number
  since: EpochMillis
  startedAt: EpochMillis
  stoppedAt: EpochMillis
}

/**
 * Reads and judges a clock over all items as they stand just before an instant: the same verdicts, instants and
 * lateness as runClock and judgeClock give for the events before it. Throws HorizonError.
 */
export function judgeColumns(
  clock: CompiledClock,
  events: EventColumns,
  until: EpochMillis,
  into: ClockColumns,
  asked: DueAsked = 'all',
): void {
  walkItems([clock], events, until, (item, walk) => write(walk, walk.runs[0]!, { item, until, into, asked }))
}

/** One of several targets of one clock: where its row of the item that was read last is written. */
export type JudgedTarget = {
  readonly clock: CompiledClock
  /** Columns for one item. */
  readonly row: ClockColumns
  readonly asked: DueAsked
}

/**
 * Reads one clock over all items and judges it by several targets at once, as judgeColumns does for each: the events of
 * an item are walked once, and the rows are there when it is taken. The clocks are of one rule and one calendar.
 */
export function judgeItems(
  targets: readonly JudgedTarget[],
  events: EventColumns,
  until: EpochMillis,
  take: (item: number) => void,
): void {
  const clocks = targets.map(({ clock }) => clock)
  walkItems(clocks, events, until, (item, walk) => {
    for (let at = 0; at < targets.length; at++) {
      const { row, asked } = targets[at]!
      write(walk, walk.runs[at]!, { item: 0, until, into: row, asked })
    }
    take(item)
  })
}

function walkItems(
  clocks: readonly CompiledClock[],
  { offsets, codes, instants }: EventColumns,
  until: EpochMillis,
  take: (item: number, walk: Walk) => void,
): void {
  const walk = newWalk(clocks)
  const { roles } = walk.clock
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
    take(item, walk)
  }
}

function newWalk(clocks: readonly CompiledClock[]): Walk {
  const [clock] = clocks
  if (!clock) throw new Error('A walk needs a clock.')
  const runs = clocks.map(({ target }): Run => ({ target, length: 0, counted: 0, usedUpAt: NaN, breachedAt: NaN }))
  return {
    clock,
    runs,
    countsOpenTime: runs.some(({ target }) => target.kind !== 'rolling'),
    state: notStarted,
    rests: 0,
    since: 0,
    startedAt: 0,
    stoppedAt: NaN,
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
  const { calendar } = walk.clock
  walk.state = running
  walk.rests = 0
  walk.since = at
  walk.startedAt = at
  walk.stoppedAt = NaN
  for (const run of walk.runs) {
    const { target } = run
    run.counted = 0
    run.usedUpAt = NaN
    run.breachedAt = NaN
    run.length =
      target.kind === 'business-days'
        ? openMillis(calendar, at, addBusinessDays(calendar, at, target.days))
        : target.millis
  }
}

/** Counts a stretch in which the clock ran, and notes where in it each target was used up and passed. */
function countTime(walk: Walk, from: EpochMillis, to: EpochMillis): void {
  if (from >= to) return
  const { calendar } = walk.clock
  const open = walk.countsOpenTime ? openMillis(calendar, from, to) : 0
  for (const run of walk.runs) {
    const isReal = run.target.kind === 'rolling'
    const before = run.counted
    const after = before + (isReal ? to - from : open)
    run.counted = after
    if (after < run.length) continue
    const left = run.length - before
    if (Number.isNaN(run.usedUpAt)) run.usedUpAt = isReal ? from + left : dueAt(calendar, from, left)
    if (after === run.length || !Number.isNaN(run.breachedAt)) continue
    const passed = isReal ? from + left : dueAt(calendar, from, left)
    run.breachedAt = isReal ? passed : nextOpen(calendar, passed)
  }
}

type Written = {
  readonly item: number
  readonly until: EpochMillis
  readonly into: ClockColumns
  readonly asked: DueAsked
}

function write(walk: Walk, run: Run, { item, until, into, asked }: Written): void {
  const { state, stoppedAt } = walk
  const isRead = state !== notStarted && state !== severalRuns
  const late = isRead ? Math.max(0, run.counted - run.length) : 0
  const verdict = late > 0 ? breached : state
  into.verdict[item] = verdict
  into.state[item] = state
  into.startedAt[item] = isRead ? walk.startedAt : NaN
  into.stoppedAt[item] = isRead ? stoppedAt : NaN
  into.lateByOpenMillis[item] = late
  into.breachedAt[item] = late > 0 ? run.breachedAt : NaN
  if (verdict === breached) into.dueAt[item] = run.usedUpAt
  else into.dueAt[item] = asked === 'all' || verdict === running ? dueOf(walk, run, verdict, until) : NaN
}

function dueOf(walk: Walk, run: Run, verdict: number, until: EpochMillis): EpochMillis {
  if (verdict !== met && verdict !== running) return NaN
  const left = run.length - run.counted
  if (left === 0) return Number.isNaN(run.usedUpAt) ? walk.startedAt : run.usedUpAt
  const end = verdict === met ? walk.stoppedAt : until
  return run.target.kind === 'rolling' ? end + left : dueAt(walk.clock.calendar, end, left)
}
