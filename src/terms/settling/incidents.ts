import { rowsOf } from '../explanation.ts'
import type { FactValue, History } from '../history.ts'
import type { Window } from '../level/population.ts'
import { classify } from '../level/service-level.ts'
import { selectedEvents, factsUpTo } from '../measure/selecting.ts'
import { named } from '../model.ts'
import type { Terms } from '../model.ts'
import { factsBefore } from '../value/facts.ts'
import type { SettledLevel } from './levels.ts'

/** What names the level in the event by which the client chooses one. */
const levelFact = 'level'

/**
 * Finds the incidents each of which alone made a level fail: without the late items that have it as a fact when the
 * period ends, the level would be met. Only shares of items fail by their items.
 */
export function incidentsOf(
  terms: Terms,
  history: History,
  window: Window,
): (level: SettledLevel) => readonly string[] {
  const fact = terms.credits?.sameIncident?.fact
  if (fact === undefined) return () => []
  const places = new Map(history.itemIds.map((id, item) => [id, item]))
  return ({ level, outcome, late }) => {
    if (!late || late.length === 0) return []
    const counts = new Map<string, number>()
    for (const { workItemId } of rowsOf(late)) {
      const incident = textOf(factsBefore(history, places.get(workItemId) ?? -1, window.to)[fact])
      if (incident !== undefined) counts.set(incident, (counts.get(incident) ?? 0) + 1)
    }
    const measure = named(terms.measures, level.measure)
    const { numerator, denominator } = outcome.attainment
    const isMetWithout = (count: number) => {
      const without = denominator - count
      const measured = { unit: 'percent', numerator, denominator: without } as const
      const { state } = classify(level, measure, { measured, sample: without, misses: without - numerator })
      return state !== 'missed-expected' && state !== 'missed-minimum'
    }
    return [...counts].flatMap(([incident, count]) => (isMetWithout(count) ? [incident] : [])).sort()
  }
}

/**
 * The level that the client chose for each incident, by the last event of the agreed name in the period: a fact of its
 * work item names the incident, the fact `level` the level whose credit it takes.
 */
export function chosenLevels({ credits }: Terms, history: History, window: Window): Map<string, string> {
  const rule = credits?.sameIncident
  const chosen = new Map<string, string>()
  if (!rule || typeof rule.take === 'string') return chosen
  const events = selectedEvents(history, window, { event: rule.take.choice })
  events.sort((a, b) => a.at - b.at || history.sequenceAt(a.column) - history.sequenceAt(b.column))
  for (const event of events) {
    const facts = factsUpTo(history, event)
    const [incident, level] = [textOf(facts[rule.fact]), textOf(facts[levelFact])]
    if (incident !== undefined && level !== undefined) chosen.set(incident, level)
  }
  return chosen
}

function textOf(value: FactValue | undefined): string | undefined {
  return value === undefined ? undefined : String(value)
}
