import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { formatDecimal, parseDecimal } from '../../kernel/money/decimal.ts'
import { fractionOfDecimal, roundFraction } from '../../kernel/money/fraction.ts'
import { sha256, toHex } from '../../kernel/record/format/digest.ts'
import { parseInstant } from '../../kernel/time/instant.ts'
import { everyFigure } from '../explanation.ts'
import { historyBuilder } from '../history.ts'
import type { Facts, History } from '../history.ts'
import { parseTerms } from '../model.ts'
import { settle } from '../settle.ts'
import { compareWilson, wilsonInterval } from './accuracy.ts'
import { percentileOf } from './timing.ts'

type Happening = readonly [item: string, event: string, at: string, facts?: Facts]

const sha256Hex = (bytes: Uint8Array) => toHex(sha256(bytes))

function historyOf(happenings: readonly Happening[]): History {
  const builder = historyBuilder()
  for (const [sequence, [workItemId, name, at, facts]] of happenings.entries()) {
    builder.add({ workItemId, name, at: parseInstant(at), sequence, ...(facts ? { facts } : {}) })
  }
  return builder.build()
}

const at = (day: number, time = '10:00:00') => `2026-01-${String(day).padStart(2, '0')}T${time}.000Z`

function settled(measure: object, happenings: readonly Happening[], level: object = {}, month = '2026-01') {
  const terms = parseTerms({
    terms: 1,
    agreement: 'C-1',
    currency: 'EUR',
    zone: 'UTC',
    effective: '2025-01-01',
    calendars: {
      always: { zone: 'UTC', week: { all: '00:00-24:00' } },
      office: { zone: 'UTC', week: { 'mon-fri': '09:00-17:00' } },
    },
    clocks: {
      work: {
        clause: '7',
        calendar: 'always',
        runs: { from: 'received', to: 'done' },
        rests: [{ from: 'asked', to: 'answered', owner: 'client' }],
      },
      office: { clause: '7', calendar: 'office', runs: { from: 'received', to: 'done' } },
    },
    measures: { m: { clause: '7.1', test: 'exact', print: '2 decimals', ...measure } },
    credits: { clause: '8', rounding: 'half-up' },
    serviceLevels: {
      L: {
        clause: '7.1',
        name: 'Level',
        measure: 'm',
        per: 'month',
        direction: 'at-least',
        expected: '95 %',
        minimum: '80 %',
        kind: 'critical',
        ...level,
      },
    },
  })
  const context = { engagement: 'e', termsHash: '00'.repeat(32), treeSize: 1, sha256Hex }
  const { statement, evidence } = settle(terms, historyOf(happenings), { month }, context)
  const line = statement.serviceLevels[0]
  if (!line) throw new Error('There is one level.')
  for (const figure of everyFigure(statement.figures)) {
    expect(evidence(figure.id).length).toBe(figure.items ? figure.items.count : 0)
  }
  return { line, formula: (id: string) => everyFigure(statement.figures).find((one) => one.id === id)?.formula }
}

/** Calls with their wait in seconds: answered early, answered late, abandoned at once, early, late. */
function calls(of: { early: number; late: number; short: number; lost: number; lostLate: number }): Happening[] {
  const kinds = [
    ['early', 'answered', '10:00:15'],
    ['late', 'answered', '10:00:45'],
    ['short', 'abandoned', '10:00:03'],
    ['lost', 'abandoned', '10:00:15'],
    ['lostLate', 'abandoned', '10:00:50'],
  ] as const
  return kinds.flatMap(([kind, event, end]) =>
    Array.from({ length: of[kind] }, (_, n): Happening[] => [
      [`${kind}-${n}`, 'offered', at(5)],
      [`${kind}-${n}`, event, at(5, end)],
    ]).flat(),
  )
}

const day = calls({ early: 1720, late: 280, short: 20, lost: 20, lostLate: 80 })
const answered = { offered: 'offered', answered: 'answered', abandoned: 'abandoned', within: '20 seconds' }

test.each([
  ['F1', '83.02 %'],
  ['F2', '86.00 %'],
  ['F3', '81.13 %'],
  ['F4', '82.69 %'],
] as const)('the same day by formula %s is %s', (formula, printed) => {
  expect(settled({ answered: { ...answered, formula } }, day).line.printed).toBe(printed)
})

test('formula F5 counts short abandons as good, and needs to be told what is short', () => {
  const { line, formula } = settled({ answered: { ...answered, formula: 'F5', shortAbandon: '5 seconds' } }, day)
  expect(line).toMatchObject({ printed: '82.08 %', numerator: 1740, denominator: 2120 })
  expect(formula('serviceLevels/L/attainment')).toContain('F5: (answered in time + short abandons)')
  expect(() => settled({ answered: { ...answered, formula: 'F5' } }, day)).toThrow('Say shortAbandon for F5')
})

