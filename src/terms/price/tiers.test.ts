import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareDecimal, formatDecimal, parseDecimal, trimDecimal } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import { graduatedShares, sumOfShares, volumeShares } from './tiers.ts'
import type { Tier } from './tiers.ts'

const tier = (to: string | number | undefined, price: string, flat?: string): Tier => ({
  to: to === undefined ? undefined : parseDecimal(String(to)),
  price: parseDecimal(price),
  ...(flat === undefined ? {} : { flat: parseDecimal(flat) }),
})
const units = (text: string | number): Decimal => parseDecimal(String(text))
const text = (amount: Decimal): string => formatDecimal(trimDecimal(amount))

const CLAIMS = [tier(3000, '6.40'), tier(undefined, '5.90')]

test('graduated: units before a boundary keep their price beyond it', () => {
  expect(text(sumOfShares(graduatedShares(units(3000), CLAIMS, 'not-owed')))).toBe('19200')
  expect(text(sumOfShares(graduatedShares(units(3001), CLAIMS, 'not-owed')))).toBe('19205.9')
})

test('volume: one unit beyond a boundary reprices all of them', () => {
  expect(text(sumOfShares(volumeShares(units(3000), CLAIMS, 'not-owed')))).toBe('19200')
  expect(text(sumOfShares(volumeShares(units(3001), CLAIMS, 'not-owed')))).toBe('17705.9')
})

test('graduated and volume agree inside the first tier and differ at every boundary', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9000 }), (count) => {
      const graduated = sumOfShares(graduatedShares(units(count), CLAIMS, 'not-owed'))
      const volume = sumOfShares(volumeShares(units(count), CLAIMS, 'not-owed'))
      expect(compareDecimal(graduated, volume) === 0).toBe(count <= 3000)
    }),
  )
})

test('a flat amount is owed once its tier is reached; whether nothing owes the first is said', () => {
  const tiers = [tier(10, '1', '2'), tier(undefined, '1', '5')]
  expect(text(sumOfShares(graduatedShares(units(0), tiers, 'owed')))).toBe('2')
  expect(text(sumOfShares(graduatedShares(units(0), tiers, 'not-owed')))).toBe('0')
  expect(text(sumOfShares(graduatedShares(units(10), tiers, 'not-owed')))).toBe('12')
  expect(text(sumOfShares(graduatedShares(units(11), tiers, 'not-owed')))).toBe('18')
  expect(text(sumOfShares(volumeShares(units(0), tiers, 'not-owed')))).toBe('0')
})

test('the shares of a graduated price take each unit exactly once', () => {
  const tiers = [tier(7, '3.1'), tier('19.5', '2.25'), tier(100, '0.305'), tier(undefined, '0.1')]
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30_000 }), (hundredths) => {
      const count = { digits: BigInt(hundredths), scale: 2 }
      const shares = graduatedShares(count, tiers, 'not-owed')
      const taken = sumOfShares(shares.map((share) => ({ ...share, amount: share.units })))
      expect(compareDecimal(taken, count)).toBe(0)
    }),
  )
})

const file = resolve('../shared/data/vectors/pricing.json')

test('the published vectors of graduated and volume prices', ({ skip }) => {
  if (!existsSync(file)) skip(`${file} is absent`)
  const vectors: Vectors = JSON.parse(readFileSync(file, 'utf8'))
  const graduated = vectors.graduated.tiers.map((one) => tier(one.to, one.unit, one.flat))
  for (const [count, expected] of vectors.graduated.tests) {
    expect(text(sumOfShares(graduatedShares(units(count), graduated, 'owed')))).toBe(expected)
  }
  for (const document of vectors.graduated_doc) {
    const amount = sumOfShares(graduatedShares(units(document.units), listed(document.tiers), 'owed'))
    expect(text(amount)).toBe(document.expected)
  }
  for (const [count, expected] of vectors.volume.tests) {
    expect(text(sumOfShares(volumeShares(units(count), listed(vectors.volume.tiers), 'owed')))).toBe(expected)
  }
})

type Listed = (string | number)[][]
type Vectors = {
  graduated: { tiers: { to?: number; unit: string; flat: string }[]; tests: [number, string][] }
  graduated_doc: { tiers: Listed; units: number; expected: string }[]
  volume: { tiers: Listed; tests: [number | string, string][] }
}

/** [end, price, flat], the last without its end; prices are texts, ends are numbers. */
function listed(tiers: Listed): Tier[] {
  return tiers.map((cells) => {
    const end = cells.find((cell) => typeof cell === 'number')
    const [price = '0', flat] = cells.filter((cell) => typeof cell === 'string')
    return tier(end, price, flat)
  })
}
