import type { EpochMillis } from '../../kernel/time/instant.ts'
import { businessDayEdges } from './business-days.ts'
import type { ClockReading, ClockRun, ClockSegment, ClockState, Owner } from './clock-reading.ts'
import { judgeRun } from './judging.ts'
import type { Target } from './target/target.ts'
import { openIntervals, openMillis, type CompiledCalendar } from './open-time.ts'

/** What happened to a clock at an instant, in words for people. */
export type TraceWhat =
  | 'clock starts'
  | 'clock restarts'
  | 'clock rests'
  | 'clock runs again'
  | 'clock stops'
  | 'work is reopened'
  | 'clock is cancelled'
  | 'business day begins'
  | 'business day ends'
  | 'break begins'
  | 'break ends'
  | 'target is used up'
  | 'target is passed'
  | 'clock is read'
  | 'rows are left out'

/**
 * A row of a clock's story. `owner` has the time from here on (in the last row: until here).
 * `openMillisSoFar` is what had counted in this run.
 */
export type TraceRow = {
  readonly at: EpochMillis
  readonly what: TraceWhat
  readonly owner: Owner
  readonly openMillisSoFar: number
}

type Moment = Omit<TraceRow, 'openMillisSoFar'>

type DayEdges = ReturnType<typeof businessDayEdges>

const rowsMax = 1000

/**
 * The story of a clock for people: what happened, whose time it was and how much had counted, with the openings and
 * closings of the calendar while it ran. At most 1,000 rows: of a longer story the middle is left out, and says so.
 * Throws HorizonError.
 */
export function clockTrace(reading: ClockReading, calendar: CompiledCalendar, target: Target): TraceRow[] {
  const edges = businessDayEdges(calendar)
  const rows: TraceRow[] = []
  for (const [index, run] of reading.earlierRuns.entries()) {
    rows.push(...runRows(run, { state: 'stopped', index, until: reading.until }, calendar, target, edges))
  }
  const { startedAt, state, until } = reading
  if (startedAt !== undefined) {
    const place = { state, index: reading.earlierRuns.length, until }
    rows.push(...runRows({ ...reading, startedAt }, place, calendar, target, edges))
  }
  return bounded(rows)
}

function bounded(rows: TraceRow[]): TraceRow[] {
  const head = rows.slice(0, rowsMax / 2)
  const last = head.at(-1)
  if (rows.length <= rowsMax || !last) return rows
  return [...head, { ...last, what: 'rows are left out' }, ...rows.slice(1 - rowsMax / 2)]
}

function runRows(
  run: ClockRun,
  place: { state: ClockState; index: number; until: EpochMillis },
  calendar: CompiledCalendar,
  target: Target,
  edges: DayEdges,
): TraceRow[] {
  const first = run.segments[0]
  const moments: Moment[] = []
  let before: ClockSegment | undefined
  for (const segment of run.segments) {
    const what = before ? beginningOf(segment, before) : place.index > 0 ? 'clock restarts' : 'clock starts'
    moments.push({ at: segment.from, what, owner: segment.owner })
    if (segment.counts) moments.push(...calendarMoments(segment, calendar, edges))
    before = segment
  }
  const judged = judgeRun(run, place.state, calendar, target, place.until)
  const end = run.stoppedAt ?? place.until
  const owner = first?.owner ?? 'provider'
  if (judged.dueAt !== undefined && judged.dueAt <= end)
    moments.push({ at: judged.dueAt, what: 'target is used up', owner })
  if (judged.breachedAt !== undefined) moments.push({ at: judged.breachedAt, what: 'target is passed', owner })
  moments.push({ at: end, what: endingOf(place.state), owner: before?.owner ?? owner })
  // The sort is stable, so moments of one instant keep the order in which they were told.
  moments.sort((a, b) => a.at - b.at)
  return moments.map((moment) => ({ ...moment, openMillisSoFar: countedUntil(run, calendar, moment.at) }))
}

function beginningOf(segment: ClockSegment, before: ClockSegment): TraceRow['what'] {
  if (segment.phase === 'stopped') return 'clock stops'
  if (before.phase === 'stopped') return 'work is reopened'
  return segment.phase === 'rests' ? 'clock rests' : 'clock runs again'
}

function endingOf(state: ClockState): TraceRow['what'] {
  if (state === 'stopped') return 'clock stops'
  return state === 'cancelled' ? 'clock is cancelled' : 'clock is read'
}

/** Openings and closings of the calendar strictly inside a segment that counts. */
function calendarMoments(segment: ClockSegment, calendar: CompiledCalendar, edges: DayEdges): Moment[] {
  const { owner } = segment
  const moments: Moment[] = []
  for (const { from, to } of openIntervals(calendar, segment.from, segment.to)) {
    if (from > segment.from) {
      moments.push({ at: from, what: edges.opens.has(from) ? 'business day begins' : 'break ends', owner })
    }
    if (to < segment.to) {
      moments.push({ at: to, what: edges.closes.has(to) ? 'business day ends' : 'break begins', owner })
    }
  }
  return moments
}

function countedUntil(run: ClockRun, calendar: CompiledCalendar, at: EpochMillis): number {
  let open = 0
  for (const { counts, from, to } of run.segments) {
    if (counts && from < at) open += openMillis(calendar, from, Math.min(to, at))
  }
  return open
}
