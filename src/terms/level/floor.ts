import { dayMillis, formatDate, weekdayOf } from '../../kernel/time/civil-date.ts'
import { wallMillisAt } from '../../kernel/time/zone.ts'
import { rowsOf } from '../explanation.ts'
import type { EvidenceRow } from '../explanation.ts'
import { compareAttainment, printAttainment } from './attainment.ts'
import type { ShareMeasure } from './measure.ts'
import type { Population } from './population.ts'
import type { ServiceLevel } from './service-level.ts'

/** Days or weeks in which a level fell below its floor, and the items that were late in them. */
export type FloorBreach = { readonly text: string; readonly rows: readonly EvidenceRow[] }

type Span = { readonly rows: EvidenceRow[]; onTime: number }

/**
 * The days (or weeks from Monday) of a period that fell below the floor of a level; undefined where none did. An item
 * counts on the day on which it fell due or, where the population is what was closed or received, on that day.
 */
export function missedFloor(
  { floor }: ServiceLevel,
  { measure, population, zone }: { measure: ShareMeasure; population: Population; zone: string },
): FloorBreach | undefined {
  if (!floor) return undefined
  const spans = new Map<number, Span>()
  for (const row of rowsOf(population.counted)) {
    const at = countedAt(row, measure)
    if (at === undefined) continue
    const day = Math.floor(wallMillisAt(zone, at) / dayMillis)
    const key = floor.each === 'day' ? day : day - weekdayOf(day)
    const span = spans.get(key) ?? { rows: [], onTime: 0 }
    span.rows.push(row)
    if (row.verdict === 'on-time') span.onTime += 1
    spans.set(key, span)
  }
  const below = [...spans]
    .filter(([, span]) => compareAttainment(ratioOf(span), floor.atLeast.percent, measure.test) < 0)
    .sort(([left], [right]) => left - right)
  if (below.length === 0) return undefined
  const told = below.map(([key, span]) => `${formatDate(key)} ${printAttainment(ratioOf(span), measure.print)}`)
  const rows = below
    .flatMap(([, span]) => span.rows.filter(({ verdict }) => verdict === 'late'))
    .sort((a, b) => (a.workItemId < b.workItemId ? -1 : 1))
  const what = floor.each === 'day' ? 'days' : 'weeks'
  const shown = told.length > 10 ? `${told.slice(0, 10).join(', ')} and ${told.length - 10} more` : told.join(', ')
  return { text: `No ${floor.each} may fall below ${floor.atLeast.text}; ${told.length} ${what} did: ${shown}.`, rows }
}

function ratioOf({ rows, onTime }: Span) {
  return { numerator: onTime, denominator: rows.length }
}

function countedAt(row: EvidenceRow, { population }: ShareMeasure): number | undefined {
  if (population === 'due-in-period') return row.dueAt
  return population === 'closed-in-period' ? row.stoppedAt : row.startedAt
}
