/** The figures of the trade for credits and prices: each through the language as it is signed. */
import { expect, test } from 'vitest'
import { monthBounds, wallMillisAt } from '../../kernel/time/zone.ts'
import { leaving } from '../exit/leaving.ts'
import { named } from '../model.ts'
import { fallingDue } from '../obligation/falling-due.ts'
import { monthResultOf } from '../settling/month-result-of.ts'
import { chargesOf, creditsOf, desk, lastLevel, level, statements, work } from './testing/desk.ts'
import type { Changes } from './testing/desk.ts'
import { seriesOf } from './testing/settling.ts'
import type { Told } from './testing/settling.ts'

/** Months from January on, each with so many of a hundred items late. */
const late = (...counts: readonly number[]): Told[] => counts.flatMap((count, at) => work(monthAt(at), count, 100))
const monthAt = (index: number) => `${2026 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
const tenth = { of: 'charges', bands: [{ from: '0 %', credit: '10 %' }] }

/** What months with so many late items are credited, of a fee of EUR 1,000.00. */
function credited(counts: readonly number[], changes: object, others: Changes = {}) {
  const terms = desk({ ...others, serviceLevels: { L: { ...level, credit: tenth, ...changes } } })
  return creditsOf(statements(terms, late(...counts), { to: monthAt(counts.length - 1) }))
}

test('the pool of 50 % × the allocation of 40 % × 10 % of 100,000 = 2,000', () => {
  const charges = { fee: { clause: '5', fixed: { amount: 'EUR 100000.00', per: 'month' } } }
  const credits = { atRisk: '10 % of charges', pool: '50 %' }
  expect(credited([10], { credit: { pool: { allocation: '40 %' } } }, { charges, credits })).toEqual([200_000])
})

test('a pool above 100 % is allocated over the levels, and the sum paid is capped: parts of 33.33 and 66.67', () => {
  const pooled = (allocation: string) => ({ ...level, credit: { pool: { allocation } } })
  const terms = desk({
    serviceLevels: { L: pooled('50 %'), M: pooled('100 %') },
    credits: { atRisk: '10 % of charges', pool: '250 %' },
  })
  const [january] = statements(terms, late(10))
  expect(january?.credits.map(({ roundedMinor, amountMinor }) => [roundedMinor, amountMinor])).toEqual([
    [12_500, 3333],
    [25_000, 6667],
  ])
})

test.each([
  ['step-down', 10_000],
  ['step-up', 0],
  [{ interpolate: '2 decimals' }, 6000],
])('a table of 100 → 0, 95 → 10, 90 → 20 leaves 97 undefined: by %j it is %i', (between, minor) => {
  const rows = [
    { at: '100 %', credit: '0 %' },
    { at: '95 %', credit: '10 %' },
    { at: '90 %', credit: '20 %' },
  ]
  const credit = { of: 'charges', ladder: { rows, between, below: 'last-row' } }
  expect(credited([3], { expected: '98 %', credit })).toEqual([minor])
})

test('bands say what holds between their edges: 90 % begins the better band', () => {
  const bands = [
    { from: '90 %', credit: '2 %' },
    { from: '0 %', credit: '4 %' },
  ]
  expect(credited([10, 11], { credit: { of: 'charges', bands } })).toEqual([2000, 4000])
})

test('the points of a repeated failure double: 10, 20, 40, and the table makes 1, 2 and 5 % of them', () => {
  const repeat = { withinMonths: 12, multiply: '2', each: 'every-month', upTo: '4' }
  const table = [
    { from: 10, credit: '1 %' },
    { from: 20, credit: '2 %' },
    { from: 40, credit: '5 %' },
  ]
  const credits = { points: { of: 'charges', table } }
  expect(credited([10, 10, 10, 0, 10], { credit: { points: 10, repeat } }, { credits })).toEqual([
    1000, 2000, 5000, 0, 1000,
  ])
})

test('any miss of the minimum earns the credit, and no miss of the expected level alone', () => {
  const trigger = { missed: 'minimum', times: 1, withinMonths: 1, hits: 'consumed' }
  expect(credited([10, 30, 0], { trigger })).toEqual([0, 10_000, 0])
})

test('four misses of the expected level in a rolling twelve months', () => {
  const trigger = { missed: 'expected', times: 4, withinMonths: 12, hits: 'reusable' }
  const misses = [10, 0, 10, 0, 0, 10, 0, 0, 0, 0, 0, 10, 10]
  expect(credited(misses, { trigger })).toEqual([...Array.from({ length: 11 }, () => 0), 10_000, 10_000])
})

test('twice in any six consecutive months: used hits count once, reusable ones again', () => {
  const trigger = { missed: 'expected', times: 2, withinMonths: 6, hits: 'consumed' }
  const misses = [10, 0, 0, 0, 0, 10, 10]
  expect(credited(misses, { trigger })).toEqual([0, 0, 0, 0, 0, 10_000, 0])
  expect(credited(misses, { trigger: { ...trigger, hits: 'reusable' } })).toEqual([0, 0, 0, 0, 0, 10_000, 10_000])
})

test('each occurrence, and only those beyond the third of a month', () => {
  const perMiss = (free: number) => credited([10], { credit: { perMiss: { amount: 'EUR 12.50', free } } })
  expect([perMiss(0), perMiss(3)]).toEqual([[12_500], [8750]])
})

test('each four hours down are one day’s fee', () => {
  const told: Told[] = [
    ['o', 'down', '2026-01-05 09:00'],
    ['o', 'up', '2026-01-06 10:00'],
  ]
  const availability = { windows: 'office', outage: { from: { event: 'down' }, to: 'up' }, excused: [] }
  const credit = { of: 'charges', feeDays: { each: '4 hours', counting: 'completed', daysInMonth: 'calendar' } }
  const up = { ...level, direction: 'at-least', expected: '99.9 %', minimum: '90 %', credit }
  const terms = desk({ measures: { m: { availability } }, serviceLevels: { L: up } })
  // Nine hours of office time are two times four: 2 × 1,000 ÷ 31.
  expect(creditsOf(statements(terms, told))).toEqual([6452])
})

test('a credit is a share of the level’s own fees, of the whole invoice, or of a fixed base', () => {
  const charges = {
    fee: { clause: '5', fixed: { amount: 'EUR 1000.00', per: 'month' } },
    own: { clause: '5', fixed: { amount: 'EUR 200.00', per: 'month' } },
  }
  const bases = [{ charge: 'own' }, 'charges', { fixed: 'EUR 5000.00' }]
  const found = bases.flatMap((of) => credited([10], { credit: { ...tenth, of } }, { charges }))
  expect(found).toEqual([2000, 12_000, 50_000])
})

test('a cap of the contract year at 100 % of the average monthly fee is used up and stays used up', () => {
  const credits = { cap: { month: '60 % of charges', contractYear: '100 % of average-month' } }
  const half = { credit: { of: 'charges', bands: [{ from: '0 %', credit: '70 %' }] } }
  const contract = { clause: '1', from: '2026-01-01' }
  const year = credited(
    Array.from({ length: 13 }, () => 10),
    half,
    { credits, contract },
  )
  expect(year).toEqual([60_000, 40_000, ...Array.from({ length: 10 }, () => 0), 60_000])
})

test('one incident that fails two levels: the largest credit, the one that the client picks, or all', () => {
  const other = { ...level, credit: { of: 'charges', bands: [{ from: '0 %', credit: '4 %' }] } }
  const told: Told[] = [
    ...work('2026-01', 0, 90),
    ['x1..x10', 'received', '2026-01-06 10:00', 'incident: A'],
    ['x1..x10', 'done', '2026-01-06 20:00'],
  ]
  const credits = (take: unknown, ...more: readonly Told[]) => {
    const serviceLevels = { L: { ...level, credit: tenth }, M: other }
    const terms = desk({ serviceLevels, credits: { sameIncident: { fact: 'incident', take } } })
    return creditsOf(statements(terms, [...told, ...more]))
  }
  expect([credits('largest'), credits('all')]).toEqual([[10_000], [14_000]])
  const choice: Told = ['x1', 'credit-chosen', '2026-01-20 10:00', 'incident: A, level: M']
  expect(credits({ choice: 'credit-chosen' }, choice)).toEqual([4000])
})

const back = { kind: 'credit-then-return', months: 3, level: 'expected', share: '100 %', repeats: 'never' }

/** What comes back month by month. */
function returned(counts: readonly number[], earnBack: object, changes: Changes & { credit?: object } = {}) {
  const { credit = tenth, ...others } = changes
  const terms = desk({ ...others, serviceLevels: { L: { ...level, credit } }, credits: { earnBack } })
  const months = statements(terms, late(...counts), { to: monthAt(counts.length - 1) })
  return months.map(({ totals }) => totals.earnBackMinor)
}

test('a credit is earned back when a better target is met for three months', () => {
  const better = { ...back, level: { target: '98 %' } }
  expect(returned([10, 2, 2, 2], better)).toEqual([0, 0, 0, 10_000])
  expect(returned([10, 2, 4, 2], better)).toEqual([0, 0, 0, 0])
})

test('a credit that is held is released when the level is missed again, and lapses when it is met', () => {
  const hold = { ...back, kind: 'hold-and-release', months: 1 }
  expect(returned([10, 10, 0], hold)).toEqual([0, -10_000, 0])
})

test('nothing is earned back for a repeated failure, and nothing after termination', () => {
  const credit = { ...tenth, repeat: { withinMonths: 1, multiply: '2', each: 'once', upTo: '2' } }
  expect(returned([10, 10, 0, 0], { ...back, months: 1 }, { credit })).toEqual([0, 0, 0, 0])
  const contract = { clause: '1', from: '2026-01-01', to: '2026-02-28' }
  expect(returned([10, 0], { ...back, months: 1 }, { contract })).toEqual([0, 0])
})

test('the expected level is reset each year from the best months, by a bounded step; a grace period earns nothing', () => {
  const improvement = { inMonth: 1, bestMonths: 3, stepAtMost: '0.5 %', ceiling: '99 %', places: '1 decimal' }
  const terms = desk({ serviceLevels: { L: { ...level, improvement } } })
  const months = statements(terms, late(...Array.from({ length: 13 }, () => 0)), { to: '2027-01' })
  expect(lastLevel(months).expected).toBe('95.5 %')
  expect(credited([10, 10, 10], { graceMonths: 2 })).toEqual([0, 0, 10_000])
})

/** What the months from January on cost with one charge, where so many items are done in each. */
function charged(charge: object, counts: readonly number[], others: Changes & { to?: string } = {}) {
  const { to = monthAt(counts.length - 1), ...changes } = others
  const told = counts.flatMap((count, at): Told[] => [
    [`${monthAt(at)}i1..${monthAt(at)}i${count}`, 'done', `${monthAt(at)}-10 10:00`],
  ])
  const terms = desk({ ...changes, serviceLevels: {}, charges: { it: { clause: '5', ...charge } } })
  return chargesOf(statements(terms, told, { to }))
}

const rounding = 'half-up'
const counted = { per: 'done', counts: 'work-items' }

test.each([
  ['half-up', 30_531],
  ['half-even', 30_530],
])('1,001 × 0.305 is rounded as a line: %s gives %i cents', (name, minor) => {
  expect(charged({ rounding: name, unit: { ...counted, price: 'EUR 0.305' } }, [1001])).toEqual([minor])
})

test.each([
  ['half-up', 0],
  ['half-even', 0],
  ['half-away', -1],
])('half a cent less than nothing is by %s %i', (name, minor) => {
  const reduced = [{ price: 'EUR 0.005' }]
  const terms = { ...counted, units: 1, amount: 'EUR 0.00', deadBand: '0 %', meaning: 'from-baseline' }
  const [amount] = charged({ rounding: name, baseline: { ...terms, additional: reduced, reduced } }, [0])
  expect(Number(amount)).toBeCloseTo(minor, 9)
})

test('lines are rounded and then added: 1.01 + 7.81 + 100.00 = 108.82, where the sum rounds to 108.81', () => {
  const unit = (per: string, price: string) => ({ clause: '5', rounding, unit: { ...counted, per, price } })
  const charges = { a: unit('a', 'EUR 0.335'), b: unit('b', 'EUR 1.115'), c: unit('c', 'EUR 99.995') }
  const told: Told[] = [
    ['a1..a3', 'a', '2026-01-10 10:00'],
    ['b1..b7', 'b', '2026-01-10 10:00'],
    ['c1', 'c', '2026-01-10 10:00'],
  ]
  const [january] = statements(desk({ charges, serviceLevels: {} }), told)
  expect(january?.charges.map(({ amountMinor }) => amountMinor)).toEqual([101, 781, 10_000])
  expect(january?.totals.chargesMinor).toBe(10_882)
})

test.each([
  [3000, 1_920_000, 1_920_000],
  [3001, 1_920_590, 1_770_590],
])('graduated and volume differ beyond a boundary: %i units cost %i or %i', (units, graduated, volume) => {
  const tiers = { ...counted, tiers: [{ to: 3000, price: 'EUR 6.40' }, { price: 'EUR 5.90' }] }
  expect(charged({ rounding, graduated: tiers }, [units])).toEqual([graduated])
  expect(charged({ rounding, volume: tiers }, [units])).toEqual([volume])
})

test.each([
  ['beyond-band', [1040, 1050, 1100, 900], [10_000, 10_000, 10_500, 9600]],
  ['from-baseline', [1040, 1050, 1100, 900], [10_000, 10_000, 11_000, 9200]],
])('a dead band of 5 %% around 1,000 units, read as %s', (meaning, volumes, amounts) => {
  const terms = { ...counted, units: 1000, amount: 'EUR 10000.00', deadBand: '5 %', meaning }
  const baseline = { ...terms, additional: [{ price: 'EUR 10.00' }], reduced: [{ price: 'EUR 8.00' }] }
  expect(charged({ rounding, baseline }, volumes)).toEqual(amounts.map((euros) => euros * 100))
})

test('units of 50 and 30 against a minimum of 100: the true-up is 20', () => {
  const minimum = { units: 100, settled: 'contract-year', shortfallPrice: 'EUR 1.00', partYear: 'whole' }
  const contract = { clause: '1', from: '2026-01-01', to: '2026-02-28' }
  const unit = { ...counted, price: 'EUR 0.00', minimum }
  expect(charged({ rounding, unit }, [50, 30], { contract })).toEqual([0, 2000])
})

const cpi = seriesOf([
  ['CPI', '2025-12', '100'],
  ['CPI', '2026-12', '105'],
  ['CPI', '2027-12', '110.25'],
  ['CPI', '2028-12', '115.7625'],
])

test.each([
  ['year-on-year', [10_500, 11_025, 11_576]],
  ['to-base', [10_500, 11_550, 12_705]],
])('5 %% a year under a cap of 10 %%, last year’s fee moved %s', (compare, amounts) => {
  const price = { places: '2 decimals', rounding }
  const index = { clause: '5.9', appliesTo: ['it'], series: 'CPI', base: '2025-12', lagMonths: 1, inMonth: 1, price }
  const cola = { ...index, compare, appliedTo: 'current', share: '100 %', cap: '10 %', floor: '0 %' }
  const charges = { it: { clause: '5', fixed: { amount: 'EUR 100.00', per: 'month' } } }
  const terms = desk({ serviceLevels: {}, charges, indexation: { cola } })
  const januaries = ['2027-01', '2028-01', '2029-01']
  expect(januaries.map((from) => chargesOf(statements(terms, [], { from, to: from, series: cpi }))[0])).toEqual(amounts)
})

test('a share of 65 % of a rise, capped at 4 %', () => {
  const price = { places: '2 decimals', rounding }
  const index = { clause: '5.9', appliesTo: ['it'], series: 'CPI', base: '2026-01', lagMonths: 1, inMonth: 2, price }
  const cola = { ...index, compare: 'to-base', appliedTo: 'original', share: '65 %', cap: '4 %', floor: '0 %' }
  const charges = { it: { clause: '5', fixed: { amount: 'EUR 100.00', per: 'month' } } }
  const terms = desk({ serviceLevels: {}, charges, indexation: { cola } })
  const rise = (now: string) => {
    const series = seriesOf([
      ['CPI', '2026-01', '100'],
      ['CPI', '2027-01', now],
    ])
    return chargesOf(statements(terms, [], { from: '2027-02', to: '2027-02', series }))[0]
  }
  expect(['105', '110', '99'].map(rise)).toEqual([10_325, 10_400, 10_000])
})

test('a fee by day: 16 of 31 days of the month in which the terms begin', () => {
  const fixed = { amount: 'EUR 100.00', per: 'month', prorate: { by: 'day', rounding } }
  expect(charged({ fixed }, [], { effective: '2026-01-16', to: '2026-01' })).toEqual([5161])
})

test.each([
  ['client', 952],
  ['provider', 1000],
  ['shared', 976],
])('a rate beyond its band of 5 %% is borne by the %s: %i cents', (bornBy, minor) => {
  const fx = { from: 'PHP', series: 'PHP', averageMonths: 1, base: '60', band: '5 %', bornBy }
  const charge = { clause: '5', rounding, fx, unit: { ...counted, price: 'PHP 600.00' } }
  const told: Told[] = [['i', 'done', '2026-01-10 10:00']]
  const series = seriesOf([['PHP', '2026-01', '66']])
  expect(chargesOf(statements(desk({ serviceLevels: {}, charges: { it: charge } }), told, { series }))).toEqual([minor])
})

test('a share of revenue by tiers, a saving shared, a cost passed through, an hour and a head', () => {
  const told: Told[] = [['p', 'told', '2026-01-10 10:00', 'cents: 150000, minutes: 90']]
  const tiers = [{ to: 'EUR 1000.00', share: '10 %' }, { share: '5 %' }]
  const forms = {
    revenueShare: { per: 'told', revenue: 'cents', tiers },
    gainShare: { per: 'told', saving: 'cents', above: 'EUR 500.00', share: '30 %' },
    passThrough: { per: 'told', amount: 'cents', markup: '0 %', cap: 'none' },
    hour: { per: 'told', minutes: 'minutes', price: 'EUR 21.375' },
    heads: { series: 'heads', price: 'EUR 2500.00' },
  }
  const series = seriesOf([['heads', '2026-01', '21.5']])
  const amounts = Object.entries(forms).map(([form, terms]) => {
    const charges = { it: { clause: '5', rounding, [form]: terms } }
    return chargesOf(statements(desk({ serviceLevels: {}, charges }), told, { series }))[0]
  })
  expect(amounts).toEqual([12_500, 30_000, 150_000, 3206, 5_375_000])
})

test('an outcome that does not last is taken back, and a milestone is paid less its holdback until it is released', () => {
  const told: Told[] = [
    ['a', 'done', '2026-01-20 10:00'],
    ['a', 'reopened', '2026-02-05 10:00'],
    ['b', 'done', '2026-02-10 10:00'],
  ]
  const clawBack = { event: 'reopened', withinDays: 30 }
  const outcome = { clause: '5', rounding, outcome: { ...counted, price: 'EUR 50.00', clawBack } }
  const holdback = { share: '15 %', releasedBy: 'reopened' }
  const milestone = { clause: '5', rounding, milestone: { amount: 'EUR 1000.00', event: 'done', holdback } }
  const amounts = [outcome, milestone].map((it) =>
    chargesOf(statements(desk({ serviceLevels: {}, charges: { it } }), told, { to: '2026-02' })),
  )
  expect(amounts).toEqual([
    [5000, 0],
    [85_000, 15_000],
  ])
})

test('leaving without a cause costs what is left of an investment', () => {
  const fee = { remainingValue: { amount: 'EUR 36000.00', months: 36 }, rounding }
  const exit = { clause: '14', convenience: { clause: '14.1', by: ['client'], noticeMonths: 6, fee } }
  const terms = desk({ exit, contract: { clause: '1', from: '2026-01-01' } })
  const months = statements(terms, [], { to: '2026-06' }).map((one) => monthResultOf(one))
  const { convenience } = leaving(terms, { today: '2026-07-01', months }) ?? {}
  expect([convenience?.endsOn, convenience?.feeMinor]).toEqual(['2027-01-01', 2_400_000n])
})

test('the monthly report is due on the third day at 17:00 in the zone that the contract names', () => {
  const due = { every: 'month', day: 3, by: '17:00' }
  const report = { clause: '11', owner: 'provider', what: 'Report', due, evidence: 'report-sent', zone: 'Asia/Manila' }
  const terms = desk({ obligations: { report } })
  const window = monthBounds('2026-07', 'UTC')
  const calendarOf = () => {
    throw new Error('No calendar is asked for.')
  }
  const [first] = fallingDue(named(terms.obligations, 'report'), { ...window, zone: terms.zone, calendarOf })
  const local = wallMillisAt('Asia/Manila', first?.dueAt ?? NaN)
  expect(new Date(local).toISOString()).toBe('2026-07-03T17:00:00.000Z')
})
