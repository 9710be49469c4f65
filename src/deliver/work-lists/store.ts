import { z } from 'zod'
import { keepToIndexOrder } from '../../kernel/database/planning.ts'
import { sql, type Sql } from '../../kernel/database/sql.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { ItemState, type Facts } from '../work-items/model.ts'
import type { Bucket } from './counting.ts'
import type { ListedItem } from './model.ts'
import { neverCompleted, neverDue, type Criteria, type Position, type Stretch } from './viewing.ts'

const IdRow = z.object({ work_item_id: z.string() })
const BucketRow = z.object({ state: ItemState, queue: z.string(), items: z.number(), late: z.number() })
const ListedRow = z.object({
  work_item_id: z.string(),
  reference: z.string(),
  queue: z.string(),
  state: ItemState,
  version: z.number(),
  origin: z.enum(['live', 'imported']),
  received_at: z.number(),
  due_at: z.number().nullable(),
  holder_id: z.string().nullable(),
  completed_at: z.number().nullable(),
  facts: z.string(),
})

/** What each order is by, exactly as its index has it. */
const orders = {
  received: sql`received_at`,
  due: sql`coalesce(due_at, 9007199254740991)`,
  completed: sql`coalesce(completed_at, -9007199254740991)`,
  reference: sql`reference`,
} as const satisfies Record<Criteria['sort'], Sql>

if (neverDue !== 9007199254740991 || neverCompleted !== -9007199254740991) throw new Error('The orders do not agree.')

export interface Page {
  readonly after: Position | undefined
  readonly skip: number
  readonly limit: number
}

/**
 * Ids of the items that are meant, in their order. What is passed over on the way is read in the index alone; the rows
 * themselves are looked up afterwards.
 */
export async function idsOf(tx: Tx, engagementId: string, criteria: Criteria, page: Page): Promise<string[]> {
  // The beginning of a reference leads to a few rows, which are better sorted than sought in another order.
  if (criteria.reference === null) keepToIndexOrder(tx)
  const key = orders[criteria.sort]
  const way = criteria.isDescending ? sql`desc` : sql`asc`
  const rows = await tx.query(sql`
    select work_item_id from work_item
    where ${meant(engagementId, criteria)}${page.after === undefined ? sql.empty : beyond(page.after, criteria)}
    order by ${key} ${way}, received_at ${way}, work_item_id ${way}
    offset ${page.skip} limit ${page.limit}`)
  return rows.map((row) => IdRow.parse(row).work_item_id)
}

/** The bound on the first column leads into the index; the row after it tells equal ones apart. */
function beyond({ primary, receivedAt, workItemId }: Position, { sort, isDescending }: Criteria): Sql {
  const key = orders[sort]
  const first = sort === 'reference' ? sql`${primary}::text` : sql`${primary}::bigint`
  const [side, strictly] = isDescending ? [sql`<=`, sql`<`] : [sql`>=`, sql`>`]
  return sql` and ${key} ${side} ${first}
      and (${key}, received_at, work_item_id) ${strictly} (${first}, ${receivedAt}::bigint, ${workItemId}::uuid)`
}

/** Items by id, in the order of the ids; one that is gone is left out. */
export async function itemsOf(
  tx: Tx,
  engagementId: string,
  workItemIds: readonly string[],
  readerId: string,
): Promise<ListedItem[]> {
  const rows = await tx.query(sql`
    select work_item_id, reference, queue, state, version, origin, received_at, due_at, holder_id, completed_at, facts
    from work_item where engagement_id = ${engagementId} and work_item_id = any(${workItemIds}::uuid[])`)
  const byId = new Map(rows.map((row) => listed(row, readerId)).map((item) => [item.workItemId, item]))
  return workItemIds.flatMap((id) => byId.get(id) ?? [])
}

function listed(row: unknown, readerId: string): ListedItem {
  const one = ListedRow.parse(row)
  return {
    workItemId: one.work_item_id,
    reference: one.reference,
    queue: one.queue,
    state: one.state,
    version: one.version,
    origin: one.origin,
    receivedAt: one.received_at,
    dueAt: one.due_at,
    completedAt: one.completed_at,
    isMine: one.holder_id === readerId,
    facts: JSON.parse(one.facts) as Facts,
  }
}

/** How many items there are by state and queue, whatever states, queues and lateness are meant; up to a number. */
export async function bucketsOf(
  tx: Tx,
  engagementId: string,
  criteria: Criteria,
  { now, most }: { readonly now: number; readonly most: number },
): Promise<Bucket[]> {
  const any = { ...criteria, states: null, queues: null, lateAt: null }
  const rows = await tx.query(sql`
    select state, queue, count(*)::int as items, count(*) filter (where due_at < ${now})::int as late
    from (select state, queue, due_at from work_item where ${meant(engagementId, any)} limit ${most}) as counted
    group by state, queue`)
  return rows.map((row) => BucketRow.parse(row))
}

function meant(engagementId: string, criteria: Criteria): Sql {
  const { states, queues, received, due, completed, lateAt, holderId, reference, fact } = criteria
  const tests = [
    sql`engagement_id = ${engagementId}`,
    ...(states === null ? [] : [sql`state = any(${states}::text[])`]),
    ...(queues === null ? [] : [sql`queue = any(${queues}::text[])`]),
    ...within(sql`received_at`, received),
    ...within(sql`due_at`, due),
    ...within(sql`completed_at`, completed),
    ...(lateAt === null ? [] : [sql`due_at < ${lateAt}`]),
    ...(holderId === undefined ? [] : [holderId === null ? sql`holder_id is null` : sql`holder_id = ${holderId}`]),
    ...(reference === null ? [] : [sql`starts_with(reference, ${reference})`]),
    ...(fact === null ? [] : [hasFact(fact.name, fact.value)]),
  ]
  return sql.join(tests, sql` and `)
}

function within(column: Sql, { from, to }: Stretch): Sql[] {
  return [...(from === null ? [] : [sql`${column} >= ${from}`]), ...(to === null ? [] : [sql`${column} < ${to}`])]
}

/**
 * Facts stand as JSON text. Where no spelling of the pair stands in it, the fact is not there: that is seen far faster
 * than JSON is read, and only what is left is read.
 */
function hasFact(name: string, value: string): Sql {
  const pair = (spelled: string) => sql`strpos(facts, ${`${JSON.stringify(name)}:${spelled}`}) > 0`
  const isPlain = /^(?:-?\d+|true|false)$/.test(value)
  const either = isPlain ? sql`(${pair(JSON.stringify(value))} or ${pair(value)})` : pair(JSON.stringify(value))
  return sql`${either} and facts::jsonb ->> ${name}::text = ${value}`
}
