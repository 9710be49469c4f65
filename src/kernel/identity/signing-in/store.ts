import { z } from 'zod'
import { sql } from '../../database/sql.ts'
import type { Tx } from '../../database/transaction.ts'
import type { EpochMillis } from '../../time/instant.ts'

const SessionRow = z.object({ principal_id: z.string(), created_at: z.number() })

export async function findLiveSession(tx: Tx, secretHash: Uint8Array) {
  const rows = await tx.query(sql`
    select principal_id, created_at from credential
    where secret_hash = ${secretHash} and kind = 'session' and ended_at is null`)
  return rows.map((row) => {
    const { principal_id: principalId, created_at: at } = SessionRow.parse(row)
    return { principalId, at }
  })[0]
}

const AddressRow = z.object({ email: z.string().nullable(), email_changed_at: z.number().nullable() })

/** The address of somebody who calls, and when it was last changed. */
export async function findAddress(tx: Tx, principalId: string) {
  const [row] = await tx.query(sql`select email, email_changed_at from principal where principal_id = ${principalId}`)
  const { email, email_changed_at: emailChangedAt } = AddressRow.parse(row)
  return { email, emailChangedAt }
}

export function noteConfirmation(tx: Tx, credentialId: string, now: EpochMillis): void {
  tx.later(sql`update credential set confirmed_at = ${now} where credential_id = ${credentialId}`)
}
