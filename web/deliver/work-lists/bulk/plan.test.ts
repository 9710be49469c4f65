import { expect, test } from 'vitest'
import type { ListedItem } from '../../../../src/deliver/work-lists/model.ts'
import { planOf } from './plan.ts'

const item = (state: ListedItem['state'], more: Partial<ListedItem> = {}): ListedItem => ({
  workItemId: '0192f0c1-0000-7000-8000-00000000000a',
  reference: `CLM-${state}`,
  queue: 'motor-claims',
  state,
  version: 1,
  origin: 'live',
  receivedAt: 0,
  dueAt: null,
  completedAt: null,
  isMine: false,
  facts: {},
  ...more,
})
const all = (['open', 'held', 'asked', 'completed', 'completed', 'withdrawn'] as const).map((state) => item(state))

test('what is completed or held cannot move, and the plan says how many of each', () => {
  const plan = planOf({ kind: 'move', value: 'motor-glass' }, all)
  expect(plan.can.map(({ state }) => state)).toEqual(['open', 'asked'])
  expect(plan.cannot[0]).toEqual({ obstacle: 'completed', items: 2 })
  expect(plan.cannot).toHaveLength(3)
})

test('an item that stands in the queue already does not move there', () => {
  expect(planOf({ kind: 'move', value: 'motor-claims' }, [item('open')])).toEqual({
    can: [],
    cannot: [{ obstacle: 'there', items: 1 }],
  })
})

test('only a completed item is reopened, and only a withdrawn one reinstated', () => {
  expect(planOf({ kind: 'reopen', value: 'defect' }, all).can).toHaveLength(2)
  expect(planOf({ kind: 'reinstate', value: '' }, all).can.map(({ state }) => state)).toEqual(['withdrawn'])
})

test('imported history is not worked on here', () => {
  const { cannot } = planOf({ kind: 'withdraw', value: 'duplicate' }, [item('open', { origin: 'imported' })])
  expect(cannot).toEqual([{ obstacle: 'imported', items: 1 }])
})
