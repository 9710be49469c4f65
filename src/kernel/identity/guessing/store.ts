import { z } from 'zod'
import { sql } from '../../database/sql.ts'
import type { Tx } from '../../database/transaction.ts'
import type { EpochMillis } from '../../time/instant.ts'

const AttemptRow = z.object({ failed_at: z.array(z.number()) })

/** The failures of an account, oldest first; its row is made if need be and stays locked until the end. */
export async function lockFailures(tx: Tx, accountHash: Uint8Array, now: EpochMillis): Promise<EpochMillis[]> {
  const rows = await tx.query(sql`
    insert into sign_in_attempt (account_hash, failed_at, last_at) values (${accountHash}, '{}', ${now})
    on conflict (account_hash) do update set last_at = greatest(sign_in_attempt.last_at, excluded.last_at)
    returning failed_at`)
  return AttemptRow.parse(rows[0]).failed_at
}

export function setFailures(tx: Tx, accountHash: Uint8Array, failedAt: readonly EpochMillis[]): void {
  tx.later(sql`update sign_in_attempt set failed_at = ${[...failedAt]} where account_hash = ${accountHash}`)
}

export function forgetFailures(tx: Tx, accountHash: Uint8Array): void {
  tx.later(sql`delete from sign_in_attempt where account_hash = ${accountHash}`)
}

/** Takes out some accounts that have not been tried since an instant; one that is tried right now is left alone. */
export function forgetFailuresBefore(tx: Tx, before: EpochMillis): void {
  tx.later(sql`
    delete from sign_in_attempt where account_hash in (
      select account_hash from sign_in_attempt where last_at < ${before} limit 20 for update skip locked)`)
}
