import { z } from 'zod'
import type { Tx } from '../database/transaction.ts'
import { planAfresh } from '../database/planning.ts'
import { sql } from '../database/sql.ts'
import type { EpochMillis } from '../time/instant.ts'
import type { StoredEntry } from './recording.ts'

const Bytes = z.instanceof(Uint8Array)

const EngagementIdOnly = z.object({ engagement_id: z.string() })

/** Appends entries and what makes the sequencer find them. Insert only. */
export function appendEntries(tx: Tx, engagementId: string, entries: readonly StoredEntry[]): void {
  if (entries.length === 0) return
  tx.later(sql`
    insert into record_entry
      (engagement_id, entry_id, actor_id, type, subject, subject_version, recorded_at, leaf_hash, bytes)
    select ${engagementId}::uuid, * from unnest(
      ${entries.map((entry) => entry.entryId)}::text[], ${entries.map((entry) => entry.actorId)}::uuid[],
      ${entries.map((entry) => entry.type)}::text[], ${entries.map((entry) => entry.subject)}::text[],
      ${entries.map((entry) => entry.subjectVersion)}::int[], ${entries.map((entry) => entry.recordedAt)}::bigint[],
      ${entries.map((entry) => entry.leafHash)}::bytea[], ${entries.map((entry) => entry.bytes)}::bytea[])`)
  tx.later(sql`
    insert into record_pending (engagement_id, actor_id, entry_id)
    select ${engagementId}::uuid, * from unnest(
      ${entries.map((entry) => entry.actorId)}::uuid[], ${entries.map((entry) => entry.entryId)}::text[])`)
}

export interface Head {
  readonly epoch: number
  readonly treeSize: number
  readonly frontier: Uint8Array
}

const HeadRow = z.object({ epoch: z.number(), tree_size: z.number(), frontier: Bytes })

/** The head of an engagement's log, locked: whoever holds it is the one sequencer of this engagement. */
export async function lockHead(tx: Tx, engagementId: string): Promise<Head | undefined> {
  const rows = await tx.query(sql`
    select epoch, tree_size, frontier from record_head where engagement_id = ${engagementId} for update`)
  return rows.map(headOf)[0]
}

export async function findHead(tx: Tx, engagementId: string): Promise<Head | undefined> {
  const rows = await tx.query(sql`
    select epoch, tree_size, frontier from record_head where engagement_id = ${engagementId}`)
  return rows.map(headOf)[0]
}

function headOf(row: unknown): Head {
  const parsed = HeadRow.parse(row)
  return { epoch: parsed.epoch, treeSize: parsed.tree_size, frontier: parsed.frontier }
}

/** Opens the log of an engagement; its first entry follows in the same transaction. */
export function openHead(tx: Tx, engagementId: string, frontier: Uint8Array): void {
  tx.later(sql`
    insert into record_head (engagement_id, tree_size, frontier) values (${engagementId}, 0, ${frontier})`)
}

export function moveHead(tx: Tx, engagementId: string, treeSize: number, frontier: Uint8Array): void {
  tx.later(sql`
    update record_head set tree_size = ${treeSize}, frontier = ${frontier} where engagement_id = ${engagementId}`)
}

export interface PendingEntry {
  readonly pendingNo: number
  readonly actorId: string
  readonly entryId: string
  readonly subject: string
  readonly subjectVersion: number
  readonly leafHash: Uint8Array
  readonly bytes: Uint8Array
  /** Whether the entry before it of the same subject has its place in the log already. */
  readonly predecessorPlaced: boolean
}

const PendingRow = z.object({
  pending_no: z.number(),
  actor_id: z.string(),
  entry_id: z.string(),
  subject: z.string(),
  subject_version: z.number(),
  leaf_hash: Bytes,
  bytes: Bytes,
  predecessor_placed: z.boolean(),
})

/**
 * Takes waiting entries out of the queue, oldest first, with their stored bytes read again. They are taken up to a
 * number, not as a list of numbers: a plan made while the queue was short would compare each row with each.
 */
