import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { testWorld } from '../../app/testing.ts'
import { agreeOn } from '../../govern/testing/agreeing.ts'
import type { NamedFile } from '../../kernel/command.ts'
import { CLAIMS_DESK } from '../../terms/testing/claims-desk.ts'
import {
  askAndPause,
  claimNextWorkItem,
  completeWorkItem,
  moveWorkItem,
  receiveWorkItem,
  reinstateWorkItem,
  withdrawWorkItem,
  workItem,
} from '../work-items/commands.ts'
import { ItemState } from '../work-items/model.ts'
import {
  deleteItemView,
  itemViews,
  keepItemView,
  renameItemView,
  workItemCounts,
  workItemFile,
  workItemList,
} from './commands.ts'
import { ItemSort, type ItemView, type ListedItem } from './model.ts'

const world = await testWorld()
const { call, engagementId, clock } = world
const owner = await world.member('client', ['process-owner', 'engineer', 'contract-officer', 'vendor-manager'])
const colleague = await world.member('client', ['sponsor'])
const leader = await world.member('provider', ['agent', 'team-leader', 'delivery-manager'])
const code = (expected: string) => ({ type: { code: expected } })
const hour = 3_600_000
const queues = ['motor-claims', 'motor-glass'] as const

await agreeOn(world, { engagementId, client: owner, provider: leader, terms: structuredClone(CLAIMS_DESK) })
clock.set(1_772_600_000_000)
await lives(60)

/** Items in every state, in two queues, over some days. */
async function lives(items: number): Promise<void> {
  for (let number = 0; number < items; number += 1) {
    clock.advance(hour)
    const queue = queues[number % 2] ?? queues[0]
    const workItemId = world.id()
    const facts = { channel: number % 3 === 0 ? 'web' : 'phone', amount: number % 4, urgent: number % 5 === 0 }
    await call(owner, receiveWorkItem, {
      engagementId,
      workItemId,
      reference: `CLM-${number % 7}-${number}`,
      queue,
      facts,
    })
    if (number % 10 < 3) continue
    if (number % 10 === 3) {
      await call(owner, withdrawWorkItem, { engagementId, workItemId, ground: 'duplicate' })
      continue
    }
    const { item, fence } = await call(leader, claimNextWorkItem, { engagementId, queue })
    const held = { engagementId, workItemId: item.workItemId, fence }
    if (number % 10 === 4) await call(leader, askAndPause, { ...held, of: 'customer', question: 'Which policy?' })
    else if (number % 10 < 9) await call(leader, completeWorkItem, { ...held, facts: { outcome: 'set-up' } })
  }
}

async function listOf(view: ItemView, limit = 7): Promise<ListedItem[]> {
  const rows: ListedItem[] = []
  for (let cursor: string | undefined; ;) {
    const page = await call(leader, workItemList, { engagementId, ...view, limit, ...(cursor && { cursor }) })
    rows.push(...page.rows)
    if (page.nextCursor === null) return rows
    cursor = page.nextCursor
  }
}

async function fileOf(view: ItemView): Promise<string[]> {
  const file: NamedFile = await call(leader, workItemFile, { engagementId, ...view, columns: 'id', format: 'csv' })
  const bytes = file.bytes instanceof Uint8Array ? [file.bytes] : await Array.fromAsync(file.bytes)
  return Buffer.concat(bytes).toString('utf8').split('\r\n').slice(1, -1)
}

const parts = {
  state: fc.subarray([...ItemState.options], { minLength: 1 }).map((some) => some.join(',')),
  queue: fc.constantFrom('motor-claims', 'motor-glass', 'motor-claims,motor-glass', 'none'),
  receivedFrom: fc.constantFrom('2026-03-04', '2026-03-05'),
  receivedTo: fc.constantFrom('2026-03-05', '2026-03-06'),
  dueTo: fc.constant('2026-03-06'),
  late: fc.constant('yes' as const),
  completedIn: fc.constantFrom('2026-03', '2026-02'),
  completedFrom: fc.constantFrom('2026-03-04', '2026-03-05'),
  completedTo: fc.constant('2026-03-05'),
  holder: fc.constantFrom('me' as const, 'none' as const),
  reference: fc.constantFrom('CLM-1', 'CLM-1-', 'clm', '%'),
  fact: fc.constantFrom('channel=web', 'amount=2', 'urgent=true', 'outcome=set-up', 'outcome=set', 'missing=x'),
}
const order = {
  sort: fc.constantFrom(...ItemSort.options),
  order: fc.constantFrom('asc' as const, 'desc' as const),
}

