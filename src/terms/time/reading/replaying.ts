import type { EpochMillis } from '../../../kernel/time/instant.ts'
import type { ClockReading, ClockRun, ClockSegment, ClockState } from '../clock-reading.ts'
import { HorizonError, type CompiledCalendar } from '../open-time.ts'
import type { ClockRule, Owner } from '../rule/clock-rule.ts'
import type { Roles } from '../rule/hearing.ts'
import { firstDueOf } from '../target/due.ts'

/** When something takes effect, and the event that says so. */
export type Moment = { readonly at: EpochMillis; readonly sequence: number }

/** A transfer that was told and is not accepted yet: it takes effect by itself at `acceptedAt`. */
type Pending = { readonly rest: number; readonly acceptedAt: EpochMillis; readonly cause: number }

/** A clock while its events are heard, one after the other. */
export type Replay = {
  readonly rule: ClockRule
  readonly calendar: CompiledCalendar | undefined
  state: ClockState
  startedAt: EpochMillis
  stoppedAt: EpochMillis | undefined
  /** Rests and transfers that have begun and not ended, the earliest first. */
  rests: number[]
  pending: Pending[]
  since: EpochMillis
  cause: number
  segments: ClockSegment[]
  earlierRuns: ClockRun[]
}

/** A clock that has heard nothing. */
export function newReplay(rule: ClockRule, until: EpochMillis, calendar: CompiledCalendar | undefined): Replay {
  return {
    rule,
    calendar,
    state: 'not-started',
    startedAt: until,
    stoppedAt: undefined,
    rests: [],
    pending: [],
    since: until,
    cause: 0,
    segments: [],
    earlierRuns: [],
  }
}

/** Lets a clock hear what takes effect next; moments come in their order. */
export function hear(replay: Replay, roles: Roles, moment: Moment): void {
  if (replay.pending.length > 0) accept(replay, moment.at)
  switch (replay.state) {
    case 'not-started':
      if (roles.starts) start(replay, moment)
      return
    case 'running':
    case 'paused':
      if (roles.cancels) end(replay, 'cancelled', moment)
      else if (roles.stops) end(replay, 'stopped', moment)
      else if (roles.restarts) restart(replay, moment)
      else heedRests(replay, roles, moment)
      return
    case 'stopped':
      if (roles.reopens === 'resume' || roles.reopens === 'restart') reopen(replay, roles.reopens, moment)
      return
    case 'cancelled':
      return
  }
}

/** What the clock says at an instant, which no moment that it heard is later than. */
export function readingOf(replay: Replay, until: EpochMillis): ClockReading {
  if (replay.pending.length > 0) accept(replay, until)
  const { state, stoppedAt, segments, earlierRuns } = replay
  if (state === 'not-started') return { state, until, segments, earlierRuns }
  if (state === 'running' || state === 'paused') closeSegment(replay, until)
  const { startedAt } = replay
  return stoppedAt === undefined
    ? { state, until, startedAt, segments, earlierRuns }
    : { state, until, startedAt, stoppedAt, segments, earlierRuns }
}

function start(replay: Replay, { at, sequence }: Moment): void {
  replay.state = 'running'
  replay.startedAt = at
  replay.since = at
  replay.cause = sequence
}

function end(replay: Replay, state: 'stopped' | 'cancelled', { at, sequence }: Moment): void {
  closeSegment(replay, at)
  replay.state = state
  replay.stoppedAt = at
  replay.rests = []
  replay.pending = []
  replay.cause = sequence
}

/** Begins a new run from zero, without rests. */
function restart(replay: Replay, moment: Moment): void {
  closeSegment(replay, moment.at)
  const { startedAt, segments } = replay
  replay.earlierRuns.push({ startedAt, stoppedAt: moment.at, segments, isAbandoned: true })
  replay.segments = []
  replay.rests = []
  replay.pending = []
  start(replay, moment)
}

function heedRests(replay: Replay, roles: Roles, moment: Moment): void {
  const { beginsRests, endsRests, handsOver, acknowledges, resumes } = roles
  if (handsOver.length > 0 || acknowledges.length > 0 || replay.pending.length > 0) {
    transfer(replay, roles, moment)
    return
  }
  if (beginsRests.length === 0 && endsRests.length === 0 && !resumes) return
  const open = resumes ? [] : replay.rests.filter((index) => !endsRests.includes(index))
  setRests(replay, [...open, ...beginsRests.filter((index) => !open.includes(index))], moment)
}

