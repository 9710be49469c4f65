import { z } from 'zod'
import { sql } from '../../../kernel/database/sql.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import type { EpochMillis } from '../../../kernel/time/instant.ts'
import type { EventPage } from './messages.ts'

const ReceivedAtOnly = z.object({ received_at: z.number() })

const EventRows = z.array(
  z.object({
    work_item_id: z.string(),
    name: z.string(),
    occurred_at: z.number(),
    leaf_index: z.number(),
    facts: z.string().nullable(),
    id: z.string().nullable(),
    undoes: z.string().nullable(),
  }),
)

/** Rows of a page, as the statement below spells out: few enough that reading one delays nobody. */
const pageRows = 2_000

export interface HistoryAsked {
  /** Only events with a place in the log before this leaf. */
  readonly treeSize: number
  /** Only events that occurred before this instant: later ones change nothing in a period that ends here. */
  readonly until: EpochMillis
}

/**
 * The history that the record holds, read from the event columns: the same as `historyFromEntries` over the entries
 * before `treeSize`, in no order. Rows come through a cursor, so that they never stand in memory together.
 */
export async function* eventPages(tx: Tx, engagementId: string, asked: HistoryAsked): AsyncGenerator<EventPage> {
  // All rows are wanted, so the plan for all rows is: without this the planner favours the first ones.
  tx.later(sql`
    select set_config('cursor_tuple_fraction', '1', true), set_config('enable_seqscan', 'on', true)`)
  tx.later(sql`
    declare item_history no scroll cursor for
    select e.work_item_id, e.name, e.occurred_at, l.leaf_index, e.facts,
      case when e.undone then e.entry_id end as id, e.undoes
    from work_item_event e join record_leaf l
      on l.engagement_id = e.engagement_id and l.actor_id = e.actor_id and l.entry_id = e.entry_id
    where e.engagement_id = ${engagementId} and l.engagement_id = ${engagementId}
      and l.leaf_index < ${asked.treeSize} and e.occurred_at < ${asked.until}`)
  let next: Promise<unknown[]> | undefined = nextRows(tx)
  while (next !== undefined) {
    const rows: unknown[] = await next
    // The server makes the next page while this one is read.
    next = rows.length === pageRows ? nextRows(tx) : undefined
    yield pageOf(EventRows.parse(rows))
  }
  tx.later(sql`close item_history`)
}

function nextRows(tx: Tx): Promise<unknown[]> {
  const rows = tx.query(sql`fetch 2000 from item_history`)
  // They are awaited a moment later; a failure before that must not end the process.
  rows.catch(() => undefined)
  return rows
}

function pageOf(rows: z.output<typeof EventRows>): EventPage {
  return {
    workItemIds: rows.map((row) => row.work_item_id),
    names: rows.map((row) => row.name),
    instants: rows.map((row) => row.occurred_at),
    leaves: rows.map((row) => row.leaf_index),
    facts: rows.map((row) => row.facts),
    ids: rows.map((row) => row.id),
    undoes: rows.map((row) => row.undoes),
  }
}

const ReferenceRow = z.object({ work_item_id: z.string(), reference: z.string() })

/** References of work items by their ids: what people call them. */
export async function referencesOf(tx: Tx, engagementId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query(sql`
    select work_item_id, reference from work_item
    where engagement_id = ${engagementId} and work_item_id = any(${ids}::uuid[])`)
  return new Map(
    rows.map((row) => {
      const one = ReferenceRow.parse(row)
      return [one.work_item_id, one.reference]
    }),
  )
}

/** When the last work item before an instant was received; undefined where none was. */
export async function lastReceivedBefore(
  tx: Tx,
  engagementId: string,
  before: EpochMillis,
): Promise<EpochMillis | undefined> {
  const rows = await tx.query(sql`
    select received_at from work_item where engagement_id = ${engagementId} and received_at < ${before}
    order by received_at desc limit 1`)
  return rows.map((row) => ReceivedAtOnly.parse(row).received_at)[0]
}
