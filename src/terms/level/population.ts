import type { EpochMillis } from '../../kernel/time/instant.ts'
import type { EvidenceRow, Rows } from '../explanation.ts'
import { factsBefore, heldFacts } from '../value/facts.ts'
import type { Facts, History } from '../history.ts'
import { judgeClock } from '../time/clock.ts'
import type { ClockReading } from '../time/clock.ts'
import type { CompiledCalendar } from '../time/open-time.ts'
import type { ItemClock } from '../population/item-clocks.ts'
import type { Case, Exclusion, ShareMeasure, Within } from './measure.ts'

/** From, inclusive, to, exclusive. */
export type Window = { readonly from: EpochMillis; readonly to: EpochMillis }

/**
 * The work items of one measure and one period, each in exactly one of these lists, sorted by id. `counted` holds
 * on time and late together; `population` adds the excluded. Cancelled and paused items stand outside.
 */
export type Population = {
  readonly population: Rows
  readonly counted: Rows
  readonly onTime: Rows
  readonly late: Rows
  readonly excluded: Rows
  readonly cancelled: Rows
  readonly paused: Rows
}

/** A share on one clock: a whole measure, or one case of it for the items to which no case before it applies. */
export type ClockedShare = {
  readonly measure: ShareMeasure
  readonly within: Within
  readonly cases: readonly Case[]
}

/** Some shares on one clock, with that clock ready to be read. */
export type ClockedMeasures = {
  readonly clock: ItemClock
  /** Each with the window in which it counts, which is longer than the period where it rolls over months. */
  readonly shares: readonly (ClockedShare & { readonly window: Window })[]
}

/** The parts in which a share is judged: itself, or one for each case of its matrix. */
export function clockedShares(measure: ShareMeasure): ClockedShare[] {
  const { where } = measure.share
  if (!('cases' in where)) return [{ measure, within: where, cases: [] }]
  return where.cases.map((within, index) => ({ measure, within, cases: where.cases.slice(0, index + 1) }))
}

/**
 * Judges every work item against the measures of one clock, as everything stands when the period ends: an event at or
 * after that instant belongs to the next period and changes nothing here.
 *
 * due-in-period: the item falls due, or fell due by a breach, inside the window; an early one keeps the due instant
 * that it had when it stopped; one that rests when the period ends is not due. An item that is not done when the period
 * ends and was due in it is late, even if no open minute has passed since. closed-in-period: its clock stopped inside
 * the window. Either way a withdrawn item is out, unless its target was used up before: then it stays late where it was
 * due.
 * @returns one population for each share, in their order
 */
export function populationsOneByOne(history: History, clocked: ClockedMeasures): Population[] {
  const { clock, shares } = clocked
  if (shares.length === 0) return []
  const { calendar, readingOf } = clock
  const sorters = shares.map((share) => sorterFor(history, share.window, share, calendar))
  for (let item = 0; item < history.itemIds.length; item += 1) {
    const reading = readingOf(item)
    if (!reading || reading.state === 'not-started') continue
    for (const sorter of sorters) sorter.take(item, reading)
  }
  return sorters.map(({ lists }) => (lists.excluded.length > 0 ? lists : { ...lists, population: lists.counted }))
}

type Sorter = { readonly lists: ReturnType<typeof emptyLists>; take(item: number, reading: ClockReading): void }

function sorterFor(history: History, window: Window, share: ClockedShare, calendar: CompiledCalendar): Sorter {
  const lists = emptyLists()
  const exclusionOf = exclusionFinder(history, window, share.measure.excluding)
  const holds = holdsFor(history, window, share)
  return {
    lists,
    take(item, reading) {
      const row = judge(history, window, { item, reading, share, calendar })
      if (!row || !holds(item)) return
      if (row.verdict === 'cancelled') lists.cancelled.push(row)
      else if (row.verdict === 'paused') lists.paused.push(row)
      else put(lists, row, exclusionOf(item) ?? excuseOf(reading))
    },
  }
}

/** Whether an item with these facts belongs to a share: by its filters, and by the case that applies to it first. */
export function isFor({ measure, cases }: ClockedShare, facts: Facts): boolean {
  const { only, when } = measure.share
  if (only && !Object.entries(only).every(([name, value]) => facts[name] === value)) return false
  if (when && !when.holds(facts)) return false
  const last = cases.at(-1)
  return !last || (last.when.holds(facts) && !cases.slice(0, -1).some((one) => one.when.holds(facts)))
}

/** The same of an item of a history, as it stands when the window ends. */
export function holdsFor(history: History, window: Window, share: ClockedShare): (item: number) => boolean {
  const { only, when } = share.measure.share
  if (!when && share.cases.length === 0) return heldFacts(history, only, window.to)
  return (item) => isFor(share, factsBefore(history, item, window.to))
}

/** An excuse is an exclusion by what another clock says: the other side was late with what this item waited for. */
function excuseOf({ excused }: ClockReading): Exclusion | undefined {
  return excused && { event: `${excused.clock} overdue`, clause: excused.clause }
}

