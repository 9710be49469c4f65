import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventKeyer, type LogEvent, type LogScan, mapEvent, Mapping, suggestMapping } from './mapping.ts'

const EVENT: LogEvent = {
  case: 'C-7',
  activity: 'Register Claim',
  lifecycle: null,
  timestamp: '2026-01-05T09:00:00+01:00',
  resource: null,
  attributes: {},
  caseIndex: 0,
  eventIndex: 4,
  line: 12,
}
const MAPPING: Mapping = { classifier: 'activity', events: { 'Register Claim': 'received' }, unmapped: 'reject' }
const NINE_IN_OSLO = 1_767_600_000_000

describe('what an event becomes', () => {
  test('a mapped event has its name, its instant and its place in the log', () => {
    expect(mapEvent(MAPPING, EVENT)).toEqual({
      kind: 'event',
      workItemReference: 'C-7',
      name: 'received',
      at: NINE_IN_OSLO,
      ordinal: 4,
    })
  })

  test('an unmapped event is kept under its own name, dropped or rejected, as the mapping says', () => {
    const event = { ...EVENT, activity: '2nd Prüfung (again)' }
    expect(mapEvent({ ...MAPPING, unmapped: 'keep' }, event)).toMatchObject({ name: 'event-2nd-prufung-again' })
    expect(mapEvent({ ...MAPPING, unmapped: 'drop' }, event)).toEqual({ kind: 'dropped' })
    expect(mapEvent(MAPPING, event)).toMatchObject({
      kind: 'reject',
      row: 12,
      reason: expect.stringContaining('no event'),
    })
    expect(mapEvent({ ...MAPPING, unmapped: 'keep' }, { ...EVENT, activity: '検査' })).toMatchObject({ kind: 'reject' })
    expect(mapEvent(MAPPING, { ...EVENT, activity: 'constructor' })).toMatchObject({ kind: 'reject' })
  })

  test('under activity+lifecycle an event without a lifecycle is a completion', () => {
    const mapping: Mapping = {
      ...MAPPING,
      classifier: 'activity+lifecycle',
      events: { 'Register Claim+complete': 'received' },
    }
    expect(mapEvent(mapping, EVENT)).toMatchObject({ name: 'received' })
    expect(mapEvent(mapping, { ...EVENT, lifecycle: 'start' })).toMatchObject({ kind: 'reject' })
  })

  test('a timestamp without an offset needs a zone', () => {
    const event = { ...EVENT, timestamp: '2026-01-05 09:00:00' }
    expect(mapEvent(MAPPING, event)).toMatchObject({ kind: 'reject', reason: expect.stringMatching(/zone/) })
    expect(mapEvent({ ...MAPPING, zone: 'Europe/Oslo' }, event)).toMatchObject({ at: NINE_IN_OSLO })
    expect(mapEvent(MAPPING, { ...EVENT, timestamp: 'yesterday' })).toMatchObject({ kind: 'reject' })
  })

  test('an instant before 1970 or after 9999 is no history', () => {
    for (const timestamp of ['1969-12-31T23:59:59.999Z', '9999-12-31T23:59:59-05:00']) {
      const reason = expect.stringMatching(/not in the years 1970 to 9999/)
      expect(mapEvent(MAPPING, { ...EVENT, timestamp })).toMatchObject({ kind: 'reject', case: 'C-7', reason })
    }
    expect(mapEvent(MAPPING, { ...EVENT, timestamp: '1970-01-01T00:00:00Z' })).toMatchObject({ kind: 'event', at: 0 })
  })

  test('a case that the record could not hold is rejected', () => {
    for (const name of ['', 'a\u0000b', '\ud800', 'x'.repeat(201)]) {
      expect(mapEvent(MAPPING, { ...EVENT, case: name })).toMatchObject({ kind: 'reject' })
    }
    expect(mapEvent(MAPPING, { ...EVENT, case: 'A\u030a' })).toMatchObject({ workItemReference: 'Å' })
  })

  test('whatever stands in a log, mapping it never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.string(),
        (name, activity, timestamp) => {
          const mapping: Mapping = { ...MAPPING, unmapped: 'keep', zone: 'Asia/Manila' }
          const result = mapEvent(mapping, { ...EVENT, case: name, activity, timestamp })
          expect(['event', 'reject']).toContain(result.kind)
        },
      ),
    )
  })

  test('a mapping with an unknown zone or a name that is no event name is refused', () => {
    expect(Mapping.safeParse({ ...MAPPING, zone: 'Europe/Nowhere' }).success).toBe(false)
    expect(Mapping.safeParse({ ...MAPPING, events: { a: 'Not Kebab' } }).success).toBe(false)
  })
})

