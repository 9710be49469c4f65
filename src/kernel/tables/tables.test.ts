import { Workbook } from '@cj-tech-master/excelts'
import { expect, test } from 'vitest'
import { parseDecimal } from '../money/decimal.ts'
import { csvLine } from './csv.ts'
import { fileStem, tableFile, type TableFormat } from './table-file.ts'
import type { Table } from './table.ts'
import { xlsxBytes } from './xlsx.ts'

interface Line {
  readonly item: string
  readonly units: number | null
  readonly minor: number
  readonly at: number | null
}

const lines: readonly Line[] = [
  { item: 'CLM-1, "urgent"', units: 12, minor: 102_382, at: Date.UTC(2026, 9, 25, 0, 30) },
  { item: '=HYPERLINK("x")', units: null, minor: -5, at: Date.UTC(2026, 9, 25, 1, 30) },
  { item: 'två\r\nrader', units: -3, minor: 0, at: null },
]

const described = (rows: Table<Line>['rows']): Table<Line> => ({
  name: 'Försäkring: late items [2026-10]',
  columns: [
    { head: 'item', cell: ({ item }) => item },
    { head: 'units', cell: ({ units }) => units },
    { head: 'amount', currency: 'EUR', minor: ({ minor }) => minor },
    { head: 'started', zone: 'Europe/Oslo', at: ({ at }) => at },
  ],
  rows,
})

async function bytesOf(table: Table<Line>, format: TableFormat): Promise<Buffer> {
  const { bytes } = tableFile(table, format)
  return gathered(bytes)
}

