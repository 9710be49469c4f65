import { z } from 'zod'
import { sql } from '../../database/sql.ts'
import type { Tx } from '../../database/transaction.ts'
import type { EpochMillis } from '../../time/instant.ts'

const PersonRow = z.object({
  principal_id: z.string(),
  disabled: z.boolean(),
  hash: z.string().nullable(),
})

/** Who signs in with an address, and the hash of their password if they have one. */
export async function findByEmail(tx: Tx, email: string) {
  const rows = await tx.query(sql`
    select p.principal_id, p.disabled_at is not null as disabled, w.hash
    from principal p left join sign_in_password w on w.principal_id = p.principal_id
    where lower(p.email) = lower(${email}) and p.kind in ('person', 'operator')`)
  return rows.map((row) => {
    const { principal_id: principalId, ...rest } = PersonRow.parse(row)
    return { principalId, ...rest }
  })[0]
}

const PasswordRow = z.object({ hash: z.string(), set_at: z.number() })

export async function findPassword(tx: Tx, principalId: string) {
  const rows = await tx.query(sql`select hash, set_at from sign_in_password where principal_id = ${principalId}`)
  return rows.map((row) => {
    const { hash, set_at: setAt } = PasswordRow.parse(row)
    return { hash, setAt }
  })[0]
}

export function storePassword(tx: Tx, principalId: string, hash: string, now: EpochMillis): void {
  tx.later(sql`
    insert into sign_in_password (principal_id, hash, set_at) values (${principalId}, ${hash}, ${now})
    on conflict (principal_id) do update set hash = excluded.hash, set_at = excluded.set_at`)
}

/** Ends every live session of a person but one; gives how many. */
export async function endOtherSessions(
  tx: Tx,
  principalId: string,
  keptId: string | null,
  now: EpochMillis,
): Promise<number> {
  const rows = await tx.query(sql`
    update credential set ended_at = ${now} where principal_id = ${principalId} and kind = 'session'
      and ended_at is null and credential_id is distinct from ${keptId}::uuid returning credential_id`)
  return rows.length
}
