import { z } from 'zod'
import { sql } from '../database/sql.ts'
import type { Tx } from '../database/transaction.ts'
import type { EpochMillis } from '../time/instant.ts'

/** Something to look at, and not before when. */
export interface Wake {
  readonly engagementId: string
  readonly kind: string
  readonly thingId: string
  readonly dueAt: EpochMillis
}

/**
 * Asks for a wake; of two for the same thing the earlier one counts. While a reaction is running, the fence moves, so
 * that its end does not take this newer wish with it.
 */
export function wakeAt(tx: Tx, wake: Wake): void {
  tx.later(sql`
    insert into wake (engagement_id, kind, thing_id, due_at)
    values (${wake.engagementId}, ${wake.kind}, ${wake.thingId}, ${wake.dueAt})
    on conflict (engagement_id, kind, thing_id)
    do update set due_at = least(wake.due_at, excluded.due_at), leased_until = 0,
      fence = wake.fence + case when wake.leased_until > 0 then 1 else 0 end
    where wake.due_at > excluded.due_at or wake.leased_until > 0`)
}

export interface LeasedWake extends Wake {
  readonly fence: number
  readonly attempts: number
}

const WakeRow = z.object({
  engagement_id: z.string(),
  kind: z.string(),
  thing_id: z.string(),
  due_at: z.number(),
  fence: z.number(),
  attempts: z.number(),
})

/** Takes due wakes for a while; no other process gets them until `leasedUntil`. */
export async function leaseWakes(
  tx: Tx,
  lease: { readonly now: EpochMillis; readonly leasedUntil: EpochMillis; readonly most: number },
): Promise<LeasedWake[]> {
  const rows = await tx.query(sql`
    update wake w set leased_until = ${lease.leasedUntil}, fence = w.fence + 1, attempts = w.attempts + 1
    from (select engagement_id, kind, thing_id from wake
      where due_at <= ${lease.now} and leased_until <= ${lease.now}
      order by due_at limit ${lease.most} for update skip locked) due
    where w.engagement_id = due.engagement_id and w.kind = due.kind and w.thing_id = due.thing_id
    returning w.engagement_id, w.kind, w.thing_id, w.due_at, w.fence, w.attempts`)
  return rows.map((row) => {
    const one = WakeRow.parse(row)
    return {
      engagementId: one.engagement_id,
      kind: one.kind,
      thingId: one.thing_id,
      dueAt: one.due_at,
      fence: one.fence,
      attempts: one.attempts,
    }
  })
}

/** Keeps the lease while long work goes on; false when another process has taken over (the fence moved). */
export async function renewWake(tx: Tx, wake: LeasedWake, leasedUntil: EpochMillis): Promise<boolean> {
  const rows = await tx.query(sql`
    update wake set leased_until = ${leasedUntil}
    where engagement_id = ${wake.engagementId} and kind = ${wake.kind} and thing_id = ${wake.thingId}
      and fence = ${wake.fence}
    returning fence`)
  return rows.length === 1
}

/** Ends a wake in the transaction of its effect: false when it is no longer this holder's to end. */
export async function endWake(tx: Tx, wake: LeasedWake): Promise<boolean> {
  const rows = await tx.query(sql`
    delete from wake where engagement_id = ${wake.engagementId} and kind = ${wake.kind}
      and thing_id = ${wake.thingId} and fence = ${wake.fence}
    returning fence`)
  return rows.length === 1
}

/** Puts a wake back for later: after a failure, or because its thing is not due yet. */
export function postponeWake(tx: Tx, wake: LeasedWake, dueAt: EpochMillis, failure: string | null): void {
  tx.later(sql`
    update wake set due_at = ${dueAt}, leased_until = 0, failure = ${failure},
      attempts = case when ${failure}::text is null then 0 else attempts end
    where engagement_id = ${wake.engagementId} and kind = ${wake.kind} and thing_id = ${wake.thingId}
      and fence = ${wake.fence}`)
}
