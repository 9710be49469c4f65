// oxlint-disable no-thenable -- `then` is a word of the terms here; a text is never called, so nothing awaits it
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInstant, parseInstant } from '../../../kernel/time/instant.ts'
import type { GivenFacts } from '../../expression/expression.ts'
import {
  asksFacts,
  ClockRule,
  eventNamesOf,
  judgeClock,
  runClock,
  type ClockEvent,
  type ClockReading,
} from '../clock.ts'
import { parseTarget } from '../target/target-text.ts'
import { compileCalendar, openMillis } from '../working-calendar.ts'
import { ownedMillis } from './ownership.ts'

const at = (time: string) => parseInstant(`2026-02-${time}:00.000Z`)
const office = compileCalendar(
  { zone: 'Etc/UTC', week: { 'mon-fri': '08:00-16:00' } },
  { from: at('01T00:00'), to: parseInstant('2026-04-01T00:00:00.000Z') },
)
const plain = { clause: '7.2', calendar: 'office', runs: { from: 'received', to: 'completed' } }

function told(...events: (readonly [time: string, name: string, facts?: GivenFacts])[]): ClockEvent[] {
  return events.map(([time, name, facts], sequence) => ({ name, at: at(time), sequence, facts }))
}

function story(reading: ClockReading): string[] {
  return reading.segments.map(({ from, to, owner, counts, cause }) => {
    const when = `${formatInstant(from).slice(8, 16)} ${formatInstant(to).slice(8, 16)}`
    return `${when} ${owner}${counts ? ' counts' : ''} #${cause}`
  })
}

function read(rule: object, until: string, ...events: (readonly [string, string, GivenFacts?])[]): ClockReading {
  return runClock(ClockRule.parse({ ...plain, ...rule }), told(...events), at(until), office)
}

test('an event under a condition counts by the facts that stand when it is told', () => {
  const urgent = { runs: { from: { event: 'received', when: 'priority = "high"' }, to: 'completed' } }
  expect(read(urgent, '02T12:00', ['02T09:00', 'received', { priority: 'low' }]).state).toBe('not-started')
  expect(read(urgent, '02T12:00', ['02T09:00', 'received', { priority: 'high' }]).startedAt).toBe(at('02T09:00'))
  // The priority stood before, and what comes after changes nothing.
  const events = [
    ['02T08:00', 'noted', { priority: 'high' }],
    ['02T09:00', 'received'],
    ['02T10:00', 'noted', { priority: 'low' }],
  ] as const
  expect(read(urgent, '02T12:00', ...events).startedAt).toBe(at('02T09:00'))
  expect(read(urgent, '02T12:00', ['02T09:00', 'received']).state).toBe('not-started')
})

test('a rest that only some questions begin', () => {
  const rests = [{ from: { event: 'asked', when: 'not(minor)' }, to: 'answered', owner: 'customer' }]
  expect(story(read({ rests }, '02T12:00', ['02T09:00', 'received'], ['02T10:00', 'asked', { minor: true }]))).toEqual([
    '02T09:00 02T12:00 provider counts #0',
  ])
  expect(story(read({ rests }, '02T12:00', ['02T09:00', 'received'], ['02T10:00', 'asked', { minor: false }]))).toEqual(
    ['02T09:00 02T10:00 provider counts #0', '02T10:00 02T12:00 customer #1'],
  )
})

test('an outage that is confirmed later begins when it began, but not before the work', () => {
  const outage = { runs: { from: { event: 'outage-confirmed', at: { fact: 'outage-began' } }, to: 'completed' } }
  const began = (instant: string) =>
    read(outage, '03T00:00', ['02T09:00', 'reported'], ['02T12:00', 'outage-confirmed', { 'outage-began': instant }])
      .startedAt
  expect(began('2026-02-02T09:30:00Z')).toBe(at('02T09:30'))
  expect(began('2026-02-02T11:00:00+01:00')).toBe(at('02T10:00'))
  expect(began('2026-02-01T00:00:00Z')).toBe(at('02T09:00'))
  expect(began('some time ago')).toBe(at('02T12:00'))
  expect(began('2026-02-03T09:00:00Z')).toBeUndefined()
})

test('a pause that is told late counts from when it was, and what was heard meanwhile is heard in its order', () => {
  const rests = [
    {
      from: { event: 'hindered', at: { fact: 'hindered-from' } },
      to: { event: 'hindered', at: { fact: 'hindered-to' } },
      owner: 'client',
    },
  ]
  const facts = { 'hindered-from': '2026-02-02T10:00:00Z', 'hindered-to': '2026-02-02T11:00:00Z' }
  const events = [
    ['02T09:00', 'received'],
    ['02T12:00', 'completed'],
    ['02T15:00', 'hindered', facts],
  ] as const
  expect(story(read({ rests }, '03T00:00', ...events))).toEqual([
    '02T09:00 02T10:00 provider counts #0',
    '02T10:00 02T11:00 client #2',
    '02T11:00 02T12:00 provider counts #2',
  ])
  // Before it is told it is not known.
  expect(story(read({ rests }, '02T14:00', ...events))).toEqual(['02T09:00 02T12:00 provider counts #0'])
})

