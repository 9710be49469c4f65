import { expect, test } from 'vitest'
import type { Invoice } from '../../terms/invoice.ts'
import { invoiceCsv } from './invoice-csv.ts'

const line = { clause: '5.1', figure: 'charges/set-up' }
const invoice: Invoice = {
  version: 1,
  engagement: 'e-1',
  agreement: 'C-0042',
  month: '2026-10',
  currency: 'EUR',
  lines: [
    { ...line, line: 1, kind: 'charge', id: 'set-up', name: '=Claims, set up', amountMinor: 250_640 },
    { ...line, line: 2, kind: 'credit', id: 'S2', name: 'Service credit: Claim set up', amountMinor: -512 },
  ],
  netMinor: 250_128,
}

test('an invoice as CSV has its lines and their exact net in the major unit', () => {
  expect(invoiceCsv(invoice).split('\r\n')).toEqual([
    'line,kind,id,clause,name,amount,currency,figure',
    `1,charge,set-up,5.1,"'=Claims, set up",2506.40,EUR,charges/set-up`,
    '2,credit,S2,5.1,Service credit: Claim set up,-5.12,EUR,charges/set-up',
    ',net,,,Net of 2026-10,2501.28,EUR,totals/net',
    '',
  ])
})
