import type { z } from 'zod'
import { expect, test } from 'vitest'
import { testWorld } from '../../app/testing.ts'
import { exportBundle } from '../../govern/exports/commands.ts'
import { recordEntries } from '../../kernel/record/reading/commands.ts'
import { eraseSubject } from '../../kernel/record/sealing/commands.ts'
import { verifyBundle } from '../../../verifier/checks/verifying.ts'
import {
  claimNextWorkItem,
  completeWorkItem,
  receiveWorkItem,
  reopenWorkItem,
  revealPersonalValues,
  undoCompletion,
  workItem,
} from '../work-items/commands.ts'
import { defineQueue, queueDefinitions, workbench } from './commands.ts'

const world = await testWorld()
const { call, engagementId } = world
const owner = await world.member('client', ['process-owner'])
const gateway = await world.member('client', ['engineer', 'contract-officer'])
const manager = await world.member('provider', ['delivery-manager'])
const agent = await world.member('provider', ['agent'])
const other = await world.member('provider', ['agent', 'team-leader'])
const code = (expected: string) => ({ type: { code: expected } })
let count = 0

type JsonForm = z.input<typeof defineQueue.input>['form']

const form = {
  type: 'object',
  properties: {
    outcome: { type: 'string', enum: ['set-up', 'not-covered'] },
    'policy-number': { type: 'string', pattern: '^[A-Z]{2}-\\d{4}$', 'x-personal': true },
    reserve: { type: 'integer', minimum: 0 },
  },
  required: ['outcome'],
}

const define = (queue: string, of: JsonForm, replaces = 0) =>
  call(owner, defineQueue, { engagementId, queue, title: `Queue ${queue}`, form: of, replaces })

async function received(queue: string, facts: Record<string, string> = {}) {
  const workItemId = world.id()
  count += 1
  await call(gateway, receiveWorkItem, { engagementId, workItemId, reference: `Q-${count}`, queue, facts })
  return workItemId
}

async function claimed(queue: string, facts: Record<string, string> = {}) {
  const workItemId = await received(queue, facts)
  const { fence, item } = await call(agent, claimNextWorkItem, { engagementId, queue })
  expect(item.workItemId).toBe(workItemId)
  return { workItemId, fence, formVersion: item.formVersion }
}

const complete = (
  held: { workItemId: string; fence: number },
  facts: Record<string, string | number | boolean>,
  personal: Record<string, string> = {},
) => {
  const { workItemId, fence } = held
  return call(agent, completeWorkItem, { engagementId, workItemId, fence, facts, personal })
}

test('a queue is defined version by version; who defines from an old one is told', async () => {
  await define('versions', form)
  await expect(define('versions', null)).rejects.toMatchObject(code('queue-changed'))
  await expect(define('versions', null, 5)).rejects.toMatchObject(code('queue-changed'))
  expect(
    await call(manager, defineQueue, { engagementId, queue: 'versions', title: 'Free', form: null, replaces: 1 }),
  ).toEqual({ queue: 'versions', version: 2 })
  const of = async (version?: number) => {
    const { rows } = await call(agent, queueDefinitions, {
      engagementId,
      queue: 'versions',
      ...(version && { version }),
    })
    return rows.map((row) => [row.version, row.title, row.form])
  }
  expect(await of()).toEqual([[2, 'Free', null]])
  expect(await of(1)).toEqual([[1, 'Queue versions', form]])
  expect(await of(3)).toEqual([])
  const both = await Promise.allSettled([define('at-once', form), define('at-once', null)])
  expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected'])
  await expect(define('broken', { type: 'object', properties: { a: { type: 'number' } } })).rejects.toMatchObject({
    type: { code: 'form-unfit' },
    more: { problems: [{ path: 'properties.a.type' }] },
  })
})

test('a completion that does not fill the form is refused with each field, and changes nothing', async () => {
  await define('strict', form)
  const held = await claimed('strict')
  expect(held.formVersion).toBe(1)
  const refused = { type: { code: 'form-unsatisfied' } }
  await expect(complete(held, { reserve: -1, plate: 'x' })).rejects.toMatchObject({
    ...refused,
    more: { problems: [{ path: 'outcome' }, { path: 'reserve' }, { path: 'plate' }] },
  })
  await expect(complete(held, { outcome: 'set-up', 'policy-number': 'NO-4711' })).rejects.toMatchObject({
    ...refused,
    more: { problems: [{ path: 'policy-number' }] },
  })
  await expect(complete(held, { outcome: 'set-up' }, { 'policy-number': '4711' })).rejects.toMatchObject(refused)
  expect((await call(agent, workItem, { engagementId, workItemId: held.workItemId })).item.state).toBe('held')
  await complete(held, { outcome: 'set-up', reserve: 0 }, { 'policy-number': 'NO-4711' })
  const { item } = await call(agent, workItem, { engagementId, workItemId: held.workItemId })
  expect(item).toMatchObject({ state: 'completed', facts: { outcome: 'set-up', reserve: 0 } })
  const shown = await call(other, revealPersonalValues, {
    engagementId,
    workItemId: held.workItemId,
    ground: 'quality-check',
  })
  expect(shown.values).toEqual([{ name: 'policy-number', value: 'NO-4711' }])
  await world.app.sequencer.drain(engagementId)
  const { rows } = await call(gateway, recordEntries, { engagementId, subject: `work-item/${held.workItemId}` })
  expect(JSON.stringify(rows)).not.toContain('NO-4711')
  expect(JSON.stringify(rows)).toContain('"form":1')
})

