import { parseInstant } from '../kernel/time/instant.ts'
import type { EpochMillis } from '../kernel/time/instant.ts'
import { standingEvents } from './item-life.ts'

/** What may stand in the facts of a work item. Fractions and nested values may not. */
export type FactValue = string | number | boolean
export type Facts = Readonly<Record<string, FactValue>>

/** One event in the life of a work item. `sequence` orders events of the same instant: the leaf index in the record. */
export type HistoryEvent = {
  readonly name: string
  readonly at: EpochMillis
  readonly sequence: number
  readonly leafIndex?: number
  readonly facts?: Facts
}

/** An event as it is told: `id` where a later one may undo it, `undoes` where it undoes an earlier one of its item. */
export type ToldEvent = HistoryEvent & {
  readonly workItemId: string
  readonly id?: string
  readonly undoes?: string
}

/** Of an entry of the record, as much as a history needs. */
export type EntryLike = {
  readonly id?: string
  readonly subject: string
  readonly body: { readonly [key: string]: unknown }
}

/**
 * The events of all work items of an engagement, in columns: items sorted by id, the events of an item by instant and
 * sequence. It does not depend on the order in which the events arrived. An event that was undone is not there, and
 * neither is the one that undid it (`standingEvents`).
 */
export interface History {
  readonly itemIds: readonly string[]
  readonly eventCount: number
  /** The highest sequence of an event that was undone or undoes; -1 where there is none. */
  readonly undoneUpTo: number
  /** The instant of the earliest event; undefined where there is none. */
  readonly earliestAt: EpochMillis | undefined
  /** The number that stands for an event name in `codes`; undefined where no event has that name. */
  codeOf(name: string): number | undefined
  /** The events of item i are the columns from `offsets[i]` up to, not including, `offsets[i + 1]`. */
  readonly offsets: Int32Array
  readonly codes: Int32Array
  readonly instants: Float64Array
  nameAt(column: number): string
  sequenceAt(column: number): number
  leafIndexAt(column: number): number | undefined
  factsAt(column: number): Facts | undefined
  /** The events of one work item, in order; none where the item is not known. */
  eventsOf(workItemId: string): HistoryEvent[]
}

export interface HistoryBuilder {
  add(event: ToldEvent): void
  build(): History
}

const WORK_ITEM = 'work-item/'
const NO_LEAF = -1

/** Collects events in any order. */
export function historyBuilder(): HistoryBuilder {
  const items = dictionary()
  const names = dictionary()
  const rows: Rows = { items: [], codes: [], instants: [], sequences: [], leaves: [], facts: new Map() }
  const told = undoings()
  return {
    add({ workItemId, name, at, sequence, leafIndex, facts, id, undoes }) {
      assertNumbers(at, sequence)
      const row = rows.items.length
      rows.items.push(items.codeOf(workItemId))
      rows.codes.push(names.codeOf(name))
      rows.instants.push(at)
      rows.sequences.push(sequence)
      rows.leaves.push(leafIndex ?? NO_LEAF)
      if (facts !== undefined) rows.facts.set(row, facts)
      told.hear(row, id, undoes)
    },
    build() {
      const { rows: standing, undoneUpTo } = told.standingOf(rows)
      return buildHistory(items.texts, names.texts, standing, undoneUpTo)
    },
  }
}

/**
 * The history that the record holds. An entry is an event of it when its subject is a work item and its body has an
 * `event` and an `occurredAt` (UTC, milliseconds); `facts` in the body merge into the facts of the item; `undoes` names
 * the entry about the same item that is taken back.
 * @param entries entries with their leaf index, which is the sequence
 * @throws Error that names the leaf, where such an entry holds an instant or facts that cannot be read
 */
export function historyFromEntries(entries: Iterable<{ readonly index: number; readonly entry: EntryLike }>): History {
  const builder = historyBuilder()
  for (const { index, entry } of entries) {
    const { event, occurredAt, facts, undoes } = entry.body
    if (typeof event !== 'string' || typeof occurredAt !== 'string' || !entry.subject.startsWith(WORK_ITEM)) continue
    builder.add({
      workItemId: entry.subject.slice(WORK_ITEM.length),
      name: event,
      at: instantOf(occurredAt, index),
      sequence: index,
      leafIndex: index,
      ...(facts === undefined ? {} : { facts: factsOf(facts, index) }),
      ...(entry.id === undefined ? {} : { id: entry.id }),
      ...(typeof undoes === 'string' ? { undoes } : {}),
    })
  }
  return builder.build()
}

