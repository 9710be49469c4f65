import type { ItemState } from '../work-items/model.ts'
import type { Criteria } from './viewing.ts'
import type { z } from 'zod'

type State = z.infer<typeof ItemState>

/** How many items of a state and a queue there are, and how many of those are late. */
export interface Bucket {
  readonly state: State
  readonly queue: string
  readonly items: number
  readonly late: number
}

/**
 * How many items a view has, and how many it would have with one of its choices made otherwise: buckets hold what the
 * view means apart from state, queue and lateness.
 */
export function tally(buckets: readonly Bucket[], criteria: Pick<Criteria, 'states' | 'queues' | 'lateAt'>) {
  const { states, queues, lateAt } = criteria
  const hasState = ({ state }: Bucket) => states === null || states.includes(state)
  const hasQueue = ({ queue }: Bucket) => queues === null || queues.includes(queue)
  const counted = ({ items, late }: Bucket) => (lateAt === null ? items : late)
  const meant = buckets.filter((bucket) => hasState(bucket) && hasQueue(bucket))
  return {
    total: sum(meant, counted),
    late: sum(meant, ({ late }) => late),
    states: summed(buckets.filter(hasQueue), ({ state }) => state, counted).map(([state, items]) => ({ state, items })),
    queues: summed(buckets.filter(hasState), ({ queue }) => queue, counted).map(([queue, items]) => ({ queue, items })),
  }
}

function sum(buckets: readonly Bucket[], of: (bucket: Bucket) => number): number {
  return buckets.reduce((total, bucket) => total + of(bucket), 0)
}

function summed<Key extends string>(
  buckets: readonly Bucket[],
  keyOf: (bucket: Bucket) => Key,
  of: (bucket: Bucket) => number,
): [Key, number][] {
  const groups = [...Map.groupBy(buckets, keyOf)]
  return groups.map(([key, group]): [Key, number] => [key, sum(group, of)]).sort(([a], [b]) => (a < b ? -1 : 1))
}
