import { concat, DIGEST_BYTES } from './format/digest.ts'
import type { Frontier, FrontierState } from './format/merkle.ts'
import type { PendingEntry, Placed } from './store.ts'

/** Stored form of the tree's right edge: the subtree roots, one after the other. */
export const emptyFrontier = new Uint8Array(0)

export function encodeFrontier(state: FrontierState): Uint8Array {
  return concat(...state.hashes)
}

export function decodeFrontier(size: number, bytes: Uint8Array): FrontierState {
  const hashes: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += DIGEST_BYTES) hashes.push(bytes.slice(at, at + DIGEST_BYTES))
  return { size, hashes }
}

/**
 * Gives waiting entries their places after the last leaf, in the order of waiting. The entry before an entry of the
 * same subject must have its place: it was committed earlier, under the lock of the subject's row.
 */
export function place(frontier: Frontier, pending: readonly PendingEntry[]): Placed[] {
  const versionBySubject = new Map<string, number>()
  return pending.map((entry) => {
    const before = versionBySubject.get(entry.subject)
    const follows = before === undefined ? entry.predecessorPlaced : before === entry.subjectVersion - 1
    if (!follows) {
      throw new Error(`Entry ${entry.entryId}: version ${entry.subjectVersion} of ${entry.subject} has no predecessor.`)
    }
    versionBySubject.set(entry.subject, entry.subjectVersion)
    const leafIndex = frontier.size
    frontier.append(entry.leafHash)
    return { leafIndex, actorId: entry.actorId, entryId: entry.entryId, leafHash: entry.leafHash }
  })
}

export const tileWidth = 256

/** Indexes of the level's tiles that become full when its hashes grow from one count to another. */
export function tilesFilled(from: number, to: number): number[] {
  const filled: number[] = []
  for (let index = Math.floor(from / tileWidth); (index + 1) * tileWidth <= to; index += 1) filled.push(index)
  return filled
}
