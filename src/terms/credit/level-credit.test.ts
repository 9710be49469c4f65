import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMoney } from '../../kernel/money/money.ts'
import type { Attainment } from '../level/attainment.ts'
import type { Measure } from '../level/measure.ts'
import { parsePercent } from '../value/percent.ts'
import { fractionOfDecimal } from '../../kernel/money/fraction.ts'
import { cappedLines, capsOf, LimitText } from './caps.ts'
import { bandOf, comparing, LevelCredit, shareOf } from './level-credit.ts'
import { fractionText } from './raw-credit.ts'

const percent = (text: string) => parsePercent(text).percent
const raw = (base: bigint, text: string) => fractionOfDecimal(shareOf(base, percent(text)))
const monthCap = (charges: bigint, text: string) => {
  const asked = { month: '2026-10', currency: 'EUR', charges, earlier: [], contractFrom: '2026-02' }
  return capsOf({ month: LimitText.parse(`${text} of charges`) }, asked)[0]?.minor
}

const ladder = LevelCredit.parse({
  of: 'charges',
  bands: [
    { from: '90.0 %', credit: '2 %' },
    { from: '88.0 %', credit: '4 %' },
    { from: '0 %', credit: '8 %' },
  ],
})

const band = (attainment: Attainment, rule: Measure['test']) => {
  if (ladder.form !== 'bands') throw new Error('These are bands.')
  return bandOf(ladder.bands, comparing(attainment, rule)).credit.text
}

test.each([
  [3610, 4084, '4 %'],
  [900, 1000, '2 %'],
  [899, 1000, '4 %'],
  [880, 1000, '4 %'],
  [8799, 10_000, '8 %'],
  [0, 10, '8 %'],
])('%i of %i falls in the band with a credit of %s', (numerator, denominator, credit) => {
  expect(band({ numerator, denominator }, 'exact')).toBe(credit)
})

test('a ratio that is rounded before it is tested may fall in the band above', () => {
  const attainment = { numerator: 1799, denominator: 1999 }
  expect(band(attainment, 'exact')).toBe('4 %')
  expect(band(attainment, { rounded: 1, rounding: 'half-up' })).toBe('2 %')
})

test('4 % of 25,595.60 is 1,023.824, credited as 1,023.82', () => {
  const credit = raw(2_559_560n, '4 %')
  expect(fractionText(credit, 'EUR')).toBe('EUR 1023.8240')
  expect(cappedLines([credit], undefined, 'half-up').lines).toEqual([102_382n])
})

test('half a cent is rounded by the named rule', () => {
  const credit = raw(1050n, '1 %')
  expect(cappedLines([credit], undefined, 'half-up').lines).toEqual([11n])
  expect(cappedLines([credit], undefined, 'half-even').lines).toEqual([10n])
})

test('a cap that is reached exactly does not bite', () => {
  expect(cappedLines([raw(10_000n, '5 %'), raw(10_000n, '7 %')], 1200n, 'half-up')).toMatchObject({
    lines: [500n, 700n],
    isCapped: false,
  })
})

test('a cap is never lifted by rounding', () => {
  expect(monthCap(12_345n, '12 %')).toBe(1481n)
  expect(monthCap(12_349n, '12 %')).toBe(1481n)
})

test('rounding alone can make a cap bite: two halves of a cent above it', () => {
  const halves = cappedLines([raw(1050n, '1 %'), raw(1050n, '1 %')], 21n, 'half-up')
  expect(halves).toEqual({ lines: [11n, 10n], rounded: [11n, 11n], isCapped: true })
})

test('a base of zero gives credits of zero under a cap of zero', () => {
  expect(cappedLines([raw(0n, '8 %')], 0n, 'half-up').lines).toEqual([0n])
})

test('capped lines add up to the cap, keep the order of the raw credits and never grow', () => {
  const credits = fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.integer({ min: 0, max: 10_000 })), {
    minLength: 1,
    maxLength: 8,
  })
  fc.assert(
    fc.property(credits, fc.bigInt({ min: 0n, max: 10n ** 12n }), (given, cap) => {
      const raws = given.map(([base, hundredths]) =>
        fractionOfDecimal(shareOf(base, { digits: BigInt(hundredths), scale: 2 })),
      )
      const { lines, rounded, isCapped } = cappedLines(raws, cap, 'half-up')
      const sum = (list: readonly bigint[]) => list.reduce((total, line) => total + line, 0n)
      expect(isCapped).toBe(sum(rounded) > cap)
      expect(sum(lines)).toBe(isCapped ? cap : sum(rounded))
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
  const { lines } = cappedLines(raws, monthCap(minor(found.invoice), `${found.at_risk_pct} %`), 'half-up')
  expect(lines.reduce((total, line) => total + line, 0n)).toBe(minor(found.expected_total))
  expect(lines).toEqual([444_445n, 370_370n, 185_185n])
})

type Capped = { id: string; invoice: string; at_risk_pct: string; credits: string[]; expected_total: string }