function put(lists: ReturnType<typeof emptyLists>, row: EvidenceRow, exclusion: Exclusion | undefined): void {
  if (exclusion) {
    const excluded: EvidenceRow = { ...row, verdict: 'excluded', excludedBy: exclusion }
    lists.population.push(excluded)
    lists.excluded.push(excluded)
    return
  }
  lists.population.push(row)
  lists.counted.push(row)
  if (row.verdict === 'on-time') lists.onTime.push(row)
  else lists.late.push(row)
}

type Asked = { item: number; reading: ClockReading; share: ClockedShare; calendar: CompiledCalendar }

/**
 * The row of an item that has to do with the period; undefined where it has not. A reopening that restarts the clock
 * gives the item several runs, each with a due instant of its own: the item counts once, and is late if one of its runs
 * in this period is. So a breach stays where it was, and does not follow the item into later months.
 */
export function judge(history: History, window: Window, asked: Asked): EvidenceRow | undefined {
  const { reading } = asked
  if (reading.earlierRuns.length === 0) return judgeRun(history, window, asked)
  const runs = [
    ...reading.earlierRuns.map((run) => ({ ...reading, ...run, state: 'stopped' as const, earlierRuns: [] })),
    { ...reading, earlierRuns: [], isAbandoned: false },
  ]
  const rows = runs.flatMap((run) => {
    const row = judgeRun(history, window, { ...asked, reading: run })
    // A run that a restart cut short did not end on time: it counts only where it was late by then.
    return row && !(run.isAbandoned && row.verdict !== 'late') ? [row] : []
  })
  const of = (verdict: EvidenceRow['verdict']) => rows.find((row) => row.verdict === verdict)
  return of('late') ?? of('on-time') ?? rows.at(-1)
}

function judgeRun(history: History, window: Window, asked: Asked): EvidenceRow | undefined {
  const { item, reading, share, calendar } = asked
  const { startedAt, stoppedAt } = reading
  const { population } = share.measure
  const closing = population === 'closed-in-period'
  if (population === 'received-in-period' && !isInside(window, startedAt)) return undefined
  const isCancelled = reading.state === 'cancelled'
  if (closing && !isCancelled && (reading.state !== 'stopped' || !isInside(window, stoppedAt))) return undefined
  const judgement = judgeClock(reading, calendar, share.within.within.duration, window.to)
  const { verdict, dueAt, lateByOpenMillis } = judgement
  const workItemId = history.itemIds[item] ?? ''
  // A breach is never undone, so only an item that was withdrawn before its target was used up is cancelled.
  if (verdict === 'cancelled' || (closing && isCancelled)) {
    return isInside(window, stoppedAt) ? rowOf(workItemId, 'cancelled', reading) : undefined
  }
  if (verdict === 'paused') return rowOf(workItemId, 'paused', reading)
  if (population === 'due-in-period' && !isInside(window, dueAt)) return undefined
  // What was received and is neither done nor due yet is nobody's miss.
  if (population === 'received-in-period' && verdict === 'running' && !((dueAt ?? Infinity) < window.to))
    return undefined
  const row = rowOf(workItemId, verdict === 'met' ? 'on-time' : 'late', reading)
  if (dueAt !== undefined) row.dueAt = dueAt
  row.lateByOpenMillis = lateByOpenMillis
  return row
}

function isInside(window: Window, at: EpochMillis | undefined): boolean {
  return at !== undefined && at >= window.from && at < window.to
}

type Row = { -readonly [Key in keyof EvidenceRow]: EvidenceRow[Key] }

/** Filled step by step and not spread: a month makes millions of these. */
function rowOf(workItemId: string, verdict: EvidenceRow['verdict'], { startedAt, stoppedAt }: ClockReading): Row {
  const row: Row = { workItemId, verdict }
  if (startedAt !== undefined) row.startedAt = startedAt
  if (stoppedAt !== undefined) row.stoppedAt = stoppedAt
  return row
}

/** Finds the first exclusion, in the order of the terms, whose event an item has before the period ends. */
export function exclusionFinder(
  history: History,
  window: Window,
  exclusions: readonly Exclusion[],
): (item: number) => Exclusion | undefined {
  const byCode = exclusions.map((exclusion) => ({ exclusion, code: history.codeOf(exclusion.event) }))
  const found = byCode.filter(({ code }) => code !== undefined)
  return (item: number): Exclusion | undefined => {
    if (found.length === 0) return undefined
    const codes = new Set<number | undefined>()
    const end = history.offsets[item + 1] ?? 0
    for (let column = history.offsets[item] ?? 0; column < end; column += 1) {
      if ((history.instants[column] ?? NaN) < window.to) codes.add(history.codes[column])
    }
    return found.find(({ code }) => codes.has(code))?.exclusion
  }
}

function emptyLists() {
  const list = (): EvidenceRow[] => []
  return {
    population: list(),
    counted: list(),
    onTime: list(),
    late: list(),
    excluded: list(),
    cancelled: list(),
    paused: list(),
  }
}
