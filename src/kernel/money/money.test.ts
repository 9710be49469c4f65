import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal, formatDecimal, parseDecimal, roundDecimal } from './decimal.ts'
import {
  addMoney,
  minorDigits,
  moneyText,
  parseMoney,
  parsePrice,
  priceTimes,
  splitByLargestRemainder,
  sumMoney,
} from './money.ts'
import type { Rounding } from './rounding.ts'

test('a currency has the decimals of ISO 4217', () => {
  const codes = ['EUR', 'NOK', 'PHP', 'JPY', 'KRW', 'ISK', 'KWD', 'TND', 'CLF', 'CLP', 'HUF']
  expect(codes.map(minorDigits)).toEqual([2, 2, 2, 0, 0, 0, 3, 3, 4, 0, 2])
})

test.each([
  ['EURO 1', '"EURO" is not a currency code'],
  ['eur 1', 'write EUR'],
  ['XAU 1', 'not a currency code'],
  ['1', 'write the currency'],
  ['EUR', 'write the currency'],
  ['EUR  1', 'spaces'],
  ['EUR 1,50', 'separator'],
  ['EUR 0.305', 'has 3 decimals but EUR has 2'],
  ['JPY 1.0', 'JPY has 0'],
])('%j is no amount, and the error says why', (text, why) => {
  expect(() => parseMoney(text)).toThrow(why)
})

test('an amount has one canonical text', () => {
  expect(moneyText(parseMoney('EUR 6.4'))).toBe('EUR 6.40')
  expect(moneyText(parseMoney('EUR 1234.50'))).toBe('EUR 1234.50')
  expect(moneyText(parseMoney('EUR -0.05'))).toBe('EUR -0.05')
  expect(moneyText(parseMoney('JPY 80'))).toBe('JPY 80')
  expect(moneyText(parseMoney('KWD 1'))).toBe('KWD 1.000')
})

test('a price may be finer than the currency', () => {
  expect(parsePrice('EUR 0.305')).toEqual({ currency: 'EUR', amount: decimal(305n, 3) })
})

test('1,001 units at EUR 0.305 are EUR 305.31 half-up and EUR 305.30 half-even', () => {
  const { amount } = parsePrice('EUR 0.305')
  expect(moneyText(priceTimes(1001n, amount, 'EUR', 'half-up'))).toBe('EUR 305.31')
  expect(moneyText(priceTimes(1001n, amount, 'EUR', 'half-even'))).toBe('EUR 305.30')
  expect(moneyText(priceTimes(parseDecimal('100.5'), amount, 'JPY', 'half-up'))).toBe('JPY 31')
  expect(moneyText(priceTimes(2n, parseDecimal('3'), 'KWD', 'half-up'))).toBe('KWD 6.000')
})

test('lines are rounded one by one and then added: 108.82, not 108.81', () => {
  const lines = [
    priceTimes(3n, parseDecimal('0.335'), 'EUR', 'half-up'),
    priceTimes(7n, parseDecimal('1.115'), 'EUR', 'half-up'),
    priceTimes(1n, parseDecimal('99.995'), 'EUR', 'half-up'),
  ]
  expect(lines.map(moneyText)).toEqual(['EUR 1.01', 'EUR 7.81', 'EUR 100.00'])
  const net = sumMoney('EUR', lines)
  const tax = priceTimes(decimal(net.minor, 2), parseDecimal('0.19'), 'EUR', 'half-up')
  expect([net, tax, addMoney(net, tax)].map(moneyText)).toEqual(['EUR 108.82', 'EUR 20.68', 'EUR 129.50'])
})

test('two currencies do not add up', () => {
  expect(() => addMoney(parseMoney('EUR 1'), parseMoney('NOK 1'))).toThrow('EUR and NOK')
})

test('a cent that cannot be shared goes to the first of equal claims', () => {
  expect(splitByLargestRemainder(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n])
  expect(splitByLargestRemainder(-100n, [1n, 1n, 1n])).toEqual([-34n, -33n, -33n])
  expect(splitByLargestRemainder(200n, [1n, 1n, 1n])).toEqual([67n, 67n, 66n])
})

test('the largest remainder is served first, whatever its place', () => {
  // Exact shares 1.4, 2.8, 5.8: two units are left, for .8 and .8.
  expect(splitByLargestRemainder(10n, [7n, 14n, 29n])).toEqual([1n, 3n, 6n])
})

test('nobody without a weight gets anything', () => {
  expect(splitByLargestRemainder(5n, [0n, 3n, 0n])).toEqual([0n, 5n, 0n])
  expect(splitByLargestRemainder(0n, [0n, 0n])).toEqual([0n, 0n])
  expect(splitByLargestRemainder(0n, [])).toEqual([])
  expect(() => splitByLargestRemainder(1n, [0n])).toThrow('no weight')
  expect(() => splitByLargestRemainder(1n, [2n, -1n])).toThrow('negative')
})

test('a split adds up to its total exactly and keeps within one unit of each exact share', () => {
  const total = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n })
  const weights = fc
    .array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 30 })
    .filter((all) => all.some((weight) => weight > 0n))
  fc.assert(
    fc.property(total, weights, (whole, all) => {
      const parts = splitByLargestRemainder(whole, all)
      const sum = all.reduce((a, b) => a + b, 0n)
      expect(parts.reduce((a, b) => a + b, 0n)).toBe(whole)
      for (const [i, part] of parts.entries()) {
        const off = part * sum - whole * (all[i] ?? 0n)
        expect(off > -sum && off < sum).toBe(true)
      }
      expect(splitByLargestRemainder(-whole, all)).toEqual(parts.map((part) => -part))
    }),
  )
})

const vectors = path.resolve('../shared/data/vectors/pricing.json')

describe.skipIf(!existsSync(vectors))('published rounding vectors (skipped where ../shared/data is absent)', () => {
  const { rounding } = existsSync(vectors) ? JSON.parse(readFileSync(vectors, 'utf8')) : { rounding: { x: [] } }
  test.each([
    ['half-up', 'xpath_round'],
    ['half-even', 'half_even'],
    ['half-away', 'half_away'],
  ] satisfies [Rounding, string][])('%s', (rule, key) => {
    const rounded = rounding.x.map((x: string) => Number(formatDecimal(roundDecimal(parseDecimal(x), 0, rule))))
    expect(rounded).toEqual(rounding[key])
  })
})
