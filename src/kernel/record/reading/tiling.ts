import type { Tx } from '../../database/transaction.ts'
import { concat } from '../format/digest.ts'
import {
  consistencyNodes,
  consistencyProof,
  inclusionNodes,
  inclusionProof,
  nodeHash,
  type Node,
} from '../format/merkle.ts'
import { hashAtFromTiles, tileOfNode } from '../format/tiles.ts'
import { tileWidth } from '../sequencing.ts'
import { leafHashesBetween, tilesBetween } from './store.ts'

/** Hashes of a tile that is full: leaf hashes at level 0, roots of the tiles below at the levels above. */
export function fullTile(tx: Tx, engagementId: string, level: number, tileIndex: number): Promise<Uint8Array> {
  return tileUpTo(tx, engagementId, level, tileIndex, tileWidth)
}

/** The first `width` hashes of a tile, from the leaves or from the tiles one level below. */
async function tileUpTo(
  tx: Tx,
  engagementId: string,
  level: number,
  tileIndex: number,
  width: number,
): Promise<Uint8Array> {
  const from = tileIndex * tileWidth
  if (level === 0) return concat(...(await leafHashesBetween(tx, engagementId, from, from + width)))
  const below = await tilesBetween(tx, engagementId, level - 1, from, from + width)
  if (below.length < width) throw new Error(`Tile ${level}/${tileIndex} lacks tiles of the level below.`)
  return concat(...below.map((hashes) => rootOf(hashes)))
}

/** Reads a tile as wide as a tree of this size makes it. */
export function readTile(
  tx: Tx,
  engagementId: string,
  treeSize: number,
  place: { readonly level: number; readonly index: number },
): Promise<Uint8Array> {
  const hashesAtLevel = Math.floor(treeSize / tileWidth ** place.level)
  const width = Math.min(tileWidth, Math.max(0, hashesAtLevel - place.index * tileWidth))
  return tileUpTo(tx, engagementId, place.level, place.index, width)
}

/** RFC 6962 inclusion proof of a leaf in the tree of `treeSize` leaves. */
export async function proveInclusion(tx: Tx, engagementId: string, leafIndex: number, treeSize: number) {
  const hashAt = await hashesFor(tx, engagementId, treeSize, inclusionNodes(leafIndex, treeSize))
  return inclusionProof(leafIndex, treeSize, hashAt)
}

/** RFC 6962 consistency proof between two sizes of the log. */
export async function proveConsistency(tx: Tx, engagementId: string, from: number, to: number) {
  const hashAt = await hashesFor(tx, engagementId, to, consistencyNodes(from, to))
  return consistencyProof(from, to, hashAt)
}

async function hashesFor(tx: Tx, engagementId: string, treeSize: number, nodes: readonly Node[]) {
  const tiles = new Map<string, Uint8Array>()
  for (const node of nodes) {
    const place = tileOfNode(node)
    const name = `${place.level}/${place.index}`
    if (!tiles.has(name)) tiles.set(name, await readTile(tx, engagementId, treeSize, place))
  }
  return hashAtFromTiles((level, index) => tiles.get(`${level}/${index}`) ?? new Uint8Array(0))
}

/** Root of a full tile: 256 hashes, folded pairwise. */
function rootOf(hashes: Uint8Array): Uint8Array {
  let row: Uint8Array[] = []
  for (let at = 0; at < hashes.length; at += 32) row.push(hashes.subarray(at, at + 32))
  while (row.length > 1) {
    const above: Uint8Array[] = []
    for (let at = 0; at + 1 < row.length; at += 2) above.push(nodeHash(row[at] ?? hashes, row[at + 1] ?? hashes))
    row = above
  }
  return row[0] ?? new Uint8Array(0)
}
