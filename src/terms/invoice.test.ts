import { expect, test } from 'vitest'
import { deriveInvoice } from './invoice.ts'
import type { Statement } from './statement.ts'
import { claimsDesk, historyOf, settled } from './testing/claims-desk.ts'

const late = historyOf({ a: ['received 2026-10-05T08:00Z', 'set-up 2026-10-09T08:00Z'] })
const statementOf = (changes = {}): Statement => settled(claimsDesk(changes), late).statement

test('an invoice has a line for each charge and a negative one for each credit, and its net is their exact sum', () => {
  const invoice = deriveInvoice(statementOf())
  // 6.40 for one claim; 8 % of it is 0.512.
  expect(invoice.lines.map(({ line, kind, id, amountMinor }) => [line, kind, id, amountMinor])).toEqual([
    [1, 'charge', 'governance', 250_000],
    [2, 'charge', 'set-up', 640],
    [3, 'credit', 'S2', -51],
  ])
  expect(invoice.netMinor).toBe(250_589)
})

test('the lines of an invoice are rounded before they are summed: 1.01 + 7.81 + 100.00 = 108.82', () => {
  const unit = (price: string, per: string) => ({
    clause: '5',
    rounding: 'half-up',
    unit: { per, counts: 'events', price },
  })
  const charges = { a: unit('EUR 0.335', 'a'), b: unit('EUR 1.115', 'b'), c: unit('EUR 99.995', 'c') }
  const names = ['a', 'a', 'a', 'b', 'b', 'b', 'b', 'b', 'b', 'b', 'c']
  const history = historyOf({ item: names.map((name) => `${name} 2026-10-05T08:00Z`) })
  const invoice = deriveInvoice(settled(claimsDesk({ charges, serviceLevels: {} }), history).statement)
  expect(invoice.lines.map(({ amountMinor }) => amountMinor)).toEqual([101, 781, 10_000])
  expect(invoice.netMinor).toBe(10_882)
})

test('a credit of nothing gives no line, and lines that do not add up are a fault', () => {
  const statement = settled(claimsDesk({ 'charges.set-up.graduated.per': 'never' }), late).statement
  expect(statement.credits).toMatchObject([{ amountMinor: 0 }])
  expect(deriveInvoice(statement).lines.map(({ kind }) => kind)).toEqual(['charge', 'charge'])
  const forged = { ...statement, totals: { ...statement.totals, netMinor: 1 } }
  expect(() => deriveInvoice(forged)).toThrow('do not add up')
})
