import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { divideRounded, roundings, type Rounding } from './rounding.ts'

// Halves and quarters on both sides of zero, as n/4, by each rule.
const quarters: Record<Rounding, readonly bigint[]> = {
  //            −2.5 −1.75 −1.5 −1.25 −0.5 −0.25 0.25 0.5 1.25 1.5 1.75 2.5
  'half-up': [-2n, -2n, -1n, -1n, 0n, 0n, 0n, 1n, 1n, 2n, 2n, 3n],
  'half-even': [-2n, -2n, -2n, -1n, 0n, 0n, 0n, 0n, 1n, 2n, 2n, 2n],
  'half-away': [-3n, -2n, -2n, -1n, -1n, 0n, 0n, 1n, 1n, 2n, 2n, 3n],
  down: [-2n, -1n, -1n, -1n, 0n, 0n, 0n, 0n, 1n, 1n, 1n, 2n],
  up: [-3n, -2n, -2n, -2n, -1n, -1n, 1n, 1n, 2n, 2n, 2n, 3n],
  floor: [-3n, -2n, -2n, -2n, -1n, -1n, 0n, 0n, 1n, 1n, 1n, 2n],
  ceiling: [-2n, -1n, -1n, -1n, 0n, 0n, 1n, 1n, 2n, 2n, 2n, 3n],
}
const numerators = [-10n, -7n, -6n, -5n, -2n, -1n, 1n, 2n, 5n, 6n, 7n, 10n]

test.each(roundings)('%s rounds each quarter as its rule says', (rounding) => {
  expect(numerators.map((n) => divideRounded(n, 4n, rounding))).toEqual(quarters[rounding])
  expect(numerators.map((n) => divideRounded(-n, -4n, rounding))).toEqual(quarters[rounding])
})

test('half-up on −0.5 is 0, as fn:round of XPath, and half-away is −1', () => {
  expect(divideRounded(-1n, 2n, 'half-up')).toBe(0n)
  expect(divideRounded(-1n, 2n, 'half-away')).toBe(-1n)
})

test('a division that comes out even is never rounded', () => {
  for (const rounding of roundings) expect(divideRounded(-84n, 7n, rounding)).toBe(-12n)
})

test('nothing is divided by zero', () => {
  expect(() => divideRounded(1n, 0n, 'half-up')).toThrow('division by zero')
})

const ratio = fc.tuple(
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
  fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }).filter((denominator) => denominator !== 0n),
)

test('half-up is floor(x + 1/2), exactly', () => {
  fc.assert(
    fc.property(ratio, ([numerator, denominator]) => {
      const rounded = divideRounded(numerator, denominator, 'half-up')
      expect(rounded).toBe(divideRounded(2n * numerator + denominator, 2n * denominator, 'floor'))
    }),
  )
})

test('every rule stays within one of the exact quotient, and the half rules within one half', () => {
  fc.assert(
    fc.property(ratio, fc.constantFrom(...roundings), ([numerator, denominator], rounding) => {
      const off = divideRounded(numerator, denominator, rounding) * denominator - numerator
      const [distance, whole] = [off < 0n ? -off : off, denominator < 0n ? -denominator : denominator]
      expect(distance < whole).toBe(true)
      if (rounding.startsWith('half')) expect(2n * distance <= whole).toBe(true)
    }),
  )
})

test('half-away, half-even, up and down treat a debt as the mirror image of a claim', () => {
  fc.assert(
    fc.property(ratio, ([numerator, denominator]) => {
      for (const rounding of ['half-away', 'half-even', 'up', 'down'] as const) {
        const mirrored = -divideRounded(-numerator, denominator, rounding)
        expect(divideRounded(numerator, denominator, rounding)).toBe(mirrored)
      }
    }),
  )
})
