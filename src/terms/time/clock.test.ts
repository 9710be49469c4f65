// oxlint-disable no-thenable -- `then` is a word of the terms here; a text is never called, so nothing awaits it
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInstant, parseInstant } from '../../kernel/time/instant.ts'
import { ClockRule, runClock, type ClockEvent, type ClockReading } from './clock.ts'

function at(time: string): number {
  return parseInstant(`2026-02-${time}:00.000Z`)
}

const rule = ClockRule.parse({
  clause: '7.2',
  calendar: 'office',
  runs: { from: 'received', to: 'completed' },
  rests: [
    { from: 'asked-customer', to: 'customer-answered', owner: 'customer' },
    { from: 'asked-client', to: ['client-answered', 'answered-by-phone'], owner: 'client' },
  ],
  reopened: { on: 'reopened', then: 'resume' },
  cancelled: ['withdrawn'],
})

function told(...events: (readonly [time: string, name: string])[]): ClockEvent[] {
  return events.map(([time, name], sequence) => ({ name, at: at(time), sequence }))
}

/** A reading in one line a segment: '02T09:00 to 02T11:00 provider counts, because of 0'. */
function story(reading: ClockReading): string[] {
  return reading.segments.map(
    ({ from, to, owner, counts, cause }) =>
      `${formatInstant(from).slice(8, 16)} ${formatInstant(to).slice(8, 16)} ` +
      `${owner}${counts ? ' counts' : ''} #${cause}`,
  )
}

test('a clock that nothing started has not started', () => {
  const reading = runClock(rule, told(['02T09:00', 'asked-client'], ['02T10:00', 'completed']), at('03T00:00'))
  expect(reading).toEqual({ state: 'not-started', until: at('03T00:00'), segments: [], earlierRuns: [] })
})

test('every minute from start to stop has an owner', () => {
  const events = told(
    ['02T09:00', 'received'],
    ['02T11:00', 'asked-customer'],
    ['03T10:00', 'customer-answered'],
    ['03T14:00', 'completed'],
  )
  const reading = runClock(rule, events, at('28T00:00'))
  expect(reading).toMatchObject({ state: 'stopped', startedAt: at('02T09:00'), stoppedAt: at('03T14:00') })
  expect(story(reading)).toEqual([
    '02T09:00 02T11:00 provider counts #0',
    '02T11:00 03T10:00 customer #1',
    '03T10:00 03T14:00 provider counts #2',
  ])
})

test('a running or paused clock is told up to the instant it is read at, and hears nothing later', () => {
  const events = told(['02T09:00', 'received'], ['02T11:00', 'asked-client'], ['02T12:00', 'answered-by-phone'])
  expect(story(runClock(rule, events, at('02T10:00')))).toEqual(['02T09:00 02T10:00 provider counts #0'])
  const paused = runClock(rule, events, at('02T11:30'))
  expect(paused.state).toBe('paused')
  expect(story(paused)).toEqual(['02T09:00 02T11:00 provider counts #0', '02T11:00 02T11:30 client #1'])
  expect(runClock(rule, events, at('02T12:00')).state).toBe('running')
  expect(runClock(rule, events, at('02T08:59')).state).toBe('not-started')
})

test('what is told late counts from when it happened', () => {
  const [received, completed, asked, answered] = told(
    ['02T09:00', 'received'],
    ['02T15:00', 'completed'],
    ['02T11:00', 'asked-client'],
    ['02T12:00', 'client-answered'],
  ) as [ClockEvent, ClockEvent, ClockEvent, ClockEvent]
  const reading = runClock(rule, [received, completed, asked, answered], at('28T00:00'))
  expect(story(reading)).toEqual([
    '02T09:00 02T11:00 provider counts #0',
    '02T11:00 02T12:00 client #2',
    '02T12:00 02T15:00 provider counts #3',
  ])
})

test('at one instant the order of the record decides', () => {
  const events = [
    { name: 'received', at: at('02T09:00'), sequence: 5 },
    { name: 'asked-client', at: at('02T09:00'), sequence: 4 },
  ]
  expect(runClock(rule, events, at('02T10:00')).state).toBe('running')
  const later = events.map((event) => ({ ...event, sequence: 10 - event.sequence }))
  expect(runClock(rule, later, at('02T10:00')).state).toBe('paused')
})

