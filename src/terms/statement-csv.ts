import { moneyAmount } from '../kernel/money/money.ts'
import { formatDecimal } from '../kernel/money/decimal.ts'
import type { Figure } from './explanation.ts'
import type { Statement } from './statement.ts'

const COLUMNS = ['figure', 'part of', 'clause', 'label', 'value', 'unit', 'formula', 'work items', 'digest'] as const

/**
 * A statement as CSV (RFC 4180: comma, CRLF, quotes doubled), one row for each figure, each after the figure it is part
 * of. Money stands in the major unit of the currency, with the currency as its unit. A text that a spreadsheet could
 * take for a formula gets an apostrophe in front.
 */
export function statementCsv(statement: Statement): string {
  const rows = statement.figures.flatMap((figure) => rowsOf(statement, figure, ''))
  return [COLUMNS, ...rows].map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('')
}

function rowsOf(statement: Statement, figure: Figure, parent: string): string[][] {
  const { id, clause, label, formula, items } = figure
  const row = [id, parent, clause, label, ...valueAndUnit(statement, figure), formula]
  const counted = items ? [String(items.count), items.digest] : ['', '']
  return [[...row, ...counted], ...figure.parts.flatMap((part) => rowsOf(statement, part, id))]
}

function valueAndUnit({ currency }: Statement, { value, unit }: Figure): [value: string, unit: string] {
  if (unit !== 'money' || typeof value !== 'number') return [String(value), unit]
  return [formatDecimal(moneyAmount({ currency, minor: BigInt(value) })), currency]
}

/** A plain number may begin with a minus; every other text that begins like a formula is disarmed. */
export function cellText(text: string): string {
  const isNumber = /^-?\d+(?:\.\d+)?$/.test(text)
  const safe = !isNumber && /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
