/** The figures of the trade for measures, clocks and levels: each through the language as it is signed. */
import { expect, test } from 'vitest'
import { desk, lastLevel, level, onTime, statements, work } from './testing/desk.ts'
import type { Changes } from './testing/desk.ts'
import type { Told } from './testing/settling.ts'

/** The level of a desk with one measure, in its last month. */
function measured(m: object, told: readonly Told[], changes: Changes & { level?: object; to?: string } = {}) {
  const { level: changed, to = '2026-01', ...others } = changes
  const terms = desk({ ...others, measures: { m }, serviceLevels: { L: { ...level, ...changed } } })
  return lastLevel(statements(terms, told, { to }))
}

const share = (changes: object = {}) => ({ ...onTime, ...changes })
const rise = { direction: 'at-least' }
const fall = (expected: string, minimum = expected) => ({ direction: 'at-most', expected, minimum })

test('what is never done is missed when it falls due, and hides where only closed work counts', () => {
  const told = work('2026-01', 0, 8).concat([['never1..never2', 'received', '2026-01-06 10:00']])
  expect(measured(share(), told).printed).toBe('80.00 %')
  expect(measured(share({ population: 'closed-in-period' }), told).printed).toBe('100.00 %')
})

test('stopping the clock at closure instead of resolution explains 98 % of the misses', () => {
  const told: Told[] = [
    ['t1..t50', 'received', '2026-01-05 10:00'],
    ['t1..t49', 'resolved', '2026-01-05 11:00'],
    ['t50', 'resolved', '2026-01-05 15:00'],
    ['t1..t50', 'closed', '2026-01-07 10:00'],
  ]
  const missesAt = (to: string) => {
    const byEvent = { clause: '7', calendar: 'always', runs: { from: 'received', to } }
    const { numerator, denominator } = measured(share(), told, { clocks: { work: byEvent } })
    return denominator - numerator
  }
  const [atClosure, atResolution] = [missesAt('closed'), missesAt('resolved')]
  expect(((atClosure - atResolution) * 100) / atClosure).toBe(98)
})

const calls: Told[] = [
  ['a1..a2120', 'offered', '2026-01-05 10:00'],
  ['a1..a1720', 'answered', '2026-01-05 10:00:20'],
  ['a1721..a2000', 'answered', '2026-01-05 10:00:21'],
  ['a2001..a2020', 'abandoned', '2026-01-05 10:00:05'],
  ['a2021..a2040', 'abandoned', '2026-01-05 10:00:20'],
  ['a2041..a2120', 'abandoned', '2026-01-05 10:00:21'],
]

test.each([
  ['F1', '83.02 %'],
  ['F2', '86.00 %'],
  ['F3', '81.13 %'],
  ['F4', '82.69 %'],
  ['F5', '82.08 %'],
])('80 in 20 has five formulas, and the same day is by %s %s', (formula, printed) => {
  const short = formula === 'F5' ? { shortAbandon: '5 seconds' } : {}
  const answered = { offered: 'offered', answered: 'answered', abandoned: 'abandoned', within: '20 seconds' }
  expect(measured({ answered: { ...answered, formula, ...short } }, calls, { level: rise }).printed).toBe(printed)
})

test('rolled up by volume it is 83 %, where the mean of the percentages is 7 points too high', () => {
  const told = [...work('2026-01', 0, 30), ...work('2026-02', 34, 170)]
  const printed = ['2026-01', '2026-02'].map((to) => measured(share(), told, { to }).printed)
  expect(printed).toEqual(['100.00 %', '80.00 %'])
  expect(measured(share({ rollingMonths: 2 }), told, { to: '2026-02' }).printed).toBe('83.00 %')
})

test('the average speed of answer is the wait of the answered over the answered, whoever gave up', () => {
  const told: Told[] = [
    ['a1..a4', 'offered', '2026-01-05 10:00'],
    ['a1..a2', 'answered', '2026-01-05 10:00:10'],
    ['a3', 'answered', '2026-01-05 10:01:10'],
    ['a4', 'abandoned', '2026-01-05 10:30'],
  ]
  const wait = { clause: '7', calendar: 'always', runs: { from: 'offered', to: 'answered' } }
  const asked = { clocks: { wait }, level: fall('40 seconds') }
  expect(measured({ mean: { clock: 'wait' }, print: '1 decimal' }, told, asked).printed).toBe('0.5 minutes')
})

