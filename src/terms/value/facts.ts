import type { EpochMillis } from '../../kernel/time/instant.ts'
import type { FactValue, History } from '../history.ts'
import type { FactFilter } from './schemas.ts'

/**
 * Tells which work items hold all facts of a filter as they stand just before an instant. A later event overrides an
 * earlier one; a fact that was never given holds nothing.
 */
export function heldFacts(
  history: History,
  filter: FactFilter | undefined,
  until: EpochMillis,
): (item: number) => boolean {
  const wanted = Object.entries(filter ?? {})
  if (wanted.length === 0) return () => true
  return (item) => wanted.every(([name, value]) => factOf(history, { item, name, until }) === value)
}

/** The facts of an item as they stand just before an instant. */
export function factsBefore(history: History, item: number, until: EpochMillis): Record<string, FactValue> {
  const facts: Record<string, FactValue> = {}
  for (let column = history.offsets[item] ?? 0; column < (history.offsets[item + 1] ?? 0); column += 1) {
    if ((history.instants[column] ?? NaN) >= until) break
    Object.assign(facts, history.factsAt(column))
  }
  return facts
}

/** 'where language is "da" and rush is true', in the order of the names; '' for no filter. */
export function filterText(filter: FactFilter | undefined): string {
  const wanted = Object.entries(filter ?? {}).sort(([left], [right]) => (left < right ? -1 : 1))
  if (wanted.length === 0) return ''
  return ` where ${wanted.map(([name, value]) => `${name} is ${JSON.stringify(value)}`).join(' and ')}`
}

function factOf(history: History, asked: { item: number; name: string; until: EpochMillis }): FactValue | undefined {
  const { item, name, until } = asked
  const first = history.offsets[item] ?? 0
  for (let column = (history.offsets[item + 1] ?? 0) - 1; column >= first; column -= 1) {
    const facts = history.factsAt(column)
    if (facts && (history.instants[column] ?? NaN) < until && Object.hasOwn(facts, name)) return facts[name]
  }
  return undefined
}