test('a call that waits at the end of the period counts in the one in which it ends', () => {
  const across: Happening[] = [
    ['a', 'offered', '2026-01-31T23:59:50.000Z'],
    ['a', 'answered', '2026-02-01T00:00:05.000Z'],
  ]
  expect(settled({ answered: { ...answered, formula: 'F2' } }, across).line.state).toBe('not-measured')
  expect(settled({ answered: { ...answered, formula: 'F2' } }, across, {}, '2026-02').line.printed).toBe('100.00 %')
})

// The values of R's quantile for 1, 2, 4, 7, 11, 16, 22, 29, 37, 46, types 1 to 9.
const sample = [1, 2, 4, 7, 11, 16, 22, 29, 37, 46]
test.each([
  ['0.9', ['37', '41.5', '37', '37', '41.5', '45.1', '37.9', '42.7', '42.4']],
  ['0.5', ['11', '13.5', '11', '11', '13.5', '13.5', '13.5', '13.5', '13.5']],
  ['0.95', ['46', '46', '46', '41.5', '46', '46', '41.95', '46', '46']],
] as const)('percentile %s by its nine definitions (R, quantile)', (p, expected) => {
  const found = expected.map((text, index) => {
    const value = percentileOf(sample, fractionOfDecimal(parseDecimal(p)), index + 1)
    return formatDecimal(roundFraction(value, text.split('.')[1]?.length ?? 0, 'half-even'))
  })
  expect(found).toEqual(expected)
})

const timed = [10, 20, 30, 60].flatMap((minutes, n): Happening[] => [
  [`t${n}`, 'received', at(5)],
  [`t${n}`, 'done', `2026-01-05T${minutes === 60 ? '11:00' : `10:${minutes}`}:00.000Z`],
])

test('mean and percentile of open time are held against a length of time, less being better', () => {
  const level = { direction: 'at-most', expected: '25 minutes', minimum: '40 minutes' }
  expect(settled({ mean: { clock: 'work' } }, timed, level).line).toMatchObject({
    printed: '30.00 minutes',
    state: 'missed-expected',
    denominator: 4,
  })
  const percentile = { clock: 'work', p: '75 %', type: 1 }
  expect(settled({ percentile }, timed, level).line).toMatchObject({ printed: '30.00 minutes' })
  expect(settled({ percentile: { ...percentile, p: '90 %' } }, timed, level).line.state).toBe('missed-minimum')
})

test('a level in the wrong unit, or without its direction, is refused', () => {
  const level = { expected: '25 minutes', minimum: '20 minutes' }
  expect(() => settled({ count: { event: 'done', counts: 'events' } }, timed, level)).toThrow('not in the unit')
  expect(() => settled({ mean: { clock: 'work' } }, timed, { ...level, direction: undefined })).toThrow(
    'more is better',
  )
})

test('a count of events or of work items, at most so many', () => {
  const level = { direction: 'at-most', expected: '3', minimum: '5' }
  const twice: Happening[] = [...timed, ['t0', 'done', at(6)]]
  expect(settled({ count: { event: 'done', counts: 'work-items' } }, twice, level).line.printed).toBe('4')
  expect(settled({ count: { event: 'done', counts: 'events' } }, twice, level).line).toMatchObject({
    printed: '5',
    state: 'missed-expected',
  })
})

test('reopened within 14 days is a share of what was completed; first-pass yield is the other side of it', () => {
  const done: Happening[] = [
    ['a', 'done', at(2)],
    ['a', 'reopened', at(10)],
    ['b', 'done', at(2)],
    ['b', 'reopened', at(20)],
    ['c', 'done', at(3)],
    ['d', 'done', at(4)],
  ]
  const reopened = { ratio: { of: { event: 'done' }, having: { event: 'reopened', withinDays: 14 } } }
  expect(settled(reopened, done, { direction: 'at-most', expected: '3 %', minimum: '10 %' }).line).toMatchObject({
    printed: '25.00 %',
    state: 'missed-minimum',
  })
  const yielded = { ratio: { of: { event: 'done' }, without: { event: 'reopened', withinDays: 14 } } }
  expect(settled(yielded, done).line.printed).toBe('75.00 %')
})

test('satisfaction is the top box over the answers, or promoters less detractors', () => {
  const scores = [5, 4, 3, 1, 5].map((score, n): Happening => [`s${n}`, 'surveyed', at(7), { score }])
  expect(
    settled({ survey: { responses: { event: 'surveyed' }, score: 'score', topBox: 4 } }, scores).line.printed,
  ).toBe('60.00 %')
  const net = { survey: { responses: { event: 'surveyed' }, score: 'score', promoters: { from: 5, detractorsTo: 3 } } }
  expect(settled(net, scores, { expected: '10', minimum: '-20' }).line).toMatchObject({
    printed: '0.0',
    state: 'missed-expected',
  })
})

