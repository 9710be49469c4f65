import { z } from 'zod'
import { minuteMillis } from '../../kernel/time/civil-date.ts'
import type { EvidenceRow } from '../explanation.ts'
import { openMillis } from '../time/working-calendar.ts'
import type { CompiledCalendar } from '../time/open-time.ts'
import { Clause, DurationText, EventName, TermName } from '../value/schemas.ts'
import type { MeasureAsked, MeasuredKind } from './measured-kind.ts'
import { firstAfter, Selected, selectedEvents } from './selecting.ts'
import type { Found } from './selecting.ts'

/**
 * Scheduled time less outages that nobody excused, ÷ scheduled time. Outages are work items that begin and end; where
 * two overlap their time counts once. A planned outage, one with the event of its notice, is free up to an allowance of
 * the month; what goes beyond it counts. An outage that has not ended counts up to the end of the period.
 */
export const Availability = z.strictObject({
  windows: TermName,
  outage: z.strictObject({ from: Selected, to: EventName }),
  planned: z.strictObject({ event: EventName, allowance: DurationText }).optional(),
  excused: z.array(z.strictObject({ event: EventName, clause: Clause })).max(20),
})
export type Availability = z.output<typeof Availability>

type Outage = Found & {
  readonly to: number
  readonly excusedBy: { event: string; clause: string } | undefined
  readonly isPlanned: boolean
}

export function measureAvailability(
  { history, window, calendarOf }: MeasureAsked,
  measure: Availability,
): MeasuredKind {
  const calendar = calendarOf(measure.windows)
  const scheduled = openMillis(calendar, window.from, window.to)
  const outages = outagesOf({ history, window }, measure)
  const down = (list: readonly Outage[]) => downMillis(calendar, window, list)
  const counting = outages.filter(({ excusedBy }) => excusedBy === undefined)
  const unplanned = counting.filter(({ isPlanned }) => !isPlanned)
  const planned = counting.filter(({ isPlanned }) => isPlanned)
  // Time that is down anyway uses up no allowance: only what planned outages add to it.
  const plannedMillis = down(counting) - down(unplanned)
  const allowance = measure.planned ? allowanceOf(measure.planned) : 0
  const beyond = Math.max(0, plannedMillis - allowance)
  const lost = down(unplanned) + beyond
  const rows = (list: readonly Outage[], verdict: EvidenceRow['verdict']) => list.map((one) => rowFor(one, verdict))
  const rowFor = (one: Outage, verdict: EvidenceRow['verdict']): EvidenceRow => ({
    workItemId: history.itemIds[one.item] ?? '',
    verdict: one.excusedBy ? 'excluded' : verdict,
    startedAt: one.at,
    stoppedAt: one.to,
    ...(one.excusedBy ? { excusedBy: one.excusedBy } : {}),
  })
  const count = (part: string, label: string, list: readonly Outage[]) => ({
    part,
    label,
    rows: rows(list, 'not-counted'),
    formula: `${list.length} outages, ${minutesText(down(list))} of scheduled time.`,
  })
  const free = measure.planned?.allowance.text ?? ''
  const plannedText = measure.planned
    ? `${minutesText(plannedMillis)} planned, ${free} of it free: ${minutesText(beyond)} counts. `
    : ''
  const all = minutesText(scheduled)
  const sentence = `${plannedText}(${all} scheduled − ${minutesText(lost)} lost) ÷ ${all}`
  return {
    measured: { unit: 'percent', numerator: scheduled - lost, denominator: scheduled },
    counts: [
      count('unplanned', 'Outages that count', unplanned),
      ...(measure.planned ? [count('planned', 'Planned outages', planned)] : []),
      count(
        'excused',
        'Excused outages',
        outages.filter(({ excusedBy }) => excusedBy !== undefined),
      ),
    ],
    sentence,
    sample: scheduled > 0 ? 1 : 0,
    downMillis: lost,
  }
}

function outagesOf({ history, window }: Pick<MeasureAsked, 'history' | 'window'>, measure: Availability): Outage[] {
  const begun = selectedEvents(history, { from: -Infinity, to: window.to }, measure.outage.from)
  return begun.flatMap((one) => {
    const end = firstAfter(history, one, measure.outage.to, window.to)
    const to = end?.at ?? window.to
    if (to <= window.from) return []
    const has = (event: string) => hasEvent(history, one, event, window.to)
    const excusedBy = measure.excused.find(({ event }) => has(event))
    return [{ ...one, to, excusedBy, isPlanned: measure.planned !== undefined && has(measure.planned.event) }]
  })
}

function hasEvent(history: MeasureAsked['history'], { item }: Found, event: string, before: number): boolean {
  const first: Found = { item, column: (history.offsets[item] ?? 0) - 1, at: -Infinity }
  return firstAfter(history, first, event, before) !== undefined
}

/** Scheduled time inside the window that lies in any of the outages: overlaps count once. */
function downMillis(calendar: CompiledCalendar, window: MeasureAsked['window'], outages: readonly Outage[]): number {
  const sorted = outages
    .map(({ at, to }) => ({ from: Math.max(at, window.from), to: Math.min(to, window.to) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from)
  let down = 0
  let reached = -Infinity
  for (const { from, to } of sorted) {
    const begin = Math.max(from, reached)
    if (begin >= to) continue
    down += openMillis(calendar, begin, to)
    reached = to
  }
  return down
}

function allowanceOf({ allowance }: NonNullable<Availability['planned']>): number {
  if (allowance.duration.kind !== 'open-time') throw new Error('A parsed allowance is a length of time.')
  return allowance.duration.millis
}

/** Minutes, with as many decimals as are needed. */
function minutesText(millis: number): string {
  const whole = Math.floor(millis / minuteMillis)
  const rest = millis - whole * minuteMillis
  if (rest === 0) return `${whole} minutes`
  const thousandths = Math.floor((rest * 1000) / minuteMillis)
  return `${whole}.${String(thousandths).padStart(3, '0')} minutes`
}
