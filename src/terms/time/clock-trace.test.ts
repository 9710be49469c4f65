// oxlint-disable no-thenable -- `then` is a word of the terms here; a text is never called, so nothing awaits it
import { expect, test } from 'vitest'
import { formatInstant, parseInstant } from '../../kernel/time/instant.ts'
import { ClockRule, clockTrace, runClock, type ClockEvent } from './clock.ts'
import { parseDuration } from './duration.ts'
import { compileCalendar } from './working-calendar.ts'

function at(time: string): number {
  return parseInstant(`2026-${time}:00.000Z`)
}

const office = compileCalendar(
  { zone: 'Etc/UTC', week: { 'mon-fri': '08:00-12:00, 13:00-16:00' } },
  { from: at('01-01T00:00'), to: parseInstant('2030-01-01T00:00:00.000Z') },
)

function traced(then: 'resume' | 'restart', target: string, until: number, ...events: [string, string][]): string[] {
  const rule = ClockRule.parse({
    clause: '7.2',
    calendar: 'office',
    runs: { from: 'received', to: 'completed' },
    rests: [{ from: 'asked', to: 'answered', owner: 'customer' }],
    reopened: { on: 'reopened', then },
    cancelled: ['withdrawn'],
  })
  const told: ClockEvent[] = events.map(([time, name], sequence) => ({ name, at: at(time), sequence }))
  const rows = clockTrace(runClock(rule, told, until), office, parseDuration(target))
  return rows.map(
    (row) => `${formatInstant(row.at).slice(5, 16)} ${row.what} (${row.owner}) ${row.openMillisSoFar / 60_000}`,
  )
}

test('the story of a clock names every minute that counted and whose the others were', () => {
  const events: [string, string][] = [
    ['02-02T11:00', 'received'],
    ['02-02T15:00', 'asked'],
    ['02-03T10:00', 'answered'],
    ['02-03T12:30', 'completed'],
  ]
  expect(traced('resume', '4 hours', at('02-28T00:00'), ...events)).toEqual([
    '02-02T11:00 clock starts (provider) 0',
    '02-02T12:00 break begins (provider) 60',
    '02-02T13:00 break ends (provider) 60',
    '02-02T15:00 clock rests (customer) 180',
    '02-03T10:00 clock runs again (provider) 180',
    '02-03T11:00 target is used up (provider) 240',
    '02-03T11:00 target is passed (provider) 240',
    '02-03T12:00 break begins (provider) 300',
    '02-03T12:30 clock stops (provider) 300',
  ])
})

test('a clock that runs over night tells when the business day ends and begins', () => {
  expect(traced('resume', '4 hours', at('02-03T09:00'), ['02-02T14:00', 'received'])).toEqual([
    '02-02T14:00 clock starts (provider) 0',
    '02-02T16:00 business day ends (provider) 120',
    '02-03T08:00 business day begins (provider) 120',
    '02-03T09:00 clock is read (provider) 180',
  ])
})

test('a reopening is told, as one run or as a new one', () => {
  const events: [string, string][] = [
    ['02-02T09:00', 'received'],
    ['02-02T10:00', 'completed'],
    ['02-03T09:00', 'reopened'],
    ['02-03T09:30', 'withdrawn'],
  ]
  expect(traced('resume', '4 hours', at('02-28T00:00'), ...events)).toEqual([
    '02-02T09:00 clock starts (provider) 0',
    '02-02T10:00 clock stops (client) 60',
    '02-03T09:00 work is reopened (provider) 60',
    '02-03T09:30 clock is cancelled (provider) 90',
  ])
  expect(traced('restart', '4 hours', at('02-28T00:00'), ...events)).toEqual([
    '02-02T09:00 clock starts (provider) 0',
    '02-02T10:00 clock stops (provider) 60',
    '02-03T09:00 clock restarts (provider) 0',
    '02-03T09:30 clock is cancelled (provider) 30',
  ])
})

test('a clock that has not started has no story', () => {
  expect(traced('resume', '4 hours', at('02-28T00:00'))).toEqual([])
})

test('a story has at most a thousand rows, and says where rows are left out', () => {
  const until = parseInstant('2029-01-01T00:00:00.000Z')
  const rows = traced('resume', '4 hours', until, ['02-02T09:00', 'received'])
  expect(rows).toHaveLength(1000)
  expect(rows[500]).toContain('rows are left out')
  expect(rows.at(-1)).toContain('clock is read')
  expect(rows.filter((row) => row.includes('left out'))).toHaveLength(1)
})
