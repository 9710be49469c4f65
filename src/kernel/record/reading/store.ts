import { z } from 'zod'
import { sql } from '../../database/sql.ts'
import type { Tx } from '../../database/transaction.ts'
import { Party } from '../../access/model.ts'

const Bytes = z.instanceof(Uint8Array)

const LeafHashOnly = z.object({ leaf_hash: Bytes })
const HashesOnly = z.object({ hashes: Bytes })

/** Leaf hashes of the leaves from (included) to (excluded), in order. */
export async function leafHashesBetween(tx: Tx, engagementId: string, from: number, to: number): Promise<Uint8Array[]> {
  const rows = await tx.query(sql`
    select leaf_hash from record_leaf where engagement_id = ${engagementId}
      and leaf_index >= ${from} and leaf_index < ${to} order by leaf_index`)
  return rows.map((row) => LeafHashOnly.parse(row).leaf_hash)
}

/** Hashes of stored (full) tiles of a level, in order. */
export async function tilesBetween(
  tx: Tx,
  engagementId: string,
  level: number,
  from: number,
  to: number,
): Promise<Uint8Array[]> {
  const rows = await tx.query(sql`
    select hashes from record_tile where engagement_id = ${engagementId} and level = ${level}
      and tile_index >= ${from} and tile_index < ${to} order by tile_index`)
  return rows.map((row) => HashesOnly.parse(row).hashes)
}

const CheckpointRow = z.object({ tree_size: z.number(), root: Bytes, note: z.string(), signed_at: z.number() })

export interface CheckpointCard {
  readonly treeSize: number
  readonly root: Uint8Array
  readonly note: string
  readonly signedAt: number
}

function checkpointOf(row: unknown): CheckpointCard {
  const one = CheckpointRow.parse(row)
  return { treeSize: one.tree_size, root: one.root, note: one.note, signedAt: one.signed_at }
}

/** The newest checkpoint, or the one of an exact size. */
export async function findCheckpoint(tx: Tx, engagementId: string, size?: number): Promise<CheckpointCard | undefined> {
  const rows =
    size === undefined
      ? await tx.query(sql`
          select tree_size, root, note, signed_at from record_checkpoint
          where engagement_id = ${engagementId} order by tree_size desc limit 1`)
      : await tx.query(sql`
          select tree_size, root, note, signed_at from record_checkpoint
          where engagement_id = ${engagementId} and tree_size = ${size}`)
  return rows.map(checkpointOf)[0]
}

/** The first checkpoint whose tree holds a leaf. */
export async function findCovering(
  tx: Tx,
  engagementId: string,
  leafIndex: number,
): Promise<CheckpointCard | undefined> {
  const rows = await tx.query(sql`
    select tree_size, root, note, signed_at from record_checkpoint
    where engagement_id = ${engagementId} and tree_size > ${leafIndex} order by tree_size limit 1`)
  return rows.map(checkpointOf)[0]
}

export async function checkpointsBefore(tx: Tx, engagementId: string, before: number, limit: number) {
  const rows = await tx.query(sql`
    select tree_size, root, note, signed_at from record_checkpoint
    where engagement_id = ${engagementId} and tree_size < ${before} order by tree_size desc limit ${limit}`)
  return rows.map(checkpointOf)
}

const EntryRow = z.object({ leaf_index: z.number(), leaf_hash: Bytes, bytes: Bytes })

export interface PlacedEntry {
  readonly leafIndex: number
  readonly leafHash: Uint8Array
  readonly bytes: Uint8Array
}

/**
 * Entries by their place in the log: never by time or id, so that nothing that commits late is jumped over. The limit
 * keeps their look-ups one by one: without statistics the planner would read and hash the whole record for a page.
 */
export async function entriesFrom(tx: Tx, engagementId: string, from: number, limit: number): Promise<PlacedEntry[]> {
  const rows = await tx.query(sql`
    select l.leaf_index, l.leaf_hash, e.bytes from record_leaf l cross join lateral (
      select bytes from record_entry
      where engagement_id = ${engagementId} and actor_id = l.actor_id and entry_id = l.entry_id limit 1) e
    where l.engagement_id = ${engagementId} and l.leaf_index >= ${from} order by l.leaf_index limit ${limit}`)
  return rows.map(placedOf)
}

/** A row of leaf_index, leaf_hash and bytes. */
export function placedOf(row: unknown): PlacedEntry {
  const one = EntryRow.parse(row)
  return { leafIndex: one.leaf_index, leafHash: one.leaf_hash, bytes: one.bytes }
}

/** Placed entries of one subject (`work-item/…`) from a leaf on, oldest first: their places follow their versions. */
export async function entriesOfSubject(
  tx: Tx,
  engagementId: string,
  of: { readonly subject: string; readonly from: number; readonly limit: number },
): Promise<PlacedEntry[]> {
  const rows = await tx.query(sql`
    select l.leaf_index, l.leaf_hash, e.bytes from record_entry e
    join record_leaf l on l.engagement_id = e.engagement_id and l.actor_id = e.actor_id and l.entry_id = e.entry_id
    where e.engagement_id = ${engagementId} and e.subject = ${of.subject} and l.leaf_index >= ${of.from}
    order by e.subject_version limit ${of.limit}`)
  return rows.map(placedOf)
}

