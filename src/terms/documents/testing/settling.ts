import { parseDecimal } from '../../../kernel/money/decimal.ts'
import { sha256, toHex } from '../../../kernel/record/format/digest.ts'
import { dayMillis, hourMillis, minuteMillis, parseDate } from '../../../kernel/time/civil-date.ts'
import type { EpochMillis } from '../../../kernel/time/instant.ts'
import { firstInstantReading, wallMillisAt } from '../../../kernel/time/zone.ts'
import { historyBuilder } from '../../history.ts'
import type { FactValue, Facts, History } from '../../history.ts'
import type { Terms } from '../../model.ts'
import { monthNumber, monthOfNumber } from '../../month-result.ts'
import { seriesBook } from '../../price/series.ts'
import type { SeriesBook } from '../../price/series.ts'
import { settle } from '../../settle.ts'
import type { Settlement } from '../../settle.ts'

/** What happened to one work item, or to a range of them: ['c1..c8', 'received', '2026-03-02 09:00', 'amount: 5']. */
export type Told = readonly [items: string, event: string, at: string, facts?: string | undefined]

/** A history as the pages tell it; times are read in the zone. */
export function historyOf(told: readonly Told[], zone: string): History {
  const builder = historyBuilder()
  let sequence = 0
  for (const [items, name, at, facts = ''] of told) {
    for (const workItemId of itemsOf(items)) {
      sequence += 1
      const event = { workItemId, name, at: instantOf(at, zone), sequence }
      builder.add(facts === '' ? event : { ...event, facts: factsOf(facts) })
    }
  }
  return builder.build()
}

/** 'c1..c3' is c1, c2 and c3; anything else is one item. */
function itemsOf(text: string): string[] {
  const [, name, first, last] = /^([^.]*?)([0-9]+)\.\.\1([0-9]+)$/.exec(text) ?? []
  if (name === undefined || first === undefined || last === undefined) return [text]
  const count = Number(last) - Number(first) + 1
  return Array.from({ length: count }, (_, index) => `${name}${Number(first) + index}`)
}

function instantOf(text: string, zone: string): EpochMillis {
  const [, date = '', hour, minute, second = '0'] = /^(\S+) (\d\d):(\d\d)(?::(\d\d))?$/.exec(text) ?? []
  const wall = parseDate(date) * dayMillis + Number(hour) * hourMillis + Number(minute) * minuteMillis
  return firstInstantReading(zone, wall + Number(second) * 1000)
}

/** '2026-03-02 09:00' in the zone. */
export function wallText(at: EpochMillis, zone: string): string {
  return new Date(wallMillisAt(zone, at)).toISOString().slice(0, 16).replace('T', ' ')
}

function factsOf(text: string): Facts {
  const entries = text.split(', ').map((one): [string, FactValue] => {
    const at = one.indexOf(': ')
    const value = one.slice(at + 2)
    if (value === 'true' || value === 'false') return [one.slice(0, at), value === 'true']
    return [one.slice(0, at), /^-?\d+$/.test(value) ? Number(value) : value]
  })
  return Object.fromEntries(entries)
}

/** Values of series: ['CPI', '2026-01', '104.2']. */
export function seriesOf(values: readonly (readonly [name: string, period: string, value: string])[]): SeriesBook {
  return seriesBook(values.map(([name, period, value]) => [name, period, parseDecimal(value)]))
}

const sha256Hex = (bytes: Uint8Array) => toHex(sha256(bytes))

/** Settles month after month, each with the statements of those before it. */
export function live(
  terms: Terms,
  history: History,
  asked: { readonly from: string; readonly to: string; readonly series?: SeriesBook },
): Map<string, Settlement> {
  const settled = new Map<string, Settlement>()
  for (let number = monthNumber(asked.from); number <= monthNumber(asked.to); number += 1) {
    const month = monthOfNumber(number)
    const earlier = [...settled.values()].map(({ statement }) => statement)
    const series = asked.series ? { series: asked.series } : {}
    const context = { engagement: 'e', termsHash: '00'.repeat(32), treeSize: 1, sha256Hex, earlier, ...series }
    settled.set(month, settle(terms, history, { month }, context))
  }
  return settled
}
