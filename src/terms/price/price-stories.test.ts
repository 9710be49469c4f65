import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDecimal, parseDecimal } from '../../kernel/money/decimal.ts'
import { sha256, toHex } from '../../kernel/record/format/digest.ts'
import { parseInstant } from '../../kernel/time/instant.ts'
import { everyFigure } from '../explanation.ts'
import { historyBuilder } from '../history.ts'
import type { Facts, History } from '../history.ts'
import { deriveInvoice } from '../invoice.ts'
import { monthNumber, monthOfNumber } from '../month-result.ts'
import { parseTerms } from '../model.ts'
import { settle } from '../settle.ts'
import type { Statement } from '../statement.ts'
import { resourceCharge } from './forms/baseline.ts'
import { seriesBook } from './series.ts'
import type { SeriesBook } from './series.ts'

type Happening = readonly [item: string, event: string, at: string, facts?: Facts]

const sha256Hex = (bytes: Uint8Array) => toHex(sha256(bytes))

function historyOf(...happenings: readonly Happening[]): History {
  const builder = historyBuilder()
  for (const [sequence, [workItemId, name, at, facts]] of happenings.entries()) {
    const instant = parseInstant(`${at}T10:00:00.000Z`)
    builder.add({ workItemId, name, at: instant, sequence, ...(facts ? { facts } : {}) })
  }
  return builder.build()
}

const items = (count: number, day: string, event = 'done') =>
  Array.from({ length: count }, (_, item): Happening => [`${day}-${item}`, event, day])

function termsOf(charge: object, others: object = {}) {
  return parseTerms({
    terms: 1,
    agreement: 'C-1',
    currency: 'EUR',
    zone: 'UTC',
    effective: '2026-01-01',
    charges: { it: { clause: '5', ...charge } },
    ...others,
  })
}

type Asked = { readonly months?: number; readonly series?: SeriesBook; readonly from?: string }

/** Settles month after month from January 2026 on, each with the statements before it. */
function live(terms: ReturnType<typeof termsOf>, history: History, asked: Asked = {}): Statement[] {
  const { months = 1, from = '2026-01' } = asked
  const earlier: Statement[] = []
  for (let index = 0; index < months; index += 1) {
    const month = monthOfNumber(monthNumber(from) + index)
    const series = asked.series ? { series: asked.series } : {}
    const context = {
      engagement: 'e',
      termsHash: '00'.repeat(32),
      treeSize: 1,
      sha256Hex,
      earlier: [...earlier],
      ...series,
    }
    earlier.push(settle(terms, history, { month }, context).statement)
  }
  return earlier
}

const amounts = (statements: readonly Statement[]) => statements.map(({ totals }) => totals.chargesMinor)
const formulaOf = (statement: Statement | undefined, id: string) =>
  everyFigure(statement?.figures ?? []).find((figure) => figure.id === id)?.formula
const rounding = 'half-up'

test.each([
  ['half-up', 30_531],
  ['half-even', 30_530],
])('1,001 × 0.305 is 305.305: %s gives %i cents', (name, minor) => {
  const terms = termsOf({ rounding: name, unit: { per: 'done', counts: 'work-items', price: 'EUR 0.305' } })
  expect(amounts(live(terms, historyOf(...items(1001, '2026-01-10'))))).toEqual([minor])
})

test('50 and 30 units of a year with a minimum of 100: the true-up of its last month is 20', () => {
  const minimum = { units: 100, settled: 'contract-year', shortfallPrice: 'EUR 4.00', partYear: 'whole' }
  const terms = termsOf({ rounding, unit: { per: 'done', counts: 'work-items', price: 'EUR 5.00', minimum } })
  const lived = live(terms, historyOf(...items(50, '2026-01-10'), ...items(30, '2026-02-10')), { months: 13 })
  expect(amounts(lived)).toEqual([25_000, 15_000, ...Array.from({ length: 9 }, () => 0), 8000, 0])
  expect(formulaOf(lived[11], 'charges/it/shortfall')).toBe(
    '80 units in 12 months of the contract year, 100 committed: 20 × EUR 4.00 is owed.',
  )
})

