import { expect, test } from 'vitest'
import { everyFigure } from './explanation.ts'
import { settle, SettleError } from './settle.ts'
import { CLAIMS_DESK, claimsDesk, historyOf, settled } from './testing/claims-desk.ts'

// Monday 5 October 2026 at 10:00 in Oslo.
const RECEIVED = 'received 2026-10-05T08:00Z'

const level = (history: ReturnType<typeof historyOf>, month = '2026-10', terms = claimsDesk()) => {
  const { statement } = settled(terms, history, month)
  const [line] = statement.serviceLevels
  if (!line) throw new Error('The terms have one service level.')
  return { line, statement }
}

test('no work item at all is not measured, and earns no credit', () => {
  const { line, statement } = level(historyOf({}))
  expect(line).toMatchObject({ state: 'not-measured', numerator: 0, denominator: 0, printed: '–', creditMinor: 0 })
  expect(statement.totals).toMatchObject({ chargesMinor: 250_000, creditsMinor: 0, netMinor: 250_000 })
})

/** 25 items due in October, the given number of them late: 22 on time are 88.0 %, 23 are 92.0 %. */
const october = (late: number) =>
  historyOf(
    Object.fromEntries(
      Array.from({ length: 25 }, (_, index) => [
        `item-${String(index).padStart(2, '0')}`,
        [RECEIVED, index < late ? 'set-up 2026-10-09T08:00Z' : 'set-up 2026-10-06T07:00Z'],
      ]),
    ),
  )

test.each([
  [2, 'met', '92.0 %', 0],
  [3, 'missed-expected', '88.0 %', 596],
  [4, 'missed-minimum', '84.0 %', 1192],
])('%i late of 25 is %s at %s and gives a credit of %i cents', (late, state, printed, creditMinor) => {
  // 3 × 6.40 + 22 × 5.90 = 149.00; 4 % of it is 5.96, 8 % is 11.92.
  expect(level(october(late)).line).toMatchObject({ state, printed, creditMinor })
})

test('charges, credit and net of a month, and how each came about', () => {
  const { statement } = settled(claimsDesk(), october(4))
  expect(statement.charges).toMatchObject([
    { id: 'governance', form: 'fixed', amountMinor: 250_000 },
    { id: 'set-up', form: 'graduated', units: 25, chargedUnits: 25, amountMinor: 14_900 },
  ])
  expect(statement.credits).toMatchObject([
    { id: 'S2', of: 'set-up', baseMinor: 14_900, percent: '8 %', raw: '11.9200' },
  ])
  expect(statement.totals).toMatchObject({
    chargesMinor: 264_900,
    creditsMinor: 1192,
    netMinor: 263_708,
    capMinor: 31_788,
  })
  const formulas = new Map(everyFigure(statement.figures).map(({ id, formula }) => [id, formula]))
  expect(formulas.get('serviceLevels/S2/attainment')).toContain('21 on time ÷ 25 counted = 84.0 %.')
  expect(formulas.get('credits/S2/band')).toBe('84.0 % falls in the band from 0 % up to, not including, 88.0 %: 8 %.')
  expect(formulas.get('credits/S2/raw')).toBe('EUR 149.00 × 8 % = EUR 11.9200.')
  expect(formulas.get('totals/net')).toBe('EUR 2649.00 − EUR 11.92 = EUR 2637.08.')
})

test('the cap of the month bites and is split over the levels to the last cent', () => {
  const credit = { of: 'charges', bands: [{ from: '0 %', credit: '8 %' }] } as const
  const { serviceLevels } = CLAIMS_DESK
  const three = {
    S2: { ...serviceLevels.S2, credit },
    S3: { ...serviceLevels.S2, credit },
    S4: { ...serviceLevels.S2, credit },
  }
  const { statement } = settled(claimsDesk({ serviceLevels: three }), october(4))
  // 8 % of 2,649.00 is 211.92, three times 635.76; the cap is 12 %: 317.88, a third of it 105.96.
  expect(statement.credits.map(({ amountMinor }) => amountMinor)).toEqual([10_596, 10_596, 10_596])
  expect(statement.totals).toMatchObject({ capMinor: 31_788, creditsMinor: 31_788 })
})

