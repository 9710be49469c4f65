import { setTimeout as pause } from 'node:timers/promises'
import { call, type Connection } from '../../src/kernel/client/call.ts'
import { verifyCheckpoint } from '../../src/kernel/record/format/checkpoint.ts'
import { toHex } from '../../src/kernel/record/format/digest.ts'
import { encodeEntry, type Entry } from '../../src/kernel/record/format/entry.ts'
import { parseVkey } from '../../src/kernel/record/format/keys.ts'
import { Frontier, leafHash } from '../../src/kernel/record/format/merkle.ts'
import { recordCheckpoint, recordEntries } from '../../src/kernel/record/reading/commands.ts'

export interface ReadEntry {
  readonly leafHash: string
  readonly entry: Entry
}

const settleMillisMax = 20_000
const pollMillis = 100

/** Reads the feed from the first leaf to its end and proves it: no gap, every hash, the root, the signature. */
export async function readWholeRecord(
  connection: Connection,
  engagementId: string,
  logKey: string,
  entriesAtLeast: number,
): Promise<ReadEntry[]> {
  const { treeSize, note } = await settledCheckpoint(connection, engagementId, entriesAtLeast)
  const entries: ReadEntry[] = []
  const frontier = new Frontier()
  while (entries.length < treeSize) {
    const page = await call(connection, recordEntries, { engagementId, from: entries.length, limit: 1_000 })
    if (page.rows.length === 0)
      throw new Error(`The feed ends at ${entries.length}; its checkpoint covers ${treeSize}.`)
    for (const row of page.rows.slice(0, treeSize - entries.length)) {
      if (row.leafIndex !== entries.length) throw new Error(`Leaf ${entries.length} is missing from the feed.`)
      const entry = row.entry as Entry
      const leaf = leafHash(encodeEntry(entry))
      if (toHex(leaf) !== row.leafHash) throw new Error(`Leaf ${row.leafIndex} is not the hash of its entry.`)
      frontier.append(leaf)
      entries.push({ leafHash: row.leafHash, entry })
    }
  }
  const { checkpoint } = verifyCheckpoint(note, parseVkey(logKey))
  if (checkpoint.size !== treeSize || toHex(checkpoint.root) !== toHex(frontier.root())) {
    throw new Error(
      `The signed root over ${checkpoint.size} leaves is not that of the ${treeSize} entries in the feed.`,
    )
  }
  return entries
}

/** The newest checkpoint once it covers so many entries and grows no more. */
async function settledCheckpoint(connection: Connection, engagementId: string, entriesAtLeast: number) {
  let before = -1
  for (let waited = 0; ; waited += pollMillis) {
    const checkpoint = await call(connection, recordCheckpoint, { engagementId })
    const isSettled = checkpoint.treeSize === before && checkpoint.treeSize >= entriesAtLeast
    if (isSettled || waited >= settleMillisMax) return checkpoint
    before = checkpoint.treeSize
    await pause(pollMillis)
  }
}
