import { DIGEST_BYTES, equalBytes } from '../../src/kernel/record/format/digest.ts'
import { rootAt } from '../../src/kernel/record/format/merkle.ts'
import type { TileEdge } from '../../src/kernel/record/format/tiles.ts'
import { EMPTY_EDGE, growTiles, hashAtFromTiles, TILE_WIDTH } from '../../src/kernel/record/format/tiles.ts'

const BATCH = 4096

/** The tree over the entries of a bundle, kept as tiles so that the root at any earlier size costs a few hashes. */
export class RecordTree {
  private edge: TileEdge = EMPTY_EDGE
  private pending: Uint8Array[] = []
  /** By level, then index: the widest tile there so far. */
  private readonly tiles: Uint8Array[][] = []
  private places: Map<number, number> | undefined
  private readonly hashAt = hashAtFromTiles((level, index) => this.tile(level, index))

  get size(): number {
    return this.edge.size + this.pending.length
  }

  append(leafHash: Uint8Array): void {
    this.pending.push(leafHash)
    if (this.pending.length === BATCH) this.grow()
  }

  /** Root over the first `size` entries. */
  rootAt(size: number): Uint8Array {
    this.grow()
    return rootAt(size, this.hashAt)
  }

  leafAt(index: number): Uint8Array {
    this.grow()
    const tile = this.tile(0, Math.floor(index / TILE_WIDTH))
    const start = (index % TILE_WIDTH) * DIGEST_BYTES
    return tile.subarray(start, start + DIGEST_BYTES)
  }

  /** The first leaf with this hash. */
  indexOf(leafHash: Uint8Array): number | undefined {
    this.places ??= this.placesByPrefix()
    const first = this.places.get(prefixOf(leafHash))
    if (first === undefined) return undefined
    // Two leaves that share the 48 bits are so rare that the rest may be searched one by one.
    for (let i = first; i < this.size; i++) if (equalBytes(this.leafAt(i), leafHash)) return i
    return undefined
  }

  holds(size: number, root: Uint8Array): boolean {
    return size <= this.size && equalBytes(this.rootAt(size), root)
  }

  private grow(): void {
    if (this.pending.length === 0) return
    const { edge, tiles } = growTiles(this.edge, this.pending)
    for (const tile of tiles) {
      const level = (this.tiles[tile.level] ??= [])
      level[tile.index] = tile.bytes
    }
    this.edge = edge
    this.pending = []
  }

  private placesByPrefix(): Map<number, number> {
    const places = new Map<number, number>()
    for (let i = this.size - 1; i >= 0; i--) places.set(prefixOf(this.leafAt(i)), i)
    return places
  }

  private tile(level: number, index: number): Uint8Array {
    const tile = this.tiles[level]?.[index]
    if (tile === undefined) throw new Error(`no tile ${level}/${index}`)
    return tile
  }
}

function prefixOf(hash: Uint8Array): number {
  const view = new DataView(hash.buffer, hash.byteOffset)
  return view.getUint32(0) * 65_536 + view.getUint16(4)
}