describe('keys of imported events', () => {
  const claim = { case: 'C-7', classifier: 'pay', at: 1_000 }

  test('the key of an event is fixed for ever', () => {
    expect(eventKeyer('7d444840-9dc0-11d1-b245-5ffdce74fad2')(claim)).toBe('d58e13a0-10bf-8927-b452-c66fc3f564ec')
  })

  test('a longer log gives every event of the shorter one the key it had', () => {
    const event = fc.record({
      case: fc.constantFrom('a', 'ab', 'b'),
      classifier: fc.constantFrom('c', 'bc', ''),
      at: fc.integer({ min: 0, max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(event), fc.array(event), (earlier, later) => {
        const keysOf = (events: typeof earlier): string[] => events.map(eventKeyer('e'))
        const all = keysOf([...earlier, ...later])
        expect(all.slice(0, earlier.length)).toEqual(keysOf(earlier))
        expect(new Set(all).size).toBe(all.length)
      }),
    )
  })

  test('many events have as many keys, all of them version 8 UUIDs', () => {
    const key = eventKeyer('e')
    const keys = Array.from({ length: 20_000 }, (_, i) => key({ case: `c${i % 500}`, classifier: 'x', at: i % 7 }))
    expect(new Set(keys).size).toBe(20_000)
    expect(
      keys.every((text) => /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(text)),
    ).toBe(true)
  })

  test('another engagement gives another key', () => {
    expect(eventKeyer('e')(claim)).not.toBe(eventKeyer('f')(claim))
  })
})

describe('the mapping proposed for a log', () => {
  const scan: LogScan = {
    format: 'xes',
    cases: 9,
    events: 40,
    rejected: 0,
    rejects: [],
    activities: [
      { activity: 'Check', lifecycle: 'complete', count: 20, first: 1, last: 2 },
      { activity: 'Register', lifecycle: 'complete', count: 9, first: 8, last: 0 },
      { activity: 'Close', lifecycle: null, count: 7, first: 0, last: 7 },
      { activity: 'check!', lifecycle: null, count: 4, first: 0, last: 0 },
    ],
    firstAt: 0,
    lastAt: 1,
    withoutOffset: 0,
    unreadableTimestamps: 0,
    attributeNames: [],
    columns: null,
  }

  test('most cases begin with what is received and end with what is completed; other names stay apart', () => {
    expect(suggestMapping(scan)).toEqual({
      classifier: 'activity',
      events: { Register: 'received', Close: 'completed', Check: 'check', 'check!': 'check-2' },
      unmapped: 'reject',
    })
    expect(Mapping.safeParse(suggestMapping(scan)).success).toBe(true)
  })

  test('starts and completions are told apart where the log has both', () => {
    const activities = [
      { activity: 'Pay', lifecycle: 'start', count: 9, first: 9, last: 0 },
      { activity: 'Pay', lifecycle: 'complete', count: 9, first: 0, last: 9 },
    ]
    expect(suggestMapping({ ...scan, activities })).toMatchObject({
      classifier: 'activity+lifecycle',
      events: { 'Pay+start': 'received', 'Pay+complete': 'completed' },
    })
  })
})
