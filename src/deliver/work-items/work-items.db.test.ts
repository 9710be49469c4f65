import { expect, test } from 'vitest'
import { testWorld } from '../../app/testing.ts'
import { sql } from '../../kernel/database/sql.ts'
import { recordEntries } from '../../kernel/record/reading/commands.ts'
import { eraseSubject } from '../../kernel/record/sealing/commands.ts'
import {
  answerWorkItem,
  askAndPause,
  claimNextWorkItem,
  completeWorkItem,
  expireLeases,
  receiveWorkItem,
  releaseWorkItem,
  renewLease,
  reopenWorkItem,
  revealPersonalValues,
  workItem,
  workItems,
} from './commands.ts'

const world = await testWorld()
const { call, engagementId } = world
const gateway = await world.member('client', ['engineer', 'process-owner', 'contract-officer'])
const agent = await world.member('provider', ['agent'])
const other = await world.member('provider', ['agent', 'team-leader'])
let count = 0

async function received(queue: string, personal: Record<string, string> = {}) {
  const workItemId = world.id()
  count += 1
  await call(gateway, receiveWorkItem, { engagementId, workItemId, reference: `CLM-${count}`, queue, personal })
  return workItemId
}

const claim = (who: typeof agent, queue: string) => call(who, claimNextWorkItem, { engagementId, queue })
const code = (expected: string) => ({ type: { code: expected } })

/** Tables in which a text stands in plain sight. */
async function placesOf(text: string): Promise<string[]> {
  const rows = await world.database.read(engagementId, (tx) =>
    tx.query<{ place: string }>(sql`
      select 'record_entry' as place from record_entry where position(${text} in convert_from(bytes, 'UTF8')) > 0
      union select 'command_answer' from command_answer
        where position(convert_to(${text}, 'UTF8') in answer) > 0
      union select 'sealed_value' from sealed_value where position(convert_to(${text}, 'UTF8') in sealed) > 0
      union select 'work_item' from work_item where position(${text} in facts || reference || work_item_id) > 0
      order by place`),
  )
  return rows.map((row) => row.place)
}

test('a work item is received, claimed, completed and reopened, and the record has each of it', async () => {
  const workItemId = await received('life')
  const claimed = await claim(agent, 'life')
  expect(claimed.item).toMatchObject({ workItemId, state: 'held', fence: 1 })
  await call(agent, completeWorkItem, { engagementId, workItemId, fence: 1, facts: { outcome: 'set-up' } })
  await call(gateway, reopenWorkItem, { engagementId, workItemId, ground: 'defect' })
  const { item, events } = await call(agent, workItem, { engagementId, workItemId })
  expect(item).toMatchObject({ state: 'open', version: 4, facts: { outcome: 'set-up' } })
  expect(events.map((event) => event.name)).toEqual(['received', 'claimed', 'completed', 'reopened'])
  await world.app.sequencer.drain(engagementId)
  const { rows } = await call(gateway, recordEntries, { engagementId, subject: `work-item/${workItemId}` })
  expect(rows.map((row) => (row.entry as { type: string }).type)).toEqual([
    'work-item-received',
    'work-item-claimed',
    'work-item-completed',
    'work-item-reopened',
  ])
})

test('a queue without open items says so', async () => {
  await expect(claim(agent, 'nothing-here')).rejects.toMatchObject(code('nothing-to-claim'))
})

test('only the holder, under the present fence, can complete', async () => {
  const workItemId = await received('fence')
  await claim(agent, 'fence')
  await expect(call(other, completeWorkItem, { engagementId, workItemId, fence: 1 })).rejects.toMatchObject(
    code('lease-lost'),
  )
  await call(agent, releaseWorkItem, { engagementId, workItemId, fence: 1 })
  const again = await claim(agent, 'fence')
  expect(again.fence).toBe(2)
  await expect(call(agent, completeWorkItem, { engagementId, workItemId, fence: 1 })).rejects.toMatchObject(
    code('lease-lost'),
  )
})

test('a lease that is not renewed returns the item; the worker that comes back is refused', async () => {
  const workItemId = await received('lease')
  await claim(agent, 'lease')
  world.clock.advance(15_000)
  await call(agent, renewLease, { engagementId, workItemId, fence: 1 })
  world.clock.advance(15_000)
  await call(other, expireLeases, { engagementId })
  expect((await call(other, workItem, { engagementId, workItemId })).item.state).toBe('held')
  world.clock.advance(6_000)
  await expect(call(agent, completeWorkItem, { engagementId, workItemId, fence: 1 })).rejects.toMatchObject(
    code('lease-lost'),
  )
  await call(other, expireLeases, { engagementId })
  const claimed = await claim(other, 'lease')
  expect(claimed).toMatchObject({ fence: 2, item: { workItemId } })
})

