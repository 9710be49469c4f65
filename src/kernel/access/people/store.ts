import { z } from 'zod'
import { sql } from '../../database/sql.ts'
import type { Tx } from '../../database/transaction.ts'
import type { EpochMillis } from '../../time/instant.ts'
import { Standing } from '../model.ts'

const PersonRow = z.object({
  principal_id: z.string(),
  organisation_id: z.string().nullable(),
  name: z.string(),
  email: z.string().nullable(),
  site: z.string().nullable(),
  standing: Standing,
  disabled: z.boolean(),
})

/** What deciding about somebody needs to know of them. */
export interface KnownPrincipal {
  readonly principalId: string
  readonly organisationId: string | null
  readonly name: string
  readonly email: string | null
  readonly site: string | null
  readonly standing: Standing
  readonly disabled: boolean
}

function principalOf(row: unknown): KnownPrincipal {
  const { principal_id: principalId, organisation_id: organisationId, ...rest } = PersonRow.parse(row)
  return { principalId, organisationId, ...rest }
}

/**
 * Somebody and the administrators of their organisation, locked in one order: of two administrators who disable each
 * other at the same moment, one waits for the other.
 */
export async function lockWithAdministrators(tx: Tx, principalId: string): Promise<KnownPrincipal[]> {
  const rows = await tx.query(sql`
    select principal_id, organisation_id, name, email, site, standing, disabled_at is not null as disabled
    from principal
    where principal_id = ${principalId} or (standing = 'administrator' and organisation_id =
      (select organisation_id from principal where principal_id = ${principalId}))
    order by principal_id for no key update`)
  return rows.map(principalOf)
}

/** Stores somebody as they are after a change, and when their address changed; null leaves that instant as it is. */
export function storeChanged(
  tx: Tx,
  changed: Pick<KnownPrincipal, 'principalId' | 'name' | 'email' | 'site' | 'standing'>,
  emailChangedAt: EpochMillis | null,
): Promise<unknown> {
  return tx.query(sql`
    update principal set name = ${changed.name}, email = ${changed.email}, site = ${changed.site},
      standing = ${changed.standing}, email_changed_at = coalesce(${emailChangedAt}::bigint, email_changed_at)
    where principal_id = ${changed.principalId}`)
}

/** Disabled from an instant on; null lets them in again. */
export function setDisabled(tx: Tx, principalId: string, at: EpochMillis | null): void {
  tx.later(sql`update principal set disabled_at = ${at} where principal_id = ${principalId}`)
}

/** Ends every session, key and link that somebody still has; gives how many. */
export async function endEveryCredential(tx: Tx, principalId: string, now: EpochMillis): Promise<number> {
  const rows = await tx.query(sql`
    update credential set ended_at = ${now} where principal_id = ${principalId} and ended_at is null
    returning credential_id`)
  return rows.length
}
