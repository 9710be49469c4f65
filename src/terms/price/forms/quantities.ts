import type { EvidenceRow } from '../../explanation.ts'
import type { FactValue, History } from '../../history.ts'
import type { Window } from '../../level/population.ts'
import { SettleError } from '../../settling/settle-error.ts'
import { heldFacts } from '../../value/facts.ts'
import type { FactFilter } from '../../value/schemas.ts'

/** Which events of a period are taken, and the whole number that each of them carries in a fact. */
export type Quantity = {
  readonly per: string
  readonly fact: string
  readonly only?: FactFilter | undefined
}

export type Quantities = { readonly rows: readonly EvidenceRow[]; readonly sum: bigint }

/**
 * The events of a name inside the window, one row each, and the sum of a fact as it stands at the event.
 * @throws SettleError where such an event has no whole number in that fact: nothing is taken for nothing
 */
export function quantitiesOf(history: History, window: Window, wanted: Quantity): Quantities {
  const code = history.codeOf(wanted.per)
  const rows: EvidenceRow[] = []
  let sum = 0n
  if (code === undefined) return { rows, sum }
  const holds = heldFacts(history, wanted.only, window.to)
  for (let item = 0; item < history.itemIds.length; item += 1) {
    if (!holds(item)) continue
    for (let column = history.offsets[item] ?? 0; column < (history.offsets[item + 1] ?? 0); column += 1) {
      const chargedAt = history.instants[column] ?? NaN
      if (history.codes[column] !== code || chargedAt < window.from || chargedAt >= window.to) continue
      const workItemId = history.itemIds[item] ?? ''
      const value = factAt(history, item, column, wanted.fact)
      if (typeof value !== 'number') throw missing(workItemId, wanted)
      rows.push({ workItemId, verdict: 'charged', chargedAt, quantity: value })
      sum += BigInt(value)
    }
  }
  return { rows, sum }
}

/** A fact as it stands at an event: given by it, or by an earlier one of the same item. */
export function factAt(history: History, item: number, column: number, name: string): FactValue | undefined {
  for (let at = column; at >= (history.offsets[item] ?? 0); at -= 1) {
    const facts = history.factsAt(at)
    if (facts && Object.hasOwn(facts, name)) return facts[name]
  }
  return undefined
}

function missing(workItemId: string, { per, fact }: Quantity): SettleError {
  const what = `The work item ${workItemId} has "${per}" without a whole number in its fact "${fact}"`
  return new SettleError(`${what}, and is charged by it. Record the fact, then settle again.`)
}
