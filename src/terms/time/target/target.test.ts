import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInstant, parseInstant } from '../../../kernel/time/instant.ts'
import { wallMillisAt } from '../../../kernel/time/zone.ts'
import { ClockRule, clockTrace, judgeClock, runClock } from '../clock.ts'
import { timeProblems } from '../time-problems.ts'
import { compileCalendar, type WorkingCalendar } from '../working-calendar.ts'
import { firstDueOf } from './due.ts'
import { parseTarget, targetEnglish, targetText } from './target-text.ts'
import { TargetText } from './target-terms.ts'

const at = (text: string) => parseInstant(`2026-${text}.000Z`)
const horizon = { from: parseInstant('2025-12-01T00:00:00.000Z'), to: parseInstant('2027-06-01T00:00:00.000Z') }
const oslo = compileCalendar(
  { zone: 'Europe/Oslo', week: { 'mon-fri': '08:00-16:00' }, holidays: ['2026-04-03', '2026-04-06'] },
  horizon,
)

const cutOff = 'by 07:00 on processing-day 1 if started by 23:00, else on processing-day 2'

function due(start: string, target: string, calendar = oslo): string {
  return formatInstant(firstDueOf(calendar, at(start), parseTarget(target))).slice(5, 19)
}

test('what is received by the cut-off is due on the next processing day, what comes later on the second', () => {
  // In winter Oslo is an hour ahead: 22:00Z is 23:00 there, and 06:00Z is 07:00.
  expect(due('02-02T22:00:00', cutOff)).toBe('02-03T06:00:00')
  expect(formatInstant(firstDueOf(oslo, at('02-02T22:00:00') + 1, parseTarget(cutOff)))).toBe(
    '2026-02-04T06:00:00.000Z',
  )
  expect(due('02-02T08:00:00', cutOff)).toBe('02-03T06:00:00')
  // After midnight it is the next date, and in time again.
  expect(due('02-02T23:30:00', cutOff)).toBe('02-04T06:00:00')
})

test('a cut-off counts processing days: over a week end and Easter', () => {
  expect(due('02-06T12:00:00', cutOff)).toBe('02-09T06:00:00')
  expect(due('02-06T22:30:00', cutOff)).toBe('02-10T06:00:00')
  expect(due('04-02T12:00:00', cutOff)).toBe('04-07T05:00:00')
  // On a Saturday the next processing day is Monday, late on it the one after.
  expect(due('02-07T12:00:00', cutOff)).toBe('02-09T06:00:00')
  expect(due('02-07T22:30:00', cutOff)).toBe('02-10T06:00:00')
})

test('a cut-off on the same day', () => {
  const same = 'by 17:00 on processing-day 0 if started by 12:00, else on processing-day 1'
  expect(due('02-02T11:00:00', same)).toBe('02-02T16:00:00')
  expect(due('02-02T11:00:01', same)).toBe('02-03T16:00:00')
  expect(due('02-07T10:00:00', same)).toBe('02-09T16:00:00')
})

test('times that the clocks skip or pass twice take effect when they are first read', () => {
  const all: WorkingCalendar = { zone: 'America/New_York', week: { all: '00:00-24:00' } }
  const newYork = compileCalendar(all, horizon)
  const gap = 'by 02:30 on processing-day 1 if started by 24:00, else on processing-day 2'
  // On 8 March the clock jumps from 02:00 to 03:00, at 07:00Z.
  expect(due('03-07T12:00:00', gap, newYork)).toBe('03-08T07:00:00')
  expect(due('03-07T07:30:00', '1 calendar-day', newYork)).toBe('03-08T07:00:00')
  // On 1 November 01:30 is read twice, first at 05:30Z: what starts in the second hour is later than that.
  const fold = 'by 12:00 on processing-day 0 if started by 01:30, else on processing-day 1'
  expect(due('11-01T05:30:00', fold, newYork)).toBe('11-01T17:00:00')
  expect(due('11-01T06:10:00', fold, newYork)).toBe('11-02T17:00:00')
  expect(due('10-31T05:30:00', '1 calendar-day', newYork)).toBe('11-01T05:30:00')
})

test('calendar days keep the local time over a change of the clocks, and rolling hours do not', () => {
  expect(due('03-27T10:00:00', '3 calendar-days')).toBe('03-30T09:00:00')
  expect(due('03-28T10:00:00', 'rolling 24 hours')).toBe('03-29T10:00:00')
  expect(due('03-28T10:00:00', '1 calendar-day')).toBe('03-29T09:00:00')
})

