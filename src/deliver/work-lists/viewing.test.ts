import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseInstant } from '../../kernel/time/instant.ts'
import { tally, type Bucket } from './counting.ts'
import { fileName } from './file-columns.ts'
import { columnsOf, ItemSort, ItemView, type ListedItem } from './model.ts'
import { criteriaOf, cursorAfter, placeAfter } from './viewing.ts'

const reader = { zone: 'Europe/Oslo', now: parseInstant('2026-10-25T12:00:00.000Z'), principalId: 'me' }
const meaning = (view: ItemView) => criteriaOf(ItemView.parse(view), reader)

test('days of a view are whole days of the zone of the terms, also when the clocks change', () => {
  const { received } = meaning({ receivedFrom: '2026-10-25', receivedTo: '2026-10-25' })
  expect(received).toEqual({
    from: parseInstant('2026-10-24T22:00:00.000Z'),
    to: parseInstant('2026-10-25T23:00:00.000Z'),
  })
  const { completed } = meaning({ completedIn: '2026-10' })
  expect((completed.to ?? 0) - (completed.from ?? 0)).toBe((31 * 24 + 1) * 3_600_000)
})

test('days of completion lie within the month of completion, where a view names both', () => {
  const day = meaning({ completedFrom: '2026-10-25', completedTo: '2026-10-25' }).completed
  expect(day).toEqual(meaning({ receivedFrom: '2026-10-25', receivedTo: '2026-10-25' }).received)
  const rest = meaning({ completedIn: '2026-10', completedFrom: '2026-10-25' }).completed
  expect(rest).toEqual({ from: day.from, to: meaning({ completedIn: '2026-10' }).completed.to })
  expect(meaning({ completedFrom: '2026-10-25' }).completed.to).toBeNull()
})

test('what is late now is due before now, and what is mine is held by the reader', () => {
  expect(meaning({ late: 'yes' }).lateAt).toBe(reader.now)
  expect(meaning({ holder: 'me' }).holderId).toBe('me')
  expect(meaning({ holder: 'none' }).holderId).toBeNull()
  expect(meaning({}).holderId).toBeUndefined()
})

test('the value of a fact may hold anything, also an equals sign', () => {
  expect(meaning({ fact: 'outcome=a=b' }).fact).toEqual({ name: 'outcome', value: 'a=b' })
  expect(meaning({ fact: 'outcome=' }).fact).toEqual({ name: 'outcome', value: '' })
})

test('completed items stand newest first unless the view says otherwise', () => {
  expect(meaning({ sort: 'completed' }).isDescending).toBe(true)
  expect(meaning({ sort: 'completed', order: 'asc' }).isDescending).toBe(false)
  expect(meaning({ sort: 'due' }).isDescending).toBe(false)
})

test.each([
  { receivedFrom: '2026-02-30' },
  { receivedTo: '0000-01-01' },
  { completedIn: '2026-13' },
  { state: 'open,gone' },
  { queue: 'Motor' },
  { fact: 'outcome' },
  { columns: 'reference,reference' },
  { columns: 'reference,password' },
])('a view that says what cannot be is refused: %j', (view) => {
  expect(ItemView.safeParse(view).success).toBe(false)
})

test('a view without columns has the usual ones, and facts are columns too', () => {
  expect(columnsOf({})).toEqual(['reference', 'queue', 'state', 'received', 'due', 'completed'])
  expect(columnsOf(ItemView.parse({ columns: 'reference,fact.outcome' }))).toEqual(['reference', 'fact.outcome'])
})

const item: ListedItem = {
  workItemId: '0192f0c1-0000-7000-8000-00000000000a',
  reference: 'CLM-1',
  queue: 'claims',
  state: 'open',
  version: 1,
  origin: 'live',
  receivedAt: 5,
  dueAt: null,
  completedAt: null,
  isMine: false,
  facts: {},
}

test('a cursor names the place of its row, under its own order and no other', () => {
  const places = [fc.constantFrom(...ItemSort.options), fc.boolean(), fc.option(fc.integer()), fc.string()] as const
  fc.assert(
    fc.property(...places, (sort, isDescending, at, reference) => {
      const criteria = meaning({ sort, order: isDescending ? 'desc' : 'asc' })
      const cursor = cursorAfter({ ...item, reference, dueAt: at, completedAt: at }, criteria)
      expect(placeAfter(cursor, criteria)).toMatchObject({ receivedAt: 5, workItemId: item.workItemId })
      expect(() => placeAfter(cursor, { ...criteria, isDescending: !isDescending })).toThrow('nextCursor')
    }),
  )
})

test('a cursor that no page gave is refused', () => {
  const criteria = meaning({})
  expect(() => placeAfter('bm9wZQ', criteria)).toThrow('nextCursor')
  const forged = Buffer.from(JSON.stringify(['received+', '1;drop', '1', item.workItemId])).toString('base64url')
  expect(() => placeAfter(forged, criteria)).toThrow('nextCursor')
  expect(placeAfter(undefined, criteria)).toBeUndefined()
})

test('each choice says how many items it would lead to', () => {
  const buckets: Bucket[] = [
    { state: 'open', queue: 'glass', items: 4, late: 1 },
    { state: 'open', queue: 'motor', items: 2, late: 2 },
    { state: 'completed', queue: 'glass', items: 7, late: 0 },
  ]
  const chosen = tally(buckets, { states: ['open'], queues: ['glass'], lateAt: null })
  expect(chosen).toMatchObject({ total: 4, late: 1 })
  expect(chosen.states).toEqual([
    { state: 'completed', items: 7 },
    { state: 'open', items: 4 },
  ])
  expect(chosen.queues).toEqual([
    { queue: 'glass', items: 4 },
    { queue: 'motor', items: 2 },
  ])
  expect(tally(buckets, { states: null, queues: null, lateAt: 1 })).toMatchObject({ total: 3, late: 3 })
})

test('a file is called after its engagement, its view and its day', () => {
  const of = { engagement: 'Motor claims intake', zone: 'Asia/Manila', now: parseInstant('2026-10-09T18:00:00.000Z') }
  expect(fileName({ ...of, title: 'Late ones' })).toBe('Motor claims intake, Late ones, 2026-10-10')
  expect(fileName({ ...of, title: undefined })).toContain('work items')
})
