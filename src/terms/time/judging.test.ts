// oxlint-disable no-thenable -- `then` is a word of the terms here; a text is never called, so nothing awaits it
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInstant, parseInstant } from '../../kernel/time/instant.ts'
import { ClockRule, judgeClock, openMillisOf, runClock, type ClockEvent } from './clock.ts'
import { parseDuration } from './duration.ts'
import { compileCalendar, HorizonError } from './working-calendar.ts'

const minute = 60_000

function at(time: string): number {
  return parseInstant(`2026-02-${time}:00.000Z`)
}

const office = compileCalendar(
  { zone: 'Etc/UTC', week: { 'mon-fri': '08:00-16:00' }, specialDays: { '2026-02-05': '08:00-12:00' } },
  { from: at('01T00:00'), to: at('28T00:00') },
)

function ruleThat(then: 'resume' | 'restart' | 'ignore'): ClockRule {
  return ClockRule.parse({
    clause: '7.2',
    calendar: 'office',
    runs: { from: 'received', to: 'completed' },
    rests: [{ from: 'asked', to: 'answered', owner: 'customer' }],
    reopened: { on: 'reopened', then },
    cancelled: ['withdrawn'],
  })
}

/** Judges 'name@time' events; times are days and hours of February 2026, whose 2nd is a Monday. */
function judged(target: string, until: string, events: readonly string[], then: 'resume' | 'restart' = 'resume') {
  const told: ClockEvent[] = events.map((text, sequence) => {
    const [name = '', time = ''] = text.split('@')
    return { name, at: at(time), sequence }
  })
  const reading = runClock(ruleThat(then), told, at(until))
  const { dueAt, breachedAt, ...rest } = judgeClock(reading, office, parseDuration(target), at(until))
  return {
    verdict: rest.verdict,
    due: dueAt === undefined ? undefined : formatInstant(dueAt).slice(8, 16),
    breached: breachedAt === undefined ? undefined : formatInstant(breachedAt).slice(8, 16),
    minutes: [rest.elapsedOpenMillis, rest.targetOpenMillis, rest.lateByOpenMillis].map((millis) => millis / minute),
  }
}

test('a stop exactly at the target has met it, and one millisecond later has not', () => {
  const events = ['received@02T09:00', 'completed@02T11:00']
  expect(judged('2 hours', '27T00:00', events)).toEqual({
    verdict: 'met',
    due: '02T11:00',
    breached: undefined,
    minutes: [120, 120, 0],
  })
  const late = judged('119 minutes', '27T00:00', events)
  expect(late).toEqual({ verdict: 'breached', due: '02T10:59', breached: '02T10:59', minutes: [120, 119, 1] })
})

test('work that is due at closing is not late over night, and late at the next opening', () => {
  const received = 'received@02T14:00'
  expect(judged('2 hours', '02T20:00', [received])).toMatchObject({ verdict: 'running', due: '02T16:00' })
  expect(judged('2 hours', '03T08:00', [received])).toMatchObject({ verdict: 'running', due: '02T16:00' })
  expect(judged('2 hours', '27T00:00', [received, 'completed@03T07:00'])).toMatchObject({ verdict: 'met' })
  expect(judged('2 hours', '03T08:01', [received])).toEqual({
    verdict: 'breached',
    due: '02T16:00',
    breached: '03T08:00',
    minutes: [121, 120, 1],
  })
})

test('a met clock still says when it was due', () => {
  expect(judged('8 hours', '27T00:00', ['received@02T09:00', 'completed@02T10:00'])).toMatchObject({
    verdict: 'met',
    due: '03T09:00',
    minutes: [60, 480, 0],
  })
})

test('while a clock rests its due instant is undefined, and a resumption moves it', () => {
  const asked = ['received@02T09:00', 'asked@02T11:00']
  expect(judged('8 hours', '03T09:00', asked)).toEqual({
    verdict: 'paused',
    due: undefined,
    breached: undefined,
    minutes: [120, 480, 0],
  })
  expect(judged('8 hours', '03T10:00', [...asked, 'answered@03T10:00'])).toMatchObject({
    verdict: 'running',
    due: '03T16:00',
  })
})

test('a pause outside hours changes nothing', () => {
  const plain = judged('4 hours', '09T09:00', ['received@06T14:00'])
  const paused = judged('4 hours', '09T09:00', ['received@06T14:00', 'asked@06T16:00', 'answered@09T08:00'])
  expect(paused).toEqual(plain)
  expect(plain).toMatchObject({ verdict: 'running', due: '09T10:00' })
})

test('a breach is judged at the pause and is never undone by the resumption', () => {
  const events = ['received@02T09:00', 'asked@02T10:30', 'answered@02T12:00']
  const breach = { verdict: 'breached', due: '02T10:00', breached: '02T10:00', minutes: [90, 60, 30] }
  expect(judged('1 hour', '02T11:00', events)).toEqual(breach)
  expect(judged('1 hour', '02T12:00', events)).toEqual(breach)
})

test('a target used up at the pause is breached by the first open minute after the resumption', () => {
  const events = ['received@02T15:00', 'asked@02T16:00', 'answered@04T07:00']
  expect(judged('1 hour', '04T07:30', events)).toMatchObject({ verdict: 'running', due: '02T16:00' })
  expect(judged('1 hour', '04T08:01', events)).toMatchObject({
    verdict: 'breached',
    due: '02T16:00',
    breached: '04T08:00',
  })
})

