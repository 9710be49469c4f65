import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseInstant } from '../../kernel/time/instant.ts'
import { sha256, toHex } from '../../kernel/record/format/digest.ts'
import { everyFigure } from '../explanation.ts'
import { historyBuilder } from '../history.ts'
import { monthNumber, monthOfNumber } from '../month-result.ts'
import { parseTerms } from '../model.ts'
import { settle } from '../settle.ts'
import type { Statement } from '../statement.ts'

/** One item in a hundred, two hours of open time each; of each month so many are late. */
type Story = Readonly<Record<string, readonly [late: number, of: number]>>

const sha256Hex = (bytes: Uint8Array) => toHex(sha256(bytes))

function historyOf(story: Story, clock = 'done') {
  const builder = historyBuilder()
  let sequence = 0
  for (const [month, [late, of]] of Object.entries(story)) {
    for (let item = 0; item < of; item += 1) {
      const at = parseInstant(`${month}-05T10:00:00.000Z`) + item * 60_000
      const workItemId = `${clock}-${month}-${String(item).padStart(3, '0')}`
      builder.add({ workItemId, name: 'received', at, sequence: (sequence += 1) })
      builder.add({ workItemId, name: clock, at: at + (item < late ? 3 : 1) * 3_600_000, sequence: (sequence += 1) })
    }
  }
  return builder.build()
}

const level = {
  clause: '7.1',
  name: 'Done in two hours',
  measure: 'on-time',
  per: 'month',
  expected: '95 %',
  minimum: '80 %',
  kind: 'critical',
}
const tenth = { of: 'charges', bands: [{ from: '0 %', credit: '10 %' }] }

function termsOf(changes: {
  level?: object
  credits?: object
  levels?: Record<string, object>
  contract?: object
  test?: unknown
}) {
  const credits = { clause: '8', rounding: 'half-up', ...changes.credits }
  return parseTerms({
    terms: 1,
    agreement: 'C-1',
    currency: 'EUR',
    zone: 'UTC',
    effective: '2026-01-01',
    ...(changes.contract ? { contract: changes.contract } : {}),
    calendars: { always: { zone: 'UTC', week: { all: '00:00-24:00' } } },
    clocks: { work: { clause: '7', calendar: 'always', runs: { from: 'received', to: 'done' } } },
    measures: {
      'on-time': {
        clause: '7.1',
        share: { of: 'work-item', where: { clock: 'work', within: '2 hours' } },
        population: 'due-in-period',
        test: changes.test ?? 'exact',
        print: '1 decimal',
      },
    },
    serviceLevels: { L: { ...level, credit: tenth, ...changes.level }, ...changes.levels },
    credits,
    charges: { fee: { clause: '5', fixed: { amount: 'EUR 1000.00', per: 'month' } } },
  })
}

/** Settles month after month, each with the statements before it. */
function live(terms: ReturnType<typeof termsOf>, story: Story): Record<string, Statement> {
  const history = historyOf(story)
  const earlier: Statement[] = []
  for (const month of Object.keys(story)) {
    const context = { engagement: 'e', termsHash: '00'.repeat(32), treeSize: 1, sha256Hex, earlier: [...earlier] }
    earlier.push(settle(terms, history, { month }, context).statement)
  }
  return Object.fromEntries(earlier.map((one) => [one.period.month, one]))
}

const good: readonly [number, number] = [0, 100]
const missed: readonly [number, number] = [10, 100]
const failed: readonly [number, number] = [30, 100]
const months = (...of: (readonly [number, number])[]): Story =>
  Object.fromEntries(of.map((one, index) => [monthOfNumber(monthNumber('2026-01') + index), one]))
const credited = (statements: Record<string, Statement>) =>
  Object.values(statements).map(({ totals }) => totals.creditsMinor)
const figureOf = (statement: Statement | undefined, id: string) =>
  everyFigure(statement?.figures ?? []).find((figure) => figure.id === id)

test('two misses within three months earn the credit in the month of the second; used hits do not count again', () => {
  const trigger = { missed: 'expected', times: 2, withinMonths: 3, hits: 'consumed' }
  const lived = live(termsOf({ level: { trigger } }), months(missed, good, missed, missed, missed))
  expect(credited(lived)).toEqual([0, 0, 10_000, 0, 10_000])
  expect(figureOf(lived['2026-03'], 'serviceLevels/L/trigger')?.formula).toBe(
    '2 of 2 misses of the expected level from 2026-01 to 2026-03 (2026-01, 2026-03): they are used up.',
  )
})

