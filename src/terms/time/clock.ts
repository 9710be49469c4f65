import type { EpochMillis } from '../../kernel/time/instant.ts'
import type { ClockEvent, ClockReading, ClockRule } from './clock-reading.ts'
import type { CompiledCalendar } from './open-time.ts'
import { effectsOf } from './reading/effects.ts'
import { hear, newReplay, readingOf } from './reading/replaying.ts'
import { compileRule } from './rule/hearing.ts'

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
export { asksFacts, eventNamesOf } from './rule/hearing.ts'

/**
 * Replays the events up to and including `until`, in the order of (at, sequence) whatever order they come in:
 * - the first start counts; a start while the clock runs, rests or has stopped is ignored, and so is all before it
 * - a rest begins once however often its beginning is told; when rests overlap, the minutes belong to the owner of the
 *   one that began first, and the clock runs again when all have ended, or when an event resumes it
 * - work that is handed to another is his from his acknowledgement on, or from when the rule's time for one has passed
 * - a restart while the clock runs or rests begins a new run from zero; the former is kept in `earlierRuns`
 * - the first stop counts, also out of a rest; after it only a reopening is heard
 * - a reopening resumes the run, or restarts: a new run from zero, the former is kept in `earlierRuns`. The time
 *   between stop and reopening belongs to the other side: to the client, or to the provider for a client's clock
 * - a cancelled clock hears nothing more; a stopped one is not cancelled, because the work was done
 * - a rule with conditions, or with instants that facts hold, needs all events of the item with their facts
 * @param calendar the rule's own; only a transfer that is accepted by itself needs it
 */
export function runClock(
  rule: ClockRule,
  events: readonly ClockEvent[],
  until: EpochMillis,
  calendar?: CompiledCalendar,
): ClockReading {
  const compiled = compileRule(rule)
  const replay = newReplay(rule, until, calendar)
  const ordered = inOrder(events)
  if (compiled.asksFacts) {
    for (const effect of effectsOf(compiled, ordered, until)) hear(replay, effect.roles, effect)
    return readingOf(replay, until)
  }
  for (const event of ordered) {
    if (event.at > until) break
    const hearing = compiled.byName.get(event.name)
    if (hearing) hear(replay, hearing.plain, event)
  }
  return readingOf(replay, until)
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