const PromisedRow = z.object({ entry_id: z.string(), leaf_hash: Bytes, recorded_at: z.number() })

/** Entries that an actor made, whether placed yet or not. */
export async function promisedEntries(tx: Tx, engagementId: string, actorId: string, entryIds: readonly string[]) {
  const rows = await tx.query(sql`
    select entry_id, leaf_hash, recorded_at from record_entry
    where engagement_id = ${engagementId} and actor_id = ${actorId} and entry_id = any(${entryIds}::text[])
    order by entry_id`)
  return rows.map((row) => {
    const one = PromisedRow.parse(row)
    return { entryId: one.entry_id, leafHash: one.leaf_hash, recordedAt: one.recorded_at }
  })
}

export interface Witness {
  readonly witness: string
  readonly party: Party
  readonly verifierKey: string
}

const WitnessRow = z.object({ witness: z.string(), party: Party, verifier_key: z.string() })

export async function witnessesOf(tx: Tx, engagementId: string): Promise<Witness[]> {
  const rows = await tx.query(sql`
    select witness, party, verifier_key from record_witness where engagement_id = ${engagementId} order by witness`)
  return rows.map((row) => {
    const one = WitnessRow.parse(row)
    return { witness: one.witness, party: one.party, verifierKey: one.verifier_key }
  })
}

/** Witnesses of an engagement; no other one is registered until this transaction ends. */
export async function lockWitnesses(tx: Tx, engagementId: string): Promise<Witness[]> {
  tx.later(sql`select 1 from record_head where engagement_id = ${engagementId} for update`)
  return witnessesOf(tx, engagementId)
}

export function insertWitness(tx: Tx, engagementId: string, witness: Witness): Promise<unknown> {
  return tx.query(sql`
    insert into record_witness (engagement_id, witness, party, verifier_key)
    values (${engagementId}, ${witness.witness}, ${witness.party}, ${witness.verifierKey})`)
}

export interface Cosignature {
  readonly treeSize: number
  readonly witness: string
  readonly note: string
  readonly signedAt: number
}

export function insertCosignature(tx: Tx, engagementId: string, cosignature: Cosignature): void {
  tx.later(sql`
    insert into record_cosignature (engagement_id, tree_size, witness, note, signed_at)
    values (${engagementId}, ${cosignature.treeSize}, ${cosignature.witness}, ${cosignature.note},
      ${cosignature.signedAt})
    on conflict (engagement_id, tree_size, witness) do nothing`)
}

/** Co-signatures on the checkpoint of one size; at most one a witness. */
export async function cosignaturesOn(tx: Tx, engagementId: string, treeSize: number): Promise<Cosignature[]> {
  const rows = await tx.query(sql`
    select tree_size, witness, note, signed_at from record_cosignature
    where engagement_id = ${engagementId} and tree_size = ${treeSize} order by witness`)
  return rows.map(cosignatureOf)
}

/** Co-signatures on the checkpoints of these sizes. */
export async function cosignaturesOnAny(
  tx: Tx,
  engagementId: string,
  treeSizes: readonly number[],
): Promise<Cosignature[]> {
  const rows = await tx.query(sql`
    select tree_size, witness, note, signed_at from record_cosignature
    where engagement_id = ${engagementId} and tree_size = any(${treeSizes}::bigint[]) order by tree_size, witness`)
  return rows.map(cosignatureOf)
}

/** The co-signature of each witness on the largest tree it has seen; none of those that never signed. */
export async function lastCosignatures(tx: Tx, engagementId: string): Promise<Cosignature[]> {
  const rows = await tx.query(sql`
    select c.tree_size, c.witness, c.note, c.signed_at from record_witness w cross join lateral (
      select tree_size, witness, note, signed_at from record_cosignature
      where engagement_id = ${engagementId} and witness = w.witness order by tree_size desc limit 1) c
    where w.engagement_id = ${engagementId} order by c.witness`)
  return rows.map(cosignatureOf)
}

const CosignatureRow = z.object({
  tree_size: z.number(),
  witness: z.string(),
  note: z.string(),
  signed_at: z.number(),
})

/** Co-signatures on checkpoints up to a size, the newest first (at most 10,000). */
export async function cosignaturesUpTo(tx: Tx, engagementId: string, treeSize: number): Promise<Cosignature[]> {
  const rows = await tx.query(sql`
    select tree_size, witness, note, signed_at from record_cosignature
    where engagement_id = ${engagementId} and tree_size <= ${treeSize} order by tree_size desc, witness limit 10000`)
  return rows.map(cosignatureOf)
}

function cosignatureOf(row: unknown): Cosignature {
  const one = CosignatureRow.parse(row)
  return { treeSize: one.tree_size, witness: one.witness, note: one.note, signedAt: one.signed_at }
}
