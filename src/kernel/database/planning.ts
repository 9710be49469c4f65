import { sql } from './sql.ts'
import type { Tx } from './transaction.ts'

/**
 * Has the statements of this transaction planned anew each time. Postgres keeps the plan of a prepared statement from
 * when the tables were small, and reads a table whole for each of many rows until its statistics are next gathered;
 * work on hundreds of rows at once cannot bear that, while its planning does not count.
 */
export function planAfresh(tx: Tx): void {
  tx.later(sql`set local plan_cache_mode = 'force_custom_plan'`)
}

/**
 * Has the statements of this transaction that ask for an order read it off an index. An engagement has no statistics
 * of its own, so Postgres takes it for small and would sort all of its rows for each page of them.
 */
export function keepToIndexOrder(tx: Tx): void {
  tx.later(sql`set local enable_sort = off`)
}
