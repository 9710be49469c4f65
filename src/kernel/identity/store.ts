import { z } from 'zod'
import type { Membership, Principal } from '../access/model.ts'
import { Party, PrincipalKind, Role, Standing } from '../access/model.ts'
import type { Tx } from '../database/transaction.ts'
import { sql } from '../database/sql.ts'
import type { EpochMillis } from '../time/instant.ts'
import { CredentialKind, type CredentialCard, type Organisation, type PrincipalCard, type Session } from './model.ts'

const PrincipalIdOnly = z.object({ principal_id: z.string() })

export interface Asked {
  readonly secretHash: Uint8Array
  readonly engagementId: string | null
}

export interface Known {
  readonly principal: Principal
  readonly membership: Membership | undefined
  readonly session: Session | undefined
}

const KnownRow = z.object({
  ord: z.number(),
  principal_id: z.string(),
  organisation_id: z.string().nullable(),
  kind: PrincipalKind,
  standing: Standing,
  site: z.string().nullable(),
  engagement_id: z.string().nullable(),
  party: Party.nullable(),
  roles: z.array(Role).nullable(),
  credential_id: z.string(),
  credential_kind: CredentialKind,
  created_at: z.number(),
  confirmed_at: z.number().nullable(),
})

/** Who stands behind each secret, and what they are in the engagement they name. One statement for many calls. */
export async function findKnown(tx: Tx, asked: readonly Asked[], now: EpochMillis): Promise<(Known | undefined)[]> {
  const rows = await tx.query(sql`
    select asked.ord, p.principal_id, p.organisation_id, p.kind, p.standing, p.site, e.engagement_id, m.roles,
      coalesce(m.party, case p.organisation_id when e.client_id then 'client' when e.provider_id then 'provider' end)
        as party,
      c.credential_id, c.kind as credential_kind, c.created_at, c.confirmed_at
    from unnest(${asked.map((one) => one.secretHash)}::bytea[], ${asked.map((one) => one.engagementId)}::uuid[])
      with ordinality as asked (secret_hash, engagement_id, ord)
    join credential c on c.secret_hash = asked.secret_hash and c.kind <> 'sign-in-link' and c.ended_at is null
      and (c.expires_at is null or c.expires_at > ${now})
    join principal p on p.principal_id = c.principal_id and p.disabled_at is null
    left join engagement e on e.engagement_id = asked.engagement_id
    left join membership m on m.engagement_id = e.engagement_id and m.principal_id = p.principal_id`)
  const known: (Known | undefined)[] = asked.map(() => undefined)
  for (const row of rows) {
    const parsed = KnownRow.parse(row)
    known[parsed.ord - 1] = knownOf(parsed)
  }
  return known
}

/** The installation itself acts as an organisation of its own for the operator, who belongs to none. */
export const operatorOrganisationId = '00000000-0000-4000-8000-000000000001'

function knownOf(row: z.infer<typeof KnownRow>): Known {
  const principal: Principal = {
    kind: row.kind,
    id: row.principal_id,
    organisationId: row.organisation_id ?? operatorOrganisationId,
    standing: row.standing,
    site: row.site,
  }
  // An administrator of a party sees its engagement without being named a member; anybody else must be one.
  const isMember = row.roles !== null || row.standing === 'administrator'
  const session = sessionOf(row)
  if (row.engagement_id === null || row.party === null || !isMember) {
    return { principal, membership: undefined, session }
  }
  const membership = { engagementId: row.engagement_id, party: row.party, roles: row.roles ?? [] }
  return { principal, membership, session }
}

function sessionOf(row: z.infer<typeof KnownRow>): Session | undefined {
  if (row.credential_kind !== 'session') return undefined
  return { credentialId: row.credential_id, startedAt: row.created_at, confirmedAt: row.confirmed_at }
}

export function insertOrganisation(tx: Tx, organisation: Organisation, now: EpochMillis): Promise<unknown> {
  return tx.query(sql`
    insert into organisation (organisation_id, name, country, zone, created_at)
    values (${organisation.organisationId}, ${organisation.name}, ${organisation.country}, ${organisation.zone},
      ${now})`)
}

export function insertPrincipal(
  tx: Tx,
  principal: Omit<PrincipalCard, 'disabled'>,
  now: EpochMillis,
): Promise<unknown> {
  return tx.query(sql`
    insert into principal (principal_id, organisation_id, kind, name, email, standing, site, created_at)
    values (${principal.principalId}, ${principal.organisationId}, ${principal.kind}, ${principal.name},
      ${principal.email}, ${principal.standing}, ${principal.site}, ${now})`)
}

const PrincipalRow = z.object({
  principal_id: z.string(),
  organisation_id: z.string().nullable(),
  kind: PrincipalKind,
  name: z.string(),
  email: z.string().nullable(),
  standing: Standing,
  site: z.string().nullable(),
  disabled: z.boolean(),
})

function cardOf(row: unknown): PrincipalCard {
  const parsed = PrincipalRow.parse(row)
  return {
    principalId: parsed.principal_id,
    organisationId: parsed.organisation_id,
    kind: parsed.kind,
    name: parsed.name,
    email: parsed.email,
    standing: parsed.standing,
    site: parsed.site,
    disabled: parsed.disabled,
  }
}