function setRests(replay: Replay, rests: number[], { at, sequence }: Moment): void {
  // The owner of the minutes changes only when the first open rest does.
  if (rests[0] !== replay.rests[0]) {
    closeSegment(replay, at)
    replay.cause = sequence
  }
  replay.rests = rests
  replay.state = rests.length > 0 ? 'paused' : 'running'
}

/** As heedRests, where work may be handed over: an end takes the offer back, an acknowledgement accepts it. */
function transfer(replay: Replay, roles: Roles, moment: Moment): void {
  const { beginsRests, endsRests, handsOver, acknowledges, resumes } = roles
  const offered = replay.pending.filter(({ rest: index }) => !endsRests.includes(index))
  const accepted = offered.filter(({ rest: index }) => acknowledges.includes(index)).map(({ rest: index }) => index)
  const open = resumes ? [] : replay.rests.filter((index) => !endsRests.includes(index))
  const begun = [...beginsRests, ...accepted].filter((index) => !open.includes(index))
  setRests(replay, [...open, ...begun], moment)
  replay.pending = offered.filter(({ rest: index }) => !accepted.includes(index))
  for (const index of handsOver) {
    if (replay.rests.includes(index) || replay.pending.some((one) => one.rest === index)) continue
    replay.pending.push({ rest: index, acceptedAt: acceptedAt(replay, index, moment.at), cause: moment.sequence })
  }
}

function acceptedAt({ rule, calendar }: Replay, rest: number, at: EpochMillis): EpochMillis {
  const elseAfter = rule.transfers?.[rest - rule.rests.length]?.elseAfter
  if (elseAfter === undefined) return Infinity
  if (!calendar) throw new Error(`A transfer that is accepted by itself needs the calendar "${rule.calendar}".`)
  try {
    return firstDueOf(calendar, at, elseAfter)
  } catch (error) {
    // A clock is read inside the horizon, so what lies beyond has not happened.
    if (error instanceof HorizonError && at <= calendar.horizon.to) return Infinity
    throw error
  }
}

/** Lets the transfers take effect whose time has come, in the order of their instants. */
function accept(replay: Replay, until: EpochMillis): void {
  const due = replay.pending.filter((one) => one.acceptedAt <= until)
  if (due.length === 0) return
  replay.pending = replay.pending.filter((one) => one.acceptedAt > until)
  due.sort((a, b) => a.acceptedAt - b.acceptedAt || a.rest - b.rest)
  for (const { rest: index, acceptedAt: at, cause } of due) {
    setRests(replay, [...replay.rests, index], { at, sequence: cause })
  }
}

function reopen(replay: Replay, how: 'resume' | 'restart', moment: Moment): void {
  const { rule, startedAt, stoppedAt, segments } = replay
  if (stoppedAt === undefined) return
  if (how === 'restart') {
    replay.earlierRuns.push({ startedAt, stoppedAt, segments })
    replay.segments = []
    replay.startedAt = moment.at
  } else if (stoppedAt < moment.at) {
    const owner = rule.owner === 'client' ? 'provider' : 'client'
    const { cause } = replay
    segments.push({ from: stoppedAt, to: moment.at, owner, counts: false, phase: 'stopped', cause })
  }
  replay.state = 'running'
  replay.stoppedAt = undefined
  replay.since = moment.at
  replay.cause = moment.sequence
}

/** Writes down the stretch that ends now; an empty one is none. */
function closeSegment(replay: Replay, at: EpochMillis): void {
  const { rule, rests, since, cause } = replay
  const [resting] = rests
  const counts = resting === undefined
  const owner = counts ? rule.owner : ownerOf(rule, resting)
  if (since < at) {
    replay.segments.push({ from: since, to: at, owner, counts, phase: counts ? 'runs' : 'rests', cause })
  }
  replay.since = at
}

/** Who owns the minutes of a rest, or of a transfer. */
function ownerOf(rule: ClockRule, rest: number): Owner {
  const held = rule.rests[rest]?.owner ?? rule.transfers?.[rest - rule.rests.length]?.to
  return held ?? rule.owner
}
