/** History for tests of settlement: what was observed elsewhere, as rows and as entries of the record. */
import { z } from 'zod'
import type { Principal } from '../../kernel/access/model.ts'
import type { Database } from '../../kernel/database/connect.ts'
import { sql } from '../../kernel/database/sql.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { entriesOf } from '../../kernel/record/recording.ts'
import { appendEntries } from '../../kernel/record/store.ts'
import { formatInstant, parseInstant, type EpochMillis } from '../../kernel/time/instant.ts'
import type { Facts } from '../../terms/history.ts'

export interface Observed {
  readonly workItemId: string
  readonly name: string
  readonly at: EpochMillis
  readonly facts?: Facts
}

export interface Observer {
  readonly database: Database
  readonly engagementId: string
  readonly principal: Principal
  /** Of the first entry; each call needs its own. */
  readonly idempotencyKey: string
  readonly now: EpochMillis
}

/** 'received 2026-10-05T08:00Z' of a work item. */
export function observed(workItemId: string, ...lines: readonly string[]): Observed[] {
  return lines.map((line) => {
    const [name = '', instant = ''] = line.split(' ')
    return { workItemId, name, at: parseInstant(instant.replace(/Z$/, ':00.000Z')) }
  })
}

/** Writes events into the record and the columns of an engagement, in one transaction. */
export async function observe(observer: Observer, events: readonly Observed[]): Promise<void> {
  const { database, engagementId, principal } = observer
  await database.tenant(engagementId, async (tx) => {
    const versions = await versionsOf(tx, engagementId, [...new Set(events.map((event) => event.workItemId))])
    const sequences = events.map(({ workItemId }) => {
      const sequence = (versions.get(workItemId) ?? 0) + 1
      versions.set(workItemId, sequence)
      return sequence
    })
    const origin = { ...observer, command: 'observe-work-items' }
    const entries = entriesOf(
      origin,
      events.map((event, at) => entryOf(event, sequences[at] ?? 0)),
    )
    appendEntries(tx, engagementId, entries)
    storeItems(tx, engagementId, firstOf(events), versions, factsOf(events))
    tx.later(sql`
      insert into work_item_event (engagement_id, work_item_id, sequence, name, occurred_at, actor_id, entry_id, facts)
      select ${engagementId}::uuid, * from unnest(
        ${events.map((event) => event.workItemId)}::uuid[], ${sequences}::int[],
        ${events.map((event) => event.name)}::text[], ${events.map((event) => event.at)}::bigint[],
        ${events.map(() => principal.id)}::uuid[], ${entries.map((entry) => entry.entryId)}::text[],
        ${events.map(({ facts }) => (facts === undefined ? null : JSON.stringify(facts)))}::text[])`)
  })
}

async function versionsOf(tx: Tx, engagementId: string, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query(sql`
    select work_item_id, version from work_item
    where engagement_id = ${engagementId} and work_item_id = any(${ids}::uuid[])`)
  const Row = z.object({ work_item_id: z.string(), version: z.number() })
  return new Map(rows.map((row) => Row.parse(row)).map((one) => [one.work_item_id, one.version]))
}

function firstOf(events: readonly Observed[]): Observed[] {
  return [...new Map(events.toReversed().map((event) => [event.workItemId, event])).values()]
}

/** The facts of each item: what its events told, the later ones over the earlier. */
function factsOf(events: readonly Observed[]): ReadonlyMap<string, Facts> {
  const facts = new Map<string, Facts>()
  for (const { workItemId, facts: told } of events) facts.set(workItemId, { ...facts.get(workItemId), ...told })
  return facts
}

function storeItems(
  tx: Tx,
  engagementId: string,
  items: readonly Observed[],
  versions: ReadonlyMap<string, number>,
  facts: ReadonlyMap<string, Facts>,
): void {
  tx.later(sql`
    insert into work_item (engagement_id, work_item_id, reference, queue, state, version, origin, received_at, facts)
    select ${engagementId}::uuid, id, 'REF-' || id, 'claims', 'open', version, 'imported', received_at, facts
    from unnest(
      ${items.map((item) => item.workItemId)}::uuid[],
      ${items.map((item) => versions.get(item.workItemId) ?? 0)}::int[], ${items.map((item) => item.at)}::bigint[],
      ${items.map((item) => JSON.stringify(facts.get(item.workItemId) ?? {}))}::text[])
      as given (id, version, received_at, facts)
    on conflict (engagement_id, work_item_id) do update set version = excluded.version`)
}

function entryOf({ workItemId, name, at, facts }: Observed, version: number) {
  const body = { event: name, occurredAt: formatInstant(at), ...(facts === undefined ? {} : { facts }) }
  return { type: 'work-item-observed', subject: `work-item/${workItemId}`, subjectVersion: version, body }
}
