import { expect, test } from 'vitest'
import { answered, BulkJob, jobOf, sizeOf, undoOf } from './job.ts'

let keys = 0
const newKey = () => `0192f0c1-0000-4000-8000-${String((keys += 1)).padStart(12, '0')}`
const item = (number: number) => ({
  workItemId: `0192f0c1-0000-7000-8000-${String(number).padStart(12, '0')}`,
  reference: `CLM-${number}`,
  queue: number % 2 === 0 ? 'claims' : 'travel',
  state: 'open' as const,
  version: 1,
  origin: 'live' as const,
  receivedAt: 0,
  dueAt: null,
  completedAt: null,
  isMine: false,
  facts: {},
})

test('each item of a job has a key of its own, and the job survives being kept', () => {
  const job = jobOf({ kind: 'move', value: 'glass' }, [item(1), item(2)], newKey)
  expect(new Set(job.left.map(({ key }) => key)).size).toBe(2)
  expect(BulkJob.parse(JSON.parse(JSON.stringify(job)))).toEqual(job)
})

test('an answered item is done or failed, and never left as well', () => {
  const job = jobOf({ kind: 'move', value: 'glass' }, [item(1), item(2)], newKey)
  const [first, second] = job.left
  if (first === undefined || second === undefined) throw new Error('The job has two items.')
  const after = answered(answered(job, first, undefined), second, 'It is completed.')
  expect(after).toMatchObject({ left: [], done: [first], failed: [{ ...second, why: 'It is completed.' }] })
  expect(sizeOf(after)).toBe(2)
})

test('undoing a move leads each item back to the queue that it came from, under new keys', () => {
  const job = jobOf({ kind: 'move', value: 'glass' }, [item(1), item(2)], newKey)
  const done = job.left.reduce((so, one) => answered(so, one, undefined), job)
  const undo = undoOf(done, newKey)
  expect(undo?.left.map(({ from, value }) => [from, value])).toEqual([
    ['glass', 'travel'],
    ['glass', 'claims'],
  ])
  expect(undo?.left.some(({ key }) => done.done.some((one) => one.key === key))).toBe(false)
  expect(undo && undoOf(undo, newKey)).toBeUndefined()
})

test('a withdrawal is undone by reinstating; a reopening is not undone', () => {
  const finished = (kind: 'withdraw' | 'reopen') => {
    const job = jobOf({ kind, value: 'duplicate' }, [item(1)], newKey)
    return job.left.reduce((so, one) => answered(so, one, undefined), job)
  }
  expect(undoOf(finished('withdraw'), newKey)?.kind).toBe('reinstate')
  expect(undoOf(finished('reopen'), newKey)).toBeUndefined()
})
