import { expect, test } from 'vitest'
import type { z } from 'zod'
import { testWorld } from '../../../app/testing.ts'
import { claimNextWorkItem, completeWorkItem, receiveWorkItem } from '../../../deliver/work-items/commands.ts'
import { cosign } from '../format/checkpoint.ts'
import { formatVkey, generateSigningKey } from '../format/keys.ts'
import type { Entry } from '../format/entry.ts'
import {
  recordCheckpoint,
  recordCheckpoints,
  recordExcerpt,
  recordTypes,
  recordWitnesses,
  registerWitness,
  submitCosignature,
} from './commands.ts'

const world = await testWorld()
const { call, id, engagementId, client, provider } = world
const agent = await world.member('provider', ['agent', 'team-leader'])
const gateway = await world.member('client', ['engineer'])
const reader = await world.member('client', ['sponsor'])
const items = Array.from({ length: 6 }, () => id())
const begun = world.clock.now()

async function complete(): Promise<void> {
  const { item, fence } = await call(agent, claimNextWorkItem, { engagementId, queue: 'log' })
  await call(agent, completeWorkItem, { engagementId, workItemId: item.workItemId, fence, facts: {} })
}

for (const workItemId of items) {
  world.clock.advance(3_600_000)
  await call(gateway, receiveWorkItem, { engagementId, workItemId, reference: id(), queue: 'log' })
  if (workItemId === items[2]) await complete()
  await world.app.sequencer.drain(engagementId)
}

/** All pages of an excerpt. */
async function excerpt(filter: Partial<z.input<typeof recordExcerpt.input>>) {
  const rows: { leafIndex: number; entry: Entry }[] = []
  for (let cursor: string | undefined; ;) {
    const input = { engagementId, limit: 2, ...filter, ...(cursor === undefined ? {} : { cursor }) }
    const page = await call(reader, recordExcerpt, input)
    expect(page.rows.length).toBeLessThanOrEqual(2)
    rows.push(...(page.rows as typeof rows))
    if (page.nextCursor === null) return rows
    cursor = page.nextCursor
  }
}

test('the record is leafed through from its end and from its beginning, each entry once', async () => {
  const [newest, oldest] = [await excerpt({}), await excerpt({ order: 'oldest' })]
  expect(oldest.map(({ leafIndex }) => leafIndex)).toEqual(oldest.map((_row, index) => index))
  expect(newest.toReversed()).toEqual(oldest)
})

test('a filter finds exactly the entries that fit: by kind, type, story, organisation and time', async () => {
  const all = await excerpt({ order: 'oldest' })
  const fits = (rule: (entry: Entry) => boolean) => all.filter(({ entry }) => rule(entry))
  const received = fits(({ type }) => type === 'work-item-received')
  expect(received).toHaveLength(6)
  expect(await excerpt({ order: 'oldest', type: 'work-item-received' })).toEqual(received)
  expect(await excerpt({ order: 'oldest', subjectKind: 'work-item' })).toEqual(
    fits(({ subject }) => subject.startsWith('work-item/')),
  )
  const story = await excerpt({ order: 'oldest', subject: `work-item/${items[0]}` })
  expect(story.map(({ entry }) => entry.type)).toEqual([
    'work-item-received',
    'work-item-claimed',
    'work-item-completed',
  ])
  expect(await excerpt({ order: 'oldest', size: 3 })).toEqual(all.slice(0, 3))
  for (const { organisationId } of [client, provider]) {
    expect(await excerpt({ order: 'oldest', organisationId })).toEqual(
      fits(({ actor }) => actor.organisation === organisationId),
    )
  }
  const [since, until] = [begun + 2 * 3_600_000, begun + 4 * 3_600_000]
  const within = await excerpt({ order: 'oldest', since, until })
  expect(within).toEqual(fits(({ at }) => Date.parse(at) >= since && Date.parse(at) < until))
  expect(within).toHaveLength(4)
  expect(await excerpt({ type: 'nothing-like-it' })).toEqual([])
  expect(await excerpt({ subjectKind: 'nothing' })).toEqual([])
})

test('the types that the record holds are told with the kind of their subject', async () => {
  const { rows } = await call(reader, recordTypes, { engagementId })
  const all = await excerpt({})
  const kinds = new Set(all.map(({ entry }) => `${entry.type} ${entry.subject.split('/')[0]}`))
  expect(new Set(rows.map(({ type, subjectKind }) => `${type} ${subjectKind}`))).toEqual(kinds)
  expect(rows).toHaveLength(kinds.size)
})

test('a page cannot be asked with a cursor of another list', async () => {
  const cursor = Buffer.from('["x"]').toString('base64url')
  await expect(call(reader, recordExcerpt, { engagementId, cursor })).rejects.toMatchObject({
    type: { code: 'invalid-input' },
  })
})

test('the first checkpoint that covers an entry is told, and a witness stands with the last it signed', async () => {
  const { rows } = await call(reader, recordCheckpoints, { engagementId })
  const sizes = rows.map(({ treeSize }) => treeSize).toReversed()
  for (const covers of [0, sizes[0] ?? 0, (sizes.at(-1) ?? 1) - 1]) {
    const { treeSize } = await call(reader, recordCheckpoint, { engagementId, covers })
    expect(treeSize).toBe(sizes.find((size) => size > covers))
  }
  await expect(call(reader, recordCheckpoint, { engagementId, covers: 1_000 })).rejects.toMatchObject({
    type: { code: 'beyond-log' },
  })

  const { key } = generateSigningKey('client.example/witness', 'cosigner')
  const verifierKey = formatVkey(key.verifying)
  await call(client.administrator, registerWitness, { engagementId, verifierKey })
  expect((await call(reader, recordWitnesses, { engagementId })).rows).toEqual([
    { witness: 'client.example/witness', party: 'client', verifierKey, last: null },
  ])
  const older = rows[2]
  if (older === undefined) throw new Error('There are fewer checkpoints than this test needs.')
  await call(gateway, submitCosignature, { engagementId, note: cosign(older.note, key, world.clock.now()) })
  const [witness] = (await call(reader, recordWitnesses, { engagementId })).rows
  expect(witness?.last).toEqual({ treeSize: older.treeSize, receivedAt: world.clock.now() })
  const listed = (await call(reader, recordCheckpoints, { engagementId })).rows
  expect(listed.filter(({ note }) => note.includes('client.example/witness')).map((row) => row.treeSize)).toEqual([
    older.treeSize,
  ])
})
