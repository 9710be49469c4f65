import { expect, test } from 'vitest'
import { groupsOf } from './groups.ts'

const counted = (by: string, ...counts: readonly number[]) =>
  counts.map((count, index) => ({ by, value: `${by}-${index}`, count }))

test('the groups of a fact add up to the items: what has none of its values is a group of its own', () => {
  expect(groupsOf(counted('channel', 5, 2), 10)).toEqual([
    { by: 'channel', is: 'channel-0', count: 5 },
    { by: 'channel', is: 'channel-1', count: 2 },
    { by: 'channel', is: null, count: 3 },
  ])
})

test('the queue comes first, the facts by their names', () => {
  const groups = groupsOf([...counted('zeta', 1, 1), ...counted('alpha', 1, 1), ...counted('queue', 1, 1)], 2)
  expect([...new Set(groups.map(({ by }) => by))]).toEqual(['queue', 'alpha', 'zeta'])
})

test('a fact that does not tell items apart, or tells every one from the other, gives no groups', () => {
  expect(groupsOf(counted('language', 4), 4)).toEqual([])
  const many = counted('amount', ...Array.from({ length: 21 }, () => 1))
  expect(groupsOf(many, 21)).toEqual([])
  expect(groupsOf(many.slice(0, 20), 20)).toHaveLength(20)
})
