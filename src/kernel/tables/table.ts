import type { Decimal } from '../money/decimal.ts'
import { minorDigits } from '../money/currency.ts'
import { civilDateOf, dayMillis, twoDigits, type EpochMillis } from '../time/civil-date.ts'
import { formatInstant } from '../time/instant.ts'
import { wallMillisAt } from '../time/zone.ts'

/** What stands in a cell: a text, a whole number, an exact decimal number, or nothing. */
export type Cell = string | number | Decimal | null

/**
 * One column of a table. Money is whole minor units, and its currency stands in the head; an instant becomes two
 * columns, as the clocks of its zone read and in UTC.
 */
export type TableColumn<Row> =
  | { readonly head: string; readonly cell: (row: Row) => Cell }
  | { readonly head: string; readonly currency: string; readonly minor: (row: Row) => number | bigint | null }
  | { readonly head: string; readonly zone: string; readonly at: (row: Row) => EpochMillis | null }

/** A table, described once for every format it can be written in. */
export interface Table<Row> {
  /** What the file is called, in words: 'Motor claims, late items, 2026-10'. */
  readonly name: string
  readonly columns: readonly TableColumn<Row>[]
  readonly rows: Iterable<Row> | AsyncIterable<Row>
}

/** A column as it is written: money as a decimal number, instants as texts. */
export interface PlainColumn<Row> {
  readonly head: string
  readonly cell: (row: Row) => Cell
}

/** The columns that are written: one for each column, two for each instant. */
export function plainColumns<Row>(columns: readonly TableColumn<Row>[]): readonly PlainColumn<Row>[] {
  return columns.flatMap((column): PlainColumn<Row>[] => {
    if ('cell' in column) return [column]
    if ('minor' in column) return [moneyColumn(column.head, column.currency, column.minor)]
    const { head, zone, at } = column
    const told = (tell: (instant: EpochMillis) => string) => (row: Row) => {
      const instant = at(row)
      return instant === null ? null : tell(instant)
    }
    return [
      { head: `${head} (${zone})`, cell: told((instant) => localText(instant, zone)) },
      { head: `${head} (UTC)`, cell: told(formatInstant) },
    ]
  })
}

function moneyColumn<Row>(
  head: string,
  currency: string,
  minor: (row: Row) => number | bigint | null,
): PlainColumn<Row> {
  const scale = minorDigits(currency)
  return {
    head: `${head} (${currency})`,
    cell: (row) => {
      const amount = minor(row)
      return amount === null ? null : { digits: BigInt(amount), scale }
    },
  }
}

/** '2026-10-09 14:02:00', as the clocks of the zone read; the fraction of a second is left to the other column. */
export function localText(at: EpochMillis, zone: string): string {
  const wall = wallMillisAt(zone, at)
  const epochDay = Math.floor(wall / dayMillis)
  const { year, month, day } = civilDateOf(epochDay)
  const seconds = Math.floor((wall - epochDay * dayMillis) / 1_000)
  const time = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(':')
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)} ${time}`
}