test('abandonment is a share of what was offered', () => {
  const lost = { ratio: { of: { event: 'offered' }, having: { event: 'abandoned', withinDays: 1 } } }
  expect(measured(lost, calls, { level: fall('5 %') }).printed).toBe('5.66 %')
})

test('a first contact resolves only with a window in which nobody calls again, and the window changes the figure', () => {
  const told: Told[] = [
    ['c1..c10', 'done', '2026-01-05 10:00'],
    ['c1', 'called-again', '2026-01-08 10:00'],
    ['c2', 'called-again', '2026-01-15 10:00'],
  ]
  const within = (withinDays: number) => ({
    ratio: { of: { event: 'done' }, without: { event: 'called-again', withinDays } },
  })
  expect(measured(within(7), told, { level: rise }).printed).toBe('90.00 %')
  expect(measured(within(14), told, { level: rise }).printed).toBe('80.00 %')
})

test('satisfaction is the top two boxes over the answers', () => {
  const told = [5, 4, 3, 1, 5].map((score, at): Told => [`s${at}`, 'surveyed', '2026-01-05 10:00', `score: ${score}`])
  const survey = { responses: { event: 'surveyed' }, score: 'score', topBox: 4 }
  expect(measured({ survey }, told, { level: rise }).printed).toBe('60.00 %')
})

test('mean and median of the same log differ tenfold', () => {
  const took = ['10:06', '10:06', '10:06', '14:33', '10:09']
  const told = took.flatMap((at, item): Told[] => [
    [`w${item}`, 'received', '2026-01-05 10:00'],
    [`w${item}`, 'done', `2026-01-05 ${at}`],
  ])
  const minutes = (kind: object) => measured({ ...kind, print: '0 decimals' }, told, { level: fall('1 hour') }).printed
  expect(minutes({ mean: { clock: 'work' } })).toBe('60 minutes')
  expect(minutes({ percentile: { clock: 'work', p: '50 %', type: 1 } })).toBe('6 minutes')
})

test.each([
  [1, '37.0'],
  [2, '41.5'],
  [3, '37.0'],
  [4, '37.0'],
  [5, '41.5'],
  [6, '45.1'],
  [7, '37.9'],
  [8, '42.7'],
  [9, '42.4'],
])('one ninetieth percentile has nine definitions: by type %i it is %s', (type, minutes) => {
  const told = [1, 2, 4, 7, 11, 16, 22, 29, 37, 46].flatMap((length): Told[] => [
    [`w${length}`, 'received', '2026-01-05 10:00'],
    [`w${length}`, 'done', `2026-01-05 10:${String(length).padStart(2, '0')}`],
  ])
  const percentile = { clock: 'work', p: '90 %', type }
  const asked = { level: fall('40 minutes') }
  expect(measured({ percentile, print: '1 decimal' }, told, asked).printed).toBe(`${minutes} minutes`)
})

const checked: Told[] = [
  ['q1..q98', 'checked', '2026-01-05 10:00', 'errors: 0, critical: false'],
  ['q99', 'checked', '2026-01-05 10:00', 'errors: 0, critical: true'],
  ['q100', 'checked', '2026-01-05 10:00', 'errors: 3, critical: false'],
]

test('a critical error fails the item, and 98 of 100 are not yet shown to be above 95 %', () => {
  const accuracy = { sampled: { event: 'checked' }, unit: 'transactions', confidence: '95 %' }
  const defect = 'errors > 2 or critical = true'
  const held = (bound: string) => measured({ accuracy: { ...accuracy, defect, held: bound } }, checked, { level: rise })
  expect(held('point')).toMatchObject({ printed: '98.00 %', state: 'met' })
  expect(held('lower-bound').state).toBe('missed-expected')
})

const outage = { windows: 'office', outage: { from: { event: 'down' }, to: 'up' }, excused: [] }

