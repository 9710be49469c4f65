import { PassThrough } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { WorkbookWriter } from '@cj-tech-master/excelts'
import { formatDecimal, type Decimal } from '../money/decimal.ts'
import { plainColumns, type Cell, type PlainColumn, type Table } from './table.ts'

/** A spreadsheet's own limits, and how many rows are written before others get their turn. */
const sheetRowsMax = 1_048_576
const cellCharactersMax = 32_767
const exactDigitsMax = 15
const turnRows = 200
const widthMin = 9
const widthMax = 60

/** Rows that are looked at for the widths of the columns. */
const sampleRows = 100

/**
 * A table as a workbook of Office Open XML. Whole numbers and exact decimals are numbers with a format of their own
 * decimals; one of more than 15 digits, which a spreadsheet would round, is a text. Texts are texts and never formulas.
 * Rows go out as they come in; those beyond the last row of a sheet go on on another sheet.
 */
export async function* xlsxBytes<Row>(table: Table<Row>, rowsMax = sheetRowsMax): AsyncGenerator<Uint8Array> {
  const out = new PassThrough()
  const writing = writeWorkbook(table, rowsMax, out).catch((error: unknown) => {
    out.destroy(error instanceof Error ? error : new Error(String(error)))
  })
  try {
    for await (const chunk of out) yield chunk as Uint8Array
  } finally {
    out.destroy()
    await writing
  }
}

async function writeWorkbook<Row>(table: Table<Row>, rowsMax: number, out: PassThrough): Promise<void> {
  const columns = plainColumns(table.columns)
  const workbook = new WorkbookWriter({ stream: out as never, useStyles: true, creator: 'Counterpart' })
  const { first, rest } = await sampled(table.rows)
  const widths = widthsOf(columns, first)
  let sheet = openSheet(workbook, table.name, 1, columns, widths)
  let written = 1
  let sheets = 1
  for await (const row of rest()) {
    // Whoever asked for the file may have gone away.
    if (out.destroyed) return
    if (written === rowsMax) {
      sheet.commit()
      sheets += 1
      sheet = openSheet(workbook, table.name, sheets, columns, widths)
      written = 1
    }
    const line = sheet.addRow([])
    for (const [index, { cell }] of columns.entries()) fill(line.getCell(index + 1), cell(row))
    line.commit()
    written += 1
    if (written % turnRows === 0) await turn(out)
  }
  await workbook.commit()
}

/** Lets others have their turn, and waits until what was written has been taken. */
async function turn(out: PassThrough): Promise<void> {
  await setImmediate()
  while (out.writableNeedDrain && !out.destroyed) {
    await new Promise<void>((resolve) => {
      out.once('drain', resolve)
      out.once('close', resolve)
    })
  }
}

type Sheet = ReturnType<WorkbookWriter['addWorksheet']>

function openSheet<Row>(
  workbook: WorkbookWriter,
  name: string,
  number: number,
  columns: readonly PlainColumn<Row>[],
  widths: readonly number[],
): Sheet {
  const sheet = workbook.addWorksheet(sheetName(name, number), { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = columns.map((_column, index) => ({ width: widths[index] ?? widthMin }))
  const head = sheet.addRow(columns.map((column) => column.head))
  head.font = { bold: true }
  head.commit()
  return sheet
}

/** At most 31 characters, without those that a sheet's name may not have. */
function sheetName(name: string, number: number): string {
  const plain = name
    .replaceAll(/[\\/*?:[\]']/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const suffix = number === 1 ? '' : ` ${number}`
  return `${(plain === '' ? 'Table' : plain).slice(0, 31 - suffix.length).trim()}${suffix}`
}

interface Filled {
  value: unknown
  numFmt: unknown
}

function fill(into: Filled, cell: Cell): void {
  if (cell === null) return
  if (typeof cell === 'object') return fillDecimal(into, cell)
  if (typeof cell === 'string') {
    into.value = plainText(cell)
    return
  }
  if (!Number.isSafeInteger(cell)) throw new Error(`${cell} is not a whole number; a table takes exact decimals.`)
  fillDecimal(into, { digits: BigInt(cell), scale: 0 })
}

function fillDecimal(into: Filled, value: Decimal): void {
  const text = formatDecimal(value)
  if (text.replaceAll(/[-.]/g, '').replace(/^0+/, '').length > exactDigitsMax) {
    into.value = text
    return
  }
  into.value = Number(text)
  into.numFmt = value.scale === 0 ? '0' : `0.${'0'.repeat(value.scale)}`
}

/** Lines broken as XML breaks them, without characters that it does not allow, not longer than a cell may be. */
function plainText(text: string): string {
  const allowed = text
    .replaceAll('\r\n', '\n')
    .replaceAll(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, '')
    .toWellFormed()
  return allowed.length <= cellCharactersMax ? allowed : `${allowed.slice(0, cellCharactersMax - 1)}…`
}

function widthsOf<Row>(columns: readonly PlainColumn<Row>[], rows: readonly Row[]): number[] {
  return columns.map(({ head, cell }) => {
    const lengths = rows.map((row) => lengthOf(cell(row)))
    return Math.min(widthMax, Math.max(widthMin, head.length, ...lengths) + 2)
  })
}

function lengthOf(cell: Cell): number {
  if (cell === null) return 0
  return typeof cell === 'object' ? formatDecimal(cell).length : String(cell).length
}

/** The first rows, and all rows from the beginning: rows can be gone through only once. */
async function sampled<Row>(rows: Iterable<Row> | AsyncIterable<Row>) {
  const iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]()
  const first: Row[] = []
  let next = await iterator.next()
  while (next.done !== true && first.length < sampleRows) {
    first.push(next.value)
    next = await iterator.next()
  }
  async function* rest(): AsyncGenerator<Row> {
    yield* first
    try {
      for (; next.done !== true; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  return { first, rest }
}