test('a restart while the clock runs begins a new run from zero, and a breach before it stays', () => {
  const rule = { restarts: ['scope-changed'] }
  const reading = read(rule, '02T15:00', ['02T09:00', 'received'], ['02T13:00', 'scope-changed'])
  expect(reading).toMatchObject({ state: 'running', startedAt: at('02T13:00') })
  expect(reading.earlierRuns).toMatchObject([
    { startedAt: at('02T09:00'), stoppedAt: at('02T13:00'), isAbandoned: true },
  ])
  const verdict = (target: string) => judgeClock(reading, office, parseTarget(target), at('02T15:00')).verdict
  expect([verdict('3 hours'), verdict('4 hours')]).toEqual(['breached', 'running'])
})

test('an event that resumes ends all rests', () => {
  const rule = {
    rests: [
      { from: 'asked', to: 'answered', owner: 'customer' },
      { from: 'asked-client', to: 'client-answered', owner: 'client' },
    ],
    resumes: ['told-to-go-on'],
  }
  const events = [
    ['02T09:00', 'received'],
    ['02T10:00', 'asked'],
    ['02T11:00', 'asked-client'],
    ['02T12:00', 'told-to-go-on'],
  ] as const
  expect(story(read(rule, '02T13:00', ...events))).toEqual([
    '02T09:00 02T10:00 provider counts #0',
    '02T10:00 02T12:00 customer #1',
    '02T12:00 02T13:00 provider counts #3',
  ])
})

test('several rules of reopening: by the customer it restarts, by ourselves it goes on', () => {
  const reopenings = [
    { on: { event: 'reopened', when: 'by = "customer"' }, then: 'restart' },
    { on: 'reopened', then: 'resume' },
  ]
  const events = (by: string) =>
    [
      ['02T09:00', 'received'],
      ['02T10:00', 'completed'],
      ['02T11:00', 'reopened', { by }],
    ] as const
  expect(read({ reopenings }, '02T12:00', ...events('customer'))).toMatchObject({ startedAt: at('02T11:00') })
  expect(read({ reopenings }, '02T12:00', ...events('provider'))).toMatchObject({ startedAt: at('02T09:00') })
  // The first rule that fits counts, also where it says that nothing happens.
  const ignoring = [{ on: { event: 'reopened', when: 'by = "provider"' }, then: 'ignore' }, ...reopenings]
  expect(read({ reopenings: ignoring }, '02T12:00', ...events('provider')).state).toBe('stopped')
  expect(read({ reopenings: ignoring }, '02T12:00', ...events('customer')).state).toBe('running')
})

const transfers = [
  {
    event: 'handed-to-client',
    to: 'client',
    acknowledgedBy: 'client-took-over',
    elseAfter: '2 hours',
    until: 'handed-back',
  },
]

test('handed work is the client’s from the acknowledgement on, or when his time for one has passed', () => {
  const handed = [
    ['02T09:00', 'received'],
    ['02T15:00', 'handed-to-client'],
  ] as const
  expect(
    story(read({ transfers }, '03T12:00', ...handed, ['02T15:30', 'client-took-over'], ['03T10:00', 'handed-back'])),
  ).toEqual([
    '02T09:00 02T15:30 provider counts #0',
    '02T15:30 03T10:00 client #2',
    '03T10:00 03T12:00 provider counts #3',
  ])
  // Two open hours after 15:00 are over at 09:00 on the next day; a later acknowledgement changes nothing.
  expect(story(read({ transfers }, '03T12:00', ...handed, ['03T11:00', 'client-took-over']))).toEqual([
    '02T09:00 03T09:00 provider counts #0',
    '03T09:00 03T12:00 client #1',
  ])
  expect(story(read({ transfers }, '03T08:59', ...handed))).toEqual(['02T09:00 03T08:59 provider counts #0'])
})

test('work that is handed back before it was taken was never another’s, and completed work is not taken', () => {
  const back = [
    ['02T09:00', 'received'],
    ['02T10:00', 'handed-to-client'],
    ['02T11:00', 'handed-back'],
  ] as const
  expect(story(read({ transfers }, '03T12:00', ...back))).toEqual(['02T09:00 03T12:00 provider counts #0'])
  const done = [
    ['02T09:00', 'received'],
    ['02T10:00', 'handed-to-client'],
    ['02T11:00', 'completed'],
  ] as const
  expect(story(read({ transfers }, '03T12:00', ...done))).toEqual(['02T09:00 02T11:00 provider counts #0'])
  const noWay = { transfers: [{ event: 'handed', to: 'client', until: 'back' }] }
  expect(ClockRule.safeParse({ ...plain, ...noWay }).error?.issues[0]?.message).toContain(
    'when the transfer takes effect',
  )
})