test('an item keeps the form it was claimed with; the next claim follows the new one', async () => {
  await define('moving', form)
  const held = await claimed('moving')
  const stricter = { ...form, required: ['outcome', 'reserve'] }
  await define('moving', stricter, 1)
  await complete(held, { outcome: 'set-up' })
  const next = await claimed('moving')
  expect(next.formVersion).toBe(2)
  await expect(complete(next, { outcome: 'set-up' })).rejects.toMatchObject(code('form-unsatisfied'))
  await complete(next, { outcome: 'set-up', reserve: 10 })
  await define('moving', null, 2)
  await complete(await claimed('moving'), { anything: true })
})

test('what an item knew before counts as filled in, and a queue without a form works as ever', async () => {
  await define('known', form)
  await complete(await claimed('known', { outcome: 'set-up', channel: 'web' }), {})
  const free = await claimed('free')
  expect(free.formVersion).toBe(null)
  await complete(free, { outcome: 'anything' })
})

test('a completion is taken back within ten seconds by who gave it; the item is held under a new fence', async () => {
  await define('slip', form)
  const held = await claimed('slip')
  const named = { engagementId, workItemId: held.workItemId }
  await complete(held, { outcome: 'set-up' })
  await expect(call(other, undoCompletion, named)).rejects.toMatchObject(code('forbidden'))
  world.clock.advance(10_000)
  const back = await call(agent, undoCompletion, named)
  expect(back).toMatchObject({ fence: 2, item: { state: 'held', completedAt: null, facts: {}, formVersion: 1 } })
  expect(back.leasedUntil).toBe(world.clock.now() + 20_000)
  await expect(call(agent, undoCompletion, named)).rejects.toMatchObject(code('wrong-state'))
  await expect(complete(held, { outcome: 'set-up' })).rejects.toMatchObject(code('lease-lost'))
  await complete({ ...held, fence: 2 }, { outcome: 'not-covered' })
  world.clock.advance(10_001)
  await expect(call(agent, undoCompletion, named)).rejects.toMatchObject(code('undo-too-late'))
  await call(owner, reopenWorkItem, { ...named, ground: 'closed-in-error' })
  await expect(call(agent, undoCompletion, named)).rejects.toMatchObject(code('wrong-state'))
  const { item, events } = await call(agent, workItem, named)
  expect(item.facts).toEqual({ outcome: 'not-covered' })
  expect(events.map(({ name }) => name)).toEqual([
    'received',
    'claimed',
    'completed',
    'completion-undone',
    'completed',
    'reopened',
  ])
  expect(events[3]).toMatchObject({ undoes: events[2]?.entryId, occurredAt: events[2]?.occurredAt })
})

test('a retried undo is one undo, and the verifier follows what was undone', async () => {
  const held = await claimed('retry')
  await complete(held, { outcome: 'x' })
  const input = { engagementId, workItemId: held.workItemId }
  const first = await call(agent, undoCompletion, input, { key: 'undo-once' })
  expect(await call(agent, undoCompletion, input, { key: 'undo-once' })).toEqual(first)
  await world.app.sequencer.drain(engagementId)
  const bundle = await call(gateway, exportBundle, { engagementId })
  const chunks: Uint8Array[] = []
  if (bundle instanceof Uint8Array) chunks.push(bundle)
  else for await (const chunk of bundle) chunks.push(chunk)
  expect(verifyBundle(chunks, { checkpoints: [], receipts: [], keys: [] }).lines).toBeGreaterThan(20)
})

test('nothing personal is added to an item whose subject was erased', async () => {
  await define('erased', form)
  const held = await claimed('erased')
  await complete(held, { outcome: 'set-up' }, { 'policy-number': 'NO-0001' })
  await call(gateway, eraseSubject, {
    engagementId,
    subjectId: `work-item/${held.workItemId}`,
    ground: 'data-subject-request',
  })
  await call(agent, undoCompletion, { engagementId, workItemId: held.workItemId })
  const again = { ...held, fence: 2 }
  await expect(complete(again, { outcome: 'set-up' }, { 'policy-number': 'NO-0001' })).rejects.toMatchObject(
    code('subject-erased'),
  )
  await complete(again, { outcome: 'set-up' })
})

test('the workbench says what is held, what is next, what waits where, and what is done', async () => {
  const worker = await world.member('provider', ['agent'])
  const since = world.clock.now()
  await define('bench', form)
  const ids = [await received('bench'), await received('bench'), await received('bench')]
  const bench = () => call(worker, workbench, { engagementId, queue: 'bench', doneSince: since })
  const { fence, item } = await call(worker, claimNextWorkItem, { engagementId, queue: 'bench' })
  expect((await bench()).held.map((one) => one.workItemId)).toEqual([item.workItemId])
  await call(worker, completeWorkItem, {
    engagementId,
    workItemId: item.workItemId,
    fence,
    facts: { outcome: 'set-up' },
  })
  const after = await bench()
  expect(after).toMatchObject({ held: [], asked: [], done: 1 })
  const left = ids.filter((id) => id !== item.workItemId)
  expect(after.next.map((one) => one.workItemId).toSorted()).toEqual(left.toSorted())
  expect(after.queues).toContainEqual({ queue: 'bench', title: 'Queue bench', version: 1, waiting: 2 })
  await call(worker, undoCompletion, { engagementId, workItemId: item.workItemId })
  expect((await bench()).done).toBe(0)
})
