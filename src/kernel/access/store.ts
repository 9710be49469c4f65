import { z } from 'zod'
import { sql } from '../database/sql.ts'
import type { Tx } from '../database/transaction.ts'
import type { EpochMillis } from '../time/instant.ts'
import { Party, Role, type Membership } from './model.ts'

const VersionOnly = z.object({ version: z.number() })

export interface NewEngagement {
  readonly engagementId: string
  readonly name: string
  readonly clientId: string
  readonly providerId: string
}

export function insertEngagement(tx: Tx, engagement: NewEngagement, now: EpochMillis): Promise<unknown> {
  return tx.query(sql`
    insert into engagement (engagement_id, name, client_id, provider_id, opened_at)
    values (${engagement.engagementId}, ${engagement.name}, ${engagement.clientId}, ${engagement.providerId}, ${now})`)
}

const PartiesRow = z.object({ client_id: z.string(), provider_id: z.string(), name: z.string() })

export async function findParties(tx: Tx, engagementId: string) {
  const rows = await tx.query(sql`
    select client_id, provider_id, name from engagement where engagement_id = ${engagementId}`)
  return rows.map((row) => {
    const parsed = PartiesRow.parse(row)
    return { clientId: parsed.client_id, providerId: parsed.provider_id, name: parsed.name }
  })[0]
}

/** The same, locked: changes of an engagement's members happen one after the other. */
export async function lockParties(tx: Tx, engagementId: string) {
  const rows = await tx.query(sql`
    select client_id, provider_id, name from engagement where engagement_id = ${engagementId} for no key update`)
  return rows.map((row) => {
    const parsed = PartiesRow.parse(row)
    return { clientId: parsed.client_id, providerId: parsed.provider_id, name: parsed.name }
  })[0]
}

export interface NewMembership {
  readonly engagementId: string
  readonly principalId: string
  readonly party: Party
  readonly roles: readonly Role[]
}

/**
 * Sets the roles of a member; gives the version of the record's subject, which goes on where somebody was removed and
 * is named again.
 */
export async function setMembership(tx: Tx, membership: NewMembership, now: EpochMillis): Promise<number> {
  const rows = await tx.query(sql`
    insert into membership (engagement_id, principal_id, party, roles, created_at, version)
    values (${membership.engagementId}, ${membership.principalId}, ${membership.party}, ${membership.roles}, ${now},
      1 + coalesce((select f.version from former_membership f where f.engagement_id = ${membership.engagementId}
        and f.principal_id = ${membership.principalId}), 0))
    on conflict (engagement_id, principal_id)
    do update set party = excluded.party, roles = excluded.roles, version = membership.version + 1
    returning version`)
  return VersionOnly.parse(rows[0]).version
}

/** Takes a member's row away; gives the version that the record's entry about it has. Undefined where there is none. */
export async function deleteMembership(
  tx: Tx,
  member: { readonly engagementId: string; readonly principalId: string },
): Promise<number | undefined> {
  const rows = await tx.query(sql`
    delete from membership where engagement_id = ${member.engagementId} and principal_id = ${member.principalId}
    returning version + 1 as version`)
  return rows.map((row) => VersionOnly.parse(row).version)[0]
}

/** Keeps which version the record's subject of a former member has. */
export function keepFormer(
  tx: Tx,
  former: { readonly engagementId: string; readonly principalId: string; readonly version: number },
  now: EpochMillis,
): void {
  tx.later(sql`
    insert into former_membership (engagement_id, principal_id, version, removed_at)
    values (${former.engagementId}, ${former.principalId}, ${former.version}, ${now})
    on conflict (engagement_id, principal_id)
    do update set version = excluded.version, removed_at = excluded.removed_at`)
}

const MembershipRow = z.object({ party: Party, roles: z.array(Role) })

/** What a principal was named in an engagement; undefined for anybody who was not. */
export async function findMembership(
  tx: Tx,
  engagementId: string,
  principalId: string,
): Promise<Membership | undefined> {
  const rows = await tx.query(sql`
    select party, roles from membership where engagement_id = ${engagementId} and principal_id = ${principalId}`)
  return rows.map((row) => ({ engagementId, ...MembershipRow.parse(row) }))[0]
}

const EngagementRow = z.object({
  engagement_id: z.string(),
  name: z.string(),
  client_id: z.string(),
  client_name: z.string(),
  client_zone: z.string(),
  provider_id: z.string(),
  provider_name: z.string(),
  provider_zone: z.string(),
  party: Party,
  roles: z.array(Role),
  opened_at: z.number(),
})

export interface Seeker {
  readonly principalId: string
  readonly organisationId: string
  readonly isAdministrator: boolean
}

/** Engagements of a person: those they are a member of, and, for an administrator, those of the organisation. */
export async function engagementsOf(tx: Tx, seeker: Seeker, after: string | undefined, limit: number) {
  const rows = await tx.query(sql`
    select e.engagement_id, e.name, e.client_id, c.name as client_name, c.zone as client_zone, e.provider_id,
      p.name as provider_name, p.zone as provider_zone, e.opened_at, coalesce(m.roles, '{}') as roles,
      coalesce(m.party, case ${seeker.organisationId}::uuid when e.client_id then 'client' else 'provider' end) as party
    from engagement e
    join organisation c on c.organisation_id = e.client_id
    join organisation p on p.organisation_id = e.provider_id
    left join membership m on m.engagement_id = e.engagement_id and m.principal_id = ${seeker.principalId}
    where (m.principal_id is not null
        or (${seeker.isAdministrator}::boolean and ${seeker.organisationId}::uuid in (e.client_id, e.provider_id)))
      and e.engagement_id > ${after ?? '00000000-0000-0000-0000-000000000000'}
    order by e.engagement_id limit ${limit}`)
  return rows.map((row) => {
    const one = EngagementRow.parse(row)
    return {
      engagementId: one.engagement_id,
      name: one.name,
      client: { organisationId: one.client_id, name: one.client_name, zone: one.client_zone },
      provider: { organisationId: one.provider_id, name: one.provider_name, zone: one.provider_zone },
      party: one.party,
      roles: one.roles,
      openedAt: one.opened_at,
    }
  })
}

const MemberRow = z.object({
  principal_id: z.string(),
  party: Party,
  roles: z.array(Role),
  name: z.string().nullable(),
  kind: z.string(),
  disabled: z.boolean().nullable(),
})

/** Members of an engagement; names, and who is disabled, only of the organisation that asks. */
export async function membersOf(tx: Tx, engagementId: string, askingOrganisationId: string) {
  const rows = await tx.query(sql`
    select m.principal_id, m.party, m.roles, p.kind,
      case when p.organisation_id = ${askingOrganisationId} then p.name end as name,
      case when p.organisation_id = ${askingOrganisationId} then p.disabled_at is not null end as disabled
    from membership m join principal p on p.principal_id = m.principal_id
    where m.engagement_id = ${engagementId} order by m.party, m.principal_id limit 1000`)
  return rows.map((row) => {
    const { principal_id, ...rest } = MemberRow.parse(row)
    return { principalId: principal_id, ...rest }
  })
}