test('a contract that ends within its year owes the commitment of the months that it ran', () => {
  const minimum = { units: 120, settled: 'contract-year', shortfallPrice: 'EUR 1.00', partYear: 'by-month' }
  const contract = { clause: '1', from: '2026-01-01', to: '2026-03-31' }
  const charge = { rounding, unit: { per: 'done', counts: 'work-items', price: 'EUR 0.00', minimum } }
  const lived = live(termsOf(charge, { contract }), historyOf(...items(10, '2026-01-10')), { months: 3 })
  expect(amounts(lived)).toEqual([0, 0, 2000])
})

const index = (changes: object) => ({
  indexation: {
    cola: {
      clause: '5.9',
      appliesTo: ['it'],
      series: 'CPI',
      base: '2025-12',
      lagMonths: 1,
      inMonth: 1,
      share: '100 %',
      floor: '0 %',
      price: { places: '2 decimals', rounding },
      ...changes,
    },
  },
})
const fiveAYear = seriesBook([
  ['CPI', '2025-12', parseDecimal('100')],
  ['CPI', '2026-12', parseDecimal('105')],
  ['CPI', '2027-12', parseDecimal('110.25')],
  ['CPI', '2028-12', parseDecimal('115.7625')],
])
const hundred = { fixed: { amount: 'EUR 100.00', per: 'month' } }
const januaries = (terms: ReturnType<typeof termsOf>) =>
  ['2026-01', '2027-01', '2028-01', '2029-01'].map(
    (from) => amounts(live(terms, historyOf(), { from, series: fiveAYear }))[0],
  )

test('5 % a year, read year on year: 105, 110.25, 115.76', () => {
  const clause = index({ compare: 'year-on-year', appliedTo: 'current', cap: '10 %' })
  expect(januaries(termsOf(hundred, clause))).toEqual([10_000, 10_500, 11_025, 11_576])
})

test('new index over original index on last year’s fee compounds twice: 105, 115.5, 127.05 under a cap of 10 %', () => {
  const clause = index({ compare: 'to-base', appliedTo: 'current', cap: '10 %' })
  expect(januaries(termsOf(hundred, clause))).toEqual([10_000, 10_500, 11_550, 12_705])
})

test('to base on the original price is the same as year on year without a cap, and a share weakens it', () => {
  const literal = index({ compare: 'to-base', appliedTo: 'original', cap: 'none' })
  expect(januaries(termsOf(hundred, literal))).toEqual([10_000, 10_500, 11_025, 11_576])
  const shared = index({ compare: 'year-on-year', appliedTo: 'current', cap: 'none', share: '65 %' })
  expect(januaries(termsOf(hundred, shared))).toEqual([10_000, 10_325, 10_661, 11_007])
})

test('an index value that nobody stated stops the settlement and says which', () => {
  const clause = index({ compare: 'year-on-year', appliedTo: 'current', cap: 'none' })
  expect(() => live(termsOf(hundred, clause), historyOf(), { from: '2030-01', series: fiveAYear })).toThrow(
    'The series "CPI" has no value for 2029-12',
  )
})

test.each([
  ['5 %', 'from-baseline', 1040, '0'],
  ['5 %', 'beyond-band', 1100, '500.00'],
  ['5 %', 'from-baseline', 1100, '1000.00'],
  ['0 %', 'from-baseline', 900, '-800.00'],
  ['5 %', 'beyond-band', 1050, '0'],
] as const)('dead band %s, %s, 1,000 against %i: %s', (deadBand, meaning, actual, text) => {
  const { baseline } = parseBaseline({ deadBand, meaning })
  expect(resourceCharge(baseline, actual).text).toBe(text)
})

function parseBaseline(changes: object) {
  const baseline = {
    per: 'done',
    counts: 'work-items',
    units: 1000,
    amount: 'EUR 10000.00',
    additional: [{ price: 'EUR 10.00' }],
    reduced: [{ price: 'EUR 8.00' }],
    ...changes,
  }
  const charge = termsOf({ rounding, baseline }).charges['it']
  if (charge?.form !== 'baseline') throw new Error('It is a baseline.')
  return charge
}