test('availability counts overlapping outages once, and of planned ones what goes beyond their allowance', () => {
  const outages: Happening[] = [
    ['o1', 'down', at(6, '10:00:00')],
    ['o1', 'up', at(6, '12:00:00')],
    ['o2', 'down', at(6, '11:00:00')],
    ['o2', 'up', at(6, '13:00:00')],
    ['p1', 'down', at(7, '09:00:00')],
    ['p1', 'noticed', at(7, '09:30:00')],
    ['p1', 'up', at(7, '14:00:00')],
    ['x', 'down', at(8, '09:00:00')],
    ['x', 'client-fault', at(8, '09:30:00')],
    ['x', 'up', at(8, '17:00:00')],
  ]
  const availability = {
    windows: 'office',
    outage: { from: { event: 'down' }, to: 'up' },
    planned: { event: 'noticed', allowance: '4 hours' },
    excused: [{ event: 'client-fault', clause: '7.9' }],
  }
  // 22 working days of 8 hours; 3 hours lost, and 1 of the 5 planned.
  const { line, formula } = settled({ availability }, outages, { expected: '99 %', minimum: '90 %' })
  expect([line.denominator, line.denominator - line.numerator]).toEqual([22 * 8 * 3_600_000, 4 * 3_600_000])
  expect(line.printed).toBe('97.73 %')
  expect(formula('serviceLevels/L/attainment')).toContain('300 minutes planned, 4 hours of it free: 60 minutes counts.')
})

test('accuracy: one critical error fails a sample, fields count their own numbers', () => {
  const samples: Happening[] = [
    ['q1', 'sampled', at(5), { errors: 0, checked: 20, wrong: 0 }],
    ['q2', 'sampled', at(5), { errors: 2, checked: 20, wrong: 1 }],
    ['q3', 'sampled', at(5), { errors: 0, critical: true, checked: 20, wrong: 1 }],
  ]
  const transactions = {
    sampled: { event: 'sampled' },
    unit: 'transactions',
    defect: 'errors > 0 or critical = true',
    confidence: '95 %',
    held: 'point',
  }
  expect(settled({ accuracy: transactions }, samples).line).toMatchObject({ numerator: 1, denominator: 3 })
  const fields = { sampled: { event: 'sampled' }, unit: 'fields', fields: { checked: 'checked', wrong: 'wrong' } }
  expect(settled({ accuracy: { ...fields, confidence: '95 %', held: 'point' } }, samples).line).toMatchObject({
    numerator: 58,
    denominator: 60,
    state: 'met',
  })
})

test('a threshold held against the bound of an interval needs more than a good point estimate', () => {
  expect(wilsonInterval(590, 600, '95 %')).toEqual({
    low: { digits: 9695n, scale: 2 },
    high: { digits: 9910n, scale: 2 },
  })
  const t = parseDecimal('97.00')
  expect(compareWilson({ numerator: 590, denominator: 600 }, t, { bound: 'lower-bound', confidence: '95 %' })).toBe(-1)
  expect(compareWilson({ numerator: 591, denominator: 600 }, t, { bound: 'lower-bound', confidence: '95 %' })).toBe(1)
  expect(compareWilson({ numerator: 575, denominator: 600 }, t, { bound: 'upper-bound', confidence: '95 %' })).toBe(1)
  expect(compareWilson({ numerator: 570, denominator: 600 }, t, { bound: 'upper-bound', confidence: '95 %' })).toBe(-1)
})

test('open work older than its threshold, as a share of what is open; days of backlog', () => {
  const work: Happening[] = [
    ['old', 'received', at(2)],
    ['new', 'received', at(30, '12:00:00')],
    ['asked', 'received', at(3)],
    ['asked', 'asked', at(3, '12:00:00')],
    ['done', 'received', at(3)],
    ['done', 'done', at(29)],
  ]
  const less = { direction: 'at-most', expected: '1 %', minimum: '50 %' }
  const ageing = { clock: 'work', olderThan: '72 hours', as: 'share', paused: 'counts' }
  expect(settled({ ageing }, work, less).line).toMatchObject({
    numerator: 1,
    denominator: 3,
  })
  expect(settled({ ageing: { ...ageing, paused: 'left-out' } }, work, less).line.denominator).toBe(2)
  const backlogDays = { clock: 'office', completed: 'done', businessDays: 5, places: 1 }
  expect(settled({ backlogDays }, work, { direction: 'at-most', expected: '20', minimum: '30' }).line.printed).toBe(
    '15.0',
  )
})