test('where hits may count again, each further miss within the months earns the credit again', () => {
  const trigger = { missed: 'expected', times: 2, withinMonths: 3, hits: 'reusable' }
  expect(credited(live(termsOf({ level: { trigger } }), months(missed, good, missed, missed, missed)))).toEqual([
    0, 0, 10_000, 10_000, 10_000,
  ])
})

test('a trigger on the minimum is not pulled by misses of the expected level', () => {
  const trigger = { missed: 'minimum', times: 1, withinMonths: 1, hits: 'consumed' }
  expect(credited(live(termsOf({ level: { trigger } }), months(missed, failed)))).toEqual([0, 10_000])
})

test('no credit is earned in the grace period after commencement', () => {
  const lived = live(termsOf({ level: { graceMonths: 2 } }), months(failed, failed, failed))
  expect(credited(lived)).toEqual([0, 0, 10_000])
  expect(figureOf(lived['2026-02'], 'serviceLevels/L/grace')?.formula).toContain('Month 2 of the contract')
})

test('a repeated failure doubles each month in a row, up to eight times', () => {
  const repeat = { withinMonths: 12, multiply: '2', each: 'every-month', upTo: '8' }
  const lived = live(
    termsOf({ level: { credit: { of: 'charges', bands: [{ from: '0 %', credit: '1 %' }], repeat } } }),
    months(missed, missed, missed, missed, missed, good, missed),
  )
  expect(credited(lived)).toEqual([1000, 2000, 4000, 8000, 8000, 0, 1000])
})

test('a failure repeated within three months is multiplied once', () => {
  const repeat = { withinMonths: 3, multiply: '1.5', each: 'once', upTo: '1.5' }
  const lived = live(termsOf({ level: { credit: { ...tenth, repeat } } }), months(missed, good, good, missed, missed))
  expect(credited(lived)).toEqual([10_000, 0, 0, 15_000, 15_000])
})

test('pool 50 % × allocation 40 % × (10 % × 100,000) = 2,000', () => {
  const terms = termsOf({
    level: { credit: { pool: { allocation: '40 %' } } },
    credits: { atRisk: 'EUR 10000.00', pool: '50 %' },
  })
  const { '2026-01': january } = live(terms, months(missed))
  expect(january?.totals.creditsMinor).toBe(200_000)
  expect(figureOf(january, 'credits/L/raw')?.formula).toBe('50 % × 40 % × EUR 10000.00 = EUR 2000.000000.')
})

test('a pool above 100 % is allocated, and what is paid is capped at the amount at risk', () => {
  const credit = { pool: { allocation: '60 %' } }
  const terms = termsOf({
    level: { credit },
    levels: { M: { ...level, credit } },
    credits: { atRisk: '10 % of charges', pool: '250 %' },
  })
  const { '2026-01': january } = live(terms, months(missed))
  expect(january?.credits.map(({ roundedMinor, amountMinor }) => [roundedMinor, amountMinor])).toEqual([
    [15_000, 5000],
    [15_000, 5000],
  ])
})

test.each([
  ['step-down', 5000],
  ['step-up', 0],
  [{ interpolate: '2 decimals' }, 3000],
] as const)('97 between 100 → 0 % and 95 → 5 %%: %j credits %i', (between, minor) => {
  const rows = [
    { at: '100 %', credit: '0 %' },
    { at: '95 %', credit: '5 %' },
    { at: '90 %', credit: '20 %' },
  ]
  const changes = { expected: '99 %', credit: { of: 'charges', ladder: { rows, between, below: 'last-row' } } }
  expect(credited(live(termsOf({ level: changes }), months([3, 100])))).toEqual([minor])
})

test.each([
  ['last-row', 20_000],
  ['no-credit', 0],
])('below the last row of a table: %s credits %i', (below, minor) => {
  const rows = [
    { at: '95 %', credit: '5 %' },
    { at: '90 %', credit: '20 %' },
  ]
  const credit = { of: 'charges', ladder: { rows, between: 'step-down', below } }
  expect(credited(live(termsOf({ level: { credit } }), months([50, 100])))).toEqual([minor])
})

