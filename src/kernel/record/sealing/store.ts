import { z } from 'zod'
import { sql } from '../../database/sql.ts'
import type { Tx } from '../../database/transaction.ts'
import type { EpochMillis } from '../../time/instant.ts'

export interface SubjectKeyRow {
  readonly subjectId: string
  /** Null once the subject was erased. */
  readonly wrappedKey: Uint8Array | null
}

export interface SealedRow {
  readonly commitment: Uint8Array
  readonly subjectId: string
  readonly thing: string
  readonly name: string
  readonly sealed: Uint8Array
}

const Bytes = z.instanceof(Uint8Array)

const SubjectKeyRowShape = z.object({ subject_id: z.string(), wrapped_key: Bytes.nullable() })
const CommitmentOnly = z.object({
  commitment: Bytes,
  subject_id: z.string(),
  thing: z.string(),
  name: z.string(),
  sealed: Bytes,
})

/** Keys of subjects, locked against an erasure that runs at the same time. */
export async function lockSubjectKeys(tx: Tx, engagementId: string, subjectIds: readonly string[]) {
  const rows = await tx.query(sql`
    select subject_id, wrapped_key from subject_key
    where engagement_id = ${engagementId} and subject_id = any(${subjectIds}::text[]) order by subject_id for update`)
  return rows.map(keyOf)
}

/** Keys of subjects, to open what is sealed under them. */
export async function findSubjectKeys(tx: Tx, engagementId: string, subjectIds: readonly string[]) {
  const rows = await tx.query(sql`
    select subject_id, wrapped_key from subject_key
    where engagement_id = ${engagementId} and subject_id = any(${subjectIds}::text[]) order by subject_id`)
  return rows.map(keyOf)
}

function keyOf(row: unknown): SubjectKeyRow {
  const one = SubjectKeyRowShape.parse(row)
  return { subjectId: one.subject_id, wrappedKey: one.wrapped_key }
}

export function insertSubjectKeys(
  tx: Tx,
  engagementId: string,
  keys: readonly SubjectKeyRow[],
  now: EpochMillis,
): void {
  if (keys.length === 0) return
  tx.later(sql`
    insert into subject_key (engagement_id, subject_id, wrapped_key, created_at)
    select ${engagementId}::uuid, subject_id, wrapped_key, ${now}::bigint
    from unnest(${keys.map((key) => key.subjectId)}::text[], ${keys.map((key) => key.wrappedKey)}::bytea[])
      as given (subject_id, wrapped_key)`)
}

export function insertSealed(tx: Tx, engagementId: string, rows: readonly SealedRow[]): void {
  if (rows.length === 0) return
  tx.later(sql`
    insert into sealed_value (engagement_id, commitment, subject_id, thing, name, sealed)
    select ${engagementId}::uuid, * from unnest(
      ${rows.map((row) => row.commitment)}::bytea[], ${rows.map((row) => row.subjectId)}::text[],
      ${rows.map((row) => row.thing)}::text[], ${rows.map((row) => row.name)}::text[],
      ${rows.map((row) => row.sealed)}::bytea[])`)
}

/** Sealed values of a thing, by name. */
export async function sealedOf(tx: Tx, engagementId: string, thing: string): Promise<SealedRow[]> {
  const rows = await tx.query(sql`
    select commitment, subject_id, thing, name, sealed from sealed_value
    where engagement_id = ${engagementId} and thing = ${thing} order by name, commitment limit 1000`)
  return rows.map((row) => {
    const one = CommitmentOnly.parse(row)
    return {
      commitment: one.commitment,
      subjectId: one.subject_id,
      thing: one.thing,
      name: one.name,
      sealed: one.sealed,
    }
  })
}

/** Destroys all values of a subject and the key under which they were sealed. Gives how many values went. */
export async function destroySubject(
  tx: Tx,
  engagementId: string,
  subjectId: string,
  now: EpochMillis,
): Promise<number> {
  const rows = await tx.query(sql`
    delete from sealed_value where engagement_id = ${engagementId} and subject_id = ${subjectId} returning 1 as gone`)
  tx.later(sql`
    update subject_key set wrapped_key = null, erased_at = ${now}
    where engagement_id = ${engagementId} and subject_id = ${subjectId}`)
  return rows.length
}
