import { cursorOf, positionOf } from '../../kernel/paging.ts'
import { invalidInput } from '../../kernel/refusal.ts'
import type { EpochMillis } from '../../kernel/time/instant.ts'
import { firstInstantAtOrAfter, monthBounds } from '../../kernel/time/zone.ts'
import type { ItemSort, ItemView, ListedItem } from './model.ts'

/** From the first instant, up to and without the second. */
export interface Stretch {
  readonly from: EpochMillis | null
  readonly to: EpochMillis | null
}

/** What a view means for one reader at one moment: instants in place of days, a person in place of `me`. */
export interface Criteria {
  readonly states: readonly string[] | null
  readonly queues: readonly string[] | null
  readonly received: Stretch
  readonly due: Stretch
  readonly completed: Stretch
  /** Due before this instant. */
  readonly lateAt: EpochMillis | null
  /** Held by this person; null where held by nobody, undefined where it does not matter. */
  readonly holderId: string | null | undefined
  readonly reference: string | null
  readonly fact: { readonly name: string; readonly value: string } | null
  readonly sort: ItemSort
  readonly isDescending: boolean
}

export interface Reader {
  readonly zone: string
  readonly now: EpochMillis
  readonly principalId: string
}

/** The ways round that are meant when a view names none: what comes first asks for attention, or is newest. */
const usualOrder = { received: 'asc', due: 'asc', completed: 'desc', reference: 'asc' } as const

/** What a view means for a reader. */
export function criteriaOf(view: ItemView, { zone, now, principalId }: Reader): Criteria {
  const sort = view.sort ?? 'received'
  const month = view.completedIn === undefined ? { from: null, to: null } : monthBounds(view.completedIn, zone)
  return {
    states: view.state?.split(',') ?? null,
    queues: view.queue?.split(',') ?? null,
    received: stretchOf(view.receivedFrom, view.receivedTo, zone),
    due: stretchOf(view.dueFrom, view.dueTo, zone),
    completed: bothOf(month, stretchOf(view.completedFrom, view.completedTo, zone)),
    lateAt: view.late === undefined ? null : now,
    holderId: view.holder === undefined ? undefined : view.holder === 'me' ? principalId : null,
    reference: view.reference ?? null,
    fact: factOf(view.fact),
    sort,
    isDescending: (view.order ?? usualOrder[sort]) === 'desc',
  }
}

/** Days are whole: the last one ends where the next begins, on whatever clock the zone has that day. */
function stretchOf(first: string | undefined, last: string | undefined, zone: string): Stretch {
  const at = (date: string | undefined, minuteOfDay: number) =>
    date === undefined ? null : firstInstantAtOrAfter({ date, minuteOfDay, zone })
  return { from: at(first, 0), to: at(last, 1_440) }
}

/** The instants that lie in both. */
function bothOf(one: Stretch, other: Stretch): Stretch {
  const from = one.from === null || other.from === null ? (one.from ?? other.from) : Math.max(one.from, other.from)
  const to = one.to === null || other.to === null ? (one.to ?? other.to) : Math.min(one.to, other.to)
  return { from, to }
}

function factOf(text: string | undefined): Criteria['fact'] {
  if (text === undefined) return null
  const cut = text.indexOf('=')
  return { name: text.slice(0, cut), value: text.slice(cut + 1) }
}

/** The place of a row in its order. `primary` is what the order is by; rows that are equal there go by the rest. */
export interface Position {
  readonly primary: string
  readonly receivedAt: EpochMillis
  readonly workItemId: string
}

/** Instants that stand for "not due" and "not completed" in an order: beyond all others, on the one side or other. */
export const neverDue = 9_007_199_254_740_991
export const neverCompleted = -9_007_199_254_740_991

/** The cursor of the page that begins after a row. */
export function cursorAfter(item: ListedItem, { sort, isDescending }: Criteria): string {
  const primary = {
    received: item.receivedAt,
    due: item.dueAt ?? neverDue,
    completed: item.completedAt ?? neverCompleted,
    reference: item.reference,
  }[sort]
  return cursorOf([orderMark(sort, isDescending), String(primary), String(item.receivedAt), item.workItemId])
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const whole = /^-?\d{1,16}$/

/** The place a cursor names in the order of a view; undefined without one. Refuses one that another order gave. */
export function placeAfter(cursor: string | undefined, { sort, isDescending }: Criteria): Position | undefined {
  const [mark, primary = '', receivedAt = '', workItemId = ''] = positionOf(cursor, 4)
  if (mark === undefined) return undefined
  const isSound = uuid.test(workItemId) && whole.test(receivedAt) && (sort === 'reference' || whole.test(primary))
  if (isSound && mark === orderMark(sort, isDescending)) return { primary, receivedAt: Number(receivedAt), workItemId }
  throw invalidInput.because('cursor: take it from nextCursor of the page before, under the same sort and order.')
}

function orderMark(sort: ItemSort, isDescending: boolean): string {
  return `${sort}${isDescending ? '-' : '+'}`
}