test('each band of distance has its own price, and beyond the last one the parties renegotiate', () => {
  const additional = [
    { upTo: '10 %', price: 'EUR 10.00' },
    { upTo: '20 %', price: 'EUR 7.50' },
  ]
  const { baseline } = parseBaseline({ deadBand: '5 %', meaning: 'beyond-band', additional })
  // 50 units from 5 to 10 %, 100 units from 10 to 20 %, 50 more at the last price.
  expect(resourceCharge(baseline, 1250)).toMatchObject({ text: '1625.00', isBeyond: true })
  expect(resourceCharge(baseline, 1200)).toMatchObject({ text: '1250.00', isBeyond: false })
})

test('a reduced volume lowers the charge of the month', () => {
  const baseline = {
    per: 'done',
    counts: 'work-items',
    units: 100,
    amount: 'EUR 1000.00',
    deadBand: '10 %',
    meaning: 'from-baseline',
    additional: [{ price: 'EUR 10.00' }],
    reduced: [{ price: 'EUR 8.00' }],
  }
  expect(amounts(live(termsOf({ rounding, baseline }), historyOf(...items(80, '2026-01-10'))))).toEqual([84_000])
})

test('an outcome that is reopened within the days is taken back in the month of the reopening, once', () => {
  const outcome = {
    per: 'done',
    counts: 'work-items',
    price: 'EUR 50.00',
    clawBack: { event: 'reopened', withinDays: 30 },
  }
  const history = historyOf(
    ['a', 'done', '2026-01-20'],
    ['a', 'reopened', '2026-02-05'],
    ['a', 'reopened', '2026-02-06'],
    ['b', 'done', '2026-01-02'],
    ['b', 'reopened', '2026-02-20'],
    ['c', 'done', '2026-02-10'],
  )
  const lived = live(termsOf({ rounding, outcome }), history, { months: 2 })
  expect(amounts(lived)).toEqual([10_000, 0])
  expect(formulaOf(lived[1], 'charges/it/charged-units')).toBe('1 − 1 = 0.')
})

test('hours are minutes ÷ 60, rounded once for the line and not for each entry', () => {
  const hour = { per: 'worked', minutes: 'minutes', price: 'EUR 21.375' }
  const worked = Array.from({ length: 3 }, (_, n): Happening => [`t${n}`, 'worked', '2026-01-10', { minutes: 20 }])
  expect(amounts(live(termsOf({ rounding, hour }), historyOf(...worked)))).toEqual([2138])
})

test('an hour without minutes stops the settlement: nothing is taken for nothing', () => {
  const hour = { per: 'worked', minutes: 'minutes', price: 'EUR 20.00' }
  expect(() => live(termsOf({ rounding, hour }), historyOf(['t', 'worked', '2026-01-10']))).toThrow(
    'The work item t has "worked" without a whole number in its fact "minutes"',
  )
})

test.each([
  [0, 130_000],
  [10, 120_000],
  [200, 0],
])('121 units in packages of 10 at 100.00, %i of them free: %i', (free, minor) => {
  const terms = termsOf({
    rounding,
    package: { per: 'done', counts: 'work-items', size: 10, price: 'EUR 100.00', free },
  })
  expect(amounts(live(terms, historyOf(...items(121, '2026-01-10'))))).toEqual([minor])
})

test('costs are passed on with their markup up to the cap; savings and revenue are shared', () => {
  const paid = historyOf(['p', 'paid', '2026-01-10', { cents: 100_050 }], ['q', 'paid', '2026-01-11', { cents: 50 }])
  const passThrough = { per: 'paid', amount: 'cents', markup: '5 %', cap: 'none' }
  expect(amounts(live(termsOf({ rounding, passThrough }), paid))).toEqual([105_105])
  const capped = { ...passThrough, cap: 'EUR 900.00' }
  expect(amounts(live(termsOf({ rounding, passThrough: capped }), paid))).toEqual([90_000])
  const gainShare = { per: 'paid', saving: 'cents', above: 'EUR 1.00', share: '30 %' }
  expect(amounts(live(termsOf({ rounding, gainShare }), paid))).toEqual([30_000])
  const tiers = [{ to: 'EUR 1000.00', share: '10 %' }, { share: '5 %' }]
  expect(amounts(live(termsOf({ rounding, revenueShare: { per: 'paid', revenue: 'cents', tiers } }), paid))).toEqual([
    10_005,
  ])
})

