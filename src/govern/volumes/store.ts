import { z } from 'zod'
import { sql } from '../../kernel/database/sql.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import type { EpochMillis } from '../../kernel/time/instant.ts'

const DayRow = z.object({ day: z.number(), count: z.number() })

/** How many items came in between each two of these instants, which are in order. */
export async function receivedBetween(tx: Tx, engagementId: string, bounds: readonly EpochMillis[]): Promise<number[]> {
  const rows = await tx.query(sql`
    select width_bucket(received_at, ${bounds}::bigint[]) as day, count(*)::int as count from work_item
    where engagement_id = ${engagementId} and received_at >= ${bounds[0] ?? 0} and received_at < ${bounds.at(-1) ?? 0}
    group by 1`)
  return countsOf(rows, bounds.length - 1)
}

/**
 * How many items that are completed now were completed between each two of these instants; told by the expression that
 * the index of the lists has.
 */
export async function completedBetween(
  tx: Tx,
  engagementId: string,
  bounds: readonly EpochMillis[],
): Promise<number[]> {
  const rows = await tx.query(sql`
    select width_bucket(coalesce(completed_at, -9007199254740991), ${bounds}::bigint[]) as day, count(*)::int as count
    from work_item
    where engagement_id = ${engagementId} and coalesce(completed_at, -9007199254740991) >= ${bounds[0] ?? 0}
      and coalesce(completed_at, -9007199254740991) < ${bounds.at(-1) ?? 0}
    group by 1`)
  return countsOf(rows, bounds.length - 1)
}

function countsOf(rows: readonly unknown[], length: number): number[] {
  const counts = Array.from({ length }, () => 0)
  for (const row of rows) {
    const { day, count } = DayRow.parse(row)
    counts[day - 1] = count
  }
  return counts
}

const ReceivedAtOnly = z.object({ received_at: z.number() })

/** When the first item of all was received. */
export async function firstReceivedAt(tx: Tx, engagementId: string): Promise<EpochMillis | undefined> {
  const rows = await tx.query(sql`
    select received_at from work_item where engagement_id = ${engagementId} order by received_at limit 1`)
  return rows.map((row) => ReceivedAtOnly.parse(row).received_at)[0]
}