test('the minutes of all owners together are the life of the clock', () => {
  const rests = [{ from: 'asked', to: 'answered', owner: 'customer' }]
  const reading = read(
    { transfers, rests, reopened: { on: 'reopened', then: 'resume' } },
    '06T12:00',
    ['02T09:00', 'received'],
    ['02T10:00', 'asked'],
    ['02T18:00', 'answered'],
    ['03T09:00', 'handed-to-client'],
    ['04T10:00', 'handed-back'],
    ['04T11:00', 'completed'],
    ['05T09:00', 'reopened'],
  )
  const owned = ownedMillis(reading, office)
  const hours = Object.fromEntries(
    Object.entries(owned).map(([owner, millis]) => [owner, millis.openMillis / 3_600_000]),
  )
  expect(hours).toMatchObject({ customer: 6, client: 5 + 2 + 5 + 1, provider: 1 + 3 + 1 + 7 + 4 })
  const sum = (of: 'openMillis' | 'realMillis') => Object.values(owned).reduce((all, millis) => all + millis[of], 0)
  expect(sum('realMillis')).toBe(at('06T12:00') - at('02T09:00'))
  expect(sum('openMillis')).toBe(openMillis(office, at('02T09:00'), at('06T12:00')))
})

test('a rule knows what it hears and whether it asks facts', () => {
  const rule = ClockRule.parse({ ...plain, transfers, cancelled: [{ event: 'withdrawn', when: 'by = "client"' }] })
  expect(eventNamesOf(rule).sort()).toEqual([
    'client-took-over',
    'completed',
    'handed-back',
    'handed-to-client',
    'received',
    'withdrawn',
  ])
  expect([asksFacts(rule), asksFacts(ClockRule.parse({ ...plain, transfers }))]).toEqual([true, false])
  expect(JSON.parse(JSON.stringify(rule))).toEqual(rule)
  expect(ClockRule.safeParse({ ...plain, cancelled: [{ event: 'x', when: 'a =' }] }).success).toBe(false)
})

const everything = ClockRule.parse({
  ...plain,
  rests: [
    { from: { event: 'asked', when: 'wide' }, to: 'answered', owner: 'customer' },
    { from: { event: 'hindered', at: { fact: 'since' } }, to: 'freed', owner: 'force-majeure' },
  ],
  reopenings: [
    { on: { event: 'reopened', when: 'wide' }, then: 'restart' },
    { on: { event: 'reopened', when: 'not(wide)' }, then: 'resume' },
  ],
  restarts: ['reset'],
  resumes: ['go-on'],
  cancelled: ['withdrawn'],
  transfers,
})
const names = [
  'received',
  'completed',
  'asked',
  'answered',
  'hindered',
  'freed',
  'reopened',
  'reset',
  'go-on',
  'viewed',
]
const anyFacts = fc.record(
  {
    wide: fc.boolean(),
    since: fc.integer({ min: 0, max: 60 }).map((half) => formatInstant(at('02T00:00') + half * 1_800_000)),
  },
  { requiredKeys: [] },
)
const anyEvents = fc.array(
  fc.record({
    name: fc.constantFrom(
      'received',
      ...names,
      ...names,
      'withdrawn',
      'handed-to-client',
      'client-took-over',
      'handed-back',
    ),
    at: fc.integer({ min: 0, max: 60 }).map((half) => at('02T00:00') + half * 1_800_000),
    facts: fc.option(anyFacts, { nil: undefined }),
  }),
  { maxLength: 18 },
)

test('whatever happens, the order told is no matter, minutes have one owner each, and nothing before the work counts', () => {
  fc.assert(
    fc.property(anyEvents, fc.integer({ min: 0, max: 70 }), (list, half) => {
      const until = at('02T00:00') + half * 1_800_000
      const events = list.map((event, sequence) => ({ ...event, sequence }))
      const reading = runClock(everything, events, until, office)
      expect(runClock(everything, events.toReversed(), until, office)).toEqual(reading)
      if (reading.startedAt === undefined) return
      let life = 0
      for (const run of [...reading.earlierRuns, { ...reading, startedAt: reading.startedAt }]) {
        let end = run.startedAt
        for (const segment of run.segments) {
          expect(segment.from).toBe(end)
          expect(segment.to).toBeGreaterThan(segment.from)
          end = segment.to
        }
        expect(end).toBe(run.stoppedAt ?? until)
        expect(run.startedAt).toBeGreaterThanOrEqual(Math.min(...events.map((event) => event.at)))
        life += end - run.startedAt
      }
      const owned = Object.values(ownedMillis(reading, office))
      expect(owned.reduce((sum, { realMillis }) => sum + realMillis, 0)).toBe(life)
    }),
    { numRuns: 2000 },
  )
})
