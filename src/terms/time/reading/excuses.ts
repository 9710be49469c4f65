import type { EpochMillis } from '../../../kernel/time/instant.ts'
import type { FactValue } from '../../history.ts'
import { runClock } from '../clock.ts'
import type { ClockEvent, ClockReading, ClockRun, ClockSegment } from '../clock-reading.ts'
import { judgeRun } from '../judging.ts'
import type { CompiledCalendar } from '../open-time.ts'
import type { ClockRule, Excuse, Owner } from '../rule/clock-rule.ts'

/** The time for which a duty was overdue, from (inclusive) to (exclusive), and whether it still is at the end. */
export type OverdueStretch = {
  readonly from: EpochMillis
  readonly to: EpochMillis
  readonly owner: Owner
  readonly cause: number
  readonly isOpen: boolean
}

export type NamedClocks = {
  readonly clocks: Readonly<Record<string, ClockRule>>
  readonly calendars: Readonly<Record<string, CompiledCalendar>>
}

/** When the duty of that clock was overdue for any work item that has this value of the fact. */
export type OverdueElsewhere = (asked: {
  readonly clock: string
  readonly fact: string
  readonly value: FactValue
}) => readonly OverdueStretch[]

/**
 * Reads the clocks of one work item that depend on each other, each once. Where a clock's rule says so, the time during
 * which another one's duty was overdue is taken from it and given to the duty's owner (`moves`), or excuses the work
 * (`excuses`). Parsed terms hold no circle of excuses.
 */
export function readClocks(
  named: NamedClocks,
  events: readonly ClockEvent[],
  until: EpochMillis,
  elsewhere: OverdueElsewhere = () => [],
): (clock: string) => ClockReading {
  const readings = new Map<string, ClockReading>()
  const read = (name: string): ClockReading => {
    const known = readings.get(name)
    if (known) return known
    const rule = ruleOf(named, name)
    let reading = runClock(rule, events, until, calendarOf(named, rule))
    for (const excuse of rule.excusedBy ?? []) {
      const stretches = merged(stretchesOf(excuse))
      reading = excuse.then === 'moves' ? moved(reading, excuse, stretches) : excused(reading, excuse, stretches)
    }
    readings.set(name, reading)
    return reading
  }
  const stretchesOf = ({ clock, matching }: Excuse): readonly OverdueStretch[] => {
    if (matching === undefined) return overdueStretches(ruleOf(named, clock), read(clock), calendarsOf(named, clock))
    const value = factAt(events, matching, until)
    return value === undefined ? [] : elsewhere({ clock, fact: matching, value })
  }
  const excused = (reading: ClockReading, excuse: Excuse, stretches: readonly OverdueStretch[]): ClockReading => {
    if (reading.excused || !stretches.some((stretch) => meets(reading, stretch))) return reading
    const { clock } = excuse
    return { ...reading, excused: { clock, clause: excuse.clause ?? ruleOf(named, clock).clause } }
  }
  return read
}

/**
 * When the duty of a clock was overdue: what counted of its runs after its own target (`within`) was used up. Throws
 * HorizonError.
 */
export function overdueStretches(rule: ClockRule, reading: ClockReading, calendar: CompiledCalendar): OverdueStretch[] {
  const target = rule.within?.duration
  if (!target) throw new Error('A clock that excuses another has a target of its own: parsed terms do.')
  const runs: { run: ClockRun; state: ClockReading['state'] }[] = reading.earlierRuns.map((run) => ({
    run,
    state: 'stopped',
  }))
  const { startedAt, stoppedAt, segments, state, until } = reading
  if (startedAt !== undefined) {
    runs.push({ run: { startedAt, segments, ...(stoppedAt === undefined ? {} : { stoppedAt }) }, state })
  }
  return runs.flatMap((one) => {
    const { verdict, dueAt } = judgeRun(one.run, one.state, calendar, target, until)
    if (verdict !== 'breached' || dueAt === undefined) return []
    return one.run.segments.flatMap(({ counts, from, to, owner, cause }) => {
      if (!counts || to <= dueAt) return []
      return [{ from: Math.max(from, dueAt), to, owner, cause, isOpen: one.state === 'running' && to === until }]
    })
  })
}

function ruleOf(named: NamedClocks, clock: string): ClockRule {
  const rule = Object.hasOwn(named.clocks, clock) ? named.clocks[clock] : undefined
  if (!rule) throw new Error(`Parsed terms have no clock "${clock}".`)
  return rule
}

function calendarsOf(named: NamedClocks, clock: string): CompiledCalendar {
  return calendarOf(named, ruleOf(named, clock))
}

function calendarOf(named: NamedClocks, rule: ClockRule): CompiledCalendar {
  const calendar = Object.hasOwn(named.calendars, rule.calendar) ? named.calendars[rule.calendar] : undefined
  if (!calendar) throw new Error(`Parsed terms have no calendar "${rule.calendar}".`)
  return calendar
}

/** The value of a fact after all events up to an instant. */
function factAt(events: readonly ClockEvent[], name: string, until: EpochMillis): FactValue | undefined {
  let latest: ClockEvent | undefined
  for (const event of events) {
    if (event.at > until || !event.facts || !Object.hasOwn(event.facts, name)) continue
    if (!latest || event.at > latest.at || (event.at === latest.at && event.sequence > latest.sequence)) latest = event
  }
  return latest?.facts?.[name] ?? undefined
}

/** The same time as stretches that do not overlap, in order; of two that do, the earlier one keeps its time. */
function merged(stretches: readonly OverdueStretch[]): OverdueStretch[] {
  const result: OverdueStretch[] = []
  const inOrder = [...stretches].sort((a, b) => a.from - b.from || b.to - a.to || a.cause - b.cause)
  for (const stretch of inOrder) {
    const from = Math.max(stretch.from, result.at(-1)?.to ?? stretch.from)
    if (from < stretch.to) result.push({ ...stretch, from })
  }
  return result
}

function meets(reading: ClockReading, { from, to }: OverdueStretch): boolean {
  return [...reading.earlierRuns, reading].some(({ segments }) => {
    return segments.some((segment) => segment.from < to && from < segment.to)
  })
}

function moved(reading: ClockReading, { clock }: Excuse, stretches: readonly OverdueStretch[]): ClockReading {
  if (stretches.length === 0) return reading
  const without = (segments: readonly ClockSegment[]) =>
    segments.flatMap((segment) => (segment.counts ? cut(segment, clock, stretches) : [segment]))
  const earlierRuns = reading.earlierRuns.map((run) => ({ ...run, segments: without(run.segments) }))
  const isHeld = reading.state === 'running' && stretches.some(({ isOpen, to }) => isOpen && to === reading.until)
  const state = isHeld ? 'paused' : reading.state
  return { ...reading, state, earlierRuns, segments: without(reading.segments) }
}

/** The parts of a segment that counts: inside a stretch they count no more and are the duty's owner's. */
function cut(segment: ClockSegment, clock: string, stretches: readonly OverdueStretch[]): ClockSegment[] {
  const parts: ClockSegment[] = []
  let from = segment.from
  for (const stretch of stretches) {
    const [begins, ends] = [Math.max(from, stretch.from), Math.min(segment.to, stretch.to)]
    if (begins >= ends) continue
    if (from < begins) parts.push({ ...segment, from, to: begins })
    const { owner, cause } = stretch
    parts.push({ from: begins, to: ends, owner, cause, counts: false, phase: 'rests', excusedBy: clock })
    from = ends
  }
  if (from < segment.to) parts.push({ ...segment, from })
  return parts
}
