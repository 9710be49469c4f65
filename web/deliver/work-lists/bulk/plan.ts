import type { ListedItem } from '../../../../src/deliver/work-lists/model.ts'
import { moveItem, type ItemMove } from '../../../../src/terms/item-life.ts'

/** What can be done with many items at once. */
export const bulkKinds = ['move', 'withdraw', 'reopen', 'reinstate'] as const
export type BulkKind = (typeof bulkKinds)[number]

/** What is wished, and with what: a queue, or a ground. */
export interface BulkWish {
  readonly kind: BulkKind
  readonly value: string
}

const moves = {
  move: 'work-item-moved',
  withdraw: 'work-item-withdrawn',
  reopen: 'work-item-reopened',
  reinstate: 'work-item-reinstated',
} as const satisfies Record<BulkKind, ItemMove>

/** Why an item cannot be dealt with so: its state, where it is from, or that it is there already. */
export type Obstacle = ListedItem['state'] | 'imported' | 'there'

export interface BulkPlan {
  readonly can: readonly ListedItem[]
  /** How many items meet each obstacle, most first. */
  readonly cannot: readonly { readonly obstacle: Obstacle; readonly items: number }[]
}

/** Which items a wish can be carried out with, by the one table of moves; the server asks the same table again. */
export function planOf({ kind, value }: BulkWish, items: readonly ListedItem[]): BulkPlan {
  const judged = items.map((item) => ({ item, obstacle: obstacleTo(kind, value, item) }))
  const met = [...Map.groupBy(judged, ({ obstacle }) => obstacle)]
  const cannot = met.flatMap(([obstacle, some]) => (obstacle === undefined ? [] : [{ obstacle, items: some.length }]))
  return {
    can: judged.flatMap(({ item, obstacle }) => (obstacle === undefined ? [item] : [])),
    cannot: cannot.sort((a, b) => b.items - a.items),
  }
}

/** Why a wish cannot be carried out with an item; undefined where it can. */
export function obstacleTo(kind: BulkKind, value: string, item: ListedItem): Obstacle | undefined {
  if (item.origin === 'imported') return 'imported'
  if (moveItem(item.state, moves[kind]) === undefined) return item.state
  return kind === 'move' && item.queue === value ? 'there' : undefined
}
