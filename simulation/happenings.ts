import type { EpochMillis } from '../src/kernel/time/instant.ts'
import type { Asked } from '../src/deliver/work-items/model.ts'
import type { Arrival } from './arrivals.ts'

/** A work item as the simulation follows it. */
export interface Followed {
  readonly arrival: Arrival
  state: 'open' | 'held' | 'asked' | 'completed' | 'withdrawn'
  /** Whom a worker still has to ask. */
  asksLeft: readonly Asked[]
  wasReopened: boolean
}

/** A claimed item in a worker's hands. */
export interface Held {
  readonly item: Followed
  readonly worker: string
  readonly fence: number
}

/** Something that happens at an instant. Of the same lane, many may go out together: they stay in their order. */
export type Happening =
  | { readonly lane: 'receive'; readonly at: EpochMillis; readonly arrival: Arrival }
  | { readonly lane: 'sitting'; readonly at: EpochMillis; readonly round: number }
  | { readonly lane: 'complete'; readonly at: EpochMillis; readonly held: Held }
  | { readonly lane: 'ask'; readonly at: EpochMillis; readonly held: Held; readonly of: Asked }
  | { readonly lane: 'answer'; readonly at: EpochMillis; readonly item: Followed; readonly of: Asked }
  | { readonly lane: 'reopen'; readonly at: EpochMillis; readonly item: Followed }
  | { readonly lane: 'withdraw'; readonly at: EpochMillis; readonly item: Followed; readonly ground: Ground }
  | { readonly lane: 'paper'; readonly at: EpochMillis; readonly act: () => Promise<void> }

export type Ground = 'duplicate' | 'no-longer-wanted'

/** Lanes whose happenings bring about nothing before the next one: the claims of a day's morning go out as one. */
const grouped: readonly Happening['lane'][] = ['receive', 'complete']

/** What is to come, earliest first; at the same instant, first said first. */
export interface Agenda {
  add(happening: Happening): void
  /** The next happening up to an instant, with those of its lane that follow it directly; empty at the end. */
  takeRun(until: EpochMillis): readonly Happening[]
}

export function agenda(): Agenda {
  // A binary heap: the parent of place n is at (n - 1) >> 1, and never later than its children.
  const heap: { readonly happening: Happening; readonly number: number }[] = []
  let count = 0
  const isBefore = (left: number, right: number) => {
    const [a, b] = [heap[left], heap[right]]
    if (a === undefined || b === undefined) return false
    return a.happening.at - b.happening.at < 0 || (a.happening.at === b.happening.at && a.number < b.number)
  }
  const swap = (left: number, right: number) => {
    const [a, b] = [heap[left], heap[right]]
    if (a === undefined || b === undefined) throw new Error('Both places are in the heap.')
    heap[left] = b
    heap[right] = a
  }
  const take = (): Happening | undefined => {
    const top = heap[0]
    const last = heap.pop()
    if (top === undefined || last === undefined) return undefined
    if (heap.length > 0) heap[0] = last
    for (let place = 0; ;) {
      const [left, right] = [2 * place + 1, 2 * place + 2]
      const child = isBefore(right, left) ? right : left
      if (!isBefore(child, place)) return top.happening
      swap(child, place)
      place = child
    }
  }
  return {
    add: (happening) => {
      heap.push({ happening, number: (count += 1) })
      for (let place = heap.length - 1; place > 0 && isBefore(place, (place - 1) >> 1); place = (place - 1) >> 1) {
        swap(place, (place - 1) >> 1)
      }
    },
    takeRun: (until) => {
      const run: Happening[] = []
      for (let next = heap[0]?.happening; next !== undefined && next.at <= until; next = heap[0]?.happening) {
        const [first] = run
        if (first !== undefined && (first.lane !== next.lane || !grouped.includes(next.lane))) break
        take()
        run.push(next)
      }
      return run
    },
  }
}