test('a pause of no length leaves no trace but its cause', () => {
  const events = told(['02T09:00', 'received'], ['02T10:00', 'asked-client'], ['02T10:00', 'client-answered'])
  expect(story(runClock(rule, events, at('02T11:00')))).toEqual([
    '02T09:00 02T10:00 provider counts #0',
    '02T10:00 02T11:00 provider counts #2',
  ])
})

test('a second start, a second stop and unknown events change nothing', () => {
  const plain = told(['02T09:00', 'received'], ['02T12:00', 'completed'])
  const more = [
    ...plain,
    { name: 'received', at: at('02T10:00'), sequence: 7 },
    { name: 'viewed', at: at('02T11:00'), sequence: 8 },
    { name: 'completed', at: at('02T13:00'), sequence: 9 },
    { name: 'received', at: at('02T14:00'), sequence: 10 },
  ]
  expect(runClock(rule, more, at('28T00:00'))).toEqual(runClock(rule, plain, at('28T00:00')))
})

test('when two rests overlap the minutes belong to the one that began first, and both must end', () => {
  const events = told(
    ['02T09:00', 'received'],
    ['02T10:00', 'asked-customer'],
    ['02T11:00', 'asked-client'],
    ['02T12:00', 'customer-answered'],
    ['02T13:00', 'client-answered'],
  )
  expect(story(runClock(rule, events, at('02T14:00')))).toEqual([
    '02T09:00 02T10:00 provider counts #0',
    '02T10:00 02T12:00 customer #1',
    '02T12:00 02T13:00 client #3',
    '02T13:00 02T14:00 provider counts #4',
  ])
})

test('a question asked twice is one rest, and the first answer ends it', () => {
  const events = told(
    ['02T09:00', 'received'],
    ['02T10:00', 'asked-client'],
    ['02T11:00', 'asked-client'],
    ['02T12:00', 'client-answered'],
    ['02T13:00', 'client-answered'],
  )
  expect(story(runClock(rule, events, at('02T14:00')))).toEqual([
    '02T09:00 02T10:00 provider counts #0',
    '02T10:00 02T12:00 client #1',
    '02T12:00 02T14:00 provider counts #3',
  ])
})

test('an answer that is a new question to the same party begins a new rest', () => {
  const chat = ClockRule.parse({
    ...rule,
    rests: [{ from: ['asked', 'asked-again'], to: ['answered', 'asked-again'], owner: 'customer' }],
  })
  const events = told(['02T09:00', 'received'], ['02T10:00', 'asked'], ['02T11:00', 'asked-again'])
  expect(runClock(chat, events, at('02T12:00')).state).toBe('paused')
})

test('work that is completed out of a rest has stopped', () => {
  const events = told(['02T09:00', 'received'], ['02T10:00', 'asked-client'], ['02T11:00', 'completed'])
  const reading = runClock(rule, events, at('28T00:00'))
  expect(reading.state).toBe('stopped')
  expect(story(reading)).toEqual(['02T09:00 02T10:00 provider counts #0', '02T10:00 02T11:00 client #1'])
})

const reopening = told(
  ['02T09:00', 'received'],
  ['02T10:00', 'completed'],
  ['03T09:00', 'reopened'],
  ['03T10:30', 'completed'],
)

test('a reopening that resumes goes on in the same run; the time between belongs to the client', () => {
  const reading = runClock(rule, reopening, at('28T00:00'))
  expect(story(reading)).toEqual([
    '02T09:00 02T10:00 provider counts #0',
    '02T10:00 03T09:00 client #1',
    '03T09:00 03T10:30 provider counts #2',
  ])
  expect(reading).toMatchObject({ startedAt: at('02T09:00'), stoppedAt: at('03T10:30'), earlierRuns: [] })
})

test('work completed out of a rest and reopened runs; the old question does not rest it again', () => {
  const events = told(
    ['02T09:00', 'received'],
    ['02T10:00', 'asked-client'],
    ['02T11:00', 'completed'],
    ['02T12:00', 'reopened'],
  )
  const reading = runClock(rule, events, at('02T13:00'))
  expect(reading.state).toBe('running')
  expect(story(reading).at(-1)).toBe('02T12:00 02T13:00 provider counts #3')
})

