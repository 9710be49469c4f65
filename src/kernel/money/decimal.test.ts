import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addDecimal,
  compareDecimal,
  decimal,
  formatDecimal,
  multiplyDecimal,
  parseDecimal,
  roundDecimal,
  subtractDecimal,
  trimDecimal,
} from './decimal.ts'
import { divideRounded, roundings } from './rounding.ts'

test('a decimal keeps the zeros it was written with', () => {
  for (const text of ['0', '6.40', '-0.50', '0.305', '1234567890123456789012345678901234567890.1', '100.00']) {
    expect(formatDecimal(parseDecimal(text))).toBe(text)
  }
})

test('minus zero is zero', () => {
  expect(formatDecimal(parseDecimal('-0.00'))).toBe('0.00')
  expect(compareDecimal(parseDecimal('-0'), parseDecimal('0.0'))).toBe(0)
})

test.each([
  ['', 'is empty'],
  [' 1', 'spaces'],
  ['1\n', 'spaces'],
  ['1e3', 'exponent'],
  ['+1', 'plus'],
  ['007', 'needless zero'],
  ['-00.5', 'needless zero'],
  ['.5', 'bare decimal point'],
  ['5.', 'bare decimal point'],
  ['1,000', 'separator'],
  ['1 000', 'separator'],
  ['1.000.000', 'separator'],
  ['abc', 'not a decimal'],
  ['NaN', 'not a decimal'],
  ['0x10', 'not a decimal'],
  ['١٢', 'not a decimal'],
  ['9'.repeat(61), 'more than 60 digits'],
])('%j is no decimal, and the error says why', (text, why) => {
  expect(() => parseDecimal(text)).toThrow(why)
})

test('the longest number that is allowed is read', () => {
  expect(formatDecimal(parseDecimal('9'.repeat(60)))).toBe('9'.repeat(60))
})

test('a price of three decimals times units is exact until it is rounded once', () => {
  const amount = multiplyDecimal(decimal(1001n), parseDecimal('0.305'))
  expect(formatDecimal(amount)).toBe('305.305')
  expect(formatDecimal(roundDecimal(amount, 2, 'half-up'))).toBe('305.31')
  expect(formatDecimal(roundDecimal(amount, 2, 'half-even'))).toBe('305.30')
})

test('rounding to more decimals only adds zeros', () => {
  expect(formatDecimal(roundDecimal(parseDecimal('-1.5'), 3, 'up'))).toBe('-1.500')
})

test('a scale is a whole number from zero', () => {
  expect(() => decimal(1n, -1)).toThrow('scale')
  expect(() => roundDecimal(decimal(1n), 0.5, 'up')).toThrow('scale')
})

test('zeros at the end can be taken away without changing the value', () => {
  expect(formatDecimal(trimDecimal(parseDecimal('6.400')))).toBe('6.4')
  expect(formatDecimal(trimDecimal(parseDecimal('-100.00')))).toBe('-100')
  expect(formatDecimal(trimDecimal(parseDecimal('0.000')))).toBe('0')
})

const anyDecimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.integer({ min: 0, max: 12 }))
  .map(([digits, scale]) => decimal(digits, scale))

test('text and value are two forms of one thing', () => {
  fc.assert(
    fc.property(anyDecimal, (value) => {
      expect(parseDecimal(formatDecimal(value))).toEqual(value)
    }),
  )
})

test('sums and products are those of the integers over a common scale', () => {
  fc.assert(
    fc.property(anyDecimal, anyDecimal, anyDecimal, (a, b, c) => {
      expect(compareDecimal(subtractDecimal(addDecimal(a, b), b), a)).toBe(0)
      const left = multiplyDecimal(a, addDecimal(b, c))
      const right = addDecimal(multiplyDecimal(a, b), multiplyDecimal(a, c))
      expect(compareDecimal(left, right)).toBe(0)
    }),
  )
})

test('rounding a decimal is rounding its fraction', () => {
  fc.assert(
    fc.property(
      anyDecimal,
      fc.integer({ min: 0, max: 14 }),
      fc.constantFrom(...roundings),
      (value, scale, rounding) => {
        const whole = divideRounded(value.digits * 10n ** BigInt(scale), 10n ** BigInt(value.scale), rounding)
        expect(roundDecimal(value, scale, rounding)).toEqual({ digits: whole, scale })
      },
    ),
  )
})
