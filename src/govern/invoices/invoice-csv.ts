import { formatDecimal } from '../../kernel/money/decimal.ts'
import { moneyAmount } from '../../kernel/money/money.ts'
import type { Invoice } from '../../terms/invoice.ts'
import { cellText } from '../../terms/statement-csv.ts'

const COLUMNS = ['line', 'kind', 'id', 'clause', 'name', 'amount', 'currency', 'figure'] as const

/** An invoice as CSV (RFC 4180): one row a line, then the net. Amounts stand in the major unit of the currency. */
export function invoiceCsv(invoice: Invoice): string {
  const amount = (minor: number) => formatDecimal(moneyAmount({ currency: invoice.currency, minor: BigInt(minor) }))
  const rows = invoice.lines.map((line) => {
    const { kind, id, clause, name, amountMinor, figure } = line
    return [String(line.line), kind, id, clause, name, amount(amountMinor), invoice.currency, figure]
  })
  const net = ['', 'net', '', '', `Net of ${invoice.month}`, amount(invoice.netMinor), invoice.currency, 'totals/net']
  return [COLUMNS, ...rows, net].map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('')
}
