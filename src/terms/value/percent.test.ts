import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareRatio, parsePercent, percentText, roundedPercent } from './percent.ts'

test('1899 of 1999 is below 95 % exactly and is 95.00 % when it is rounded', () => {
  const rounded = roundedPercent({ numerator: 1899, denominator: 1999, decimals: 2, rounding: 'half-up' })
  expect(compareRatio(1899, 1999, parsePercent('95.00 %').percent)).toBeLessThan(0)
  expect(percentText(rounded)).toBe('95.00 %')
})

test('951 of 1000 is 95.1 %, not below and not above', () => {
  expect(compareRatio(951, 1000, parsePercent('95.1 %').percent)).toBe(0)
})

test('all of them is 100 % and not above it', () => {
  expect(compareRatio(7, 7, parsePercent('100 %').percent)).toBe(0)
})

test.each(['95', '95%', ' 95 %', '-1 %', '1e2 %', '.5 %', '95,0 %', '100.1 %', '007.5 %', ''])(
  '"%s" is refused',
  (text) => {
    expect(() => parsePercent(text)).toThrow()
  },
)

test('the exact comparison agrees with fractions of any size', () => {
  const counts = fc.integer({ min: 1, max: 2 ** 40 })
  fc.assert(
    fc.property(counts, counts, fc.integer({ min: 0, max: 10_000 }), (first, second, hundredths) => {
      const [numerator, denominator] = first < second ? [first, second] : [second, first]
      const sign = compareRatio(numerator, denominator, { digits: BigInt(hundredths), scale: 2 })
      const difference = BigInt(numerator) * 10_000n - BigInt(hundredths) * BigInt(denominator)
      expect(Math.sign(sign)).toBe(difference === 0n ? 0 : difference < 0n ? -1 : 1)
    }),
  )
})
