import type { NamedFile } from '../../../kernel/command.ts'
import { minorDigits } from '../../../kernel/money/money.ts'
import { fileStem, tableFile, type TableFormat } from '../../../kernel/tables/table-file.ts'
import type { Cell, Table, TableColumn } from '../../../kernel/tables/table.ts'
import type { Figure } from '../../../terms/explanation.ts'
import type { Statement } from '../../../terms/statement.ts'
import type { Derived } from '../settling/messages.ts'

/** A statement as a file: the bytes that both parties approve, or its figures as a table. */
export function statementFileOf({ statement, bytes }: Derived, format: 'json' | TableFormat): NamedFile {
  const table = statementTable(statement)
  if (format !== 'json') return tableFile(table, format)
  return { contentType: 'application/json', fileName: `${fileStem(table.name)}.json`, bytes }
}

interface Row {
  readonly figure: Figure
  readonly parent: string
}

/** One row for each figure, each after the figure it is part of; money in the major unit, with its currency as unit. */
export function statementTable(statement: Statement): Table<Row> {
  const { agreement, period, figures } = statement
  return {
    name: `${agreement} statement ${period.month}`,
    columns: columnsOf(statement),
    rows: figures.flatMap((figure) => rowsOf(figure, '')),
  }
}

function rowsOf(figure: Figure, parent: string): Row[] {
  return [{ figure, parent }, ...figure.parts.flatMap((part) => rowsOf(part, figure.id))]
}

function columnsOf({ currency }: Statement): readonly TableColumn<Row>[] {
  return [
    { head: 'figure', cell: ({ figure }) => figure.id },
    { head: 'part of', cell: ({ parent }) => parent },
    { head: 'clause', cell: ({ figure }) => figure.clause },
    { head: 'label', cell: ({ figure }) => figure.label },
    { head: 'value', cell: ({ figure }) => valueOf(figure, currency) },
    { head: 'unit', cell: ({ figure }) => (figure.unit === 'money' ? currency : figure.unit) },
    { head: 'formula', cell: ({ figure }) => figure.formula },
    { head: 'work items', cell: ({ figure }) => figure.items?.count ?? null },
    { head: 'digest', cell: ({ figure }) => figure.items?.digest ?? null },
  ]
}

function valueOf({ value, unit }: Figure, currency: string): Cell {
  if (unit !== 'money' || typeof value !== 'number') return value
  return { digits: BigInt(value), scale: minorDigits(currency) }
}
