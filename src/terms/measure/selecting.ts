import { z } from 'zod'
import { ExpressionText } from '../expression/expression.ts'
import type { EvidenceRow } from '../explanation.ts'
import type { FactValue, History } from '../history.ts'
import type { Window } from '../level/population.ts'
import { EventName, FactFilter } from '../value/schemas.ts'

/** Events of a name, of work items with certain facts, or for which a condition holds as their facts then stand. */
export const Selected = z.strictObject({
  event: EventName,
  only: FactFilter.optional(),
  when: ExpressionText.optional(),
})
export type Selected = z.output<typeof Selected>

/** One event of a history: its item, its column, its instant. */
export type Found = { readonly item: number; readonly column: number; readonly at: number }

/** The events inside a window that are selected, in the order of items and then of time. */
export function selectedEvents(history: History, window: Window, selected: Selected): Found[] {
  const code = history.codeOf(selected.event)
  const found: Found[] = []
  if (code === undefined) return found
  for (let item = 0; item < history.itemIds.length; item += 1) {
    for (let column = history.offsets[item] ?? 0; column < (history.offsets[item + 1] ?? 0); column += 1) {
      const at = history.instants[column] ?? NaN
      if (at >= window.to) break
      if (history.codes[column] !== code || at < window.from) continue
      if (holdsAt(history, { item, column, at }, selected)) found.push({ item, column, at })
    }
  }
  return found
}

/** Whether the conditions hold with the facts as they stand at an event. */
export function holdsAt(history: History, at: Found, { only, when }: Pick<Selected, 'only' | 'when'>): boolean {
  if (!only && !when) return true
  const facts = factsUpTo(history, at)
  if (only && !Object.entries(only).every(([name, value]) => facts[name] === value)) return false
  return when === undefined || when.holds(facts)
}

/** The facts of an item as they stand at one of its events, that event's own among them. */
export function factsUpTo(
  history: History,
  { item, column }: Pick<Found, 'item' | 'column'>,
): Record<string, FactValue> {
  const facts: Record<string, FactValue> = {}
  for (let at = history.offsets[item] ?? 0; at <= column; at += 1) Object.assign(facts, history.factsAt(at))
  return facts
}

/** The first event of a name after another one of the same item, before an instant; undefined where there is none. */
export function firstAfter(history: History, from: Found, name: string, before: number): Found | undefined {
  const code = history.codeOf(name)
  if (code === undefined) return undefined
  for (let column = from.column + 1; column < (history.offsets[from.item + 1] ?? 0); column += 1) {
    const at = history.instants[column] ?? NaN
    if (at >= before) return undefined
    if (history.codes[column] === code) return { item: from.item, column, at }
  }
  return undefined
}

/** A row of evidence for an event. */
export function rowOf(history: History, { item, at }: Found, verdict: EvidenceRow['verdict']): EvidenceRow {
  return { workItemId: history.itemIds[item] ?? '', verdict, stoppedAt: at }
}

/** 'of work items where language is "da"', 'where the priority is high'; '' where all are meant. */
export function selectionText({ only, when }: Pick<Selected, 'only' | 'when'>): string {
  const facts = Object.entries(only ?? {}).sort(([left], [right]) => (left < right ? -1 : 1))
  const parts = facts.map(([name, value]) => `${name} is ${JSON.stringify(value)}`)
  if (when) parts.push(when.english())
  return parts.length === 0 ? '' : ` where ${parts.join(' and ')}`
}
