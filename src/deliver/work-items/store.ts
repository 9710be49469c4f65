import { z } from 'zod'
import { sql } from '../../kernel/database/sql.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import type { EpochMillis } from '../../kernel/time/instant.ts'
import { ItemState, type Facts, type ItemEvent, type WorkItem } from './model.ts'
import type { Move } from './moving.ts'

const NextRow = z.object({ next: z.number().nullable() })
const BacklogRow = z.object({ queue: z.string(), state: ItemState, items: z.number() })
const TakenRow = z.object({ work_item_id: z.string(), reference: z.string() })

const ItemRow = z.object({
  work_item_id: z.string(),
  reference: z.string(),
  queue: z.string(),
  state: ItemState,
  version: z.number(),
  origin: z.enum(['live', 'imported']),
  received_at: z.number(),
  due_at: z.number().nullable(),
  holder_id: z.string().nullable(),
  leased_until: z.number().nullable(),
  fence: z.number(),
  completed_at: z.number().nullable(),
  form_version: z.number().nullable(),
  facts: z.string(),
})

function itemOf(row: unknown): WorkItem {
  const one = ItemRow.parse(row)
  return {
    workItemId: one.work_item_id,
    reference: one.reference,
    queue: one.queue,
    state: one.state,
    version: one.version,
    origin: one.origin,
    receivedAt: one.received_at,
    dueAt: one.due_at,
    holderId: one.holder_id,
    leasedUntil: one.leased_until,
    fence: one.fence,
    completedAt: one.completed_at,
    formVersion: one.form_version,
    facts: JSON.parse(one.facts) as Facts,
  }
}

/** Items by id, locked in one order so that two groups never wait for each other in a circle. */
export async function lockItems(tx: Tx, engagementId: string, workItemIds: readonly string[]): Promise<WorkItem[]> {
  const rows = await tx.query(sql`
    select work_item_id, reference, queue, state, version, origin, received_at, due_at, holder_id, leased_until,
      fence, completed_at, form_version, facts
    from work_item
    where engagement_id = ${engagementId} and work_item_id = any(${workItemIds}::uuid[])
    order by work_item_id for update`)
  return rows.map(itemOf)
}

/** Open items of a queue, due first, that nobody else is about to take. */
export async function lockNext(tx: Tx, engagementId: string, queue: string, most: number): Promise<WorkItem[]> {
  const rows = await tx.query(sql`
    select work_item_id, reference, queue, state, version, origin, received_at, due_at, holder_id, leased_until,
      fence, completed_at, form_version, facts
    from work_item
    where engagement_id = ${engagementId} and queue = ${queue} and state = 'open' and origin = 'live'
    order by due_at, received_at, work_item_id limit ${most} for update skip locked`)
  return rows.map(itemOf)
}

/** Whether any open item waits in a queue, locked or not. */
export async function anyOpen(tx: Tx, engagementId: string, queue: string): Promise<boolean> {
  const rows = await tx.query(sql`
    select 1 as waits from work_item
    where engagement_id = ${engagementId} and queue = ${queue} and state = 'open' and origin = 'live' limit 1`)
  return rows.length > 0
}

export async function lockExpired(tx: Tx, engagementId: string, now: EpochMillis, most: number): Promise<WorkItem[]> {
  const rows = await tx.query(sql`
    select work_item_id, reference, queue, state, version, origin, received_at, due_at, holder_id, leased_until,
      fence, completed_at, form_version, facts
    from work_item
    where engagement_id = ${engagementId} and state = 'held' and leased_until <= ${now}
    order by work_item_id limit ${most} for update skip locked`)
  return rows.map(itemOf)
}

/** When the next lease runs out; null when nothing is held. */
export async function nextLeaseEnd(tx: Tx, engagementId: string): Promise<EpochMillis | null> {
  const rows = await tx.query(sql`
    select min(leased_until) as next from work_item where engagement_id = ${engagementId} and state = 'held'`)
  return NextRow.parse(rows[0]).next
}