test('a fixed due instant in each of six zones reads the same time, or the first later one', () => {
  const zones = [
    'Australia/Lord_Howe',
    'Europe/Oslo',
    'America/New_York',
    'America/Sao_Paulo',
    'Asia/Tehran',
    'Africa/Casablanca',
  ]
  for (const zone of zones) {
    const calendar = compileCalendar({ zone, week: { all: '00:00-24:00' } }, horizon)
    for (let start = at('02-01T00:17:00'); start < at('12-01T00:00:00'); start += 7 * 3_600_000) {
      const days = firstDueOf(calendar, start, parseTarget('3 calendar-days'))
      const late = wallMillisAt(zone, days) - wallMillisAt(zone, start) - 3 * 86_400_000
      expect([zone, late >= 0 && late <= 3_600_000]).toEqual([zone, true])
      const minute = Math.floor(wallMillisAt(zone, firstDueOf(calendar, start, parseTarget(cutOff))) / 60_000) % 1440
      expect([zone, minute]).toEqual([zone, 420])
    }
  }
})

const rule = ClockRule.parse({
  clause: '7.2',
  calendar: 'oslo',
  runs: { from: 'received', to: 'completed' },
  rests: [{ from: 'asked', to: 'answered', owner: 'client' }],
})

function judged(target: string, until: string, ...events: string[]) {
  const told = events.map((text, sequence) => {
    const [name = '', time = ''] = text.split('@')
    return { name, at: at(time), sequence }
  })
  const reading = runClock(rule, told, at(until))
  const { verdict, dueAt, lateByOpenMillis } = judgeClock(reading, oslo, parseTarget(target), at(until))
  const rows = clockTrace(reading, oslo, parseTarget(target)).map(({ what }) => what)
  expect(rows.includes('target is passed')).toBe(verdict === 'breached')
  return [verdict, dueAt === undefined ? '' : formatInstant(dueAt).slice(5, 19), lateByOpenMillis / 60_000]
}

test('exactly at the cut-off is met; a second later is late, though no open minute has passed', () => {
  const received = 'received@02-02T12:00:00'
  expect(judged(cutOff, '03-01T00:00:00', received, 'completed@02-03T06:00:00')).toEqual(['met', '02-03T06:00:00', 0])
  expect(judged(cutOff, '03-01T00:00:00', received, 'completed@02-03T06:00:01')).toEqual([
    'breached',
    '02-03T06:00:00',
    0,
  ])
  expect(judged(cutOff, '03-01T00:00:00', received, 'completed@02-03T08:00:00')).toEqual([
    'breached',
    '02-03T06:00:00',
    60,
  ])
  expect(judged(cutOff, '02-03T06:00:00', received)).toEqual(['running', '02-03T06:00:00', 0])
})

test('a pause moves a fixed due instant by its open time, or not at all, as is said', () => {
  const events = ['received@02-02T12:00:00', 'asked@02-02T13:00:00', 'answered@02-03T09:00:00']
  const moves = `${cutOff}, moves by open time while paused`
  const stays = `${cutOff}, does not move while paused`
  // Open from 13:00Z to 15:00Z and from 07:00Z to 09:00Z: four hours, from 07:00 on Tuesday on, which opens at 08:00.
  expect(judged(moves, '03-01T00:00:00', ...events, 'completed@02-03T11:00:00')).toEqual(['met', '02-03T11:00:00', 0])
  expect(judged(moves, '03-01T00:00:00', ...events, 'completed@02-03T11:01:00')).toEqual([
    'breached',
    '02-03T11:00:00',
    1,
  ])
  expect(judged(moves, '02-03T08:00:00', ...events)).toEqual(['paused', '', 0])
  expect(judged(stays, '03-01T00:00:00', ...events, 'completed@02-03T09:30:00')).toEqual([
    'breached',
    '02-03T06:00:00',
    150,
  ])
  // A due instant that does not move is one while the clock is paused, too.
  expect(judged(stays, '02-02T20:00:00', ...events)).toEqual(['running', '02-03T06:00:00', 0])
  expect(judged(stays, '02-03T08:00:00', ...events)).toEqual(['breached', '02-03T06:00:00', 60])
  expect(() => judged(cutOff, '02-03T08:00:00', ...events)).toThrow('does not say what a pause does')
})

test('a pause after the target was passed does not undo it', () => {
  const events = [
    'received@02-02T12:00:00',
    'asked@02-03T08:00:00',
    'answered@02-05T09:00:00',
    'completed@02-05T10:00:00',
  ]
  expect(judged(`${cutOff}, moves by open time while paused`, '03-01T00:00:00', ...events)).toEqual([
    'breached',
    '02-03T06:00:00',
    120,
  ])
})

test('rolling time runs round the clock, and rests with the clock', () => {
  const events = ['received@02-06T20:00:00', 'asked@02-06T21:00:00', 'answered@02-07T21:00:00']
  expect(judged('rolling 4 hours', '03-01T00:00:00', ...events, 'completed@02-08T00:00:00')).toEqual([
    'met',
    '02-08T00:00:00',
    0,
  ])
  expect(judged('rolling 4 hours', '03-01T00:00:00', ...events, 'completed@02-08T00:01:00')).toEqual([
    'breached',
    '02-08T00:00:00',
    1,
  ])
})

