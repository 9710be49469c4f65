import { Workbook } from '@cj-tech-master/excelts'
import { expect, test } from 'vitest'
import type { Invoice } from '../../terms/invoice.ts'
import { invoiceFileOf } from './invoice-file.ts'

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

async function bytesOf(format: 'csv' | 'xlsx'): Promise<Buffer> {
  const { bytes } = invoiceFileOf(invoice, new Uint8Array(), format)
  return Buffer.concat(await Array.fromAsync(bytes as AsyncIterable<Uint8Array>))
}

test('an invoice as CSV has its lines and their exact net in the major unit', async () => {
  expect((await bytesOf('csv')).toString().split('\r\n')).toEqual([
    'line,kind,id,clause,name,amount (EUR),figure',
    `1,charge,set-up,5.1,"'=Claims, set up",2506.40,charges/set-up`,
    '2,credit,S2,5.1,Service credit: Claim set up,-5.12,charges/set-up',
    ',net,,,Net of 2026-10,2501.28,totals/net',
    '',
  ])
})

test('an invoice as a workbook has its amounts as numbers, and the last of them is the sum of the others', async () => {
  const workbook = new Workbook()
  await workbook.xlsx.load(await bytesOf('xlsx'))
  const sheet = workbook.worksheets[0]
  const amounts = [2, 3, 4].map((row) => sheet?.getRow(row).getCell(6).value)
  expect(amounts).toEqual([2506.4, -5.12, 2501.28])
  expect(sheet?.getRow(2).getCell(5).value).toBe('=Claims, set up')
})
