import { z } from 'zod'
import { sql, type Sql } from '../../database/sql.ts'
import type { Tx } from '../../database/transaction.ts'
import type { EpochMillis } from '../../time/instant.ts'
import { placedOf, type PlacedEntry } from './store.ts'

/** A type of entry that stands in the record, and the kind of subject it is about. */
export interface EntryType {
  readonly type: string
  readonly subjectKind: string
}

const TypeRow = z.object({ type: z.string(), subject_kind: z.string() })

/**
 * The types of entries there are (at most 1,000), each found by one step in the index, however many entries it has. All
 * entries of a type are about one kind of subject, so that any of them tells it.
 */
export async function entryTypes(tx: Tx, engagementId: string): Promise<EntryType[]> {
  const rows = await tx.query(sql`
    with recursive found as (
      (select type, subject from record_entry where engagement_id = ${engagementId} order by type limit 1)
      union all
      select next.type, next.subject from found cross join lateral (
        select type, subject from record_entry
        where engagement_id = ${engagementId} and type > found.type order by type limit 1) next)
    select type, split_part(subject, '/', 1) as subject_kind from found limit 1000`)
  return rows.map((row) => {
    const one = TypeRow.parse(row)
    return { type: one.type, subjectKind: one.subject_kind }
  })
}

export interface ExcerptFilter {
  readonly order: 'newest' | 'oldest'
  /** The leaf that ended the page before. */
  readonly beside: number | undefined
  readonly limit: number
  readonly subject: string | undefined
  readonly types: readonly string[] | undefined
  readonly organisationId: string | undefined
  readonly since: EpochMillis | undefined
  readonly until: EpochMillis | undefined
  /** Only the first so many entries. */
  readonly size: number | undefined
}

/** How many entries of these types there are, counted up to a number. */
export async function countOfTypes(tx: Tx, engagementId: string, types: readonly string[], most: number) {
  const rows = await tx.query(sql`
    select count(*)::int as entries from (select 1 from record_entry
      where engagement_id = ${engagementId} and type = any(${types}::text[]) limit ${most}) as counted`)
  return CountRow.parse(rows[0]).entries
}

const CountRow = z.object({ entries: z.number() })

/**
 * Entries that fit, in the order of the log or against it, looked at one after another until there are enough. Only
 * the conditions that are asked for are written.
 */
export async function excerptAlongLog(tx: Tx, engagementId: string, filter: ExcerptFilter): Promise<PlacedEntry[]> {
  const rows = await tx.query(sql`
    select l.leaf_index, l.leaf_hash, e.bytes from record_leaf l cross join lateral (
      select type, subject, recorded_at, bytes from record_entry
      where engagement_id = ${engagementId} and actor_id = l.actor_id and entry_id = l.entry_id limit 1) e
    where l.engagement_id = ${engagementId} ${conditionsOf(engagementId, filter)} ${orderOf(filter)}`)
  return rows.map(placedOf)
}

/** The same where a subject or types leave few entries: these are found first, and their places after them. */
export async function excerptOfFew(tx: Tx, engagementId: string, filter: ExcerptFilter): Promise<PlacedEntry[]> {
  const rows = await tx.query(sql`
    select l.leaf_index, l.leaf_hash, e.bytes from record_entry e cross join lateral (
      select leaf_index, leaf_hash from record_leaf
      where engagement_id = ${engagementId} and actor_id = e.actor_id and entry_id = e.entry_id limit 1) l
    where e.engagement_id = ${engagementId} ${conditionsOf(engagementId, filter)} ${orderOf(filter)}`)
  return rows.map(placedOf)
}

function orderOf({ order, limit }: ExcerptFilter): Sql {
  return sql`order by l.leaf_index ${order === 'newest' ? sql`desc` : sql`asc`} limit ${limit}`
}

/** Instances of the product may not have the very same time. */
const skewMillis = 60_000

function conditionsOf(engagementId: string, filter: ExcerptFilter): Sql {
  const { order, beside, subject, types, organisationId, since, until, size } = filter
  const given: (Sql | undefined)[] = [
    beside === undefined
      ? undefined
      : order === 'newest'
        ? sql`and l.leaf_index < ${beside}`
        : sql`and l.leaf_index > ${beside}`,
    subject === undefined ? undefined : sql`and e.subject = ${subject}`,
    types === undefined ? undefined : sql`and e.type = any(${types}::text[])`,
    organisationId === undefined ? undefined : sql`and ${actsFor(organisationId)}`,
    // No entry stands in the log before it happened, so what was signed earlier than `since` need not be read.
    since === undefined
      ? undefined
      : sql`and e.recorded_at >= ${since} and l.leaf_index >= coalesce((
          select max(tree_size) from record_checkpoint
          where engagement_id = ${engagementId} and signed_at < ${since - skewMillis}), 0)`,
    until === undefined ? undefined : sql`and e.recorded_at < ${until}`,
    size === undefined ? undefined : sql`and l.leaf_index < ${size}`,
  ]
  return sql.join(
    given.filter((condition) => condition !== undefined),
    sql` `,
  )
}

/**
 * For whom it was done stands in the entry itself: its canonical bytes begin with the actor, whose references hold no
 * quotation marks, so that this text can stand nowhere else among the first of them.
 */
function actsFor(organisationId: string): Sql {
  const text = `"organisation":"${organisationId}"`
  return sql`position(convert_to(${text}, 'UTF8') in substring(e.bytes from 1 for 512)) > 0`
}
