import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { utf8Text } from '../../kernel/record/format/digest.ts'
import { newUuid } from '../../kernel/uuid.ts'
import type { ObservedEvent } from './model.ts'
import { entryOf, importedItemId, misusedKeys, observe, type ObservedItem } from './observing.ts'
import { rejectFile } from './reject-file.ts'

const engagementId = '0192f0c1-0000-7000-8000-00000000000e'
const key = (n: number) => `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`
const event = (n: number, more: Partial<ObservedEvent> = {}): ObservedEvent => {
  return { key: key(n), reference: 'C1', name: 'checked', at: 1_000 + n, ...more }
}

function item(reference: string, more: Partial<ObservedItem> = {}): ObservedItem {
  const workItemId = importedItemId(engagementId, reference)
  return { workItemId, reference, origin: 'imported', version: 0, receivedAt: 5_000, completedAt: null, ...more }
}

const itemsOf = (...items: readonly ObservedItem[]) => new Map(items.map((one) => [one.reference, one]))
const none = new Set<never>()

test('an item is received at its earliest event and completed by its latest completion, in whatever order they come', () => {
  const told = [event(1, { at: 40, name: 'completed' }), event(2, { at: 10 }), event(3, { at: 30, name: 'completed' })]
  fc.assert(
    fc.property(fc.shuffledSubarray(told, { minLength: 3 }), (events) => {
      const [after] = observe(events, itemsOf(item('C1', { receivedAt: 40 })), none, none).items
      expect(after).toMatchObject({ receivedAt: 10, completedAt: 40, version: 3 })
    }),
  )
})

test('versions of an item follow each other without a gap, whatever is known already', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(9), { maxLength: 30 }),
      fc.uniqueArray(fc.nat(9)),
      fc.nat(5),
      (told, before, version) => {
        const events = told.map((n) => event(n))
        const known = new Set(before.map(key))
        const seen = observe(events, itemsOf(item('C1', { version })), known, none)
        expect(seen.events.map((one) => one.version)).toEqual(seen.events.map((_, index) => version + index + 1))
        expect(seen.events.length + seen.known).toBe(told.length)
        expect(new Set(seen.events.map((one) => one.event.key)).size).toBe(seen.events.length)
      },
    ),
  )
})

test('an event about an item that is worked on here is refused', () => {
  const live = item('C1', { origin: 'live', version: 3 })
  const seen = observe([event(1), event(2, { reference: 'C2' })], itemsOf(live, item('C2')), none, none)
  expect(seen.rejects).toEqual([{ index: 0, reason: expect.stringContaining('worked on here') }])
  expect([seen.events.length, seen.itemsCreated]).toEqual([1, 1])
})

test('a key that stands for another entry, or for two items at once, is refused', () => {
  const events = [event(1), event(1, { reference: 'C2' }), event(2), event(3), event(3)]
  const mine = new Map([
    [key(2), 'file/x'],
    [key(3), `work-item/${importedItemId(engagementId, 'C1')}`],
  ])
  expect([...misusedKeys(engagementId, events, mine)]).toEqual([1, 2])
})

test('the first entry of an item names its reference and queue, the others do not repeat them', () => {
  const { events } = observe([event(1), event(2)], itemsOf(item('C1')), none, none)
  const entries = events.map((one) => entryOf(one, 'claims', undefined))
  expect(entries.map((entry) => entry.body)).toEqual([
    { event: 'checked', occurredAt: '1970-01-01T00:00:01.001Z', reference: 'C1', queue: 'claims' },
    { event: 'checked', occurredAt: '1970-01-01T00:00:01.002Z' },
  ])
  expect(entries.map((entry) => [entry.entryId, entry.subjectVersion])).toEqual([
    [key(1), 1],
    [key(2), 2],
  ])
})

test('the item of a reference is the same in every import of an engagement, and another one in another engagement', () => {
  expect(importedItemId(engagementId, 'C1')).toBe(importedItemId(engagementId, 'C1'))
  expect(importedItemId(engagementId, 'C1')).not.toBe(importedItemId(newUuid(0), 'C1'))
})

test('the reject file disarms what a spreadsheet would run, and holds every page', async () => {
  const rejects = Array.from({ length: 2_500 }, (_, index) => {
    const nasty = { case: '=1+1', reason: 'a "quoted", long\nreason' }
    return { rejectNo: index + 1, line: index + 2, ...(index === 0 ? nasty : { case: null, reason: 'no case' }) }
  })
  const page = (after: number, limit: number) => Promise.resolve(rejects.slice(after, after + limit))
  let text = ''
  for await (const chunk of rejectFile(page)) text += utf8Text(chunk)
  expect(text.startsWith('row,case,reason\r\n2,\'=1+1,"a ""quoted"", long\nreason"\r\n3,,no case\r\n')).toBe(true)
  expect(text.split('\r\n')).toHaveLength(2_502)
})