test('points of several levels earn one credit by the table; a repeated failure doubles its points', () => {
  const repeat = { withinMonths: 6, multiply: '2', each: 'every-month', upTo: '4' }
  const table = [
    { from: 10, credit: '1 %' },
    { from: 15, credit: '2 %' },
    { from: 40, credit: '5 %' },
  ]
  const terms = termsOf({
    level: { credit: { points: 10, repeat } },
    levels: { M: { ...level, credit: { points: 5 } } },
    credits: { points: { of: 'charges', table } },
  })
  const lived = live(terms, months(missed, missed, missed, good, missed))
  expect(credited(lived)).toEqual([2000, 2000, 5000, 0, 2000])
  expect(figureOf(lived['2026-02'], 'credits/points/total')?.formula).toBe(
    '20 + 5 = 25 points, the row from 15 points: 2 %.',
  )
})

test('an amount for each miss, the first two of them free', () => {
  const credit = { perMiss: { amount: 'EUR 12.50', free: 2 } }
  expect(credited(live(termsOf({ level: { credit } }), months(missed)))).toEqual([10_000])
})

test('a cap of the contract year leaves what earlier months of it did not use', () => {
  const terms = termsOf({
    credits: { cap: { contractYear: 'EUR 250.00' } },
    contract: { clause: '1', from: '2026-03-01' },
  })
  const lived = live(terms, months(missed, missed, missed, missed, missed, missed))
  expect(credited(lived)).toEqual([10_000, 10_000, 10_000, 10_000, 5000, 0])
  expect(figureOf(lived['2026-05'], 'totals/cap-contract-year')?.formula).toBe(
    'Agreed: EUR 250.00 a year. EUR 200.00 was credited in 2 earlier months of it: EUR 50.00 is left.',
  )
})

test('a cap of the average month of the year grows with no month and is shared by all of them', () => {
  const terms = termsOf({ credits: { cap: { calendarYear: '25 % of average-month' } } })
  expect(credited(live(terms, months(missed, missed, missed, missed)))).toEqual([10_000, 10_000, 5000, 0])
})

test('a credit is returned when the level is met in the two months that follow, and only then', () => {
  const earnBack = { kind: 'credit-then-return', months: 2, level: 'expected', share: '50 %', repeats: 'never' }
  const lived = live(termsOf({ credits: { earnBack } }), months(missed, good, good, missed, good, missed))
  expect(Object.values(lived).map(({ totals }) => totals.earnBackMinor)).toEqual([0, 0, 5000, 0, 0, 0])
  expect(lived['2026-03']?.totals.netMinor).toBe(105_000)
  expect(lived['2026-03']?.earnBack).toEqual([
    { id: 'L', clause: '8', ofMonth: '2026-01', outcome: 'returned', amountMinor: 5000, figure: 'earn-back/L/2026-01' },
  ])
})

test('a credit for a repeated failure is never earned back', () => {
  const repeat = { withinMonths: 1, multiply: '2', each: 'once', upTo: '2' }
  const earnBack = { kind: 'credit-then-return', months: 1, level: 'expected', share: '100 %', repeats: 'never' }
  const terms = termsOf({ level: { credit: { ...tenth, repeat } }, credits: { earnBack } })
  const lived = live(terms, months(missed, missed, good, missed, good))
  expect(Object.values(lived).map(({ totals }) => totals.earnBackMinor)).toEqual([0, 0, 0, 0, 10_000])
})

test('a credit that is held is paid when the level is not met again, and lapses when it is', () => {
  const earnBack = { kind: 'hold-and-release', months: 1, level: 'expected', share: '100 %', repeats: 'never' }
  const lived = live(termsOf({ credits: { earnBack } }), months(missed, missed, good))
  expect(credited(lived)).toEqual([0, 0, 0])
  expect(lived['2026-01']?.credits[0]).toMatchObject({ amountMinor: 0, heldMinor: 10_000 })
  expect(Object.values(lived).map(({ totals }) => totals.netMinor)).toEqual([100_000, 90_000, 100_000])
  expect(lived['2026-03']?.earnBack?.[0]).toMatchObject({ outcome: 'lapsed', amountMinor: 0 })
})

test('a held credit uses the cap of its year, and gives it back when it is earned back', () => {
  const earnBack = { kind: 'hold-and-release', months: 1, level: 'expected', share: '100 %', repeats: 'never' }
  const terms = termsOf({ credits: { earnBack, cap: { calendarYear: 'EUR 150.00' } } })
  const lived = live(terms, months(missed, good, missed, missed, missed))
  const held = Object.values(lived).flatMap(({ credits }) => credits.map(({ heldMinor }) => heldMinor))
  expect(held).toEqual([10_000, 10_000, 5000, 0])
  const paid = Object.values(lived).map(({ totals }) => totals.chargesMinor - totals.netMinor)
  expect(paid).toEqual([0, 0, 0, 10_000, 5000])
})

