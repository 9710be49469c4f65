import { concat, DIGEST_BYTES } from './digest.ts'
import type { HashAt } from './merkle.ts'
import { MAX_ENTRY_BYTES } from './entry.ts'
import { leafHash, nodeHash } from './merkle.ts'

/** The tree and its entries as files that never change: C2SP tlog-tiles, tiles of 256 hashes (height 8). */
export const TILE_WIDTH = 256
const TILE_HEIGHT = 8

export interface Tile {
  /** 0 holds leaf hashes; a hash at level n + 1 is the root of a full tile at level n. */
  readonly level: number
  readonly index: number
  /** 1 to 256; below 256 the tile is partial. */
  readonly width: number
}

export interface TileBytes extends Tile {
  readonly bytes: Uint8Array
}

/** Path under the log's address: 'tile/0/x001/067' or, for a partial tile, 'tile/0/x001/067.p/8'. */
export function tilePath(tile: Tile): string {
  return `tile/${tile.level}/${indexPath(tile.index, tile.width)}`
}

/** Path of the entries whose leaf hashes stand in the level 0 tile: 'tile/entries/x001/067'. */
export function entriesPath(tile: Omit<Tile, 'level'>): string {
  return `tile/entries/${indexPath(tile.index, tile.width)}`
}

/** Reads a tile or entries path strictly; undefined where it is none. */
export function parseTilePath(path: string): (Tile & { readonly entries: boolean }) | undefined {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  if (match === null || match[1] === undefined || match[2] === undefined) return undefined
  const entries = match[1] === 'entries'
  const tile = {
    level: entries ? 0 : Number(match[1]),
    index: Number(match[2].replaceAll(/[x/]/g, '')),
    width: match[3] === undefined ? TILE_WIDTH : Number(match[3]),
  }
  const canonical = tile.width > 0 && (entries ? entriesPath(tile) : tilePath(tile)) === path
  return canonical && tile.level < 64 ? { ...tile, entries } : undefined
}

/** The tiles, full and partial, that a tree of `newSize` has and one of `oldSize` had not (or had narrower). */
export function tilesBetween(oldSize: number, newSize: number): Tile[] {
  const tiles: Tile[] = []
  let [before, after] = [oldSize, newSize]
  for (let level = 0; after > 0 && before !== after; level++) {
    for (let start = before - (before % TILE_WIDTH); start < after; start += TILE_WIDTH) {
      tiles.push({ level, index: start / TILE_WIDTH, width: Math.min(TILE_WIDTH, after - start) })
    }
    before = Math.floor(before / TILE_WIDTH)
    after = Math.floor(after / TILE_WIDTH)
  }
  return tiles
}

/** The tiles that a tree of that size has at its right edge: at each level the partial one, if any. */
export function partialTiles(size: number): Tile[] {
  const tiles: Tile[] = []
  let [level, hashes] = [0, size]
  for (; hashes > 0; [level, hashes] = [level + 1, Math.floor(hashes / TILE_WIDTH)]) {
    const width = hashes % TILE_WIDTH
    if (width > 0) tiles.push({ level, index: Math.floor(hashes / TILE_WIDTH), width })
  }
  return tiles
}

/** What a sequencer keeps between batches: the size and, for each level, the hashes of its partial tile (or none). */
export interface TileEdge {
  readonly size: number
  readonly partials: readonly Uint8Array[]
}

export const EMPTY_EDGE: TileEdge = { size: 0, partials: [] }

