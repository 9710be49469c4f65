import { z } from 'zod'
import { fraction } from '../../kernel/money/fraction.ts'
import type { EvidenceRow } from '../explanation.ts'
import { judgeClock } from '../time/clock.ts'
import { businessDaysEnding } from './business-days-ending.ts'
import { DurationText, EventName, TermName } from '../value/schemas.ts'
import type { MeasureAsked, MeasuredKind } from './measured-kind.ts'
import { selectedEvents } from './selecting.ts'

/** Open work at the end of the period that is older than its threshold on a clock: how much, or which share of it. */
export const Ageing = z.strictObject({
  clock: TermName,
  olderThan: DurationText,
  as: z.enum(['count', 'share']),
  /** Whether work that waits for somebody else is open work. */
  paused: z.enum(['counts', 'left-out']),
})
export type Ageing = z.output<typeof Ageing>

/** Open work at the end of the period ÷ what was completed on an average of the last business days before it. */
export const BacklogDays = z.strictObject({
  clock: TermName,
  completed: EventName,
  businessDays: z.int().min(1).max(60),
  places: z.int().min(0).max(3),
})
export type BacklogDays = z.output<typeof BacklogDays>

export function measureAgeing(asked: MeasureAsked, measure: Ageing): MeasuredKind {
  const { history, window } = asked
  const { calendar } = asked.clockOf(measure.clock)
  const open = openItems(asked, measure.clock).filter(({ state }) => state === 'running' || measure.paused === 'counts')
  const rows = open.map(({ item, reading }): EvidenceRow => {
    const judged = judgeClock(reading, calendar, measure.olderThan.duration, window.to)
    const isOld = judged.elapsedOpenMillis > judged.targetOpenMillis
    const { startedAt } = reading
    return {
      workItemId: history.itemIds[item] ?? '',
      verdict: isOld ? 'counted' : 'not-counted',
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(isOld ? { lateByOpenMillis: judged.lateByOpenMillis } : {}),
    }
  })
  const old = rows.filter(({ verdict }) => verdict === 'counted')
  const text = `${old.length} of ${rows.length} open work items are older than ${measure.olderThan.text}`
  const measured =
    measure.as === 'count'
      ? ({ unit: 'count', count: old.length } as const)
      : ({ unit: 'percent', numerator: old.length, denominator: rows.length } as const)
  return {
    measured,
    counts: [
      { part: 'numerator', label: `Older than ${measure.olderThan.text}`, rows: old, formula: `${text}.` },
      { part: 'denominator', label: 'Open', rows, formula: `${rows.length} work items are open when the period ends.` },
    ],
    sentence: text,
    sample: rows.length,
  }
}

export function measureBacklogDays(asked: MeasureAsked, measure: BacklogDays): MeasuredKind {
  const { history, window } = asked
  const { calendar } = asked.clockOf(measure.clock)
  const rows = openItems(asked, measure.clock).map(({ item }): EvidenceRow => ({
    workItemId: history.itemIds[item] ?? '',
    verdict: 'counted',
  }))
  const from = businessDaysEnding(calendar, window.to, measure.businessDays)
  const done = selectedEvents(history, { from, to: window.to }, { event: measure.completed })
  const completed = done.map(({ item, at }): EvidenceRow => ({
    workItemId: history.itemIds[item] ?? '',
    verdict: 'counted',
    stoppedAt: at,
  }))
  const days = `the last ${measure.businessDays} business days`
  return {
    measured: {
      unit: 'number',
      value: fraction(BigInt(rows.length * measure.businessDays), BigInt(Math.max(1, done.length))),
      places: measure.places,
    },
    counts: [
      { part: 'open', label: 'Open', rows, formula: `${rows.length} work items are open when the period ends.` },
      {
        part: 'completed',
        label: `Completed in ${days}`,
        rows: completed,
        formula: `${done.length} events "${measure.completed}" lie in ${days}.`,
      },
    ],
    sentence: `${rows.length} open ÷ (${done.length} completed in ${days} ÷ ${measure.businessDays})`,
    sample: done.length,
  }
}

function openItems({ history, clockOf }: MeasureAsked, name: string) {
  const { readingOf } = clockOf(name)
  return history.itemIds.flatMap((_, item) => {
    const reading = readingOf(item)
    if (reading?.state !== 'running' && reading?.state !== 'paused') return []
    return [{ item, reading, state: reading.state }]
  })
}
