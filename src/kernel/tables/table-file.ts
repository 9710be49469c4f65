import type { NamedFile } from '../command.ts'
import { csvBytes } from './csv.ts'
import type { Table } from './table.ts'
import { xlsxBytes } from './xlsx.ts'

/** The formats in which every table can be taken along. */
export const tableFormats = ['csv', 'xlsx'] as const
export type TableFormat = (typeof tableFormats)[number]

const written = {
  csv: { contentType: 'text/csv; charset=utf-8', bytesOf: csvBytes },
  xlsx: {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytesOf: xlsxBytes,
  },
} as const

/**
 * A table as a file, for an answer of type `FileBytes`. Rows are asked for while the file is sent, which is after the
 * transaction of the query has ended: rows that need the database must read it by themselves.
 */
export function tableFile<Row>(table: Table<Row>, format: TableFormat): NamedFile {
  const { contentType, bytesOf } = written[format]
  return { contentType, fileName: `${fileStem(table.name)}.${format}`, bytes: bytesOf(table) }
}

/** A name in words as the name of a file: 'Motor claims, 2026-10' is 'motor-claims-2026-10'. */
export function fileStem(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const stem = plain.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '')
  return stem === '' ? 'table' : stem.slice(0, 120)
}
