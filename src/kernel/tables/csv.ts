import { setImmediate } from 'node:timers/promises'
import { formatDecimal } from '../money/decimal.ts'
import { plainColumns, type Cell, type Table } from './table.ts'

/** Characters that are gathered before they are handed on: a row by itself is too small to be worth sending. */
const chunkCharacters = 32_768

/**
 * A table as CSV (RFC 4180: comma, CRLF, quotes doubled) in UTF-8, one row after the other: the whole never stands in
 * memory. Amounts stand plainly, with a point and all their decimals.
 */
export async function* csvBytes<Row>({ columns, rows }: Table<Row>): AsyncGenerator<Uint8Array> {
  const plain = plainColumns(columns)
  const encoder = new TextEncoder()
  let text = csvLine(plain.map(({ head }) => head))
  for await (const row of rows) {
    text += csvLine(plain.map(({ cell }) => cell(row)))
    if (text.length < chunkCharacters) continue
    yield encoder.encode(text)
    text = ''
    // Rows that are there at once would hold up everybody else until the last of them.
    await setImmediate()
  }
  if (text !== '') yield encoder.encode(text)
}

/** One line of a CSV file, with its line break. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return quoted(disarmed(cell))
  if (typeof cell === 'object') return formatDecimal(cell)
  if (!Number.isSafeInteger(cell)) throw new Error(`${cell} is not a whole number; a table takes exact decimals.`)
  return String(cell)
}

/**
 * A text that a spreadsheet could take for a formula gets an apostrophe in front; the full-width signs are taken so as
 * well. A plain number may begin with a minus.
 */
function disarmed(text: string): string {
  const isNumber = /^-?\d+(?:\.\d+)?$/.test(text)
  return !isNumber && /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