test('where half of a held credit can be earned back, the other half is paid', () => {
  const earnBack = { kind: 'hold-and-release', months: 1, level: 'expected', share: '50 %', repeats: 'never' }
  const lived = live(termsOf({ credits: { earnBack } }), months(missed, good))
  expect(lived['2026-02']?.earnBack?.[0]).toMatchObject({ outcome: 'lapsed', amountMinor: -5000 })
  expect(lived['2026-02']?.totals.netMinor).toBe(95_000)
})

test('points are paid at once where credits are held: no level can earn back what several earned', () => {
  const earnBack = { kind: 'hold-and-release', months: 1, level: 'expected', share: '100 %', repeats: 'never' }
  const credits = { earnBack, points: { of: 'charges', table: [{ from: 5, credit: '1 %' }] } }
  const terms = termsOf({ level: { credit: { points: 5 } }, credits })
  expect(credited(live(terms, months(missed, missed)))).toEqual([1000, 1000])
})

test('a level that is not measured earns nothing beyond a third threshold, however the ratio is tested', () => {
  const rounded = { rounded: '0 decimals', rounding: 'half-up' }
  const terms = termsOf({ level: { creditThreshold: '90 %' }, test: rounded })
  expect(credited(live(terms, { '2026-01': [0, 0] }))).toEqual([0])
})

test('after the contract has ended nothing is earned back', () => {
  const earnBack = { kind: 'credit-then-return', months: 1, level: 'expected', share: '100 %', repeats: 'also' }
  const contract = { clause: '1', from: '2026-01-01', to: '2026-02-28' }
  const lived = live(termsOf({ credits: { earnBack }, contract }), months(missed, good))
  expect(lived['2026-02']?.totals.earnBackMinor).toBe(0)
})

test('each February the expected level rises to the best three months of the year, by half a point at most', () => {
  const improvement = { inMonth: 2, bestMonths: 3, stepAtMost: '0.5 %', ceiling: '99 %', places: '1 decimal' }
  const year = months(...Array.from({ length: 13 }, () => good), [4, 100] as const)
  const lived = live(termsOf({ level: { improvement } }), year)
  const february = lived['2027-02']?.serviceLevels[0]
  expect(february).toMatchObject({ expected: '95.5 %', state: 'met' })
  expect(lived['2027-01']?.serviceLevels[0]?.expected).toBe('95 %')
  expect(figureOf(lived['2027-02'], 'serviceLevels/L/expected')?.formula).toContain('rose by 0.5 points from 95 %')
})

test('whatever happens, no cap is exceeded, lines add up to the total, and no more comes back than was credited', () => {
  const month = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.constant(40))
  const repeat = { withinMonths: 6, multiply: '3', each: 'every-month', upTo: '27' }
  const terms = termsOf({
    level: { credit: { ...tenth, repeat } },
    levels: {
      M: { ...level, minimum: '70 %', credit: { of: { charge: 'fee' }, bands: [{ from: '0 %', credit: '7.77 %' }] } },
    },
    credits: {
      cap: { month: '12 % of charges', contractYear: '30 % of average-month' },
      earnBack: { kind: 'credit-then-return', months: 2, level: 'expected', share: '100 %', repeats: 'also' },
    },
  })
  fc.assert(
    fc.property(fc.array(month, { minLength: 1, maxLength: 14 }), (story) => {
      const statements = Object.values(live(terms, months(...story)))
      for (const { credits, totals } of statements) {
        expect(credits.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(totals.creditsMinor)
        expect(totals.creditsMinor).toBeLessThanOrEqual(12_000)
        expect(totals.netMinor).toBe(totals.chargesMinor - totals.creditsMinor + (totals.earnBackMinor ?? 0))
      }
      const sum = (of: readonly Statement[]) => of.reduce((total, { totals }) => total + totals.creditsMinor, 0)
      expect(sum(statements.slice(0, 12))).toBeLessThanOrEqual(30_000)
      const back = statements.reduce((total, { totals }) => total + (totals.earnBackMinor ?? 0), 0)
      expect(back).toBeLessThanOrEqual(sum(statements))
    }),
    { numRuns: 60 },
  )
})