test('a planned outage beyond its notified length counts', () => {
  const told: Told[] = [
    ['o', 'down', '2026-01-05 09:00'],
    ['o', 'announced', '2026-01-05 09:00'],
    ['o', 'up', '2026-01-05 12:00'],
  ]
  const availability = { ...outage, planned: { event: 'announced', allowance: '2 hours' } }
  const { numerator, denominator } = measured({ availability }, told, { level: rise })
  expect([denominator, denominator - numerator].map((millis) => millis / 3_600_000)).toEqual([22 * 8, 1])
})

test('a month is met while a day fails: no day below', () => {
  const told = [...work('2026-01', 0, 98), ...work('2026-01', 1, 2, '20')]
  expect(measured(share(), told).state).toBe('met')
  const floor = { each: 'day', atLeast: '60 %' }
  expect(measured(share(), told, { level: { floor } }).state).toBe('missed-minimum')
})

test('no items at all is not measured, and 19 of 20 lie below a minimum sample of 30', () => {
  const small = (below: string) => share({ minimumSample: { items: 30, below } })
  expect(measured(share(), []).state).toBe('not-measured')
  expect(measured(small('not-measured'), work('2026-01', 1, 20)).state).toBe('below-minimum-sample')
  expect(measured(small('allow-one-miss'), work('2026-01', 1, 20)).state).toBe('met')
})

test('951 of 1,000 are 95.1 % exactly: met', () => {
  expect(measured(share(), work('2026-01', 49, 1000), { level: { expected: '95.1 %' } }).state).toBe('met')
})

test('1,899 of 1,999 fail 95 % exactly and pass it rounded: the rule is a term', () => {
  const told = work('2026-01', 100, 1999)
  const rounded = share({ test: { rounded: '2 decimals', rounding: 'half-up' } })
  expect(measured(share(), told)).toMatchObject({ printed: '95.00 %', state: 'missed-expected' })
  expect(measured(rounded, told).state).toBe('met')
})

const oneItem = (from: string, to: string): Told[] => [
  ['i', 'received', from],
  ['i', 'done', to],
]
const inOffice = share({ share: { of: 'work-item', where: { clock: 'office-hours', within: '2 hours' } } })
const officeHours = { clause: '7', calendar: 'office', runs: { from: 'received', to: 'done' } }

test.each([
  ['2026-01-05 17:00:00', 'met'],
  ['2026-01-06 09:00:00', 'met'],
  ['2026-01-06 09:00:01', 'missed-minimum'],
])('due exactly at closing time is on time, and late when the office opens again: %s is %s', (at, state) => {
  const told = oneItem('2026-01-05 15:00', at)
  expect(measured(inOffice, told, { clocks: { 'office-hours': officeHours } }).state).toBe(state)
})

test('what is due when the lunch begins is due then: the first second after it is late', () => {
  const calendars = { office: { zone: 'UTC', week: { 'mon-fri': '09:00-12:00, 13:00-17:00' } } }
  const state = (at: string) => {
    const told = oneItem('2026-01-05 10:00', `2026-01-05 ${at}`)
    return measured(inOffice, told, { calendars, clocks: { 'office-hours': officeHours } }).state
  }
  expect(['12:00:00', '13:00:00', '13:00:01'].map(state)).toEqual(['met', 'met', 'missed-minimum'])
})

test('a pause outside hours changes nothing', () => {
  const rests = [{ from: 'asked', to: 'answered', owner: 'client' }]
  const told: Told[] = [
    ...oneItem('2026-01-05 16:00', '2026-01-06 10:00'),
    ['i', 'asked', '2026-01-05 18:00'],
    ['i', 'answered', '2026-01-06 08:00'],
  ]
  const clocks = { 'office-hours': { ...officeHours, rests } }
  const average = { mean: { clock: 'office-hours' } }
  expect(measured(average, told, { clocks, level: fall('2 hours') }).printed).toBe('120.00 minutes')
})

