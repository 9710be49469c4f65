/**
 * The one table of moves of a work item. The server asks it before it writes an entry, the offline verifier asks it
 * again for every entry it reads: two programs, one table.
 */
export type ItemState = 'open' | 'held' | 'asked' | 'completed' | 'withdrawn'

/** The types of entry that move a work item. */
export type ItemMove =
  | 'work-item-received'
  | 'work-item-claimed'
  | 'work-item-released'
  | 'work-item-lease-renewed'
  | 'work-item-lease-expired'
  | 'work-item-asked'
  | 'work-item-answered'
  | 'work-item-completed'
  | 'work-item-completion-undone'
  | 'work-item-reopened'
  | 'work-item-withdrawn'
  | 'work-item-reinstated'
  | 'work-item-question-reinstated'
  | 'work-item-moved'

/** What a work item is before its first entry. */
type Unborn = 'unborn'

/** For each move: the states it may start from, and the state each leads to. What is not listed is refused. */
const MOVES = {
  'work-item-received': { unborn: 'open' },
  'work-item-claimed': { open: 'held' },
  'work-item-released': { held: 'open' },
  'work-item-lease-renewed': { held: 'held' },
  'work-item-lease-expired': { held: 'open' },
  'work-item-asked': { held: 'asked' },
  // An answer sends the item back to the queue: the worker who asked may hold other work by now.
  'work-item-answered': { asked: 'open' },
  'work-item-completed': { held: 'completed' },
  // A slip of the hand, taken back within seconds: the item is in the same hands again.
  'work-item-completion-undone': { completed: 'held' },
  'work-item-reopened': { completed: 'open' },
  'work-item-withdrawn': { open: 'withdrawn', held: 'withdrawn', asked: 'withdrawn' },
  // A withdrawal taken back: whoever held the item may hold other work by now, so it waits in its queue again.
  'work-item-reinstated': { withdrawn: 'open' },
  // The same where a question was open: the item goes on resting until the answer.
  'work-item-question-reinstated': { withdrawn: 'asked' },
  'work-item-moved': { open: 'open', asked: 'asked' },
} as const satisfies Record<ItemMove, Partial<Record<ItemState | Unborn, ItemState>>>

/** What each state means to people. */
export const ITEM_STATES = {
  open: 'received, waits for a worker',
  held: 'a worker holds it',
  asked: 'a question is open, the clock may rest',
  completed: 'done',
  withdrawn: 'taken back, no longer wanted',
} as const satisfies Record<ItemState, string>

/** True where entries of this type move a work item, so that the table above has a say. */
export function isItemMove(entryType: string): entryType is ItemMove {
  return Object.hasOwn(MOVES, entryType)
}

/**
 * The state of a work item after an entry of this type.
 * @param state the state before; undefined where the item has no entry yet
 * @returns the new state; undefined where the move is illegal or the type does not move work items
 */
export function moveItem(state: ItemState | undefined, entryType: string): ItemState | undefined {
  if (!isItemMove(entryType)) return undefined
  const from: Partial<Record<ItemState | Unborn, ItemState>> = MOVES[entryType]
  return from[state ?? 'unborn']
}

/** The moves that are legal from a state, in the order of the table: what a screen may offer. */
export function movesFrom(state: ItemState | undefined): ItemMove[] {
  return (Object.keys(MOVES) as ItemMove[]).filter((move) => moveItem(state, move) !== undefined)
}
/** As much of an event as says what it takes back: the id of an earlier event of the same work item. */
export interface Undoable {
  readonly entryId: string
  readonly undoes?: string | null | undefined
}

/**
 * The events of one work item that stand. An event that a later one undoes is as if it had not been, and so is the one
 * that undoes it: the clock, the units and the facts that follow are those of the rest.
 * @param events of one work item, in the order of the record
 */
export function standingEvents<Event extends Undoable>(events: readonly Event[]): Event[] {
  const fallen = new Set<number>()
  for (const [place, { undoes }] of events.entries()) {
    if (undoes === undefined || undoes === null) continue
    fallen.add(place)
    // The nearest before it: an entry id is its actor's own, so another's earlier entry may bear the same one.
    const undone = events.findLastIndex(({ entryId }, at) => at < place && entryId === undoes && !fallen.has(at))
    if (undone >= 0) fallen.add(undone)
  }
  return fallen.size === 0 ? [...events] : events.filter((_event, place) => !fallen.has(place))
}
