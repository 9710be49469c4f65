import { z } from 'zod'
import { sql } from '../../database/sql.ts'
import type { Tx } from '../../database/transaction.ts'
import type { EpochMillis } from '../../time/instant.ts'
import type { PasskeyCard } from './model.ts'

export type ChallengePurpose = 'enrolment' | 'sign-in' | 'confirmation'

export interface NewChallenge {
  readonly challengeHash: Uint8Array
  readonly purpose: ChallengePurpose
  /** Whose passkey is asked for; null where anybody's may sign in. */
  readonly principalId: string | null
  readonly expiresAt: EpochMillis
}

export function insertChallenge(tx: Tx, challenge: NewChallenge): void {
  tx.later(sql`
    insert into passkey_challenge (challenge_hash, purpose, principal_id, expires_at)
    values (${challenge.challengeHash}, ${challenge.purpose}, ${challenge.principalId}, ${challenge.expiresAt})`)
}

/** Takes a challenge out; gives whether it was there, for this purpose and person, and still good. */
export async function takeChallenge(tx: Tx, challenge: Omit<NewChallenge, 'expiresAt'>, now: EpochMillis) {
  const rows = await tx.query(sql`
    delete from passkey_challenge where challenge_hash = ${challenge.challengeHash}
      and purpose = ${challenge.purpose} and principal_id is not distinct from ${challenge.principalId}::uuid
      and expires_at > ${now} returning challenge_hash`)
  return rows.length === 1
}

/** Takes out some challenges that nobody came back with. */
export function forgetChallengesBefore(tx: Tx, before: EpochMillis): void {
  tx.later(sql`
    delete from passkey_challenge where challenge_hash in (
      select challenge_hash from passkey_challenge where expires_at <= ${before} limit 20 for update skip locked)`)
}

const PasskeyRow = z.object({
  passkey_id: z.string(),
  principal_id: z.string(),
  raw_id: z.instanceof(Uint8Array),
  public_key: z.instanceof(Uint8Array),
  site: z.string(),
  use_count: z.number(),
  transports: z.array(z.string()),
  is_backed_up: z.boolean(),
  label: z.string(),
  created_at: z.number(),
  used_at: z.number().nullable(),
})

export interface Passkey extends PasskeyCard {
  readonly principalId: string
  readonly rawId: Uint8Array
  readonly publicKey: Uint8Array
  readonly useCount: number
  readonly transports: readonly string[]
}

function passkeyOf(row: unknown): Passkey {
  const parsed = PasskeyRow.parse(row)
  return {
    passkeyId: parsed.passkey_id,
    principalId: parsed.principal_id,
    rawId: parsed.raw_id,
    publicKey: parsed.public_key,
    site: parsed.site,
    useCount: parsed.use_count,
    transports: parsed.transports,
    isBackedUp: parsed.is_backed_up,
    label: parsed.label,
    createdAt: parsed.created_at,
    usedAt: parsed.used_at,
  }
}

export function insertPasskey(tx: Tx, passkey: Passkey): Promise<unknown> {
  return tx.query(sql`
    insert into passkey (passkey_id, principal_id, raw_id, public_key, site, use_count, transports, is_backed_up,
      label, created_at)
    values (${passkey.passkeyId}, ${passkey.principalId}, ${passkey.rawId}, ${passkey.publicKey}, ${passkey.site},
      ${passkey.useCount}, ${[...passkey.transports]}, ${passkey.isBackedUp}, ${passkey.label}, ${passkey.createdAt})`)
}

export async function findPasskey(tx: Tx, rawId: Uint8Array): Promise<Passkey | undefined> {
  const rows = await tx.query(sql`
    select passkey_id, principal_id, raw_id, public_key, site, use_count, transports, is_backed_up, label, created_at,
      used_at
    from passkey where raw_id = ${rawId}`)
  return rows.map(passkeyOf)[0]
}

/** The passkeys of a person, oldest first (at most 100). */
export async function passkeysOf(tx: Tx, principalId: string): Promise<Passkey[]> {
  const rows = await tx.query(sql`
    select passkey_id, principal_id, raw_id, public_key, site, use_count, transports, is_backed_up, label, created_at,
      used_at
    from passkey where principal_id = ${principalId} order by created_at, passkey_id limit 100`)
  return rows.map(passkeyOf)
}

/** Notes a use; gives whether the count went up, which a copy of the passkey would not see to. */
export async function noteUse(
  tx: Tx,
  use: { readonly passkeyId: string; readonly useCount: number; readonly isBackedUp: boolean },
  now: EpochMillis,
): Promise<boolean> {
  const rows = await tx.query(sql`
    update passkey set use_count = ${use.useCount}, is_backed_up = ${use.isBackedUp}, used_at = ${now}
    where passkey_id = ${use.passkeyId} and (use_count < ${use.useCount} or (use_count = 0 and ${use.useCount} = 0))
    returning passkey_id`)
  return rows.length === 1
}

/** Gives another label; false where no such passkey is theirs. */
export async function setLabel(tx: Tx, principalId: string, passkeyId: string, label: string): Promise<boolean> {
  const rows = await tx.query(sql`
    update passkey set label = ${label} where passkey_id = ${passkeyId} and principal_id = ${principalId}
    returning passkey_id`)
  return rows.length === 1
}

/** Removes a passkey; false where no such one is theirs. */
export async function deletePasskey(tx: Tx, principalId: string, passkeyId: string): Promise<boolean> {
  const rows = await tx.query(sql`
    delete from passkey where passkey_id = ${passkeyId} and principal_id = ${principalId} returning passkey_id`)
  return rows.length === 1
}
