import { Workbook } from '@cj-tech-master/excelts'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { everyFigure } from '../../../terms/explanation.ts'
import type { Statement } from '../../../terms/statement.ts'
import { claimsDesk, historyOf, settled } from '../../../terms/testing/claims-desk.ts'
import { statementFileOf } from './statement-file.ts'

const late = historyOf({ a: ['received 2026-10-05T08:00Z', 'set-up 2026-10-09T08:00Z'] })
const statementOf = (changes = {}): Statement => settled(claimsDesk(changes), late).statement

async function bytesOf(statement: Statement, format: 'csv' | 'xlsx'): Promise<Buffer> {
  const { bytes } = statementFileOf({ statement, bytes: new Uint8Array(), statementHash: '' }, format)
  return Buffer.concat(await Array.fromAsync(bytes as AsyncIterable<Uint8Array>))
}

async function csvOf(statement: Statement): Promise<string> {
  return (await bytesOf(statement, 'csv')).toString()
}

test('a row for each figure, each after the figure it is part of', async () => {
  const statement = statementOf()
  const rows: string[][] = parse(await csvOf(statement))
  const figures = everyFigure(statement.figures)
  expect(rows.length).toBe(figures.length + 1)
  expect(rows.slice(1).map(([id]) => id)).toEqual(figures.map(({ id }) => id))
  const seen = new Set(['', ...rows.slice(1).map(([id]) => id)])
  expect(rows.slice(1).filter(([, parent]) => !seen.has(parent))).toEqual([])
})

test('money stands in the major unit with its currency, lines end with CRLF', async () => {
  const csv = await csvOf(statementOf())
  expect(csv).toContain('\r\ntotals/net,,,Net,2505.89,EUR,')
  expect(csv.replaceAll('\r\n', '')).not.toContain('\n')
  expect(csv.endsWith('\r\n')).toBe(true)
})

test('a label that a spreadsheet would run as a formula is disarmed, and quotes are doubled', async () => {
  for (const label of ['=1+1', '+1', '-cmd', '@x', '\tx']) {
    const rows: string[][] = parse(await csvOf(statementOf({ 'charges.governance.label': label })))
    const cells = rows.flat()
    expect(cells).toContain(`'${label}`)
    expect(cells).not.toContain(label)
  }
  const quoted = await csvOf(statementOf({ 'charges.governance.label': 'the "desk", daily' }))
  expect(quoted).toContain(',"the ""desk"", daily",')
})

test('the workbook and the CSV of a statement say the same in every cell, numbers as numbers', async () => {
  const statement = statementOf()
  const rows: string[][] = parse(await csvOf(statement))
  const workbook = new Workbook()
  await workbook.xlsx.load(await bytesOf(statement, 'xlsx'))
  const sheet = workbook.worksheets[0]
  for (const [index, row] of rows.entries()) {
    for (const [column, text] of row.entries()) {
      const cell = sheet?.getRow(index + 1).getCell(column + 1)
      if (typeof cell?.value === 'number') expect(cell.value).toBe(Number(text))
      else expect(cell?.text ?? '').toBe(text)
    }
  }
  const net = rows.findIndex(([id]) => id === 'totals/net')
  expect(sheet?.getRow(net + 1).getCell(5).value).toBe(2505.89)
})