test('a reopening that restarts begins a new run and keeps the old one', () => {
  const restart = ClockRule.parse({ ...rule, reopened: { on: 'reopened', then: 'restart' } })
  const reading = runClock(restart, reopening, at('28T00:00'))
  expect(story(reading)).toEqual(['03T09:00 03T10:30 provider counts #2'])
  expect(reading).toMatchObject({ startedAt: at('03T09:00'), stoppedAt: at('03T10:30') })
  expect(reading.earlierRuns).toMatchObject([{ startedAt: at('02T09:00'), stoppedAt: at('02T10:00') }])
})

test('a reopening that is ignored changes nothing', () => {
  const ignore = ClockRule.parse({ ...rule, reopened: { on: 'reopened', then: 'ignore' } })
  const reading = runClock(ignore, reopening, at('28T00:00'))
  expect(reading).toMatchObject({ state: 'stopped', stoppedAt: at('02T10:00') })
})

test('work that has not stopped cannot be reopened', () => {
  const events = told(['02T09:00', 'received'], ['02T10:00', 'asked-client'], ['02T11:00', 'reopened'])
  expect(runClock(rule, events, at('02T12:00')).state).toBe('paused')
})

test('withdrawn work hears nothing more, and completed work is not withdrawn', () => {
  const withdrawn = told(['02T09:00', 'received'], ['02T10:00', 'withdrawn'], ['02T11:00', 'completed'])
  expect(runClock(rule, withdrawn, at('28T00:00'))).toMatchObject({ state: 'cancelled', stoppedAt: at('02T10:00') })
  const completed = told(['02T09:00', 'received'], ['02T10:00', 'completed'], ['02T11:00', 'withdrawn'])
  expect(runClock(rule, completed, at('28T00:00'))).toMatchObject({ state: 'stopped', stoppedAt: at('02T10:00') })
})

test("a client's duty is a clock whose minutes the client owns", () => {
  const duty = ClockRule.parse({
    clause: '9.1',
    calendar: 'office',
    owner: 'client',
    runs: { from: 'asked-client', to: 'client-answered' },
    reopened: { on: 'asked-client', then: 'resume' },
  })
  const events = told(['02T09:00', 'asked-client'], ['02T10:00', 'client-answered'], ['02T12:00', 'asked-client'])
  expect(story(runClock(duty, events, at('02T13:00')))).toEqual([
    '02T09:00 02T10:00 client counts #0',
    '02T10:00 02T12:00 provider #1',
    '02T12:00 02T13:00 client counts #2',
  ])
})

test('a clock says what is wrong with it', () => {
  expect(ClockRule.safeParse({ ...rule, owner: 'vendor' }).error?.issues[0]?.path).toEqual(['owner'])
  expect(ClockRule.safeParse({ ...rule, runs: { from: [], to: 'x' } }).success).toBe(false)
  expect(ClockRule.safeParse({ ...rule, pauses: [] }).success).toBe(false)
})

const names = ['received', 'completed', 'asked-customer', 'customer-answered', 'asked-client', 'client-answered']
const anyEvents = fc.array(
  fc.record({ name: fc.constantFrom(...names, 'reopened', 'withdrawn'), at: fc.integer({ min: 0, max: 30 }) }),
  { maxLength: 15 },
)

test('whatever happens, the segments follow each other from the start to the end, and the order told is no matter', () => {
  fc.assert(
    fc.property(
      anyEvents,
      fc.integer({ min: 0, max: 40 }),
      fc.constantFrom('resume', 'restart'),
      (list, until, then) => {
        const reopened = ClockRule.parse({ ...rule, reopened: { on: 'reopened', then } })
        const events = list.map((event, sequence) => ({ ...event, sequence }))
        const reading = runClock(reopened, events, until)
        expect(runClock(reopened, events.toReversed(), until)).toEqual(reading)
        if (reading.startedAt === undefined) return
        const runs = [...reading.earlierRuns, { ...reading, startedAt: reading.startedAt }]
        for (const run of runs) {
          let end = run.startedAt
          for (const segment of run.segments) {
            expect(segment.from).toBe(end)
            expect(segment.to).toBeGreaterThan(segment.from)
            expect(segment.counts).toBe(segment.phase === 'runs')
            end = segment.to
          }
          expect(end).toBe(run.stoppedAt ?? until)
        }
      },
    ),
    { numRuns: 1000 },
  )
})
