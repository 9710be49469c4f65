import type { EvidenceGroup } from '../model.ts'
import type { CountedValue } from './store.ts'

/** A fact with more values than this tells items apart, but gives no groups that anybody would read. */
const valuesMax = 20

/**
 * Groups by queue and by each fact that has some values, but not many: the largest first, what has none last. The
 * groups of one fact add up to the number of items. What has one value alone for all items says nothing, and is left
 * out.
 */
export function groupsOf(counted: readonly CountedValue[], items: number): EvidenceGroup[] {
  const byFact = Map.groupBy(counted, ({ by }) => by)
  const names = [...byFact.keys()].sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1))
  return names.flatMap((by) => {
    const values = byFact.get(by) ?? []
    const told = values.reduce((sum, { count }) => sum + count, 0)
    const without = told < items ? [{ by, is: null, count: items - told }] : []
    const groups = [...values.map(({ value, count }) => ({ by, is: value, count })), ...without]
    return groups.length < 2 || values.length > valuesMax ? [] : groups
  })
}

function rank(name: string): number {
  return name === 'queue' ? 0 : 1
}
