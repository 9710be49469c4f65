import { expect, test } from 'vitest'
import { testWorld } from '../../../app/testing.ts'
import {
  askAndPause,
  claimNextWorkItem,
  receiveWorkItem,
  revealPersonalValues,
} from '../../../deliver/work-items/commands.ts'
import { sql } from '../../database/sql.ts'
import { recordEntries } from '../reading/commands.ts'
import type { Entry } from '../format/entry.ts'
import { eraseSubject } from './commands.ts'

const world = await testWorld()
const { call, id, engagementId } = world
const owner = await world.member('client', ['process-owner', 'contract-officer'])
const agent = await world.member('provider', ['agent'])
const code = (expected: string) => ({ type: { code: expected } })
const ground = 'data-subject-request'

async function received(queue = 'sealed') {
  const workItemId = id()
  const personal = { customer: 'Kari Nordmann', phone: '+47 900 00 000' }
  await call(owner, receiveWorkItem, { engagementId, workItemId, reference: id(), queue, personal })
  return { workItemId, subjectId: `work-item/${workItemId}` }
}

const reveal = (workItemId: string, key = id()) =>
  call(owner, revealPersonalValues, { engagementId, workItemId, ground: 'dispute' }, { key })
const erase = (subjectId: string, key = id()) => call(owner, eraseSubject, { engagementId, subjectId, ground }, { key })

async function kept(subjectId: string) {
  const [row] = await world.database.read(engagementId, (tx) =>
    tx.query<{ values: number; keys: number; answers: number }>(sql`
      select (select count(*) from sealed_value where subject_id = ${subjectId}) as values,
        (select count(*) from subject_key where subject_id = ${subjectId} and wrapped_key is not null) as keys,
        (select count(*) from command_answer where is_sealed) as answers`),
  )
  return row
}

test('an erasure takes the values, their key and the answers that held them, and says so in the record', async () => {
  const { workItemId, subjectId } = await received()
  const { values } = await reveal(workItemId)
  expect(values.map(({ value }) => value).toSorted()).toEqual(['+47 900 00 000', 'Kari Nordmann'])
  expect(await kept(subjectId)).toEqual({ values: 2, keys: 1, answers: 1 })
  expect(await erase(subjectId)).toEqual({ subjectId, valuesErased: 2 })
  expect(await kept(subjectId)).toEqual({ values: 0, keys: 0, answers: 0 })
  await world.app.sequencer.drain(engagementId)
  const erasure = { engagementId, subject: `erasure/work-item.${workItemId}` }
  const { rows } = await call(owner, recordEntries, erasure)
  expect(rows.map((row) => (row.entry as Entry).body)).toEqual([{ ground, values: 2 }])
})

test('after an erasure the entries of the record are what they were', async () => {
  const { workItemId, subjectId } = await received()
  await world.app.sequencer.drain(engagementId)
  const asked = { engagementId, subject: subjectId }
  const before = await call(owner, recordEntries, asked)
  await erase(subjectId)
  expect(await call(owner, recordEntries, asked)).toEqual(before)
  expect(JSON.stringify(before)).not.toContain('Kari')
  expect(workItemId).toBe(subjectId.split('/')[1])
})

test('what was erased cannot be revealed again, not even by a retry of what revealed it', async () => {
  const { workItemId, subjectId } = await received()
  const key = id()
  await reveal(workItemId, key)
  await erase(subjectId)
  await expect(reveal(workItemId, key)).rejects.toMatchObject(code('subject-erased'))
})

test('an erasure is retried under its key, and asked twice there is nothing to erase', async () => {
  const { subjectId } = await received()
  const key = id()
  const first = await erase(subjectId, key)
  expect(await erase(subjectId, key)).toEqual(first)
  await expect(erase(subjectId)).rejects.toMatchObject(code('nothing-to-erase'))
  await expect(erase('work-item/never-seen')).rejects.toMatchObject(code('nothing-to-erase'))
})

test('of two erasures at once one finds something', async () => {
  const { subjectId } = await received()
  const answers = await Promise.allSettled([erase(subjectId), erase(subjectId), erase(subjectId)])
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('nothing personal is added to what was erased, also when both come at once', async () => {
  for (let n = 0; n < 5; n += 1) {
    const { workItemId, subjectId } = await received(`race-${n}`)
    await call(agent, claimNextWorkItem, { engagementId, queue: `race-${n}` })
    const question = { engagementId, workItemId, fence: 1, of: 'customer' as const, question: 'Is it Kari?' }
    await Promise.allSettled([call(agent, askAndPause, question), erase(subjectId)])
    expect(await kept(subjectId)).toMatchObject({ values: 0, keys: 0 })
  }
})

test('who has no right to erase does not', async () => {
  const { subjectId } = await received()
  await expect(call(agent, eraseSubject, { engagementId, subjectId, ground })).rejects.toMatchObject(code('forbidden'))
})
