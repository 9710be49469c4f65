// oxlint-disable no-thenable -- `then` is a word of the terms here; a text is never called, so nothing awaits it
import { expect, test } from 'vitest'
import { formatInstant, parseInstant } from '../../../kernel/time/instant.ts'
import { ClockRule, judgeClock, type ClockEvent, type ClockReading } from '../clock.ts'
import { parseTarget } from '../target/target-text.ts'
import { timeProblems } from '../time-problems.ts'
import { compileCalendar } from '../working-calendar.ts'
import { overdueStretches, readClocks, type OverdueElsewhere } from './excuses.ts'
import { ownedMillis } from './ownership.ts'

const at = (time: string) => parseInstant(`2026-02-${time}:00.000Z`)
const office = compileCalendar(
  { zone: 'Etc/UTC', week: { 'mon-fri': '08:00-16:00' } },
  { from: at('01T00:00'), to: parseInstant('2026-04-01T00:00:00.000Z') },
)

const file = {
  clause: '9.1',
  calendar: 'office',
  owner: 'client',
  within: '2 hours',
  runs: { from: 'received', to: 'file-came' },
}
const work = { clause: '7.2', calendar: 'office', runs: { from: 'received', to: 'completed' } }

function clocksWith(excuse: object) {
  return { 'client-file': ClockRule.parse(file), 'set-up': ClockRule.parse({ ...work, excusedBy: [excuse] }) }
}

function told(...events: [time: string, name: string][]): ClockEvent[] {
  return events.map(([time, name], sequence) => ({ name, at: at(time), sequence, facts: { batch: 'B7' } }))
}

function story(reading: ClockReading): string[] {
  return reading.segments.map(({ from, to, owner, counts, excusedBy }) => {
    const words = `${owner}${counts ? ' counts' : ''}${excusedBy ? ` by ${excusedBy}` : ''}`
    return `${formatInstant(from).slice(8, 16)} ${formatInstant(to).slice(8, 16)} ${words}`
  })
}

const moves = clocksWith({ clock: 'client-file', while: 'overdue', then: 'moves' })
const calendars = { office }

test('while the client’s file is overdue the provider’s clock does not count, and the minutes are the client’s', () => {
  const events = told(['02T09:00', 'received'], ['02T14:00', 'file-came'], ['02T15:00', 'completed'])
  const reading = readClocks({ clocks: moves, calendars }, events, at('03T00:00'))('set-up')
  expect(story(reading)).toEqual([
    '02T09:00 02T11:00 provider counts',
    '02T11:00 02T14:00 client by client-file',
    '02T14:00 02T15:00 provider counts',
  ])
  const judged = judgeClock(reading, office, parseTarget('3 hours'), reading.until)
  expect([judged.verdict, judged.elapsedOpenMillis / 3_600_000]).toEqual(['met', 3])
  const owned = ownedMillis(reading, office)
  expect([owned.client.openMillis, owned.provider.openMillis].map((millis) => millis / 3_600_000)).toEqual([3, 3])
})

test('a file in time excuses nothing, and one that is still missing holds the clock', () => {
  const inTime = told(['02T09:00', 'received'], ['02T11:00', 'file-came'])
  expect(readClocks({ clocks: moves, calendars }, inTime, at('02T12:00'))('set-up').state).toBe('running')
  const missing = readClocks({ clocks: moves, calendars }, told(['02T09:00', 'received']), at('02T12:00'))('set-up')
  expect(missing.state).toBe('paused')
  expect(story(missing)).toEqual(['02T09:00 02T11:00 provider counts', '02T11:00 02T12:00 client by client-file'])
})

test('an overdue duty can excuse the work altogether, with its clause', () => {
  const excuses = clocksWith({ clock: 'client-file', while: 'overdue', then: 'excuses' })
  const events = told(['02T09:00', 'received'], ['02T14:00', 'file-came'], ['02T15:00', 'completed'])
  const late = readClocks({ clocks: excuses, calendars }, events, at('03T00:00'))('set-up')
  expect(late.excused).toEqual({ clock: 'client-file', clause: '9.1' })
  expect(story(late)).toEqual(['02T09:00 02T15:00 provider counts'])
  const before = told(['02T09:00', 'received'], ['02T10:00', 'completed'], ['02T14:00', 'file-came'])
  expect(readClocks({ clocks: excuses, calendars }, before, at('03T00:00'))('set-up').excused).toBeUndefined()
})

test('a duty of another item with the same fact is asked for by that fact', () => {
  const clocks = clocksWith({ clock: 'client-file', while: 'overdue', then: 'moves', matching: 'batch' })
  const elsewhere: OverdueElsewhere = ({ clock, fact, value }) => {
    expect([clock, fact, value]).toEqual(['client-file', 'batch', 'B7'])
    const other = told(['02T08:00', 'received'], ['02T12:00', 'file-came'])
    const rule = clocks['client-file']
    const reading = readClocks({ clocks, calendars }, other, at('03T00:00'))('client-file')
    return overdueStretches(rule, reading, office)
  }
  const events = told(['02T09:00', 'received'], ['02T15:00', 'completed'])
  expect(story(readClocks({ clocks, calendars }, events, at('03T00:00'), elsewhere)('set-up'))).toEqual([
    '02T09:00 02T10:00 provider counts',
    '02T10:00 02T12:00 client by client-file',
    '02T12:00 02T15:00 provider counts',
  ])
})

test('of duties that are overdue together, no minute is taken twice', () => {
  const clocks = {
    'client-file': ClockRule.parse(file),
    'client-answer': ClockRule.parse({
      ...file,
      clause: '9.2',
      within: '3 hours',
      runs: { from: 'received', to: 'answered' },
    }),
    'set-up': ClockRule.parse({
      ...work,
      excusedBy: ['client-file', 'client-answer'].map((clock) => ({ clock, while: 'overdue', then: 'moves' })),
    }),
  }
  const events = told(
    ['02T09:00', 'received'],
    ['02T13:00', 'file-came'],
    ['02T14:00', 'answered'],
    ['02T15:00', 'completed'],
  )
  expect(story(readClocks({ clocks, calendars }, events, at('03T00:00'))('set-up'))).toEqual([
    '02T09:00 02T11:00 provider counts',
    '02T11:00 02T13:00 client by client-file',
    '02T13:00 02T14:00 client by client-answer',
    '02T14:00 02T15:00 provider counts',
  ])
})

test('an excuse names a clock with a target, and clocks do not wait for each other', () => {
  const excusedBy = (clock: string) => ({ excusedBy: [{ clock, while: 'overdue', then: 'moves' }] })
  expect(timeProblems({ clocks: { a: excusedBy('b'), b: { within: '1 hour' } } })).toEqual([])
  expect(timeProblems({ clocks: { a: excusedBy('c') } })).toMatchObject([{ path: 'clocks.a.excusedBy[0].clock' }])
  expect(timeProblems({ clocks: { a: excusedBy('b'), b: {} } })).toMatchObject([
    { path: 'clocks.a.excusedBy[0].clock', message: 'Nothing says when b is overdue.' },
  ])
  const circle = { a: { ...excusedBy('b'), within: '1 hour' }, b: { ...excusedBy('a'), within: '1 hour' } }
  expect(timeProblems({ clocks: circle })).toMatchObject([
    { path: 'clocks.a', message: 'A clock would wait for itself: a → b → a.' },
  ])
  expect(timeProblems({ clocks: { a: { ...excusedBy('a'), within: '1 hour' } } })).toHaveLength(1)
})
