import type { EvidenceRow, RowList } from '../explanation.ts'
import type { History } from '../history.ts'

/** The ids of all items of a history in UTF-8, each with a line feed: item i from `starts[i]` up to `starts[i + 1]`. */
type IdBytes = { readonly bytes: Uint8Array; readonly starts: Float64Array }

const known = new WeakMap<readonly string[], IdBytes>()

/** Written once for a history, because every count of a statement takes the digest of some of these ids. */
function idBytesOf({ itemIds }: History): IdBytes {
  const found = known.get(itemIds)
  if (found) return found
  const encoder = new TextEncoder()
  const starts = new Float64Array(itemIds.length + 1)
  const parts: Uint8Array[] = []
  let size = 0
  // In pieces: one text of all ids could be longer than a text may be.
  for (let from = 0; from < itemIds.length; from += 10_000) {
    const ids = itemIds.slice(from, from + 10_000)
    const text = `${ids.join('\n')}\n`
    const part = encoder.encode(text)
    const isPlain = part.length === text.length
    for (const [index, id] of ids.entries()) {
      starts[from + index] = size
      size += (isPlain ? id.length : encoder.encode(id).length) + 1
    }
    parts.push(part)
  }
  starts[itemIds.length] = size
  const bytes = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  const made = { bytes, starts }
  known.set(itemIds, made)
  return made
}

type MakeRow = (item: number, index: number) => EvidenceRow

/** Rows of items by their places in the history, which ascend; an item may stand there several times. */
export function listOfItems(history: History, places: ArrayLike<number>, makeRow: MakeRow): RowList {
  return rowList(history, { length: places.length, placesOf: () => places }, makeRow)
}

/**
 * Rows of the items whose mark is among those wanted, one bit for each mark.
 * @param marks a number below 31 for each item
 */
export function listOfMarked(
  history: History,
  { marks, wanted, length }: { readonly marks: Uint8Array; readonly wanted: number; readonly length: number },
  makeRow: MakeRow,
): RowList {
  const placesOf = () => {
    const places = new Int32Array(length)
    let found = 0
    for (let item = 0; item < marks.length; item += 1) {
      if (((wanted >> marks[item]!) & 1) === 1) places[found++] = item
    }
    return places
  }
  return rowList(history, { length, placesOf }, makeRow)
}

/** Where the items stand is found when it is asked for, so that a list that nobody looks at holds nothing. */
type Listed = { readonly length: number; readonly placesOf: () => ArrayLike<number> }

function rowList(history: History, { length, placesOf }: Listed, makeRow: MakeRow): RowList {
  let made: readonly EvidenceRow[] | undefined
  return {
    length,
    rows: () => (made ??= Array.from(placesOf(), (item, index) => makeRow(item, index))),
    idBytes: () => idsAt(idBytesOf(history), placesOf()),
  }
}

// Lists are written one after the other, each only to be hashed: new memory for each would cost more than the writing.
let scratch = new Uint8Array(0)

/** From so many bytes on the machine's own copying is quicker than a loop. */
const longRun = 150

function idsAt({ bytes, starts }: IdBytes, places: ArrayLike<number>): Uint8Array {
  let size = 0
  for (let index = 0; index < places.length; index += 1) size += starts[places[index]! + 1]! - starts[places[index]!]!
  if (size === 0) return new Uint8Array(0)
  if (scratch.length < size) scratch = new Uint8Array(size)
  const into = scratch
  const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const target = new DataView(into.buffer)
  let at = 0
  for (let index = 0; index < places.length; index += 1) {
    const from = starts[places[index]!]!
    // Neighbours in the list that are neighbours in the history are copied together.
    while (index + 1 < places.length && places[index + 1] === places[index]! + 1) index += 1
    const to = starts[places[index]! + 1]!
    if (to - from > longRun) into.set(bytes.subarray(from, to), at)
    else copyWords(source, from, to, target, at)
    at += to - from
  }
  return into.subarray(0, size - 1)
}

/** Copies bytes four at a time; the last four overlap those before where the length is no multiple of four. */
function copyWords(source: DataView, from: number, to: number, target: DataView, at: number): void {
  if (to - from < 4) {
    for (let byte = from; byte < to; byte += 1) target.setUint8(at + byte - from, source.getUint8(byte))
    return
  }
  for (let byte = from; byte < to - 4; byte += 4) target.setInt32(at + byte - from, source.getInt32(byte))
  target.setInt32(at + to - 4 - from, source.getInt32(to - 4))
}