/** Inserts items that were received. */
export function insertItems(tx: Tx, engagementId: string, moves: readonly Move[]): void {
  const items = moves.map((move) => move.item)
  tx.later(sql`
    insert into work_item (engagement_id, work_item_id, reference, queue, state, version, origin, received_at, due_at,
      facts)
    select ${engagementId}::uuid, * from unnest(
      ${items.map((item) => item.workItemId)}::uuid[], ${items.map((item) => item.reference)}::text[],
      ${items.map((item) => item.queue)}::text[], ${items.map((item) => item.state)}::text[],
      ${items.map((item) => item.version)}::int[], ${items.map((item) => item.origin)}::text[],
      ${items.map((item) => item.receivedAt)}::bigint[], ${items.map((item) => item.dueAt)}::bigint[],
      ${items.map((item) => JSON.stringify(item.facts))}::text[])`)
}

/**
 * Writes the state of items after their moves. The ids stand there twice so that the index is used before the table
 * has statistics; otherwise each group would read every item of the engagement.
 */
export function updateItems(tx: Tx, engagementId: string, moves: readonly Move[]): void {
  const items = moves.map((move) => move.item)
  tx.later(sql`
    update work_item w set queue = n.queue, state = n.state, version = n.version, due_at = n.due_at,
      holder_id = n.holder_id, leased_until = n.leased_until, fence = n.fence, completed_at = n.completed_at,
      form_version = n.form_version, facts = n.facts
    from unnest(
      ${items.map((item) => item.workItemId)}::uuid[], ${items.map((item) => item.queue)}::text[],
      ${items.map((item) => item.state)}::text[], ${items.map((item) => item.version)}::int[],
      ${items.map((item) => item.dueAt)}::bigint[], ${items.map((item) => item.holderId)}::uuid[],
      ${items.map((item) => item.leasedUntil)}::bigint[], ${items.map((item) => item.fence)}::int[],
      ${items.map((item) => item.completedAt)}::bigint[], ${items.map((item) => item.formVersion)}::int[],
      ${items.map((item) => JSON.stringify(item.facts))}::text[])
      as n (work_item_id, queue, state, version, due_at, holder_id, leased_until, fence, completed_at,
        form_version, facts)
    where w.engagement_id = ${engagementId} and w.work_item_id = n.work_item_id
      and w.work_item_id = any(${items.map((item) => item.workItemId)}::uuid[])`)
}

/** Extends leases; not a fact between the parties, so neither version nor record change. */
export function extendLeases(tx: Tx, engagementId: string, items: readonly WorkItem[]): void {
  tx.later(sql`
    update work_item w set leased_until = n.leased_until
    from unnest(${items.map((item) => item.workItemId)}::uuid[], ${items.map((item) => item.leasedUntil)}::bigint[])
      as n (work_item_id, leased_until)
    where w.engagement_id = ${engagementId} and w.work_item_id = n.work_item_id
      and w.work_item_id = any(${items.map((item) => item.workItemId)}::uuid[])`)
}

/** A move and the record entry that tells of it. */
export interface NotedMove {
  readonly move: Move
  readonly actorId: string
  readonly entryId: string
}

export function insertEvents(tx: Tx, engagementId: string, noted: readonly NotedMove[]): void {
  const moves = noted.map((one) => one.move)
  tx.later(sql`
    insert into work_item_event (engagement_id, work_item_id, sequence, name, occurred_at, actor_id, entry_id, facts,
      undoes)
    select ${engagementId}::uuid, * from unnest(
      ${moves.map((move) => move.item.workItemId)}::uuid[], ${moves.map((move) => move.item.version)}::int[],
      ${moves.map((move) => move.eventName)}::text[], ${moves.map((move) => move.occurredAt)}::bigint[],
      ${noted.map((one) => one.actorId)}::uuid[], ${noted.map((one) => one.entryId)}::text[],
      ${moves.map((move) => (move.facts === undefined ? null : JSON.stringify(move.facts)))}::text[],
      ${moves.map((move) => move.undoes ?? null)}::text[])`)
}

/** Marks the event of an item that was taken back, so that whoever reads it knows to look for what did. */
export function markUndone(tx: Tx, engagementId: string, workItemId: string, sequence: number): void {
  tx.later(sql`
    update work_item_event set undone = true
    where engagement_id = ${engagementId} and work_item_id = ${workItemId} and sequence = ${sequence}`)
}

const EventRow = z.object({
  sequence: z.number(),
  name: z.string(),
  occurred_at: z.number(),
  actor_id: z.string(),
  entry_id: z.string(),
  undoes: z.string().nullable(),
  facts: z.string().nullable(),
})