export async function findPrincipal(tx: Tx, principalId: string): Promise<PrincipalCard | undefined> {
  const rows = await tx.query(sql`
    select principal_id, organisation_id, kind, name, email, standing, site, disabled_at is not null as disabled
    from principal where principal_id = ${principalId}`)
  return rows.map(cardOf)[0]
}

export async function principalsOf(tx: Tx, organisationId: string): Promise<PrincipalCard[]> {
  const rows = await tx.query(sql`
    select principal_id, organisation_id, kind, name, email, standing, site, disabled_at is not null as disabled
    from principal where organisation_id = ${organisationId} order by principal_id limit 1000`)
  return rows.map(cardOf)
}

const OrganisationRow = z.object({
  organisation_id: z.string(),
  name: z.string(),
  country: z.string(),
  zone: z.string(),
})

export async function findOrganisation(tx: Tx, organisationId: string): Promise<Organisation | undefined> {
  const rows = await tx.query(sql`
    select organisation_id, name, country, zone from organisation where organisation_id = ${organisationId}`)
  return rows.map((row) => {
    const { organisation_id, ...rest } = OrganisationRow.parse(row)
    return { organisationId: organisation_id, ...rest }
  })[0]
}

export interface NewCredential {
  readonly credentialId: string
  readonly principalId: string
  readonly kind: CredentialKind
  readonly secretHash: Uint8Array
  readonly label: string
  readonly expiresAt: EpochMillis | null
}

export function insertCredential(tx: Tx, credential: NewCredential, now: EpochMillis): Promise<unknown> {
  return tx.query(sql`
    insert into credential (credential_id, principal_id, kind, secret_hash, label, created_at, expires_at)
    values (${credential.credentialId}, ${credential.principalId}, ${credential.kind}, ${credential.secretHash},
      ${credential.label}, ${now}, ${credential.expiresAt})`)
}

/** Inserts unless the same secret stands there already; for the session that a link gives each time it is asked. */
export function insertCredentialOnce(tx: Tx, credential: NewCredential, now: EpochMillis): Promise<unknown> {
  return tx.query(sql`
    insert into credential (credential_id, principal_id, kind, secret_hash, label, created_at, expires_at)
    values (${credential.credentialId}, ${credential.principalId}, ${credential.kind}, ${credential.secretHash},
      ${credential.label}, ${now}, ${credential.expiresAt})
    on conflict (secret_hash) do nothing`)
}

const CredentialRow = z.object({
  credential_id: z.string(),
  principal_id: z.string(),
  kind: CredentialKind,
  label: z.string(),
  created_at: z.number(),
  expires_at: z.number().nullable(),
  ended_at: z.number().nullable(),
})

export type OwnedCredential = CredentialCard & { readonly principalId: string }

function credentialOf(row: unknown): OwnedCredential {
  const parsed = CredentialRow.parse(row)
  return {
    credentialId: parsed.credential_id,
    principalId: parsed.principal_id,
    kind: parsed.kind,
    label: parsed.label,
    createdAt: parsed.created_at,
    expiresAt: parsed.expires_at,
    endedAt: parsed.ended_at,
  }
}

export async function lockCredentialBySecret(tx: Tx, secretHash: Uint8Array): Promise<OwnedCredential | undefined> {
  const rows = await tx.query(sql`
    select credential_id, principal_id, kind, label, created_at, expires_at, ended_at
    from credential where secret_hash = ${secretHash} for update`)
  return rows.map(credentialOf)[0]
}

export async function lockCredential(tx: Tx, credentialId: string): Promise<OwnedCredential | undefined> {
  const rows = await tx.query(sql`
    select credential_id, principal_id, kind, label, created_at, expires_at, ended_at
    from credential where credential_id = ${credentialId} for update`)
  return rows.map(credentialOf)[0]
}

export async function credentialsOf(tx: Tx, principalId: string): Promise<OwnedCredential[]> {
  const rows = await tx.query(sql`
    select credential_id, principal_id, kind, label, created_at, expires_at, ended_at
    from credential where principal_id = ${principalId} and kind <> 'sign-in-link'
    order by created_at desc, credential_id limit 200`)
  return rows.map(credentialOf)
}

export function endCredentialAt(tx: Tx, credentialId: string, now: EpochMillis): void {
  tx.later(sql`update credential set ended_at = ${now} where credential_id = ${credentialId} and ended_at is null`)
}

/** Ends every live session of a principal; gives how many. */
export async function endSessions(tx: Tx, principalId: string, now: EpochMillis): Promise<number> {
  const rows = await tx.query(sql`
    update credential set ended_at = ${now}
    where principal_id = ${principalId} and kind = 'session' and ended_at is null returning credential_id`)
  return rows.length
}

export function recordDirectoryEvent(
  tx: Tx,
  principalId: string,
  command: string,
  subject: string,
  now: EpochMillis,
): void {
  tx.later(sql`
    insert into directory_event (principal_id, command, subject, at)
    values (${principalId}, ${command}, ${subject}, ${now})`)
}

/** The operator of this installation, if there is one. */
export async function findOperator(tx: Tx): Promise<string | undefined> {
  const rows = await tx.query(sql`select principal_id from principal where kind = 'operator' limit 1`)
  return rows.map((row) => PrincipalIdOnly.parse(row).principal_id)[0]
}