type Rows = {
  readonly items: number[]
  readonly codes: number[]
  readonly instants: number[]
  readonly sequences: number[]
  readonly leaves: number[]
  readonly facts: Map<number, Facts>
}

/** Which rows can be undone, and which undo. Most histories have none of these, and then nothing is copied. */
function undoings() {
  const ids: (string | undefined)[] = []
  const undoing = new Map<number, string>()
  return {
    hear(row: number, id: string | undefined, undoes: string | undefined): void {
      ids[row] = id
      if (undoes !== undefined) undoing.set(row, undoes)
    },
    standingOf(rows: Rows): { rows: Rows; undoneUpTo: number } {
      if (undoing.size === 0) return { rows, undoneUpTo: -1 }
      const touched = new Set([...undoing.keys()].map((row) => rows.items[row]))
      const perItem = Map.groupBy(
        rows.items.keys().filter((row) => touched.has(rows.items[row])),
        (row) => rows.items[row],
      )
      const fallen = new Set<number>()
      for (const ofItem of perItem.values()) {
        const inOrder = ofItem.toSorted((left, right) => (rows.sequences[left] ?? 0) - (rows.sequences[right] ?? 0))
        const events = inOrder.map((row) => ({ row, entryId: ids[row] ?? '', undoes: undoing.get(row) }))
        const standing = new Set(standingEvents(events).map(({ row }) => row))
        for (const row of inOrder) if (!standing.has(row)) fallen.add(row)
      }
      const undoneUpTo = [...fallen].reduce((most, row) => Math.max(most, rows.sequences[row] ?? -1), -1)
      return { rows: without(rows, fallen), undoneUpTo }
    },
  }
}

function without(rows: Rows, fallen: ReadonlySet<number>): Rows {
  const kept = [...rows.items.keys()].filter((row) => !fallen.has(row))
  const picked = (column: readonly number[]) => kept.map((row) => column[row] ?? NaN)
  const facts = kept.flatMap((row, to) => {
    const given = rows.facts.get(row)
    return given === undefined ? [] : [[to, given] as const]
  })
  return {
    items: picked(rows.items),
    codes: picked(rows.codes),
    instants: picked(rows.instants),
    sequences: picked(rows.sequences),
    leaves: picked(rows.leaves),
    facts: new Map(facts),
  }
}

function buildHistory(ids: readonly string[], names: readonly string[], rows: Rows, undoneUpTo: number): History {
  const { itemIds, rankOf } = sortedIds(ids)
  const { offsets, order } = groupByItem(rows, rankOf, itemIds.length)
  sortEachItem(rows, names, offsets, order)
  const instants = Float64Array.from(order, (row) => rows.instants[row] ?? NaN)
  const codes = Int32Array.from(order, (row) => rows.codes[row] ?? -1)
  const codeByName = new Map(names.map((name, code) => [name, code]))
  const rowAt = (column: number) => order[column] ?? -1
  const history: Omit<History, 'eventsOf'> = {
    itemIds,
    eventCount: order.length,
    undoneUpTo,
    earliestAt: instants.length === 0 ? undefined : instants.reduce((least, at) => Math.min(least, at)),
    codeOf: (name) => codeByName.get(name),
    offsets,
    codes,
    instants,
    nameAt: (column) => names[codes[column] ?? -1] ?? '',
    sequenceAt: (column) => rows.sequences[rowAt(column)] ?? NaN,
    leafIndexAt: (column) => leafOf(rows.leaves[rowAt(column)]),
    factsAt: (column) => rows.facts.get(rowAt(column)),
  }
  return { ...history, eventsOf: (workItemId) => eventsOf(history, workItemId) }
}

function leafOf(leaf: number | undefined): number | undefined {
  return leaf === NO_LEAF ? undefined : leaf
}

function eventsOf(history: Omit<History, 'eventsOf'>, workItemId: string): HistoryEvent[] {
  const item = placeOf(history.itemIds, workItemId)
  if (item < 0) return []
  const events: HistoryEvent[] = []
  for (let column = history.offsets[item] ?? 0; column < (history.offsets[item + 1] ?? 0); column += 1) {
    const leafIndex = history.leafIndexAt(column)
    const facts = history.factsAt(column)
    events.push({
      name: history.nameAt(column),
      at: history.instants[column] ?? NaN,
      sequence: history.sequenceAt(column),
      ...(leafIndex === undefined ? {} : { leafIndex }),
      ...(facts === undefined ? {} : { facts }),
    })
  }
  return events
}