const share = (changes: object) => ({
  share: { of: 'work-item', where: { clock: 'work', within: '1 hour' }, ...changes },
  population: 'due-in-period',
})
const item = (id: string, from: string, hours: number, facts: Facts = {}): Happening[] => [
  [id, 'received', from, facts],
  [id, 'done', from.replace(/T(\d\d)/, (_, hour: string) => `T${String(Number(hour) + hours).padStart(2, '0')}`)],
]

test('a severity matrix gives each item the threshold of its case; an item of no case is in no population', () => {
  const cases = [
    { when: 'severity = 1', clock: 'work', within: '1 hour' },
    { when: 'severity = 2', clock: 'work', within: '4 hours' },
  ]
  const work = [
    ...item('s1', at(5), 2, { severity: 1 }),
    ...item('s2', at(5), 2, { severity: 2 }),
    ...item('s3', at(5), 2, { severity: 3 }),
  ]
  expect(settled(share({ where: { cases } }), work).line).toMatchObject({ numerator: 1, denominator: 2 })
})

test('what is received in the period counts there, whenever it falls due', () => {
  const late = item('a', '2026-01-31T20:00:00.000Z', 3)
  const measure = { ...share({ where: { clock: 'work', within: '10 hours' } }) }
  expect(settled(measure, late).line.denominator).toBe(0)
  expect(settled({ ...measure, population: 'received-in-period' }, late).line).toMatchObject({
    denominator: 1,
    state: 'met',
  })
})

test('three months roll up by volume, not by averaging their percentages', () => {
  const december = Array.from({ length: 8 }, (_, n) => item(`d${n}`, '2025-12-10T10:00:00.000Z', 0)).flat()
  const january = [...item('j1', at(5), 0), ...item('j2', at(5), 3)]
  const measure = { ...share({}), rollingMonths: 2 }
  expect(settled(measure, [...december, ...january]).line).toMatchObject({
    numerator: 9,
    denominator: 10,
    printed: '90.00 %',
  })
  expect(settled(share({}), [...december, ...january]).line.printed).toBe('50.00 %')
})

test('a month can be met while a day fails: no day below its floor', () => {
  const good = Array.from({ length: 98 }, (_, n) => item(`g${n}`, at((n % 4) + 5), 0)).flat()
  const bad = [...item('b1', at(20), 3), ...item('b2', at(20), 0)]
  const floor = { each: 'day', atLeast: '60 %' }
  expect(settled(share({}), [...good, ...bad]).line.state).toBe('met')
  const { line, formula } = settled(share({}), [...good, ...bad], { floor })
  expect(line.state).toBe('missed-minimum')
  expect(formula('serviceLevels/L/floor')).toBe('No day may fall below 60 %; 1 days did: 2026-01-20 50.00 %.')
})

test('a credit may begin below another threshold than the expected level', () => {
  const terms = (creditThreshold: string) => ({ creditThreshold, credit: undefined })
  const work = [...item('a', at(5), 0), ...item('b', at(5), 0), ...item('c', at(5), 0), ...item('d', at(5), 3)]
  expect(settled(share({}), work, terms('70 %')).line.state).toBe('missed-minimum')
  expect(() => settled(share({}), work, terms('70 minutes'))).toThrow('not of one unit')
})

const vectors = resolve('../shared/data/vectors/quality.json')

test('Wilson bounds agree with those of statsmodels, rounded outwards to a hundredth of a percent', ({ skip }) => {
  if (!existsSync(vectors)) skip(`${vectors} is absent`)
  const { wilson_check_statsmodels: checks }: { wilson_check_statsmodels: [number, number, number, number][] } =
    JSON.parse(readFileSync(vectors, 'utf8'))
  for (const [count, of, low, high] of checks) {
    const found = wilsonInterval(count, of, '95 %')
    expect([Number(found.low.digits), Number(found.high.digits)]).toEqual([
      Math.floor(low * 10_000),
      Math.ceil(high * 10_000),
    ])
  }
})

test('an amount for each miss follows what is better: of one reopened in ten, one is credited', () => {
  const done = Array.from({ length: 10 }, (_, n): Happening => [`d${n}`, 'done', at(2)])
  const ratio = { ratio: { of: { event: 'done' }, having: { event: 'reopened', withinDays: 14 } } }
  const level = {
    direction: 'at-most',
    expected: '3 %',
    minimum: '50 %',
    credit: { perMiss: { amount: 'EUR 15.00', free: 0 } },
  }
  expect(settled(ratio, [...done, ['d3', 'reopened', at(5)]], level).line.creditMinor).toBe(1500)
  const count = { count: { event: 'done', counts: 'events' } }
  expect(settled(count, done, { ...level, expected: '4', minimum: '20' }).line.creditMinor).toBe(15_000)
  expect(() =>
    settled({ mean: { clock: 'work' } }, timed, { ...level, expected: '1 minute', minimum: '9 hours' }),
  ).toThrow('is a miss that can be counted')
})
