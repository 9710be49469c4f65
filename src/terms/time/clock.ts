import type { EpochMillis } from '../../kernel/time/instant.ts'

import type { ClockEvent, ClockReading, ClockRule, ClockRun, ClockSegment, ClockState } from './clock-reading.ts'

export { clockTrace, type TraceRow } from './clock-trace.ts'
export {
  ClockRule,
  Owner,
  type ClockEvent,
  type ClockReading,
  type ClockRun,
  type ClockSegment,
  type ClockState,
} from './clock-reading.ts'
export { judgeClock, openMillisOf, type ClockJudgement } from './judging.ts'

/** What an event name does to a clock. Rests are named by their place in the rule. */
type Roles = {
  starts: boolean
  stops: boolean
  reopens: boolean
  cancels: boolean
  beginsRests: number[]
  endsRests: number[]
}

const rolesByRule = new WeakMap<ClockRule, ReadonlyMap<string, Roles>>()

type Replay = {
  readonly rule: ClockRule
  state: ClockState
  startedAt: EpochMillis
  stoppedAt: EpochMillis | undefined
  /** Rests that have begun and not ended, the earliest first. */
  rests: number[]
  since: EpochMillis
  cause: number
  segments: ClockSegment[]
  earlierRuns: ClockRun[]
}

/**
 * Replays the events up to and including `until`, in the order of (at, sequence) whatever order they come in:
 * - the first start counts; a start while the clock runs, rests or has stopped is ignored, and so is all before it
 * - a rest begins once however often its beginning is told; when rests overlap, the minutes belong to the owner of the
 *   one that began first, and the clock runs again when all have ended
 * - the first stop counts, also out of a rest; after it only a reopening is heard
 * - a reopening resumes the run, or restarts: a new run from zero, the former is kept in `earlierRuns`. The time
 *   between stop and reopening belongs to the other side: to the client, or to the provider for a client's clock
 * - a cancelled clock hears nothing more; a stopped one is not cancelled, because the work was done
 */
export function runClock(rule: ClockRule, events: readonly ClockEvent[], until: EpochMillis): ClockReading {
  const roles = rolesOf(rule)
  const replay: Replay = {
    rule,
    state: 'not-started',
    startedAt: until,
    stoppedAt: undefined,
    rests: [],
    since: until,
    cause: 0,
    segments: [],
    earlierRuns: [],
  }
  for (const event of inOrder(events)) {
    if (event.at > until) break
    const role = roles.get(event.name)
    if (role) hear(replay, role, event)
  }
  return readingOf(replay, until)
}

function readingOf(replay: Replay, until: EpochMillis): ClockReading {
  const { state, stoppedAt, segments, earlierRuns } = replay
  if (state === 'not-started') return { state, until, segments, earlierRuns }
  if (state === 'running' || state === 'paused') closeSegment(replay, until)
  const { startedAt } = replay
  return stoppedAt === undefined
    ? { state, until, startedAt, segments, earlierRuns }
    : { state, until, startedAt, stoppedAt, segments, earlierRuns }
}

function inOrder(events: readonly ClockEvent[]): readonly ClockEvent[] {
  let earlier = events[0]
  for (const event of events) {
    if (earlier && compareEvents(earlier, event) > 0) return [...events].sort(compareEvents)
    earlier = event
  }
  return events
}

function compareEvents(a: ClockEvent, b: ClockEvent): number {
  return a.at - b.at || a.sequence - b.sequence
}

function hear(replay: Replay, role: Roles, event: ClockEvent): void {
  switch (replay.state) {
    case 'not-started':
      if (role.starts) start(replay, event)
      return
    case 'running':
    case 'paused':
      if (role.cancels) end(replay, 'cancelled', event)
      else if (role.stops) end(replay, 'stopped', event)
      else rest(replay, role, event)
      return
    case 'stopped':
      if (role.reopens) reopen(replay, event)
      return
    case 'cancelled':
      return
  }
}

function start(replay: Replay, event: ClockEvent): void {
  replay.state = 'running'
  replay.startedAt = event.at
  replay.since = event.at
  replay.cause = event.sequence
}

function end(replay: Replay, state: 'stopped' | 'cancelled', event: ClockEvent): void {
  closeSegment(replay, event.at)
  replay.state = state
  replay.stoppedAt = event.at
  replay.rests = []
  replay.cause = event.sequence
}

function rest(replay: Replay, role: Roles, event: ClockEvent): void {
  if (role.beginsRests.length === 0 && role.endsRests.length === 0) return
  const open = replay.rests.filter((index) => !role.endsRests.includes(index))
  const begun = role.beginsRests.filter((index) => !open.includes(index))
  const rests = [...open, ...begun]
  // The owner of the minutes changes only when the first open rest does.
  if (rests[0] !== replay.rests[0]) {
    closeSegment(replay, event.at)
    replay.cause = event.sequence
  }
  replay.rests = rests
  replay.state = rests.length > 0 ? 'paused' : 'running'
}

function reopen(replay: Replay, event: ClockEvent): void {
  const { rule, startedAt, stoppedAt, segments } = replay
  if (rule.reopened?.then === 'ignore' || stoppedAt === undefined) return
  if (rule.reopened?.then === 'restart') {
    replay.earlierRuns.push({ startedAt, stoppedAt, segments })
    replay.segments = []
    replay.startedAt = event.at
  } else {
    const owner = rule.owner === 'client' ? 'provider' : 'client'
    if (stoppedAt < event.at) {
      segments.push({ from: stoppedAt, to: event.at, owner, counts: false, phase: 'stopped', cause: replay.cause })
    }
  }
  replay.state = 'running'
  replay.stoppedAt = undefined
  replay.since = event.at
  replay.cause = event.sequence
}

/** Writes down the stretch that ends now; an empty one is none. */
function closeSegment(replay: Replay, at: EpochMillis): void {
  const { rule, rests, since, cause } = replay
  const [resting] = rests
  const owner = resting === undefined ? rule.owner : (rule.rests[resting]?.owner ?? rule.owner)
  const counts = resting === undefined
  if (since < at) {
    replay.segments.push({ from: since, to: at, owner, counts, phase: counts ? 'runs' : 'rests', cause })
  }
  replay.since = at
}

function rolesOf(rule: ClockRule): ReadonlyMap<string, Roles> {
  const known = rolesByRule.get(rule)
  if (known) return known
  const roles = new Map<string, Roles>()
  const give = (names: string | readonly string[] | undefined, add: (role: Roles) => void) => {
    for (const name of typeof names === 'string' ? [names] : (names ?? [])) {
      const role = roles.get(name) ?? noRoles()
      roles.set(name, role)
      add(role)
    }
  }
  give(rule.runs.from, (role) => (role.starts = true))
  give(rule.runs.to, (role) => (role.stops = true))
  give(rule.reopened?.on, (role) => (role.reopens = true))
  give(rule.cancelled, (role) => (role.cancels = true))
  for (const [index, { from, to }] of rule.rests.entries()) {
    give(from, (role) => role.beginsRests.push(index))
    give(to, (role) => role.endsRests.push(index))
  }
  rolesByRule.set(rule, roles)
  return roles
}

function noRoles(): Roles {
  return { starts: false, stops: false, reopens: false, cancels: false, beginsRests: [], endsRests: [] }
}
