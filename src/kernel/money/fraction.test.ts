import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDecimal, parseDecimal } from './decimal.ts'
import {
  addFractions,
  compareFractions,
  fraction,
  fractionOfDecimal,
  fractionOfPercent,
  multiplyFractions,
  roundFraction,
} from './fraction.ts'

test('1,899 of 1,999 items miss 95 % exactly, though they print as 95.0 %', () => {
  const share = fraction(1899n, 1999n)
  expect(compareFractions(share, fractionOfPercent(parseDecimal('95.0')))).toBe(-1)
  expect(formatDecimal(roundFraction(multiplyFractions(share, fraction(100n, 1n)), 1, 'half-up'))).toBe('95.0')
})

test('a share that equals the threshold is not below it', () => {
  expect(compareFractions(fraction(19n, 20n), fractionOfPercent(parseDecimal('95')))).toBe(0)
})

test('the sign stands in the numerator, and no denominator is zero', () => {
  expect(fraction(1n, -2n)).toEqual({ numerator: -1n, denominator: 2n })
  expect(() => fraction(1n, 0n)).toThrow('zero denominator')
})

test('a tax-inclusive 2.99 at 4 % is 2.875 net exactly, so the rounding rule decides the cent', () => {
  const net = multiplyFractions(fractionOfDecimal(parseDecimal('2.99')), fraction(100n, 104n))
  expect(formatDecimal(roundFraction(net, 3, 'down'))).toBe('2.875')
  expect(formatDecimal(roundFraction(net, 2, 'half-up'))).toBe('2.88')
  expect(formatDecimal(roundFraction(net, 2, 'half-even'))).toBe('2.88')
  expect(formatDecimal(roundFraction(net, 2, 'down'))).toBe('2.87')
})

const anyFraction = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.bigInt({ min: 1n, max: 10n ** 18n }))
  .map(([numerator, denominator]) => fraction(numerator, denominator))

test('comparing fractions agrees with the sign of their difference', () => {
  fc.assert(
    fc.property(anyFraction, anyFraction, (a, b) => {
      const difference = addFractions(a, fraction(-b.numerator, b.denominator)).numerator
      expect(compareFractions(a, b)).toBe(difference === 0n ? 0 : difference < 0n ? -1 : 1)
    }),
  )
})
