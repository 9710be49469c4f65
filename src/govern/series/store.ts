import { z } from 'zod'
import { sql } from '../../kernel/database/sql.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import type { StatedValue } from '../../terms/price/series.ts'
import type { Standing } from './stating.ts'

const VersionOnly = z.object({ version: z.number() })

/** The number of entries about a series; locked, so that its entries come one after the other. */
export async function lockSeries(tx: Tx, engagementId: string, series: string): Promise<number> {
  const rows = await tx.query(sql`
    insert into series (engagement_id, series, version) values (${engagementId}, ${series}, 0)
    on conflict (engagement_id, series) do update set series = excluded.series
    returning version`)
  return VersionOnly.parse(rows[0]).version
}

export function countEntry(tx: Tx, engagementId: string, series: string, version: number): void {
  tx.later(sql`
    update series set version = ${version} where engagement_id = ${engagementId} and series = ${series}`)
}

const ValueRow = z.object({
  series: z.string(),
  period: z.string(),
  confirmed: z.string().nullable(),
  confirmed_at: z.number().nullable(),
  stated: z.string().nullable(),
  stated_party: z.enum(['client', 'provider']).nullable(),
  stated_organisation_id: z.string().nullable(),
  stated_at: z.number().nullable(),
})

function standingOf(row: unknown): Standing {
  const one = ValueRow.parse(row)
  return {
    series: one.series,
    period: one.period,
    confirmed: one.confirmed,
    confirmedAt: one.confirmed_at,
    stated: one.stated,
    statedParty: one.stated_party,
    statedOrganisationId: one.stated_organisation_id,
    statedAt: one.stated_at,
  }
}

/** A value as it stands; one that nobody has stated has none. */
export async function findValue(tx: Tx, engagementId: string, series: string, period: string): Promise<Standing> {
  const rows = await tx.query(sql`
    select series, period, confirmed, confirmed_at, stated, stated_party, stated_organisation_id, stated_at
    from series_value where engagement_id = ${engagementId} and series = ${series} and period = ${period}`)
  const nothing = { confirmed: null, confirmed_at: null, stated: null, stated_party: null, stated_at: null }
  return standingOf(rows[0] ?? { series, period, ...nothing, stated_organisation_id: null })
}

export function keepValue(tx: Tx, engagementId: string, value: Standing, statedBy: string | null): void {
  tx.later(sql`
    insert into series_value (engagement_id, series, period, confirmed, confirmed_at, stated, stated_party,
      stated_organisation_id, stated_by, stated_at)
    values (${engagementId}, ${value.series}, ${value.period}, ${value.confirmed}, ${value.confirmedAt},
      ${value.stated}, ${value.statedParty}, ${value.statedOrganisationId}, ${statedBy}, ${value.statedAt})
    on conflict (engagement_id, series, period) do update set confirmed = excluded.confirmed,
      confirmed_at = excluded.confirmed_at, stated = excluded.stated, stated_party = excluded.stated_party,
      stated_organisation_id = excluded.stated_organisation_id, stated_by = excluded.stated_by,
      stated_at = excluded.stated_at`)
}

export function insertConfirmation(
  tx: Tx,
  engagementId: string,
  of: { readonly series: string; readonly version: number; readonly period: string; readonly value: string },
): void {
  tx.later(sql`
    insert into series_confirmation (engagement_id, series, version, period, value)
    values (${engagementId}, ${of.series}, ${of.version}, ${of.period}, ${of.value})`)
}

/** Values by series and period, after a place. */
export async function listValues(
  tx: Tx,
  engagementId: string,
  after: { readonly series: string; readonly period: string },
  most: number,
): Promise<Standing[]> {
  const rows = await tx.query(sql`
    select series, period, confirmed, confirmed_at, stated, stated_party, stated_organisation_id, stated_at
    from series_value where engagement_id = ${engagementId} and (series, period) > (${after.series}, ${after.period})
    order by series, period limit ${most}`)
  return rows.map(standingOf)
}

const ConfirmedRow = z.object({ leaf_index: z.number(), series: z.string(), period: z.string(), value: z.string() })

/** Confirmed values whose entry has its place in the log before a leaf, in the order of the log. */
export async function confirmedBefore(tx: Tx, engagementId: string, treeSize: number): Promise<StatedValue[]> {
  const rows = await tx.query(sql`
    select l.leaf_index, c.series, c.period, c.value from series_confirmation c
    join record_entry e on e.engagement_id = c.engagement_id and e.subject = 'series/' || c.series
      and e.subject_version = c.version
    join record_leaf l on l.engagement_id = e.engagement_id and l.actor_id = e.actor_id and l.entry_id = e.entry_id
    where c.engagement_id = ${engagementId} and l.leaf_index < ${treeSize} order by l.leaf_index`)
  return rows.map((row) => {
    const { leaf_index: index, series, period, value } = ConfirmedRow.parse(row)
    return { index, series, period, value }
  })
}
