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
