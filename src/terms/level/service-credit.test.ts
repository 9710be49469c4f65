import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDecimal, trimDecimal } from '../../kernel/money/decimal.ts'
import { parseMoney } from '../../kernel/money/money.ts'
import { parsePercent } from '../value/percent.ts'
import { bandOf, capMinor, creditLines, LevelCredit, rawCredit } from './service-credit.ts'

const percent = (text: string) => parsePercent(text).percent
const raw = (base: bigint, text: string) => rawCredit(base, percent(text))

const ladder = LevelCredit.parse({
  of: 'charges',
  bands: [
    { from: '90.0 %', credit: '2 %' },
    { from: '88.0 %', credit: '4 %' },
    { from: '0 %', credit: '8 %' },
  ],
})

test.each([
  [3610, 4084, '4 %'],
  [900, 1000, '2 %'],
  [899, 1000, '4 %'],
  [880, 1000, '4 %'],
  [8799, 10_000, '8 %'],
  [0, 10, '8 %'],
])('%i of %i falls in the band with a credit of %s', (numerator, denominator, credit) => {
  expect(bandOf(ladder, { numerator, denominator }, 'exact').credit.text).toBe(credit)
})

test('a ratio that is rounded before it is tested may fall in the band above', () => {
  const attainment = { numerator: 1799, denominator: 1999 }
  expect(bandOf(ladder, attainment, 'exact').credit.text).toBe('4 %')
  expect(bandOf(ladder, attainment, { rounded: 1, rounding: 'half-up' }).credit.text).toBe('2 %')
})

test('4 % of 25,595.60 is 1,023.824, credited as 1,023.82', () => {
  const credit = raw(2_559_560n, '4 %')
  expect(formatDecimal(trimDecimal(credit.rawMinor))).toBe('102382.4')
  expect(creditLines([credit], undefined, 'half-up').lines).toEqual([102_382n])
})

test('half a cent is rounded by the named rule', () => {
  const credit = raw(1050n, '1 %')
  expect(creditLines([credit], undefined, 'half-up').lines).toEqual([11n])
  expect(creditLines([credit], undefined, 'half-even').lines).toEqual([10n])
})

test('a cap that is reached exactly does not bite', () => {
  expect(creditLines([raw(10_000n, '5 %'), raw(10_000n, '7 %')], 1200n, 'half-up')).toMatchObject({
    lines: [500n, 700n],
    capped: false,
  })
})

test('a cap is never lifted by rounding', () => {
  expect(capMinor(12_345n, parsePercent('12 %'))).toBe(1481n)
  expect(capMinor(12_349n, parsePercent('12 %'))).toBe(1481n)
})

test('rounding alone can make a cap bite: two halves of a cent above it', () => {
  const halves = creditLines([raw(1050n, '1 %'), raw(1050n, '1 %')], 21n, 'half-up')
  expect(halves).toEqual({ lines: [11n, 10n], rounded: [11n, 11n], capped: true })
})

test('a base of zero gives credits of zero under a cap of zero', () => {
  expect(creditLines([raw(0n, '8 %')], 0n, 'half-up').lines).toEqual([0n])
})

test('capped lines add up to the cap, keep the order of the raw credits and never grow', () => {
  const credits = fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.integer({ min: 0, max: 10_000 })), {
    minLength: 1,
    maxLength: 8,
  })
  fc.assert(
    fc.property(credits, fc.bigInt({ min: 0n, max: 10n ** 12n }), (given, cap) => {
      const raws = given.map(([base, hundredths]) => rawCredit(base, { digits: BigInt(hundredths), scale: 2 }))
      const { lines, rounded, capped } = creditLines(raws, cap, 'half-up')
      const sum = (list: readonly bigint[]) => list.reduce((total, line) => total + line, 0n)
      expect(capped).toBe(sum(rounded) > cap)
      expect(sum(lines)).toBe(capped ? cap : sum(rounded))
      for (const [index, line] of lines.entries()) expect(line).toBeLessThanOrEqual((rounded[index] ?? 0n) + 1n)
    }),
  )
})

test.each([
  [[{ from: '88 %', credit: '4 %' }], 'no band'],
  [
    [
      { from: '88 %', credit: '4 %' },
      { from: '88.0 %', credit: '8 %' },
      { from: '0 %', credit: '9 %' },
    ],
    'does not lie below',
  ],
])('a ladder with a hole or a doubled step is refused', (bands, message) => {
  const result = LevelCredit.safeParse({ of: 'charges', bands })
  expect(result.error?.issues[0]?.message).toContain(message)
})

const file = resolve('../shared/data/vectors/sla_credits.json')

test('the published case: the sum of credits is capped at the amount at risk', ({ skip }) => {
  if (!existsSync(file)) skip(`${file} is absent`)
  const vectors: { cases: Capped[] } = JSON.parse(readFileSync(file, 'utf8'))
  const found = vectors.cases.find(({ id }) => id === 'cap')
  if (!found) throw new Error('The file has no case "cap".')
  const minor = (amount: string) => parseMoney(`USD ${amount}`).minor
  const raws = found.credits.map((amount) => raw(minor(amount), '100 %'))
  const { lines } = creditLines(raws, capMinor(minor(found.invoice), parsePercent(`${found.at_risk_pct} %`)), 'half-up')
  expect(lines.reduce((total, line) => total + line, 0n)).toBe(minor(found.expected_total))
  expect(lines).toEqual([444_445n, 370_370n, 185_185n])
})

type Capped = { id: string; invoice: string; at_risk_pct: string; credits: string[]; expected_total: string }
