import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { deriveInvoice } from '../invoice.ts'
import { parseTerms } from '../model.ts'
import { claimsDeskSource, historyOf, settled } from '../testing/claims-desk.ts'
import { taxLines } from './taxing.ts'

const unit = (price: string, per: string) => ({
  clause: '5',
  rounding: 'half-up',
  unit: { per, counts: 'events', price },
})
const charges = { a: unit('EUR 0.335', 'a'), b: unit('EUR 1.115', 'b'), c: unit('EUR 99.995', 'c') }
const names = ['a', 'a', 'a', 'b', 'b', 'b', 'b', 'b', 'b', 'b', 'c']
const history = historyOf({ item: names.map((name) => `${name} 2026-10-05T08:00Z`) })
const invoiceOf = (taxes: object) => {
  const source = claimsDeskSource({ charges, serviceLevels: {}, taxes: { clause: '5.8', ...taxes } })
  return deriveInvoice(settled(parseTerms(source), history).statement)
}

test('EN 16931: 1.01 + 7.81 + 100.00 = 108.82, 19 % of it is 20.68, together 129.50', () => {
  const invoice = invoiceOf({ categories: { S: { rate: '19 %' } }, usual: 'S' })
  expect(invoice.taxes).toEqual([{ category: 'S', rate: '19 %', baseMinor: 10_882, taxMinor: 2068 }])
  expect([invoice.netMinor, invoice.grossMinor]).toEqual([10_882, 12_950])
})

test('each category is taxed on its own lines, one without tax names its ground', () => {
  const categories = { S: { rate: '25 %' }, E: { rate: '0 %', ground: 'Insurance transactions are exempt' } }
  const invoice = invoiceOf({ categories, usual: 'S', charges: { c: 'E' } })
  expect(invoice.taxes).toEqual([
    { category: 'E', rate: '0 %', ground: 'Insurance transactions are exempt', baseMinor: 10_000, taxMinor: 0 },
    { category: 'S', rate: '25 %', baseMinor: 882, taxMinor: 221 },
  ])
  expect(invoice.grossMinor).toBe(11_103)
})

test('a category that is not given, or has no tax and no ground, is refused', () => {
  expect(() => invoiceOf({ categories: { S: { rate: '25 %' } }, usual: 'X' })).toThrow(
    '"X" is not among the categories',
  )
  expect(() => invoiceOf({ categories: { Z: { rate: '0 %' } }, usual: 'Z' })).toThrow('no ground is given')
})

test('terms without taxes give the invoice they gave, net and nothing beside it', () => {
  const source = claimsDeskSource({ charges, serviceLevels: {} })
  expect(Object.keys(deriveInvoice(settled(parseTerms(source), history).statement))).not.toContain('taxes')
})

test('the bases of all categories together are the net, whatever the lines', () => {
  const line = fc.record({
    kind: fc.constantFrom('charge', 'credit'),
    id: fc.constantFrom('a', 'b', 'c'),
    amountMinor: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  })
  const categories = [
    { category: 'S', rate: '25 %', charges: ['a'], isUsual: true as const },
    { category: 'Z', rate: '0 %', ground: 'x', charges: ['b'] },
  ]
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const sum = (of: readonly { amountMinor: number }[]) =>
        of.reduce((total, { amountMinor }) => total + amountMinor, 0)
      const bases = taxLines(categories, lines).reduce((total, { baseMinor }) => total + baseMinor, 0)
      expect(bases).toBe(sum(lines))
    }),
  )
})