test('a moved due instant agrees with counting open time, where the due instant is inside hours', () => {
  const half = 1_800_000
  const times = fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { minLength: 5, maxLength: 5 })
  fc.assert(
    fc.property(
      times.map((list) => list.sort((a, b) => a - b)),
      (halves) => {
        const names = ['asked', 'answered', 'asked', 'answered', 'completed']
        const start = at('02-02T08:00:00')
        const told = [{ name: 'received', at: start, sequence: 0 }]
        for (const [i, name] of names.entries())
          told.push({ name, at: start + (halves[i] ?? 0) * half, sequence: i + 1 })
        const reading = runClock(rule, told, at('03-01T00:00:00'))
        const fixed = judgeClock(
          reading,
          oslo,
          parseTarget('1 calendar-day, moves by open time while paused'),
          reading.until,
        )
        const counted = judgeClock(reading, oslo, parseTarget('8 hours'), reading.until)
        expect(fixed.lateByOpenMillis).toBe(counted.lateByOpenMillis)
        // An instant is an instant: after it work is late over night too, where open time would wait for the opening.
        expect(fixed.verdict).toBe((reading.stoppedAt ?? 0) > (fixed.dueAt ?? 0) ? 'breached' : 'met')
      },
    ),
    { numRuns: 500 },
  )
})

test.each([
  ['90 minutes', 'within 90 business minutes'],
  ['4 hours', 'within 4 business hours'],
  ['2 business-days', 'within 2 business days'],
  ['rolling 4 hours', 'within 4 hours round the clock'],
  ['3 calendar-days', 'by the same local time 3 dates later'],
  ['1 calendar-day, does not move while paused', 'by the same local time on the next date, whatever pauses'],
  [
    cutOff,
    'by 07:00 on the next processing day if it starts by 23:00, else by 07:00 on the processing day number 2 after it',
  ],
])('%s is its own canonical text and reads %s', (text, english) => {
  expect(targetText(parseTarget(text))).toBe(text)
  expect(targetEnglish(parseTarget(text))).toBe(english)
})

test('targets are written as texts or as objects', () => {
  const parts = { receivedBy: '23:00', dueBy: '07:00', days: 1, laterDays: 2 }
  expect(TargetText.parse(parts)).toEqual({ text: cutOff, duration: parseTarget(cutOff) })
  expect(TargetText.parse({ ...parts, whilePaused: 'does-not-move' }).text).toBe(
    `${cutOff}, does not move while paused`,
  )
  expect(TargetText.parse({ calendarDays: 3 }).text).toBe('3 calendar-days')
  expect(TargetText.parse('8 business-hours')).toEqual({
    text: '8 business-hours',
    duration: { kind: 'open-time', millis: 28_800_000 },
  })
})

test.each([
  [{ receivedBy: '23:00', dueBy: '07:00' }, 'a cut-off lacks days, laterDays'],
  [{ receivedBy: '25:00', dueBy: '07:00', days: 1, laterDays: 2 }, '"25:00" is no time of day'],
  [{ receivedBy: '23:00', dueBy: '07:00', days: 2, laterDays: 1 }, 'due on an earlier day'],
  [{ receivedBy: '23:00', dueBy: '07:00', days: 0, laterDays: 1 }, 'due before it starts'],
  [{ calendarDays: 0 }, 'no number of calendar days'],
  [{ calendarDays: 1, days: 1 }, 'stand together'],
  ['rolling 4 business-hours', 'is not real time'],
  ['rolling 2 business-days', 'is not real time'],
  ['3 days', 'can be read in two ways'],
  ['4 hours, does not move while paused', 'which a pause always stops'],
  ['by 07:00', 'is no cut-off'],
])('%j is refused', (written, message) => {
  expect(TargetText.safeParse(written).error?.issues[0]?.message).toContain(message)
})

test('a fixed due instant of a clock that can pause says what a pause does', () => {
  const measures = { M: { share: { where: { clock: 'c', within: '3 calendar-days' } } } }
  const rests = [{ from: 'a', to: 'b', owner: 'client' }]
  expect(timeProblems({ measures, clocks: { c: {} } })).toEqual([])
  expect(timeProblems({ measures, clocks: { c: { rests } } })).toMatchObject([
    { path: 'measures.M.share.where.within' },
  ])
  expect(timeProblems({ measures, clocks: { c: { reopened: { on: 'x', then: 'resume' } } } })).toHaveLength(1)
  expect(timeProblems({ measures, clocks: { c: { reopened: { on: 'x', then: 'restart' } } } })).toEqual([])
})
