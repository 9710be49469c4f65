import type { Database } from '../database/connect.ts'
import type { Tx } from '../database/transaction.ts'
import type { Secrets } from '../secrets.ts'
import type { Clock } from '../time/clock.ts'
import { signCheckpoint } from './format/checkpoint.ts'
import { equalBytes } from './format/digest.ts'
import { Frontier, leafHash } from './format/merkle.ts'
import { logSigningKey, originOf } from './log-key.ts'
import { decodeFrontier, encodeFrontier, place, tilesFilled, tileWidth } from './sequencing.ts'
import {
  engagementsPending,
  lockHead,
  moveHead,
  placeLeaves,
  storeCheckpoint,
  storeTiles,
  takePending,
  type PendingEntry,
} from './store.ts'
import { fullTile } from './reading/tiling.ts'

export interface Sequencer {
  /** Says that an engagement has new entries. */
  notice(engagementId: string): void
  /** Places everything that waits in an engagement; gives the tree size. */
  drain(engagementId: string): Promise<number>
  /** Told after each batch; gives a function that ends the telling. */
  onGrowth(listener: (engagementId: string, treeSize: number) => void): () => void
  stop(): Promise<void>
}

export interface SequencerParts {
  readonly database: Database
  readonly secrets: Secrets
  readonly clock: Clock
  readonly failed: (error: unknown) => void
}

const batchMax = 2_000
const roundMillis = 50
const sweepMillis = 1_000

/**
 * Places waiting entries in the log: every 50 ms for engagements this process wrote to, every second for all, so
 * that entries of a process that died are placed by another. The row lock on the head makes one process at a time
 * the sequencer of an engagement, and the size in the locked row fences a slow one.
 */
export function startSequencer(parts: SequencerParts): Sequencer {
  const noticed = new Set<string>()
  const listeners = new Set<(engagementId: string, treeSize: number) => void>()
  let stopped = false
  let sweptAt = 0
  let round: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    round = round.then(once, once)
  }, roundMillis)

  async function once(): Promise<void> {
    if (stopped) return
    try {
      const now = parts.clock.now()
      if (now - sweptAt >= sweepMillis) {
        sweptAt = now
        for (const engagementId of await parts.database.read(null, engagementsPending)) noticed.add(engagementId)
      }
      const waiting = [...noticed]
      noticed.clear()
      for (const engagementId of waiting) await drain(engagementId)
    } catch (error) {
      parts.failed(error)
    }
  }

  async function drain(engagementId: string): Promise<number> {
    for (;;) {
      const { placed, treeSize } = await parts.database.tenant(engagementId, (tx) => batch(parts, tx, engagementId))
      if (placed > 0) for (const listener of listeners) listener(engagementId, treeSize)
      if (placed < batchMax) return treeSize
    }
  }

  return {
    notice: (engagementId) => noticed.add(engagementId),
    drain,
    onGrowth: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: async () => {
      clearInterval(timer)
      await round
      stopped = true
    },
  }
}

async function batch(
  parts: SequencerParts,
  tx: Tx,
  engagementId: string,
): Promise<{ readonly placed: number; readonly treeSize: number }> {
  const head = await lockHead(tx, engagementId)
  if (head === undefined) return { placed: 0, treeSize: 0 }
  const pending = await takePending(tx, engagementId, batchMax)
  if (pending.length === 0) return { placed: 0, treeSize: head.treeSize }
  assertBytesHold(pending)
  const frontier = new Frontier(decodeFrontier(head.treeSize, head.frontier))
  placeLeaves(tx, engagementId, place(frontier, pending))
  await storeFilledTiles(tx, engagementId, head.treeSize, frontier.size)
  const signedAt = parts.clock.now()
  const checkpoint = { origin: originOf(engagementId), size: frontier.size, root: frontier.root() }
  const note = signCheckpoint(checkpoint, logSigningKey(parts.secrets, engagementId))
  storeCheckpoint(tx, engagementId, { treeSize: frontier.size, root: checkpoint.root, note, signedAt })
  moveHead(tx, engagementId, frontier.size, encodeFrontier(frontier.state()))
  return { placed: pending.length, treeSize: frontier.size }
}

/** The bytes that were read back are the bytes that were promised. */
function assertBytesHold(pending: readonly PendingEntry[]): void {
  for (const entry of pending) {
    if (!equalBytes(leafHash(entry.bytes), entry.leafHash)) {
      throw new Error(`Stored bytes of entry ${entry.entryId} do not have the hash its receipt promised.`)
    }
  }
}

async function storeFilledTiles(tx: Tx, engagementId: string, from: number, to: number): Promise<void> {
  for (let level = 0, before = from, after = to; after >= tileWidth; level += 1) {
    for (const tileIndex of tilesFilled(before, after)) {
      storeTiles(tx, engagementId, [{ level, tileIndex, hashes: await fullTile(tx, engagementId, level, tileIndex) }])
    }
    before = Math.floor(before / tileWidth)
    after = Math.floor(after / tileWidth)
  }
}