/** Any order, and up to three of the parts of a view. */
const views: fc.Arbitrary<ItemView> = fc
  .subarray(Object.keys(parts) as (keyof typeof parts)[], { maxLength: 3 })
  .chain((names) => {
    const chosen = Object.fromEntries(names.map((name) => [name, parts[name] as fc.Arbitrary<string>]))
    return fc.record({ ...chosen, ...order })
  })

test('the list, its file and its count are the same items, in the same order, for whatever view', async () => {
  const seen: number[] = []
  await fc.assert(
    fc.asyncProperty(views, async (view) => {
      const rows = await listOf(view)
      const ids = rows.map(({ workItemId }) => workItemId)
      expect(new Set(ids).size).toBe(ids.length)
      expect(await fileOf(view)).toEqual(ids)
      const counts = await call(leader, workItemCounts, { engagementId, ...view })
      expect(counts).toMatchObject({ total: ids.length, isExact: true })
      seen.push(ids.length)
      const skip = Math.floor(ids.length / 2)
      const jumped = await call(leader, workItemList, { engagementId, ...view, skip, limit: 200 })
      expect(jumped.rows.map(({ workItemId }) => workItemId)).toEqual(ids.slice(skip))
    }),
    { numRuns: 60, seed: 7 },
  )
  expect(seen.filter((size) => size > 0).length).toBeGreaterThan(10)
})

test('each view holds exactly the items that it means', async () => {
  const all = await listOf({})
  expect(all).toHaveLength(60)
  const same = async (view: ItemView, holds: (item: ListedItem) => boolean) =>
    expect((await listOf(view)).map(({ reference }) => reference)).toEqual(
      all.filter(holds).map(({ reference }) => reference),
    )
  await same({ state: 'asked' }, ({ state }) => state === 'asked')
  await same({ late: 'yes' }, ({ dueAt }) => dueAt !== null && dueAt < clock.now())
  await same({ fact: 'amount=2' }, ({ facts }) => facts['amount'] === 2)
  await same({ fact: 'urgent=true' }, ({ facts }) => facts['urgent'] === true)
  await same({ reference: 'CLM-1-' }, ({ reference }) => reference.startsWith('CLM-1-'))
  await same({ holder: 'me' }, ({ isMine }) => isMine)
})

test('the last day of a stretch counts in full, in the zone of the terms', async () => {
  const { zone, rows } = await call(leader, workItemList, { engagementId, receivedFrom: '2026-03-05', limit: 200 })
  expect(zone).toBe('Europe/Oslo')
  const ofDay = await listOf({ receivedFrom: '2026-03-05', receivedTo: '2026-03-05' })
  expect(ofDay).toHaveLength(24)
  expect(rows.slice(0, 24)).toEqual(ofDay)
})

test('a file says its instants twice and its name says what it is of', async () => {
  const input = { engagementId, reference: 'CLM-0-', columns: 'reference,received,fact.channel', title: 'Beginning' }
  const file: NamedFile = await call(leader, workItemFile, { ...input, format: 'csv' })
  const text = Buffer.concat(await Array.fromAsync(file.bytes as AsyncIterable<Uint8Array>)).toString('utf8')
  expect(text.split('\r\n')[0]).toBe('Reference,Received (Europe/Oslo),Received (UTC),channel')
  expect(text.split('\r\n')[1]).toMatch(/^CLM-0-0,2026-03-0\d \d\d:\d\d:\d\d,2026-03-0\dT[\d:.]+Z,web$/)
  expect(file.fileName).toMatch(/beginning-2026-03-\d\d\.csv$/)
})