test('a milestone is owed less its holdback, which is released by a later acceptance; a one-off once', () => {
  const milestone = {
    amount: 'EUR 1000.00',
    event: 'accepted',
    holdback: { share: '15 %', releasedBy: 'warranty-over' },
  }
  const history = historyOf(
    ['m', 'accepted', '2026-01-20'],
    ['m', 'accepted', '2026-02-20'],
    ['m', 'warranty-over', '2026-03-01'],
  )
  expect(amounts(live(termsOf({ rounding, milestone }), history, { months: 3 }))).toEqual([85_000, 0, 15_000])
  const oneOff = { amount: 'EUR 300.00', month: '2026-02' }
  expect(amounts(live(termsOf({ rounding, oneOff }), historyOf(), { months: 3 }))).toEqual([0, 30_000, 0])
})

test('full-time equivalents of a series at their price', () => {
  const series = seriesBook([['heads', '2026-01', parseDecimal('21.5')]])
  const terms = termsOf({ rounding, heads: { series: 'heads', price: 'EUR 2500.00' } })
  expect(amounts(live(terms, historyOf(), { series }))).toEqual([5_375_000])
})

test('a fixed charge by day: 16 of 31 days from the first day of the terms', () => {
  const fixed = { amount: 'EUR 100.00', per: 'month', prorate: { by: 'day', rounding } }
  const terms = termsOf(
    { fixed },
    { effective: '2026-01-16', contract: { clause: '1', from: '2026-01-16', to: '2026-02-07' } },
  )
  expect(amounts(live(terms, historyOf(), { months: 2 }))).toEqual([5161, 2500])
})

test('a price in another currency follows its rate only beyond the band, for the part that the client bears', () => {
  const rates = (...of: string[]) =>
    seriesBook(of.map((rate, n) => ['PHP', `2026-0${n + 1}`, parseDecimal(rate)] as const))
  const fx = { from: 'PHP', series: 'PHP', averageMonths: 1, base: '60', band: '5 %', bornBy: 'client' }
  const charge = (bornBy: string) => ({
    rounding,
    fx: { ...fx, bornBy },
    unit: { per: 'done', counts: 'work-items', price: 'PHP 600.00' },
  })
  const history = historyOf(...items(1, '2026-01-10'))
  expect(amounts(live(termsOf(charge('client')), history, { series: rates('62.9') }))).toEqual([1000])
  expect(amounts(live(termsOf(charge('client')), history, { series: rates('66') }))).toEqual([952])
  expect(amounts(live(termsOf(charge('provider')), history, { series: rates('66') }))).toEqual([1000])
  expect(amounts(live(termsOf(charge('shared')), history, { series: rates('66') }))).toEqual([976])
})

test('graduated is the integral of the marginal price, whatever the tiers', () => {
  const tier = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 999 }))
  fc.assert(
    fc.property(fc.array(tier, { minLength: 1, maxLength: 4 }), fc.integer({ min: 0, max: 90 }), (steps, units) => {
      let end = 0
      const tiers = steps.map(([size, cents], at) => {
        const price = `EUR ${formatDecimal({ digits: BigInt(cents), scale: 2 })}`
        return at === steps.length - 1 ? { price } : { to: (end += size), price }
      })
      const graduated = { per: 'done', counts: 'work-items', tiers }
      const marginal = (unit: number) =>
        steps[tiers.findIndex((one) => !('to' in one) || unit <= (one.to ?? Infinity))]?.[1] ?? NaN
      const integral = Array.from({ length: units }, (_, n) => marginal(n + 1)).reduce((sum, cents) => sum + cents, 0)
      expect(amounts(live(termsOf({ rounding, graduated }), historyOf(...items(units, '2026-01-10'))))).toEqual([
        integral,
      ])
    }),
    { numRuns: 60 },
  )
})

test('an invoice adds up to its statement whatever comes back', () => {
  const [statement] = live(termsOf(hundred), historyOf())
  if (!statement) throw new Error('There is one.')
  const returned = {
    id: 'L',
    clause: '8',
    ofMonth: '2025-12',
    outcome: 'returned',
    amountMinor: 500,
    figure: 'x',
  } as const
  const netMinor = statement.totals.netMinor + 500
  const invoice = deriveInvoice({ ...statement, earnBack: [returned], totals: { ...statement.totals, netMinor } })
  expect(invoice.lines.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
    ['charge', 10_000],
    ['earn-back', 500],
  ])
})