test('of two renewals that arrive together the later one counts', async () => {
  const workItemId = await received('together')
  await claim(agent, 'together')
  const renewals = [1, 2, 3].map(async (turn) => {
    world.clock.advance(1_000 * turn)
    return call(agent, renewLease, { engagementId, workItemId, fence: 1 })
  })
  const leases = (await Promise.all(renewals)).map((lease) => lease.leasedUntil)
  const { item } = await call(agent, workItem, { engagementId, workItemId })
  expect(item.leasedUntil).toBe(Math.max(...leases))
})

test('a question pauses the item and an answer sends it back to its queue', async () => {
  const workItemId = await received('questions')
  await claim(agent, 'questions')
  await call(agent, askAndPause, { engagementId, workItemId, fence: 1, of: 'customer', question: 'Which policy?' })
  await expect(claim(other, 'questions')).rejects.toMatchObject(code('nothing-to-claim'))
  await call(agent, answerWorkItem, { engagementId, workItemId, answer: 'Number 4711' })
  expect((await claim(other, 'questions')).item.workItemId).toBe(workItemId)
  const { events } = await call(agent, workItem, { engagementId, workItemId })
  expect(events.map((event) => event.name)).toContain('customer-answered')
  await expect(call(agent, answerWorkItem, { engagementId, workItemId, answer: 'x' })).rejects.toMatchObject(
    code('wrong-state'),
  )
})

test('personal values are read by the holder only, stand nowhere in plain text, and are gone after an erasure', async () => {
  const workItemId = await received('personal', { claimant: 'Kari Nordmann' })
  await expect(
    call(agent, revealPersonalValues, { engagementId, workItemId, ground: 'to-do-the-work' }),
  ).rejects.toMatchObject(code('forbidden'))
  await claim(agent, 'personal')
  const shown = await call(agent, revealPersonalValues, { engagementId, workItemId, ground: 'to-do-the-work' })
  expect(shown.values).toEqual([{ name: 'claimant', value: 'Kari Nordmann' }])
  expect(await placesOf('Kari Nordmann')).toEqual([])
  expect(await placesOf(workItemId)).not.toEqual([])
  await call(gateway, eraseSubject, {
    engagementId,
    subjectId: `work-item/${workItemId}`,
    ground: 'data-subject-request',
  })
  await expect(
    call(agent, revealPersonalValues, { engagementId, workItemId, ground: 'to-do-the-work' }, { key: 'after-erasure' }),
  ).rejects.toMatchObject(code('subject-erased'))
})

test('thirty-two workers never hold the same item', async () => {
  await Promise.all(Array.from({ length: 64 }, () => received('race')))
  const claims = await Promise.all(
    Array.from({ length: 32 }, () => claim(agent, 'race').then((got) => got.item.workItemId)),
  )
  expect(new Set(claims).size).toBe(32)
})

test('a retried claim gives the same item', async () => {
  await received('retry')
  await received('retry')
  const input = { engagementId, queue: 'retry' }
  const first = await call(agent, claimNextWorkItem, input, { key: 'claim-once' })
  const again = await call(agent, claimNextWorkItem, input, { key: 'claim-once' })
  expect(again).toEqual(first)
  const twice = await Promise.all([1, 2].map(() => call(agent, claimNextWorkItem, input, { key: 'claim-together' })))
  expect(twice[0]).toEqual(twice[1])
})

test('a reference is given once in an engagement', async () => {
  const input = { engagementId, reference: 'ONCE-1', queue: 'once' }
  const both = await Promise.allSettled([
    call(gateway, receiveWorkItem, { ...input, workItemId: world.id() }),
    call(gateway, receiveWorkItem, { ...input, workItemId: world.id() }),
  ])
  expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('a list goes on exactly where its page ended', async () => {
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page: { rows: { workItemId: string }[]; nextCursor: string | null } = await call(gateway, workItems, {
      engagementId,
      limit: 7,
      ...(cursor === undefined ? {} : { cursor }),
    })
    seen.push(...page.rows.map((row) => row.workItemId))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.length).toBeGreaterThan(64)
})
