import { parseForeignTimestamp, type EpochMillis } from '../../../kernel/time/instant.ts'
import { TimeError } from '../../../kernel/time/time-error.ts'
import type { GivenFacts } from '../../expression/expression.ts'
import type { ClockEvent } from '../clock-reading.ts'
import { joinRoles, type CompiledRule, type Roles } from '../rule/hearing.ts'
import type { Moment } from './replaying.ts'

/** What an event does to a clock, and from which instant on. */
export type Effect = Moment & { readonly roles: Roles }

/**
 * What the events that were told up to an instant do to a clock whose rule asks facts, in the order in which it takes
 * effect up to that instant. A condition is asked of the facts as they stand when its event is told. A trigger that
 * takes effect at the instant a fact holds does so then, but not before the item's first event; where the fact holds no
 * instant, it does so when it is told.
 * @param events in the order of (at, sequence)
 */
export function effectsOf(rule: CompiledRule, events: readonly ClockEvent[], until: EpochMillis): Effect[] {
  const effects: Effect[] = []
  let facts: GivenFacts = {}
  const first = events[0]?.at ?? until
  for (const event of events) {
    if (event.at > until) break
    if (event.facts) facts = { ...facts, ...event.facts }
    const hearing = rule.byName.get(event.name)
    if (!hearing) continue
    let roles = hearing.plain
    for (const refined of hearing.refined) {
      if (refined.when && !refined.when.holds(facts)) continue
      if (refined.atFact === undefined) roles = joinRoles(roles, refined.roles)
      else {
        const at = Math.max(first, instantIn(facts, refined.atFact) ?? event.at)
        if (at <= until) effects.push({ roles: refined.roles, at, sequence: event.sequence })
      }
    }
    effects.push({ roles, at: event.at, sequence: event.sequence })
  }
  // The sort is stable: what one event does at one instant stays in the order of the rule.
  return effects.sort((a, b) => a.at - b.at || a.sequence - b.sequence)
}

function instantIn(facts: GivenFacts, name: string): EpochMillis | undefined {
  const value = Object.hasOwn(facts, name) ? facts[name] : undefined
  if (typeof value !== 'string') return undefined
  try {
    return parseForeignTimestamp(value)
  } catch (error) {
    if (error instanceof TimeError) return undefined
    throw error
  }
}