/** Appends leaf hashes: the new edge, and every tile (full or partial) that came to be. */
export function growTiles(
  edge: TileEdge,
  leafHashes: readonly Uint8Array[],
): { readonly edge: TileEdge; readonly tiles: TileBytes[] } {
  const tiles: TileBytes[] = []
  const partials: Uint8Array[] = []
  let added: readonly Uint8Array[] = leafHashes
  let sizeHere = edge.size
  for (let level = 0; added.length > 0 || level < edge.partials.length; level++) {
    const bytes = concat(edge.partials[level] ?? new Uint8Array(0), ...added)
    const full = Math.floor(bytes.length / TILE_BYTES)
    const firstIndex = Math.floor(sizeHere / TILE_WIDTH)
    const parents: Uint8Array[] = []
    for (let i = 0; i < full; i++) {
      const tile = bytes.slice(i * TILE_BYTES, (i + 1) * TILE_BYTES)
      tiles.push({ level, index: firstIndex + i, width: TILE_WIDTH, bytes: tile })
      parents.push(subtreeRoot(tile))
    }
    const rest = bytes.slice(full * TILE_BYTES)
    partials.push(rest)
    const width = rest.length / DIGEST_BYTES
    if (added.length > 0 && width > 0) tiles.push({ level, index: firstIndex + full, width, bytes: rest })
    sizeHere = Math.floor(sizeHere / TILE_WIDTH)
    added = parents
  }
  return { edge: { size: edge.size + leafHashes.length, partials }, tiles }
}

/** Reads subtree hashes out of tiles, to make proofs: `readTile` gives the widest stored tile at that place. */
export function hashAtFromTiles(readTile: (level: number, index: number) => Uint8Array): HashAt {
  return (level, index) => {
    const tileLevel = Math.floor(level / TILE_HEIGHT)
    const span = 2 ** (level % TILE_HEIGHT)
    const start = index * span
    const tile = readTile(tileLevel, Math.floor(start / TILE_WIDTH))
    const offset = (start % TILE_WIDTH) * DIGEST_BYTES
    if (tile.length < offset + span * DIGEST_BYTES) throw new Error(`tile of level ${tileLevel} is too narrow`)
    return subtreeRoot(tile.subarray(offset, offset + span * DIGEST_BYTES))
  }
}

/** The tile (level and index) in which a subtree's hash is found, to fetch it beforehand. */
export function tileOfNode(node: { readonly level: number; readonly index: number }): Omit<Tile, 'width'> {
  const start = node.index * 2 ** (node.level % TILE_HEIGHT)
  return { level: Math.floor(node.level / TILE_HEIGHT), index: Math.floor(start / TILE_WIDTH) }
}

/** Entries as an entry bundle: each with its length before it, as a big-endian uint16. */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = []
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_BYTES) throw new Error(`an entry of ${entry.length} bytes is over the limit`)
    parts.push(Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry)
  }
  return concat(...parts)
}

/** The entries of an entry bundle of that width; throws where lengths and bytes do not fit exactly. */
export function decodeEntryBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  const entries: Uint8Array[] = []
  let offset = 0
  while (offset < bytes.length) {
    const length = (bytes[offset] ?? 0) * 256 + (bytes[offset + 1] ?? 0)
    const end = offset + 2 + length
    if (end > bytes.length) throw new Error(`entry bundle ends inside entry ${entries.length}, byte ${offset}`)
    entries.push(bytes.subarray(offset + 2, end))
    offset = end
  }
  if (entries.length !== width) throw new Error(`entry bundle holds ${entries.length} entries, not ${width}`)
  return entries
}

/** Whether the entries are those of the level 0 tile. */
export function bundleMatchesTile(entries: readonly Uint8Array[], tile: Uint8Array): boolean {
  const hashes = concat(...entries.map(leafHash))
  return hashes.length === tile.length && hashes.every((byte, i) => byte === tile[i])
}

const TILE_BYTES = TILE_WIDTH * DIGEST_BYTES

function subtreeRoot(hashes: Uint8Array): Uint8Array {
  if (hashes.length === DIGEST_BYTES) return hashes.slice()
  const middle = hashes.length / 2
  return nodeHash(subtreeRoot(hashes.subarray(0, middle)), subtreeRoot(hashes.subarray(middle)))
}

function indexPath(index: number, width: number): string {
  if (!Number.isSafeInteger(index) || index < 0) throw new Error(`${index} is no tile index`)
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) throw new Error(`${width} is no tile width`)
  let path = padded(index % 1000)
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${padded(rest % 1000)}/${path}`
  }
  return width === TILE_WIDTH ? path : `${path}.p/${width}`
}

const padded = (n: number): string => String(n).padStart(3, '0')
