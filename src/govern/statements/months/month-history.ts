import type { Context } from '../../../kernel/handler.ts'
import { parseCanonical } from '../../../kernel/record/format/canonical.ts'
import type { Statement } from '../../../terms/statement.ts'
import type { MonthLevels } from '../model.ts'
import type { Settler } from '../settling/settling.ts'
import { statementNow } from '../standing.ts'
import * as store from '../store.ts'

/** A month and the twelve before it: the same month of the year before is the first. */
const monthsBefore = 12

/**
 * How the levels stood, oldest first. Months before the one that is asked for are those that were drafted or agreed,
 * as they were frozen: nothing is settled for them, so the line of a year is as quick as one month.
 */
export async function monthHistory(
  settler: Settler,
  context: Context,
  month: string,
): Promise<{ readonly rows: MonthLevels[] }> {
  const frozen = await store.closingsBefore(context.tx, context.engagementId, month, monthsBefore)
  const earliest = `${Number(month.slice(0, 4)) - 1}${month.slice(4)}`
  const before = frozen.flatMap(({ month: name, state, draft }) =>
    draft === undefined || name < earliest
      ? []
      : [levelsOf(name, state, parseCanonical(draft.bytes) as unknown as Statement)],
  )
  const { standing, derived } = await statementNow(settler, context, month)
  const { state } = await store.findClosing(context.tx, context.engagementId, month)
  const own = levelsOf(month, standing.frozen === undefined ? 'open' : state, derived.statement)
  return { rows: [...before.toReversed(), own] }
}

function levelsOf(month: string, state: MonthLevels['state'], { serviceLevels }: Statement): MonthLevels {
  return {
    month,
    state,
    levels: serviceLevels.map(({ id, name, state: level, numerator, denominator, printed, expected, minimum }) => {
      return { id, name, state: level, numerator, denominator, printed, expected, minimum }
    }),
  }
}
