import type { z } from 'zod'
import type { Declaration } from '../../kernel/command.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { bindMany, type Bound, type GroupedCall } from '../../kernel/handler.ts'
import { wakeAt } from '../../kernel/jobs/store.ts'
import { notFound } from '../../kernel/refusal.ts'
import { currentVersions } from '../queues/store.ts'
import { claimNextWorkItem, nothingToClaim, releaseWorkItem, renewLease } from './commands.ts'
import type { WorkItem } from './model.ts'
import { claim, entryOf, leaseMillis, release, requireLease, type Claimed, type Move } from './moving.ts'
import { anyOpen, extendLeases, insertEvents, lockItems, lockNext, updateItems, type NotedMove } from './store.ts'

/** A move to be stored, and by whom and under which entry id. */
export type Change = NotedMove & { readonly engagementId: string }

/** Commands that many workers send at once; those of one engagement commit together. */
export function groupedHandlers(): readonly Bound[] {
  return [
    bindMany(claimNextWorkItem, {
      lock: lockForClaims,
      decide: ({ waiting, versions }: ForClaims, call) => {
        const next = waiting.get(call.input.queue)?.shift()
        if (next === undefined) {
          return nothingToClaim.because(`No open item waits in ${call.input.queue}; ask again when one is received.`)
        }
        const move = claim(next, call.principal.id, call.now, versions.get(call.input.queue))
        const output = { item: move.item, fence: move.item.fence, leasedUntil: call.now + leaseMillis }
        return { output, events: [entryOf(move, undefined)], change: changeOf(call, move) }
      },
      store: (tx, changes, now) => {
        storeMoves(tx, changes)
        // One wake an engagement, not one an item: it looks for every lease that ran out.
        const engagementId = changes[0]?.engagementId ?? ''
        wakeAt(tx, { engagementId, kind: 'expire-leases', thingId: 'all', dueAt: now + leaseMillis })
      },
    }),
    bindHeld(releaseWorkItem, (item, claimed, call) => release(item, claimed, call.now)),
    bindMany(renewLease, {
      lock: lockNamed,
      decide: (items: Map<string, WorkItem>, call) => {
        const item = itemIn(items, call.input.workItemId)
        requireLease(item, claimedBy(call), call.now)
        const renewed = { ...item, leasedUntil: call.now + leaseMillis }
        items.set(item.workItemId, renewed)
        const change = { engagementId: call.engagementId, item: renewed }
        return { output: { leasedUntil: renewed.leasedUntil }, events: [], change }
      },
      store: (tx, changes) => {
        // Of two renewals of one item in a group the last counts.
        const last = new Map(changes.map((change) => [change.item.workItemId, change.item]))
        extendLeases(tx, changes[0]?.engagementId ?? '', [...last.values()])
      },
    }),
  ]
}

export type HeldCall = GroupedCall<{ readonly workItemId: string; readonly fence: number }>

/** A command on an item that the caller holds. */
function bindHeld<I extends z.ZodObject, O extends z.ZodType>(
  declaration: Declaration<I, O>,
  decide: (item: WorkItem, claimed: Claimed, call: GroupedCall<z.output<I>>) => Move,
): Bound {
  return bindMany(declaration, {
    lock: (tx: Tx, calls: readonly GroupedCall<z.output<I>>[]) => lockNamed(tx, calls as readonly HeldCall[]),
    decide: (items: Map<string, WorkItem>, call: GroupedCall<z.output<I>>) => {
      const held = call as HeldCall
      const move = decide(itemIn(items, held.input.workItemId), claimedBy(held), call)
      items.set(move.item.workItemId, move.item)
      return {
        output: movedOutput(move) as z.input<O>,
        events: [entryOf(move, undefined)],
        change: changeOf(call, move),
      }
    },
    store: (tx, changes: readonly Change[]) => storeMoves(tx, changes),
  })
}

/** Items that wait, by queue, and the version of each queue's definition that claims follow now. */
interface ForClaims {
  readonly waiting: Map<string, WorkItem[]>
  readonly versions: ReadonlyMap<string, number>
}

/** Locks as many items of each queue as callers ask for. A queue whose items others are taking is asked again. */
async function lockForClaims(tx: Tx, calls: readonly GroupedCall<{ readonly queue: string }>[]): Promise<ForClaims> {
  const asked = new Map<string, number>()
  for (const call of calls) asked.set(call.input.queue, (asked.get(call.input.queue) ?? 0) + 1)
  const engagementId = calls[0]?.engagementId ?? ''
  const [versions, ...locked] = await Promise.all([
    currentVersions(tx, engagementId, [...asked.keys()]),
    ...[...asked].map(async ([queue, most]) => [queue, await lockSome(tx, engagementId, queue, most)] as const),
  ])
  return { waiting: new Map(locked), versions }
}

const attemptsMax = 5
const pauseMillis = 5

/** A claim that skips locked rows can come back empty while work exists: then it looks again. */
async function lockSome(tx: Tx, engagementId: string, queue: string, most: number): Promise<WorkItem[]> {
  for (let attempt = 1; ; attempt += 1) {
    const items = await lockNext(tx, engagementId, queue, most)
    if (items.length > 0 || attempt === attemptsMax || !(await anyOpen(tx, engagementId, queue))) return items
    await new Promise((resolve) => setTimeout(resolve, pauseMillis))
  }
}

/** Locks the items that calls name. */
export async function lockNamed(
  tx: Tx,
  calls: readonly GroupedCall<{ readonly workItemId: string }>[],
): Promise<Map<string, WorkItem>> {
  const ids = [...new Set(calls.map((call) => call.input.workItemId))]
  const items = await lockItems(tx, calls[0]?.engagementId ?? '', ids)
  return new Map(items.map((item) => [item.workItemId, item]))
}

export function itemIn(items: Map<string, WorkItem>, workItemId: string): WorkItem {
  const item = items.get(workItemId.toLowerCase())
  if (item === undefined) throw notFound.because('No work item of this engagement has this id.')
  return item
}

export function claimedBy(call: HeldCall): Claimed {
  return { workerId: call.principal.id, fence: call.input.fence }
}

export function changeOf(call: GroupedCall<unknown>, move: Move): Change {
  return { engagementId: call.engagementId, move, actorId: call.principal.id, entryId: call.idempotencyKey }
}

export function movedOutput(move: Move) {
  const { workItemId, state, version, dueAt } = move.item
  return { workItemId, state, version, dueAt }
}

export function storeMoves(tx: Tx, changes: readonly Change[]): void {
  const engagementId = changes[0]?.engagementId ?? ''
  const last = new Map(changes.map((change) => [change.move.item.workItemId, change.move]))
  updateItems(tx, engagementId, [...last.values()])
  insertEvents(tx, engagementId, changes)
}
