import { findAgreedTerms } from '../../contract/agreements/agreed-terms.ts'
import { findParties } from '../../kernel/access/store.ts'
import type { Database } from '../../kernel/database/connect.ts'
import { bind, type Bound, type Context } from '../../kernel/handler.ts'
import { tableFile } from '../../kernel/tables/table-file.ts'
import { countedMax, fileRowsMax, tooManyRows, workItemCounts, workItemFile, workItemList } from './commands.ts'
import { tally } from './counting.ts'
import { fileColumns, fileName } from './file-columns.ts'
import { keptViewHandlers } from './keeping.ts'
import type { ItemView, ListedItem } from './model.ts'
import * as store from './store.ts'
import { criteriaOf, cursorAfter, placeAfter, type Criteria } from './viewing.ts'

const rowsAtOnce = 1_000

export function workListHandlers(database: Database): readonly Bound[] {
  return [
    bind(workItemList, async (context, input) => {
      const { criteria, zone } = await meaningOf(context, input)
      const { rows, nextCursor } = await pageOf(context, criteria, input)
      return { rows, nextCursor, zone }
    }),
    bind(workItemCounts, async (context, input) => {
      const { tx, engagementId, now } = context
      const { criteria, zone } = await meaningOf(context, input)
      const buckets = await store.bucketsOf(tx, engagementId, criteria, { now, most: countedMax + 1 })
      const isExact = buckets.reduce((sum, { items }) => sum + items, 0) <= countedMax
      return { ...tally(buckets, criteria), isExact, zone }
    }),
    bind(workItemFile, (context, input) => fileOf(context, database, input)),
    ...keptViewHandlers,
  ]
}

/** What a view means now. Its days are those of the agreed terms; before any are agreed, those of UTC. */
async function meaningOf({ tx, engagementId, principal, now }: Context, view: ItemView) {
  const agreed = await findAgreedTerms(tx, engagementId, now)
  const terms = agreed?.terms as { readonly zone: string } | undefined
  const zone = terms?.zone ?? 'Etc/UTC'
  return { criteria: criteriaOf(view, { zone, now, principalId: principal.id }), zone }
}

async function pageOf(
  { tx, engagementId, principal }: Context,
  criteria: Criteria,
  { cursor, skip, limit }: { readonly cursor?: string | undefined; readonly skip: number; readonly limit: number },
) {
  const after = placeAfter(cursor, criteria)
  const ids = await store.idsOf(tx, engagementId, criteria, { after, skip, limit: limit + 1 })
  const rows = await store.itemsOf(tx, engagementId, ids.slice(0, limit), principal.id)
  const last = rows.at(-1)
  return { rows, nextCursor: ids.length > limit && last !== undefined ? cursorAfter(last, criteria) : null }
}

/**
 * Which items, and in which order, is settled at once; the rows follow while the file is sent, a thousand at a time, so
 * that neither the file nor a slow reader holds memory or a connection.
 */
async function fileOf(
  context: Context,
  database: Database,
  input: ItemView & { readonly format: 'csv' | 'xlsx'; readonly title?: string | undefined },
) {
  const { tx, engagementId, principal, now } = context
  const { criteria, zone } = await meaningOf(context, input)
  const [ids, parties] = await Promise.all([
    store.idsOf(tx, engagementId, criteria, { after: undefined, skip: 0, limit: fileRowsMax + 1 }),
    findParties(tx, engagementId),
  ])
  if (ids.length > fileRowsMax) throw tooManyRows.because('Choose a month, a queue or a state, and take several files.')
  async function* rows(): AsyncGenerator<ListedItem> {
    for (let from = 0; from < ids.length; from += rowsAtOnce) {
      const some = ids.slice(from, from + rowsAtOnce)
      yield* await database.read(engagementId, (own) => store.itemsOf(own, engagementId, some, principal.id))
    }
  }
  const name = fileName({ engagement: parties?.name ?? '', title: input.title, zone, now })
  return tableFile({ name, columns: fileColumns(input, zone), rows: rows() }, input.format)
}
