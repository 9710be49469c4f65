import { z } from 'zod'
import { Party } from '../../kernel/access/model.ts'
import { sql } from '../../kernel/database/sql.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import type { EpochMillis } from '../../kernel/time/instant.ts'
import { ItemView } from './model.ts'

/** A view as it is kept. */
export interface StoredView {
  readonly viewId: string
  readonly ownerId: string
  readonly party: Party
  readonly isShared: boolean
  readonly name: string
  readonly view: ItemView
}

const ViewRow = z.object({
  view_id: z.string(),
  owner_id: z.string(),
  party: Party,
  is_shared: z.boolean(),
  name: z.string(),
  content: z.string(),
})

function viewOf(row: unknown): StoredView {
  const one = ViewRow.parse(row)
  return {
    viewId: one.view_id,
    ownerId: one.owner_id,
    party: one.party,
    isShared: one.is_shared,
    name: one.name,
    view: ItemView.parse(JSON.parse(one.content)),
  }
}

export async function lockView(tx: Tx, engagementId: string, viewId: string): Promise<StoredView | undefined> {
  const rows = await tx.query(sql`
    select view_id, owner_id, party, is_shared, name, content from item_view
    where engagement_id = ${engagementId} and view_id = ${viewId} for update`)
  return rows.map(viewOf)[0]
}

/** The views that somebody of a party sees: the own ones, and those that others of the party share. */
export async function viewsFor(
  tx: Tx,
  engagementId: string,
  reader: { readonly principalId: string; readonly party: Party },
): Promise<StoredView[]> {
  const rows = await tx.query(sql`
    select view_id, owner_id, party, is_shared, name, content from item_view
    where engagement_id = ${engagementId}
      and (owner_id = ${reader.principalId} or (is_shared and party = ${reader.party}))
    order by name, view_id limit 1000`)
  return rows.map(viewOf)
}

const CountRow = z.object({ views: z.number() })

export async function countViews(tx: Tx, engagementId: string, ownerId: string): Promise<number> {
  const rows = await tx.query(sql`
    select count(*)::int as views from item_view where engagement_id = ${engagementId} and owner_id = ${ownerId}`)
  return CountRow.parse(rows[0]).views
}

export function putView(tx: Tx, engagementId: string, kept: StoredView, now: EpochMillis): void {
  const { viewId, ownerId, party, isShared, name, view } = kept
  tx.later(sql`
    insert into item_view (engagement_id, view_id, owner_id, party, is_shared, name, content, saved_at)
    values (${engagementId}, ${viewId}, ${ownerId}, ${party}, ${isShared}, ${name}, ${JSON.stringify(view)}, ${now})
    on conflict (engagement_id, view_id) do update
      set is_shared = excluded.is_shared, name = excluded.name, content = excluded.content, saved_at = excluded.saved_at
      where item_view.owner_id = excluded.owner_id`)
}

export function removeView(tx: Tx, engagementId: string, viewId: string): void {
  tx.later(sql`delete from item_view where engagement_id = ${engagementId} and view_id = ${viewId}`)
}
