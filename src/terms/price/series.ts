import { parseDecimal } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import type { EntryLike } from '../history.ts'
import { SettleError } from '../settling/settle-error.ts'

/** Values that prices follow and no work item holds: an index by month, an exchange rate, certified heads. */
export interface SeriesBook {
  /** The value of a period ('2026-01', or a date), as it was last stated; undefined where none was. */
  valueOf(series: string, period: string): Decimal | undefined
}

const SERIES = 'series/'

/**
 * The series that the record holds: entries about `series/<name>` whose body has the event `series-value`, a `period`
 * and a `value` as a decimal text. The last one stated for a period counts.
 * @throws Error that names the leaf, where such an entry holds no decimal
 */
export function seriesFromEntries(
  entries: Iterable<{ readonly index: number; readonly entry: EntryLike }>,
): SeriesBook {
  const stated: StatedValue[] = []
  for (const { index, entry } of entries) {
    const { event, period, value } = entry.body
    if (event !== 'series-value' || !entry.subject.startsWith(SERIES)) continue
    if (typeof period !== 'string' || typeof value !== 'string') {
      throw new Error(`Leaf ${index}: a series value has a period and a value, both texts.`)
    }
    parseDecimal(value)
    stated.push({ index, series: entry.subject.slice(SERIES.length), period, value })
  }
  return seriesAt(stated)(Infinity)
}

/** A value as the record tells it, with the place of the entry that made it count. */
export type StatedValue = {
  readonly index: number
  readonly series: string
  readonly period: string
  readonly value: string
}

/** Books of the values that counted when the record had so many entries. */
export function seriesAt(stated: readonly StatedValue[]): (treeSize: number) => SeriesBook {
  const inOrder = stated.toSorted((left, right) => left.index - right.index)
  return (treeSize) => {
    const before = inOrder.filter(({ index }) => index < treeSize)
    return seriesBook(before.map(({ series, period, value }) => [series, period, parseDecimal(value)]))
  }
}

/** A book of the values given, the last one for a period counting. */
export function seriesBook(values: Iterable<readonly [series: string, period: string, value: Decimal]>): SeriesBook {
  const bySeries = new Map<string, Map<string, Decimal>>()
  for (const [series, period, value] of values) {
    const periods = bySeries.get(series) ?? new Map<string, Decimal>()
    bySeries.set(series, periods.set(period, value))
  }
  return { valueOf: (series, period) => bySeries.get(series)?.get(period) }
}

/** The value that a price needs. @throws SettleError that says which one is missing */
export function requiredValue(series: SeriesBook, name: string, period: string): Decimal {
  const value = series.valueOf(name, period)
  if (value !== undefined) return value
  throw new SettleError(`The series "${name}" has no value for ${period}. State it in the record, then settle again.`)
}
