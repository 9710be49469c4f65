import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { historyBuilder, historyFromEntries } from './history.ts'
import type { EntryLike } from './history.ts'

const entry = (subject: string, body: EntryLike['body']): EntryLike => ({ subject, body })
const read = (...entries: EntryLike[]) => historyFromEntries(entries.map((one, index) => ({ index, entry: one })))

test('entries about work items that tell an event are the history, all others are not', () => {
  const occurredAt = '2026-10-05T08:00:00.000Z'
  const history = read(
    entry('engagement/e-1', { event: 'received', occurredAt }),
    entry('work-item/CLM-1', { event: 'received', occurredAt, facts: { language: 'da', rush: true, pages: 3 } }),
    entry('work-item/CLM-1', { note: 'no event' }),
    entry('work-item/CLM-1', { event: 'read' }),
    entry('work-item/CLM-2', { event: 'received', occurredAt: '2026-10-05T07:00:00.000Z' }),
  )
  expect(history.itemIds).toEqual(['CLM-1', 'CLM-2'])
  expect(history.eventCount).toBe(2)
  expect(history.earliestAt).toBe(1_791_183_600_000)
  expect(history.eventsOf('CLM-1')).toEqual([
    {
      name: 'received',
      at: 1_791_187_200_000,
      sequence: 1,
      leafIndex: 1,
      facts: { language: 'da', rush: true, pages: 3 },
    },
  ])
  expect(history.eventsOf('CLM-3')).toEqual([])
})

test.each([
  [{ event: 'received', occurredAt: '2026-10-05T08:00:00Z' }, 'Leaf 0: occurredAt "2026-10-05T08:00:00Z"'],
  [{ event: 'received', occurredAt: '2026-10-05T10:00:00.000+02:00' }, 'is not an instant'],
  [{ event: 'received', occurredAt: '2026-10-05T08:00:00.000Z', facts: { pages: 1.5 } }, 'Leaf 0: facts'],
  [{ event: 'received', occurredAt: '2026-10-05T08:00:00.000Z', facts: [1] }, 'Leaf 0: facts'],
  [{ event: 'received', occurredAt: '2026-10-05T08:00:00.000Z', facts: { a: { b: 1 } } }, 'Leaf 0: facts'],
])('an entry that cannot be read names its leaf', (body, message) => {
  expect(() => read(entry('work-item/a', body))).toThrow(message)
})

test('events are in order of instant, then of sequence, however they arrive', () => {
  const builder = historyBuilder()
  for (const [name, at, sequence] of [
    ['third', 20, 1],
    ['second', 10, 7],
    ['first', 10, 2],
  ] as const) {
    builder.add({ workItemId: 'a', name, at, sequence })
  }
  const events = builder.build().eventsOf('a')
  expect(events.map(({ name }) => name)).toEqual(['first', 'second', 'third'])
})

test('instants and sequences are whole numbers', () => {
  const add = (at: number, sequence: number) => historyBuilder().add({ workItemId: 'a', name: 'x', at, sequence })
  expect(() => add(0.5, 0)).toThrow('not a whole number')
  expect(() => add(NaN, 0)).toThrow('not a whole number')
  expect(() => add(0, Infinity)).toThrow('not a whole number')
})

test('columns hold every event of every item, in the order a plain sort gives', () => {
  const events = fc.array(
    fc.record({
      workItemId: fc.constantFrom('a', 'B', 'ø', 'b', '10', '9', '', 'work item'),
      name: fc.constantFrom('x', 'y', 'z'),
      at: fc.integer({ min: -5, max: 5 }),
      sequence: fc.integer({ min: 0, max: 5 }),
    }),
  )
  fc.assert(
    fc.property(events, (list) => {
      const builder = historyBuilder()
      for (const event of list) builder.add(event)
      const history = builder.build()
      const key = (event: { workItemId: string; at: number; sequence: number; name: string }) =>
        [event.workItemId, event.at, event.sequence, event.name] as const
      const plain = list.map(key).sort(compareKeys)
      const columns = history.itemIds.flatMap((workItemId) =>
        history.eventsOf(workItemId).map((event) => key({ ...event, workItemId })),
      )
      expect(columns).toEqual(plain)
    }),
  )
})

function compareKeys(left: readonly (string | number)[], right: readonly (string | number)[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? ''
    if (value !== other) return value < other ? -1 : 1
  }
  return 0
}

test('a completion that is undone never was, whether it is completed again or not', () => {
  const at = (minute: number) => `2026-10-05T08:0${minute}:00.000Z`
  const told = (id: string, event: string, minute: number, more: EntryLike['body'] = {}): EntryLike => ({
    id,
    subject: 'work-item/a',
    body: { event, occurredAt: at(minute), ...more },
  })
  const before = [told('1', 'received', 0), told('2', 'claimed', 1)]
  const done = told('3', 'completed', 2, { facts: { outcome: 'set-up' } })
  const undone = told('4', 'completion-undone', 2, { undoes: '3' })
  const again = told('5', 'completed', 3, { facts: { outcome: 'not-covered' } })
  const namesAndFacts = (...entries: EntryLike[]) =>
    read(...entries)
      .eventsOf('a')
      .map(({ name, facts }) => [name, facts])
  expect(namesAndFacts(...before, done, undone)).toEqual(namesAndFacts(...before))
  expect(namesAndFacts(...before, done, undone, again)).toEqual(namesAndFacts(...before, again))
  expect(namesAndFacts(...before, done)).toHaveLength(3)
})

test('undoing touches its own item alone, and of two entries with one id the nearer one', () => {
  const occurredAt = '2026-10-05T08:00:00.000Z'
  const told = (id: string, item: string, event: string, undoes?: string): EntryLike => ({
    id,
    subject: `work-item/${item}`,
    body: { event, occurredAt, ...(undoes === undefined ? {} : { undoes }) },
  })
  const history = read(
    told('k', 'a', 'received'),
    told('k', 'b', 'completed'),
    told('k', 'a', 'completed'),
    told('u', 'a', 'completion-undone', 'k'),
  )
  expect(history.eventsOf('a').map(({ name }) => name)).toEqual(['received'])
  expect(history.eventsOf('b').map(({ name }) => name)).toEqual(['completed'])
})

test('whatever arrives in whatever order, a history with undone events is the history without them', () => {
  const life = fc.array(fc.record({ item: fc.constantFrom('a', 'b', 'c'), isUndone: fc.boolean() }), { maxLength: 30 })
  fc.assert(
    fc.property(life, fc.integer(), (steps, seed) => {
      const all: Parameters<ReturnType<typeof historyBuilder>['add']>[0][] = []
      const standing: typeof all = []
      for (const [step, { item: workItemId, isUndone }] of steps.entries()) {
        const event = { workItemId, name: 'completed', at: step, sequence: 2 * step, id: String(step) }
        all.push(event)
        if (isUndone) all.push({ ...event, name: 'undone', sequence: 2 * step + 1, id: `u${step}`, undoes: event.id })
        else standing.push(event)
      }
      const built = (events: typeof all) => {
        const builder = historyBuilder()
        for (const event of events) builder.add(event)
        const history = builder.build()
        return ['a', 'b', 'c'].map((item) => history.eventsOf(item))
      }
      const shuffled = all.toSorted((left, right) => ((left.sequence * seed) % 7) - ((right.sequence * seed) % 7))
      expect(built(shuffled)).toEqual(built(standing))
    }),
  )
})