export async function eventsOf(tx: Tx, engagementId: string, workItemId: string): Promise<ItemEvent[]> {
  const rows = await tx.query(sql`
    select sequence, name, occurred_at, actor_id, entry_id, undoes, facts from work_item_event
    where engagement_id = ${engagementId} and work_item_id = ${workItemId} order by sequence limit 10000`)
  return rows.map((row) => {
    const one = EventRow.parse(row)
    return {
      sequence: one.sequence,
      name: one.name,
      occurredAt: one.occurred_at,
      actorId: one.actor_id,
      entryId: one.entry_id,
      undoes: one.undoes,
      ...(one.facts === null ? {} : { facts: JSON.parse(one.facts) as Facts }),
    }
  })
}

const FactsRow = z.object({ entry_id: z.string(), undoes: z.string().nullable(), facts: z.string().nullable() })

/** What each event of an item added to its facts, in their order. */
export async function givenFacts(tx: Tx, engagementId: string, workItemId: string) {
  const rows = await tx.query(sql`
    select entry_id, undoes, facts from work_item_event
    where engagement_id = ${engagementId} and work_item_id = ${workItemId} order by sequence limit 10000`)
  return rows.map((row) => {
    const { entry_id: entryId, undoes, facts } = FactsRow.parse(row)
    return { entryId, undoes, facts: facts === null ? {} : (JSON.parse(facts) as Facts) }
  })
}

/** The items that a worker holds, the one claimed first first. */
export async function heldBy(tx: Tx, engagementId: string, holderId: string): Promise<WorkItem[]> {
  const rows = await tx.query(sql`
    select work_item_id, reference, queue, state, version, origin, received_at, due_at, holder_id, leased_until,
      fence, completed_at, form_version, facts
    from work_item where engagement_id = ${engagementId} and state = 'held' and holder_id = ${holderId}
    order by leased_until, work_item_id limit 100`)
  return rows.map(itemOf)
}

export async function findItem(tx: Tx, engagementId: string, workItemId: string): Promise<WorkItem | undefined> {
  const rows = await tx.query(sql`
    select work_item_id, reference, queue, state, version, origin, received_at, due_at, holder_id, leased_until,
      fence, completed_at, form_version, facts
    from work_item where engagement_id = ${engagementId} and work_item_id = ${workItemId}`)
  return rows.map(itemOf)[0]
}

export interface ItemFilter {
  readonly state: string | undefined
  readonly queue: string | undefined
  readonly reference: string | undefined
  readonly after: { readonly receivedAt: number; readonly workItemId: string } | undefined
  readonly limit: number
}

export async function listItems(tx: Tx, engagementId: string, filter: ItemFilter): Promise<WorkItem[]> {
  const after = filter.after ?? {
    receivedAt: Number.MIN_SAFE_INTEGER,
    workItemId: '00000000-0000-0000-0000-000000000000',
  }
  const rows = await tx.query(sql`
    select work_item_id, reference, queue, state, version, origin, received_at, due_at, holder_id, leased_until,
      fence, completed_at, form_version, facts
    from work_item
    where engagement_id = ${engagementId}
      and (${filter.state ?? null}::text is null or state = ${filter.state ?? null})
      and (${filter.queue ?? null}::text is null or queue = ${filter.queue ?? null})
      and (${filter.reference ?? null}::text is null or reference = ${filter.reference ?? null})
      and (received_at, work_item_id) > (${after.receivedAt}::bigint, ${after.workItemId}::uuid)
    order by received_at, work_item_id limit ${filter.limit}`)
  return rows.map(itemOf)
}

export async function countByQueue(tx: Tx, engagementId: string) {
  const rows = await tx.query(sql`
    select queue, state, count(*)::int as items from work_item
    where engagement_id = ${engagementId} and origin = 'live' group by queue, state order by queue, state`)
  return rows.map((row) => BacklogRow.parse(row))
}

/** Which of these ids and references are in use. */
export async function findTaken(
  tx: Tx,
  engagementId: string,
  workItemIds: readonly string[],
  references: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.query(sql`
    select work_item_id, reference from work_item
    where engagement_id = ${engagementId} and work_item_id = any(${workItemIds}::uuid[])
    union all
    select work_item_id, reference from work_item
    where engagement_id = ${engagementId} and reference = any(${references}::text[])`)
  const taken = new Set<string>()
  for (const row of rows) {
    const one = TakenRow.parse(row)
    taken.add(one.work_item_id).add(one.reference)
  }
  return taken
}