/** Ids in the order of their UTF-16 code units, which is the same on every machine and in every locale. */
function sortedIds(ids: readonly string[]): { itemIds: string[]; rankOf: Int32Array } {
  const order = ids.map((_, code) => code)
  const isSorted = ids.every((id, code) => code === 0 || (ids[code - 1] ?? '') < id)
  if (!isSorted) order.sort((left, right) => ((ids[left] ?? '') < (ids[right] ?? '') ? -1 : 1))
  const rankOf = new Int32Array(ids.length)
  for (const [rank, code] of order.entries()) rankOf[code] = rank
  return { itemIds: order.map((code) => ids[code] ?? ''), rankOf }
}

/** A counting sort of the rows by item: linear, and stable in the order of arrival, which the next step undoes. */
function groupByItem(rows: Rows, rankOf: Int32Array, itemCount: number): { offsets: Int32Array; order: Int32Array } {
  const offsets = new Int32Array(itemCount + 1)
  for (const item of rows.items) bump(offsets, (rankOf[item] ?? 0) + 1)
  for (let item = 0; item < itemCount; item += 1) offsets[item + 1] = (offsets[item + 1] ?? 0) + (offsets[item] ?? 0)
  const next = offsets.slice()
  const order = new Int32Array(rows.items.length)
  for (const [row, item] of rows.items.entries()) order[bump(next, rankOf[item] ?? 0)] = row
  return { offsets, order }
}

function bump(counts: Int32Array, place: number): number {
  const before = counts[place] ?? 0
  counts[place] = before + 1
  return before
}

/** Orders the events of each item by instant, then sequence, then name, so that nothing is left to arrival. */
function sortEachItem(rows: Rows, names: readonly string[], offsets: Int32Array, order: Int32Array): void {
  const nameOf = (row: number) => names[rows.codes[row] ?? -1] ?? ''
  const compare = (left: number, right: number): number =>
    (rows.instants[left] ?? 0) - (rows.instants[right] ?? 0) ||
    (rows.sequences[left] ?? 0) - (rows.sequences[right] ?? 0) ||
    (nameOf(left) < nameOf(right) ? -1 : nameOf(left) > nameOf(right) ? 1 : 0)
  for (let item = 0; item + 1 < offsets.length; item += 1) {
    const from = offsets[item] ?? 0
    const to = offsets[item + 1] ?? 0
    for (let column = from + 1; column < to; column += 1) {
      if (compare(order[column - 1] ?? 0, order[column] ?? 0) <= 0) continue
      // Out of order is rare: only then the item is sorted at all.
      order.subarray(from, to).sort(compare)
      break
    }
  }
}

function placeOf(sorted: readonly string[], id: string): number {
  let low = 0
  let high = sorted.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const candidate = sorted[middle] ?? ''
    if (candidate === id) return middle
    if (candidate < id) low = middle + 1
    else high = middle - 1
  }
  return -1
}

function dictionary(): { texts: string[]; codeOf(text: string): number } {
  const texts: string[] = []
  const codes = new Map<string, number>()
  return {
    texts,
    codeOf(text) {
      const known = codes.get(text)
      if (known !== undefined) return known
      const code = texts.push(text) - 1
      codes.set(text, code)
      return code
    },
  }
}

function assertNumbers(at: EpochMillis, sequence: number): void {
  if (!Number.isSafeInteger(at)) throw new Error(`The instant ${at} is not a whole number of milliseconds.`)
  if (!Number.isSafeInteger(sequence)) throw new Error(`The sequence ${sequence} is not a whole number.`)
}

function instantOf(text: string, index: number): EpochMillis {
  try {
    return parseInstant(text)
  } catch {
    throw new Error(`Leaf ${index}: occurredAt "${text}" is not an instant like 2026-10-05T08:00:00.000Z.`)
  }
}

function factsOf(facts: unknown, index: number): Facts {
  const isFlat = typeof facts === 'object' && facts !== null && !Array.isArray(facts)
  const values = isFlat ? Object.values(facts) : []
  if (isFlat && values.every((value) => ['string', 'boolean'].includes(typeof value) || Number.isSafeInteger(value))) {
    return facts as Facts
  }
  throw new Error(`Leaf ${index}: facts must be a flat object of texts, whole numbers and booleans.`)
}