test('a retroactive pause takes a breach back, because it never was one', () => {
  const late = ['received@02T09:00', 'completed@02T12:00']
  expect(judged('2 hours', '27T00:00', late).verdict).toBe('breached')
  expect(judged('2 hours', '27T00:00', [...late, 'asked@02T10:00', 'answered@02T11:00']).verdict).toBe('met')
})

const reopening = ['received@02T09:00', 'completed@02T10:00', 'reopened@03T09:00', 'completed@03T10:30']

test('a reopening that resumes adds up, one that restarts counts anew', () => {
  expect(judged('2 hours', '27T00:00', reopening)).toMatchObject({ verdict: 'breached', minutes: [150, 120, 30] })
  expect(judged('2 hours', '27T00:00', reopening, 'restart')).toMatchObject({ verdict: 'met', minutes: [90, 120, 0] })
})

test('a restart does not wash a breach away', () => {
  expect(judged('45 minutes', '27T00:00', ['received@02T09:00', 'completed@02T10:00'], 'restart')).toMatchObject({
    verdict: 'breached',
  })
  const washed = [...reopening.slice(0, 3), 'completed@03T09:10']
  expect(judged('45 minutes', '27T00:00', washed, 'restart')).toEqual({
    verdict: 'breached',
    due: '02T09:45',
    breached: '02T09:45',
    minutes: [60, 45, 15],
  })
})

test('work withdrawn in time is cancelled; work withdrawn after its breach stays breached', () => {
  const events = ['received@02T09:00', 'withdrawn@02T11:00']
  expect(judged('2 hours', '27T00:00', events)).toMatchObject({ verdict: 'cancelled', due: undefined })
  expect(judged('1 hour', '27T00:00', events)).toMatchObject({ verdict: 'breached', due: '02T10:00' })
})

test('what never started is neither met nor late', () => {
  expect(judged('2 hours', '27T00:00', [])).toEqual({
    verdict: 'not-started',
    due: undefined,
    breached: undefined,
    minutes: [0, 120, 0],
  })
})

test('one business day is the same time on the next business day, fixed at the start', () => {
  expect(judged('1 business-day', '02T10:00', ['received@02T10:00'])).toMatchObject({
    due: '03T10:00',
    minutes: [0, 480, 0],
  })
  // Thursday the 5th closes at noon: due there, after six open hours.
  expect(judged('1 business-day', '04T14:00', ['received@04T14:00'])).toMatchObject({
    due: '05T12:00',
    minutes: [0, 360, 0],
  })
  // A pause moves the due instant by the open time it takes, and the target stays six hours.
  const paused = ['received@04T14:00', 'asked@04T15:00', 'answered@05T09:00']
  expect(judged('1 business-day', '05T09:00', paused)).toMatchObject({ due: '06T10:00', minutes: [60, 360, 0] })
})

test('what comes in at the week end is due one business day after the next opening', () => {
  // Tuesday 08:00, which in open time is Monday's closing.
  const received = ['received@07T10:00']
  expect(judged('1 business-day', '08T00:00', received)).toMatchObject({ due: '09T16:00', minutes: [0, 480, 0] })
  expect(judged('1 business-day', '27T00:00', [...received, 'completed@10T08:00']).verdict).toBe('met')
  expect(judged('1 business-day', '27T00:00', [...received, 'completed@10T08:01']).verdict).toBe('breached')
})

test('a clock is judged at the instant it was read, and a calendar that is too short says so', () => {
  const reading = runClock(ruleThat('resume'), [{ name: 'received', at: at('25T09:00'), sequence: 0 }], at('26T00:00'))
  expect(() => judgeClock(reading, office, parseDuration('1 hour'), at('26T00:01'))).toThrow('cannot be judged')
  expect(() => judgeClock(reading, office, parseDuration('40 hours'), at('26T00:00'))).toThrow(HorizonError)
})

test('the verdict of any life follows from its counted time alone, and the due instant from the same', () => {
  const names = ['received', 'completed', 'asked', 'answered', 'reopened']
  const events = fc.array(fc.record({ name: fc.constantFrom(...names), at: fc.integer({ min: 0, max: 7200 }) }), {
    maxLength: 10,
  })
  fc.assert(
    fc.property(events, fc.integer({ min: 0, max: 900 }), (list, targetMinutes) => {
      const told = list.map(({ name, at: minutes }, sequence) => ({
        name,
        at: at('02T00:00') + minutes * minute,
        sequence,
      }))
      const until = at('09T00:00')
      const reading = runClock(ruleThat('resume'), told, until)
      const target = { kind: 'open-time', millis: targetMinutes * minute } as const
      const result = judgeClock(reading, office, target, until)
      const elapsed = openMillisOf(reading, office)
      if (reading.state === 'not-started') return
      expect(result.verdict === 'breached').toBe(elapsed > target.millis)
      expect(result.lateByOpenMillis).toBe(Math.max(0, elapsed - target.millis))
      if (result.verdict !== 'breached') return
      // Read at its due instant the clock has not breached; read a moment after its breach it has.
      const read = (instant: number) => judgeClock(runClock(ruleThat('resume'), told, instant), office, target, instant)
      expect(read(result.dueAt ?? 0).verdict).not.toBe('breached')
      expect(read(result.dueAt ?? 0).elapsedOpenMillis).toBe(target.millis)
      expect(read(result.breachedAt ?? 0).verdict).not.toBe('breached')
      expect(read((result.breachedAt ?? 0) + 1).verdict).toBe('breached')
    }),
    { numRuns: 500 },
  )
})