test('a cursor of another order is refused', async () => {
  const { nextCursor } = await call(leader, workItemList, { engagementId, limit: 5 })
  const cursor = nextCursor ?? ''
  await expect(call(leader, workItemList, { engagementId, cursor, sort: 'due' })).rejects.toMatchObject(
    code('invalid-input'),
  )
})

test('a kept view is its owner’s; shared, it is seen by the own party and by nobody else', async () => {
  const viewId = world.id()
  const view = { late: 'yes', queue: 'motor-glass' } as const
  const kept = await call(owner, keepItemView, { engagementId, viewId, name: 'Late glass', view })
  expect(kept).toEqual({ viewId, name: 'Late glass', isShared: false, isOwn: true, view })
  const seenBy = async (who: typeof owner) => (await call(who, itemViews, { engagementId })).rows
  expect(await seenBy(colleague)).toEqual([])
  await call(owner, keepItemView, { engagementId, viewId, name: 'Late glass', view, isShared: true })
  expect(await seenBy(colleague)).toEqual([{ ...kept, isShared: true, isOwn: false }])
  expect(await seenBy(leader)).toEqual([])
  await call(owner, renameItemView, { engagementId, viewId, name: 'Glass, late' })
  expect((await seenBy(owner))[0]?.name).toBe('Glass, late')
  await expect(call(colleague, deleteItemView, { engagementId, viewId })).rejects.toMatchObject(code('forbidden'))
  await expect(call(leader, deleteItemView, { engagementId, viewId })).rejects.toMatchObject(code('not-found'))
  await expect(call(colleague, keepItemView, { engagementId, viewId, name: 'Mine', view })).rejects.toMatchObject(
    code('forbidden'),
  )
  await call(owner, deleteItemView, { engagementId, viewId })
  expect(await seenBy(owner)).toEqual([])
})

test('an item moves to another queue and back, and its clocks do not notice', async () => {
  const [item] = await listOf({ state: 'open', queue: 'motor-claims' })
  const { workItemId = '', dueAt = null } = item ?? {}
  const key = world.id()
  const moved = await call(leader, moveWorkItem, { engagementId, workItemId, queue: 'motor-glass' }, { key })
  expect(moved).toMatchObject({ state: 'open', dueAt })
  // Sent again under its key, it has no second effect.
  expect(await call(leader, moveWorkItem, { engagementId, workItemId, queue: 'motor-glass' }, { key })).toEqual(moved)
  expect((await call(leader, workItem, { engagementId, workItemId })).item.queue).toBe('motor-glass')
  await expect(call(leader, moveWorkItem, { engagementId, workItemId, queue: 'motor-glass' })).rejects.toMatchObject(
    code('wrong-state'),
  )
  await call(leader, moveWorkItem, { engagementId, workItemId, queue: 'motor-claims' })
})

test('what is held or completed does not move', async () => {
  for (const state of ['held', 'completed']) {
    const [item] = await listOf({ state })
    const { workItemId = '' } = item ?? {}
    await expect(call(leader, moveWorkItem, { engagementId, workItemId, queue: 'elsewhere' })).rejects.toMatchObject(
      code('wrong-state'),
    )
  }
})

test('a reinstated item is as if it had not been withdrawn: it waits or rests, and is due as before', async () => {
  for (const state of ['open', 'asked']) {
    const [item] = await listOf({ state })
    const { workItemId = '', dueAt = null } = item ?? {}
    await call(owner, withdrawWorkItem, { engagementId, workItemId, ground: 'sent-in-error' })
    clock.advance(hour)
    expect(await call(owner, reinstateWorkItem, { engagementId, workItemId })).toMatchObject({ state, dueAt })
    await expect(call(owner, reinstateWorkItem, { engagementId, workItemId })).rejects.toMatchObject(
      code('wrong-state'),
    )
    const { events } = await call(owner, workItem, { engagementId, workItemId })
    const [withdrawn, reinstated] = events.slice(-2)
    expect(reinstated).toMatchObject({ name: 'reinstated', undoes: withdrawn?.entryId })
    expect(reinstated?.occurredAt).toBe(withdrawn?.occurredAt)
  }
})
