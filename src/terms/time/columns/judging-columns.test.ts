// oxlint-disable no-thenable -- `then` is a word of the terms here; a text is never called, so nothing awaits it
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseInstant } from '../../../kernel/time/instant.ts'
import { ClockRule, judgeClock, runClock, type ClockEvent } from '../clock.ts'
import { parseTarget } from '../target/target-text.ts'
import { compileCalendar } from '../working-calendar.ts'
import { compileClock } from './compiled-clock.ts'
import { clockColumns, columnVerdicts, judgeColumns } from './judging-columns.ts'

const start = parseInstant('2026-03-23T00:00:00.000Z')
const hour = 3_600_000
const calendar = compileCalendar(
  {
    zone: 'Europe/Oslo',
    week: { 'mon-fri': '08:00-11:30, 12:00-16:00', sat: '22:00-02:00' },
    holidays: ['2026-04-03'],
  },
  { from: start - 100 * hour, to: start + 20_000 * hour },
)

const names = ['received', 'completed', 'asked', 'answered', 'asked-client', 'client-answered', 'reopened', 'withdrawn']
const more = ['reset', 'go-on', 'viewed']
const codes = new Map([...more, ...names].map((name, code) => [name, code]))

const anyRule = fc
  .record({
    then: fc.constantFrom('resume', 'restart', 'ignore'),
    restarts: fc.constantFrom(undefined, ['reset']),
    resumes: fc.constantFrom(undefined, ['go-on']),
    asksAgain: fc.boolean(),
  })
  .map(({ then, restarts, resumes, asksAgain }) =>
    ClockRule.parse({
      clause: '7.2',
      calendar: 'oslo',
      runs: { from: ['received', 'asked-client'], to: 'completed' },
      rests: [
        { from: 'asked', to: asksAgain ? ['answered', 'asked'] : 'answered', owner: 'customer' },
        { from: 'asked-client', to: 'client-answered', owner: 'client' },
      ],
      reopened: { on: 'reopened', then },
      cancelled: ['withdrawn'],
      ...(restarts ? { restarts } : {}),
      ...(resumes ? { resumes } : {}),
    }),
  )

// Whole hours and half hours make events meet at one instant, and fall on openings and closings.
const anyEvents = fc
  .array(fc.tuple(fc.constantFrom('received', ...names, ...names, ...more), fc.integer({ min: 0, max: 500 })), {
    maxLength: 14,
  })
  .map((list) => list.map(([name, half], sequence) => ({ name, at: start + half * (hour / 2), sequence })))
  .map((events) => events.sort((a, b) => a.at - b.at || a.sequence - b.sequence))
const anyTarget = fc.constantFrom(
  '30 minutes',
  '4 hours',
  '10 hours',
  '0 minutes',
  '1 business-day',
  '3 business-days',
  'rolling 8 hours',
  '26.5 hours',
)

test('judged over columns, every item says the same as when it is read event by event', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(
      anyRule,
      fc.array(anyEvents, { minLength: 1, maxLength: 6 }),
      anyTarget,
      fc.integer({ min: 0, max: 520 }),
      (rule, items, text, halfHours) => {
        const until = start + halfHours * (hour / 2)
        const target = parseTarget(text)
        const clock = compileClock(rule, calendar, target, (name) => codes.get(name))
        if (!clock) throw new Error('this clock depends on nothing but its events')
        const into = clockColumns(items.length)
        judgeColumns(clock, columnsOf(items), until, into)
        for (const [item, events] of items.entries()) {
          const reading = runClock(
            rule,
            events.filter(({ at }) => at < until),
            until,
          )
          const verdict = columnVerdicts[into.verdict[item] ?? 99] ?? ''
          seen.set(verdict, (seen.get(verdict) ?? 0) + 1)
          if (reading.earlierRuns.length > 0) {
            expect(verdict).toBe('several-runs')
            continue
          }
          const judged = judgeClock(reading, calendar, target, until)
          const { startedAt, stoppedAt } = reading
          const { dueAt, breachedAt, lateByOpenMillis } = judged
          expect({
            verdict,
            startedAt: known(into.startedAt[item]),
            stoppedAt: known(into.stoppedAt[item]),
            dueAt: known(into.dueAt[item]),
            breachedAt: known(into.breachedAt[item]),
            lateByOpenMillis: into.lateByOpenMillis[item],
          }).toEqual({ verdict: judged.verdict, startedAt, stoppedAt, dueAt, breachedAt, lateByOpenMillis })
        }
      },
    ),
    { numRuns: 3000 },
  )
  for (const verdict of columnVerdicts) expect([verdict, (seen.get(verdict) ?? 0) > 50]).toEqual([verdict, true])
})

function known(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value
}

function columnsOf(items: readonly (readonly ClockEvent[])[]) {
  const events = items.flat()
  const offsets = new Int32Array(items.length + 1)
  for (const [item, own] of items.entries()) offsets[item + 1] = (offsets[item] ?? 0) + own.length
  return {
    offsets,
    codes: Int32Array.from(events, ({ name }) => codes.get(name) ?? -1),
    instants: Float64Array.from(events, ({ at }) => at),
  }
}

test('a clock that depends on more than its events is not judged over columns', () => {
  const plain = { clause: '7.2', calendar: 'oslo', runs: { from: 'received', to: 'completed' } }
  const compiled = (rule: object, target: string) =>
    compileClock(ClockRule.parse({ ...plain, ...rule }), calendar, parseTarget(target), (name) => codes.get(name))
  expect(compiled({}, '4 hours')).toBeDefined()
  expect(compiled({}, '3 calendar-days')).toBeUndefined()
  expect(compiled({ cancelled: [{ event: 'withdrawn', when: 'rush' }] }, '4 hours')).toBeUndefined()
  expect(compiled({ excusedBy: [{ clock: 'x', while: 'overdue', then: 'moves' }] }, '4 hours')).toBeUndefined()
  const transfers = [{ event: 'handed', to: 'client', acknowledgedBy: 'took', until: 'back' }]
  expect(compiled({ transfers }, '4 hours')).toBeUndefined()
})
