import { z } from 'zod'
import { sql } from '../../kernel/database/sql.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import type { EpochMillis } from '../../kernel/time/instant.ts'
import { ItemState } from '../work-items/model.ts'
import type { Form, ListedItem, QueueDefinition } from './model.ts'

const DefinitionRow = z.object({
  queue: z.string(),
  version: z.number(),
  title: z.string(),
  form: z.string().nullable(),
  defined_at: z.number(),
})

function definitionOf(row: unknown): QueueDefinition {
  const one = DefinitionRow.parse(row)
  const form = one.form === null ? null : (JSON.parse(one.form) as Form)
  return { queue: one.queue, version: one.version, title: one.title, form, definedAt: one.defined_at }
}

/** Inserts a version unless it is there already; tells whether it did. */
export async function insertDefinition(
  tx: Tx,
  engagementId: string,
  { queue, version, title, form, definedAt }: QueueDefinition,
  definedBy: string,
): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into queue_definition (engagement_id, queue, version, title, form, defined_at, defined_by)
    select ${engagementId}::uuid, ${queue}, ${version}, ${title}, ${form === null ? null : JSON.stringify(form)}::text,
      ${definedAt}::bigint, ${definedBy}::uuid
    where ${version}::int = 1 + coalesce((
      select max(version) from queue_definition where engagement_id = ${engagementId} and queue = ${queue}), 0)
    on conflict do nothing returning version`)
  return rows.length > 0
}

/** The definitions that are in force, of one queue or of all. */
export async function currentDefinitions(tx: Tx, engagementId: string, queue: string | undefined) {
  const rows = await tx.query(sql`
    select distinct on (queue) queue, version, title, form, defined_at from queue_definition
    where engagement_id = ${engagementId} and (${queue ?? null}::text is null or queue = ${queue ?? null})
    order by queue, version desc limit 1000`)
  return rows.map(definitionOf)
}

export async function findDefinition(tx: Tx, engagementId: string, queue: string, version: number) {
  const rows = await tx.query(sql`
    select queue, version, title, form, defined_at from queue_definition
    where engagement_id = ${engagementId} and queue = ${queue} and version = ${version}`)
  return rows.map(definitionOf)[0]
}

const VersionRow = z.object({ queue: z.string(), version: z.number() })

/** The versions that claims from these queues follow now. */
export async function currentVersions(
  tx: Tx,
  engagementId: string,
  queues: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx.query(sql`
    select queue, max(version) as version from queue_definition
    where engagement_id = ${engagementId} and queue = any(${queues}::text[]) group by queue`)
  return new Map(
    rows.map((row) => {
      const { queue, version } = VersionRow.parse(row)
      return [queue, version]
    }),
  )
}

const WaitingRow = z.object({ queue: z.string(), waiting: z.number() })

/** How many items wait in each queue; a queue in which none waits is left out. */
export async function countWaiting(tx: Tx, engagementId: string) {
  const rows = await tx.query(sql`
    select queue, count(*)::int as waiting from work_item
    where engagement_id = ${engagementId} and origin = 'live' and state = 'open' group by queue order by queue`)
  return rows.map((row) => WaitingRow.parse(row))
}

const ListedRow = z.object({
  work_item_id: z.string(),
  reference: z.string(),
  queue: z.string(),
  state: ItemState,
  due_at: z.number().nullable(),
})

function listedOf(row: unknown): ListedItem {
  const one = ListedRow.parse(row)
  const { reference, queue, state } = one
  return { workItemId: one.work_item_id, reference, queue, state, dueAt: one.due_at }
}

/** Open items in the order in which claims take them. */
export async function nextItems(tx: Tx, engagementId: string, queue: string | undefined, most: number) {
  const rows = await tx.query(sql`
    select work_item_id, reference, queue, state, due_at from work_item
    where engagement_id = ${engagementId} and state = 'open' and origin = 'live'
      and (${queue ?? null}::text is null or queue = ${queue ?? null})
    order by due_at, received_at, work_item_id limit ${most}`)
  return rows.map(listedOf)
}

/** Items that rest because of this worker's question, the last asked first. */
export async function askedItems(tx: Tx, engagementId: string, workerId: string, most: number) {
  const rows = await tx.query(sql`
    select w.work_item_id, w.reference, w.queue, w.state, w.due_at
    from work_item w join work_item_event e
      on e.engagement_id = w.engagement_id and e.work_item_id = w.work_item_id and e.sequence = w.version
    where w.engagement_id = ${engagementId} and w.state = 'asked' and e.actor_id = ${workerId}
    order by e.occurred_at desc limit ${most}`)
  return rows.map(listedOf)
}

const DoneRow = z.object({ done: z.number() })

/** How many items a worker completed from an instant on, and did not take back. */
export async function countDone(tx: Tx, engagementId: string, workerId: string, since: EpochMillis): Promise<number> {
  const rows = await tx.query(sql`
    select count(*)::int as done from work_item_event
    where engagement_id = ${engagementId} and actor_id = ${workerId} and name = 'completed' and not undone
      and occurred_at >= ${since}`)
  return DoneRow.parse(rows[0]).done
}