test('elapsed time is real time over the change to summer; one business day is calendar arithmetic', () => {
  const zone = 'Europe/Oslo'
  const night = oneItem('2026-03-29 01:00', '2026-03-29 04:00')
  expect(measured(share(), night, { zone, to: '2026-03' }).state).toBe('met')
  const day = share({ share: { of: 'work-item', where: { clock: 'office-hours', within: '1 business-day' } } })
  const state = (at: string) => {
    const told = oneItem('2026-03-27 15:30', `2026-03-30 ${at}`)
    return measured(day, told, { zone, clocks: { 'office-hours': officeHours }, to: '2026-03' }).state
  }
  expect(['15:30:00', '15:30:01'].map(state)).toEqual(['met', 'missed-minimum'])
})

const scheduledHours = (calendars: Record<string, object>, to: string, from = to) => {
  const terms = desk({
    measures: { m: { availability: { ...outage, windows: 'asked' } } },
    serviceLevels: { L: { ...level, ...rise } },
    calendars,
  })
  const months = statements(terms, [], { from, to }).map(({ serviceLevels }) => serviceLevels[0]?.denominator ?? 0)
  return months.reduce((sum, millis) => sum + millis, 0) / 3_600_000
}

test('a boundary in the hour that the change leaves out is clamped, and of the hour that comes twice both count', () => {
  const asked = { zone: 'Europe/Oslo', week: { sun: '02:00-03:00' } }
  expect([scheduledHours({ asked }, '2026-03'), scheduledHours({ asked }, '2026-10')]).toEqual([4, 5])
})

test('a shift past midnight and a day to 24:00 are as long as they say', () => {
  const nights = { zone: 'UTC', week: { 'mon-fri': '22:00-06:00' } }
  expect(scheduledHours({ asked: nights }, '2026-02')).toBe(20 * 8)
  const days = { zone: 'UTC', week: { all: '00:00-08:00, 16:00-24:00' } }
  expect(scheduledHours({ asked: days }, '2026-02')).toBe(28 * 16)
})

// New York and Casablanca had 978 by the zone data of 2025; Morocco has changed its clocks for 2026 since.
test('in 2026 the hours of London and Kolkata lie over each other for 1,063.5 hours', () => {
  const calendars = {
    client: { zone: 'Europe/London', week: { 'mon-fri': '09:00-17:00' } },
    provider: { zone: 'Asia/Kolkata', week: { 'mon-fri': '09:00-18:00' } },
    asked: { both: ['client', 'provider'] },
  }
  expect(scheduledHours(calendars, '2026-12', '2026-01')).toBe(1063.5)
})

test('an input file that the client owes by 23:00 and gives at 01:00 moves the provider’s clock by two hours', () => {
  const file = { clause: '9', calendar: 'always', owner: 'client', runs: { from: 'opened', to: 'file-given' } }
  const excusedBy = [{ clock: 'file', while: 'overdue', then: 'moves', clause: '9' }]
  const run = { clause: '7', calendar: 'always', runs: { from: 'started', to: 'done' }, excusedBy }
  const told: Told[] = [
    ['r', 'opened', '2026-01-05 20:00'],
    ['r', 'started', '2026-01-05 22:00'],
    ['r', 'file-given', '2026-01-06 01:00'],
    ['r', 'done', '2026-01-06 04:00'],
  ]
  const average = { mean: { clock: 'work' } }
  const asked = { clocks: { work: run, file: { ...file, within: '3 hours' } }, level: fall('4 hours') }
  expect(measured(average, told, asked).printed).toBe('240.00 minutes')
})

test('a transfer that nobody acknowledges is accepted after its hours, and the minutes are the other’s from then on', () => {
  const transfers = [
    { event: 'sent', to: 'third-party', acknowledgedBy: 'taken', elseAfter: '2 hours', until: 'returned' },
  ]
  const clock = { clause: '7', calendar: 'always', runs: { from: 'received', to: 'done' }, transfers }
  const told: Told[] = [
    ...oneItem('2026-01-05 08:00', '2026-01-05 18:00'),
    ['i', 'sent', '2026-01-05 09:00'],
    ['i', 'returned', '2026-01-05 17:00'],
  ]
  const asked = { clocks: { work: clock }, level: fall('4 hours') }
  expect(measured({ mean: { clock: 'work' } }, told, asked).printed).toBe('240.00 minutes')
})