export async function takePending(tx: Tx, engagementId: string, most: number): Promise<PendingEntry[]> {
  planAfresh(tx)
  const rows = await tx.query(sql`
    with taken as (
      delete from record_pending where engagement_id = ${engagementId} and pending_no <= (
        select max(pending_no) from (select pending_no from record_pending
          where engagement_id = ${engagementId} order by pending_no limit ${most}) as oldest)
      returning pending_no, actor_id, entry_id)
    select t.pending_no, t.actor_id, t.entry_id, e.subject, e.subject_version, e.leaf_hash, e.bytes,
      (e.subject_version = 1 or coalesce((
        select true from record_entry p join record_leaf l
          on l.engagement_id = p.engagement_id and l.actor_id = p.actor_id and l.entry_id = p.entry_id
        where p.engagement_id = ${engagementId} and p.subject = e.subject
          and p.subject_version = e.subject_version - 1 limit 1), false)) as predecessor_placed
    -- The limits keep both look-ups one by one: the planner, which cannot know how few rows are taken, would read and
    -- hash the whole record for them.
    from taken t cross join lateral (
      select subject, subject_version, leaf_hash, bytes from record_entry
      where engagement_id = ${engagementId} and actor_id = t.actor_id and entry_id = t.entry_id limit 1) e
    order by t.pending_no`)
  return rows.map((row) => {
    const parsed = PendingRow.parse(row)
    return {
      pendingNo: parsed.pending_no,
      actorId: parsed.actor_id,
      entryId: parsed.entry_id,
      subject: parsed.subject,
      subjectVersion: parsed.subject_version,
      leafHash: parsed.leaf_hash,
      bytes: parsed.bytes,
      predecessorPlaced: parsed.predecessor_placed,
    }
  })
}

export interface Placed {
  readonly leafIndex: number
  readonly actorId: string
  readonly entryId: string
  readonly leafHash: Uint8Array
}

export function placeLeaves(tx: Tx, engagementId: string, placed: readonly Placed[]): void {
  tx.later(sql`
    insert into record_leaf (engagement_id, leaf_index, actor_id, entry_id, leaf_hash)
    select ${engagementId}::uuid, * from unnest(
      ${placed.map((leaf) => leaf.leafIndex)}::bigint[], ${placed.map((leaf) => leaf.actorId)}::uuid[],
      ${placed.map((leaf) => leaf.entryId)}::text[], ${placed.map((leaf) => leaf.leafHash)}::bytea[])`)
}

export interface FullTile {
  readonly level: number
  readonly tileIndex: number
  readonly hashes: Uint8Array
}

export function storeTiles(tx: Tx, engagementId: string, tiles: readonly FullTile[]): void {
  if (tiles.length === 0) return
  tx.later(sql`
    insert into record_tile (engagement_id, level, tile_index, hashes)
    select ${engagementId}::uuid, * from unnest(${tiles.map((tile) => tile.level)}::int[],
      ${tiles.map((tile) => tile.tileIndex)}::bigint[], ${tiles.map((tile) => tile.hashes)}::bytea[])`)
}

export interface StoredCheckpoint {
  readonly treeSize: number
  readonly root: Uint8Array
  readonly note: string
  readonly signedAt: EpochMillis
}

export function storeCheckpoint(tx: Tx, engagementId: string, checkpoint: StoredCheckpoint): void {
  tx.later(sql`
    insert into record_checkpoint (engagement_id, tree_size, root, note, signed_at)
    values (${engagementId}, ${checkpoint.treeSize}, ${checkpoint.root}, ${checkpoint.note}, ${checkpoint.signedAt})`)
}
/** Engagements in which entries wait for the sequencer. */
export async function engagementsPending(tx: Tx): Promise<string[]> {
  const rows = await tx.query(sql`select distinct engagement_id from record_pending`)
  return rows.map((row) => EngagementIdOnly.parse(row).engagement_id)
}
