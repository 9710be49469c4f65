import { z } from 'zod'
import { sql } from '../../database/sql.ts'
import type { Tx } from '../../database/transaction.ts'
import type { EpochMillis } from '../../time/instant.ts'

const CodesRow = z.object({
  secret_sealed: z.instanceof(Uint8Array),
  confirmed_at: z.number().nullable(),
  last_step: z.number(),
})

export interface StoredCodes {
  readonly secretSealed: Uint8Array
  readonly confirmedAt: EpochMillis | null
  readonly lastStep: number
}

function codesOf(row: unknown): StoredCodes {
  const parsed = CodesRow.parse(row)
  return { secretSealed: parsed.secret_sealed, confirmedAt: parsed.confirmed_at, lastStep: parsed.last_step }
}

export async function findCodes(tx: Tx, principalId: string): Promise<StoredCodes | undefined> {
  const rows = await tx.query(sql`
    select secret_sealed, confirmed_at, last_step from one_time_codes where principal_id = ${principalId}`)
  return rows.map(codesOf)[0]
}

export async function lockCodes(tx: Tx, principalId: string): Promise<StoredCodes | undefined> {
  const rows = await tx.query(sql`
    select secret_sealed, confirmed_at, last_step from one_time_codes where principal_id = ${principalId} for update`)
  return rows.map(codesOf)[0]
}

/** A secret to be shown a code of; it takes the place of one that never was. */
export function storeSecret(tx: Tx, principalId: string, secretSealed: Uint8Array, now: EpochMillis): void {
  tx.later(sql`
    insert into one_time_codes (principal_id, secret_sealed, begun_at, last_step)
    values (${principalId}, ${secretSealed}, ${now}, -1)
    on conflict (principal_id) do update set secret_sealed = excluded.secret_sealed, begun_at = excluded.begun_at
    where one_time_codes.confirmed_at is null`)
}

export function turnOn(tx: Tx, principalId: string, step: number, now: EpochMillis): void {
  tx.later(sql`
    update one_time_codes set confirmed_at = ${now}, last_step = ${step} where principal_id = ${principalId}`)
}

export function turnOff(tx: Tx, principalId: string): void {
  tx.later(sql`delete from one_time_codes where principal_id = ${principalId}`)
}

/** Uses up a step and all before it; gives whether it was still to be had. */
export async function takeStep(tx: Tx, principalId: string, step: number): Promise<boolean> {
  const rows = await tx.query(sql`
    update one_time_codes set last_step = ${step}
    where principal_id = ${principalId} and confirmed_at is not null and last_step < ${step} returning last_step`)
  return rows.length === 1
}

/** Whether a recovery code is there and was not used. */
export async function hasRecoveryCode(tx: Tx, principalId: string, hash: Uint8Array): Promise<boolean> {
  const rows = await tx.query(sql`
    select 1 from recovery_code where principal_id = ${principalId} and code_hash = ${hash} and used_at is null`)
  return rows.length === 1
}

/** Uses up a recovery code; gives whether it was still to be had. */
export async function takeRecoveryCode(
  tx: Tx,
  principalId: string,
  hash: Uint8Array,
  now: EpochMillis,
): Promise<boolean> {
  const rows = await tx.query(sql`
    update recovery_code set used_at = ${now}
    where principal_id = ${principalId} and code_hash = ${hash} and used_at is null returning used_at`)
  return rows.length === 1
}

export function forgetRecoveryCodes(tx: Tx, principalId: string): void {
  tx.later(sql`delete from recovery_code where principal_id = ${principalId}`)
}

export function storeRecoveryCodes(tx: Tx, principalId: string, hashes: readonly Uint8Array[]): void {
  tx.later(sql`
    insert into recovery_code (principal_id, code_hash)
    select ${principalId}::uuid, * from unnest(${[...hashes]}::bytea[])`)
}

const LeftRow = z.object({ left: z.number() })

export async function recoveryCodesLeft(tx: Tx, principalId: string): Promise<number> {
  const rows = await tx.query(sql`
    select count(*)::int as left from recovery_code where principal_id = ${principalId} and used_at is null`)
  return LeftRow.parse(rows[0]).left
}