async function gathered(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<Buffer> {
  if (bytes instanceof Uint8Array) return Buffer.from(bytes)
  return Buffer.concat(await Array.fromAsync(bytes))
}

async function workbookOf(bytes: Uint8Array): Promise<Workbook> {
  const workbook = new Workbook()
  await workbook.xlsx.load(bytes)
  return workbook
}

test('a table as CSV quotes what RFC 4180 asks for, tells instants in their zone and UTC, and disarms formulas', async () => {
  const text = (await bytesOf(described(lines), 'csv')).toString()
  expect(text).toBe(
    [
      'item,units,amount (EUR),started (Europe/Oslo),started (UTC)',
      '"CLM-1, ""urgent""",12,1023.82,2026-10-25 02:30:00,2026-10-25T00:30:00.000Z',
      `"'=HYPERLINK(""x"")",,-0.05,2026-10-25 02:30:00,2026-10-25T01:30:00.000Z`,
      '"två\r\nrader",-3,0.00,,',
      '',
    ].join('\r\n'),
  )
})

test('no text reaches a spreadsheet as a formula, and a number keeps its minus', () => {
  expect(csvLine(['=1+1', '+1', '-cmd', '@sum', '\t=1', '＝1', '-12.50', 'a=b'])).toBe(
    "'=1+1,'+1,'-cmd,'@sum,'\t=1,'＝1,-12.50,a=b\r\n",
  )
})

test('a workbook read back has the same texts, numbers as numbers, and nothing where nothing is', async () => {
  const workbook = await workbookOf(await bytesOf(described(lines), 'xlsx'))
  const sheet = workbook.getWorksheet(1)
  expect(sheet?.name).toBe('Försäkring late items 2026-10')
  const rows = [1, 2, 3, 4].map((number) => (sheet?.getRow(number).values as unknown[] | undefined)?.slice(1))
  expect(rows).toEqual([
    ['item', 'units', 'amount (EUR)', 'started (Europe/Oslo)', 'started (UTC)'],
    ['CLM-1, "urgent"', 12, 1023.82, '2026-10-25 02:30:00', '2026-10-25T00:30:00.000Z'],
    ['=HYPERLINK("x")', undefined, -0.05, '2026-10-25 02:30:00', '2026-10-25T01:30:00.000Z'],
    ['två\nrader', -3, 0],
  ])
  expect(sheet?.getRow(2).getCell(3).numFmt).toBe('0.00')
  expect(sheet?.getRow(3).getCell(1).formula).toBeFalsy()
})

test('a number that a spreadsheet would round is a text with all its digits', async () => {
  const exact = ['123456789012345', '1234567890123456', '0.1234567890123456', '1023.82400'].map(parseDecimal)
  const table = { name: 'x', columns: [{ head: 'n', cell: (row: (typeof exact)[number]) => row }], rows: exact }
  const sheet = (await workbookOf(await gathered(tableFile(table, 'xlsx').bytes))).getWorksheet(1)
  const values = [2, 3, 4, 5].map((row) => sheet?.getRow(row).getCell(1).value)
  expect(values).toEqual([123456789012345, '1234567890123456', '0.1234567890123456', 1023.824])
  expect(sheet?.getRow(5).getCell(1).numFmt).toBe('0.00000')
})

test('characters that a workbook cannot hold are left out, and a text too long for a cell is cut', async () => {
  const texts = ['a\u0000b\u000bc\ud800', 'x'.repeat(40_000)]
  const table = { name: '', columns: [{ head: 'text', cell: (text: string) => text }], rows: texts }
  const sheet = (await workbookOf(await gathered(tableFile(table, 'xlsx').bytes))).getWorksheet(1)
  expect(sheet?.name).toBe('Table')
  expect(sheet?.getRow(2).getCell(1).value).toBe('abc\ufffd')
  expect(sheet?.getRow(3).getCell(1).text).toHaveLength(32_767)
})

test('rows beyond the last of a sheet go on on another, each under the same head', async () => {
  const table = described(Array.from({ length: 5 }, (_, n) => ({ item: `CLM-${n}`, units: n, minor: n, at: null })))
  const workbook = await workbookOf(await gathered(xlsxBytes(table, 3)))
  const items = workbook.worksheets.map((sheet) => [
    sheet.name,
    ...[1, 2, 3].map((row) => sheet.getRow(row).getCell(1).value),
  ])
  expect(items).toEqual([
    ['Försäkring late items 2026-10', 'item', 'CLM-0', 'CLM-1'],
    ['Försäkring late items 2026-10 2', 'item', 'CLM-2', 'CLM-3'],
    ['Försäkring late items 2026-10 3', 'item', 'CLM-4', null],
  ])
})

test.for(['csv', 'xlsx'] as const)(
  'rows of %s that come one by one make the same file as rows in a list, and an empty table has its head',
  async (format) => {
    async function* oneByOne() {
      for (const line of lines) yield await Promise.resolve(line)
    }
    const texts = async (bytes: Buffer) =>
      format === 'csv' ? bytes.toString() : JSON.stringify((await workbookOf(bytes)).getWorksheet(1)?.getSheetValues())
    expect(await texts(await bytesOf(described(oneByOne()), format))).toBe(
      await texts(await bytesOf(described(lines), format)),
    )
    expect(await texts(await bytesOf(described([]), format))).toContain('amount (EUR)')
  },
)

test.for(['csv', 'xlsx'] as const)(
  'a file of %s whose rows fail while it is sent fails, and one that nobody reads on asks for no more',
  async (format) => {
    let asked = 0
    function* rows(failAt: number): Generator<Line> {
      for (; asked < 100_000; asked += 1) {
        if (asked === failAt) throw new Error('the rows ended early')
        yield { item: `CLM-${asked}`, units: asked, minor: asked, at: asked }
      }
    }
    await expect(bytesOf(described(rows(1_000)), format)).rejects.toThrow('the rows ended early')
    asked = 0
    const { bytes } = tableFile(described(rows(-1)), format)
    for await (const chunk of bytes as AsyncIterable<Uint8Array>) if (chunk.length > 0) break
    expect(asked).toBeLessThan(50_000)
  },
)

test('a file is called by its words, in any script', () => {
  expect(fileStem('Motor claims, late items, 2026-10')).toBe('motor-claims-late-items-2026-10')
  expect(fileStem('Forsikring på “nytt”: ../etc')).toBe('forsikring-pa-nytt-etc')
  expect(fileStem('保険 2026')).toBe('保険-2026')
  expect(fileStem('…')).toBe('table')
})
