import { z } from 'zod'
import { sql } from '../../../kernel/database/sql.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'

const CountedRow = z.object({ by: z.string(), value: z.string(), count: z.number() })

export interface CountedValue {
  readonly by: string
  readonly value: string
  readonly count: number
}

/** How many of these work items have which value of each fact, and are in which queue (by `queue`), as they are now. */
export async function countByValue(tx: Tx, engagementId: string, ids: readonly string[]): Promise<CountedValue[]> {
  const rows = await tx.query(sql`
    with item as (
      select queue, facts from work_item where engagement_id = ${engagementId} and work_item_id = any(${ids}::uuid[])
    )
    select v.by, v.value, count(*)::int as count from (
      select 'queue' as by, queue as value from item
      union all
      select fact.key, fact.value from item, lateral jsonb_each_text(item.facts::jsonb) fact where fact.key <> 'queue'
    ) v
    group by v.by, v.value order by v.by, count(*) desc, v.value`)
  return rows.map((row) => CountedRow.parse(row))
}

const IdRow = z.object({ work_item_id: z.string() })

/** Those of the work items that have this value of a fact, or are in this queue; an undefined value: that have none. */
export async function idsWithValue(
  tx: Tx,
  engagementId: string,
  ids: readonly string[],
  asked: { readonly by: string; readonly is: string | undefined },
): Promise<Set<string>> {
  const rows = await tx.query(sql`
    select work_item_id from work_item
    where engagement_id = ${engagementId} and work_item_id = any(${ids}::uuid[])
      and case when ${asked.by}::text = 'queue' then queue else facts::jsonb ->> ${asked.by}::text end
        is not distinct from ${asked.is ?? null}::text`)
  return new Set(rows.map((row) => IdRow.parse(row).work_item_id))
}