test('a work item is charged once in its life, unless each event is a unit', () => {
  const history = historyOf({
    twice: [RECEIVED, 'set-up 2026-10-06T07:00Z', 'reopened 2026-10-07T07:00Z', 'set-up 2026-10-08T07:00Z'],
    earlier: ['set-up 2026-09-06T07:00Z', 'set-up 2026-10-08T07:00Z'],
  })
  const units = (terms = claimsDesk()) => settled(terms, history).statement.charges[1]?.units
  expect(units()).toBe(1)
  expect(units(claimsDesk({ 'charges.set-up.graduated.counts': 'events' }))).toBe(3)
})

test('below a minimum commitment the difference is charged as a true-up', () => {
  const { statement } = settled(claimsDesk({ 'charges.set-up.graduated.minimum': '30 units' }), october(0))
  expect(statement.charges[1]).toMatchObject({ units: 25, chargedUnits: 30, amountMinor: 1920 + 27 * 590 })
  const trueUp = everyFigure(statement.figures).find(({ id }) => id === 'charges/set-up/true-up')
  expect(trueUp?.value).toBe(5)
})

test('a line is rounded once, by its own rule: 1,001 × 0.305', () => {
  const items = Object.fromEntries(
    Array.from({ length: 1001 }, (_, index) => [`i${index}`, ['set-up 2026-10-06T07:00Z']]),
  )
  const amount = (rounding: string) => {
    const unit = { clause: '5.1', rounding, unit: { per: 'set-up', counts: 'work-items', price: 'EUR 0.305' } }
    return settled(claimsDesk({ 'charges.set-up': unit }), historyOf(items)).statement.charges[1]?.amountMinor
  }
  expect(amount('half-up')).toBe(30_531)
  expect(amount('half-even')).toBe(30_530)
})

test('the order of names in the terms does not matter: canonical JSON keeps none', () => {
  const { charges, serviceLevels } = CLAIMS_DESK
  const levels = { S1: serviceLevels.S2, S3: serviceLevels.S2 }
  const reversed = (members: object) => Object.fromEntries(Object.entries(members).toReversed())
  const written = claimsDesk({ serviceLevels: levels })
  const terms = claimsDesk({ serviceLevels: reversed(levels), charges: reversed(charges) })
  expect(JSON.stringify(settled(terms, october(4)).statement)).toBe(
    JSON.stringify(settled(written, october(4)).statement),
  )
})

test('terms do not settle a month that ends before they hold', () => {
  expect(() => settled(claimsDesk(), historyOf({}), '2026-01')).toThrow(SettleError)
  expect(settled(claimsDesk(), historyOf({}), '2026-02').statement.period.from).toBe('2026-01-31T23:00:00.000Z')
})

test('the statement names its terms, the size of the record and its engagement', () => {
  const context = { engagement: 'e-7', termsHash: 'cd'.repeat(32), treeSize: 99, sha256Hex: () => 'digest' }
  const { statement } = settle(claimsDesk(), historyOf({}), { month: '2026-10' }, context)
  expect(statement).toMatchObject({ version: 1, engagement: 'e-7', termsHash: 'cd'.repeat(32), treeSize: 99 })
  expect(statement.period).toEqual({
    month: '2026-10',
    from: '2026-09-30T22:00:00.000Z',
    to: '2026-10-31T23:00:00.000Z',
    zone: 'Europe/Oslo',
  })
})

test('a history that begins over a hundred years before the month holds a wrong date, and that is said', () => {
  const wrong = historyOf({ a: ['received 0026-10-05T08:00Z'], b: [RECEIVED] })
  expect(() => settled(claimsDesk(), wrong)).toThrow('The history begins at 0026-10-05T08:00:00.000Z')
  const old = historyOf({ a: ['received 1930-10-06T08:00Z'] })
  expect(settled(claimsDesk(), old).statement.serviceLevels[0]?.state).toBe('not-measured')
})
