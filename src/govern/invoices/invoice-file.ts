import type { NamedFile } from '../../kernel/command.ts'
import { fileStem, tableFile, type TableFormat } from '../../kernel/tables/table-file.ts'
import type { Table } from '../../kernel/tables/table.ts'
import type { Invoice, InvoiceLine } from '../../terms/invoice.ts'

/** An invoice as a file: its canonical bytes, or its lines and their net as a table. */
export function invoiceFileOf(invoice: Invoice, bytes: Uint8Array, format: 'json' | TableFormat): NamedFile {
  const table = invoiceTable(invoice)
  if (format !== 'json') return tableFile(table, format)
  return { contentType: 'application/json', fileName: `${fileStem(table.name)}.json`, bytes }
}

type Row = Omit<InvoiceLine, 'line' | 'kind'> & { readonly line: number | null; readonly kind: string }

/** One row a line, then the net. Amounts stand in the major unit of the currency, which the head names. */
function invoiceTable(invoice: Invoice): Table<Row> {
  const { agreement, month, currency, netMinor } = invoice
  const net = { line: null, kind: 'net', id: '', clause: '', name: `Net of ${month}`, figure: 'totals/net' }
  return {
    name: `${agreement} invoice ${month}`,
    columns: [
      { head: 'line', cell: ({ line }) => line },
      { head: 'kind', cell: ({ kind }) => kind },
      { head: 'id', cell: ({ id }) => id },
      { head: 'clause', cell: ({ clause }) => clause },
      { head: 'name', cell: ({ name }) => name },
      { head: 'amount', currency, minor: ({ amountMinor }) => amountMinor },
      { head: 'figure', cell: ({ figure }) => figure },
    ],
    rows: [...invoice.lines, { ...net, amountMinor: netMinor }, ...taxRows(invoice)],
  }
}

/** Tax by category, and the sum with it: rows that only an invoice with taxes has. */
function taxRows({ month, taxes, grossMinor }: Invoice): Row[] {
  if (taxes === undefined || grossMinor === undefined) return []
  const about = { line: null, id: '', clause: '', figure: '' }
  const rows = taxes.map(({ category, rate, taxMinor }) => {
    return { ...about, kind: 'tax', id: category, name: `Tax ${category}, ${rate}`, amountMinor: taxMinor }
  })
  return [...rows, { ...about, kind: 'gross', name: `Gross of ${month}`, amountMinor: grossMinor }]
}
