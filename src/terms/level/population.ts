import type { EpochMillis } from '../../kernel/time/instant.ts'
import type { EvidenceRow } from '../explanation.ts'
import { factsBefore, heldFacts } from '../value/facts.ts'
import type { History } from '../history.ts'
import { judgeClock, runClock } from '../time/clock.ts'
import type { ClockReading, ClockRule } from '../time/clock.ts'
import type { CompiledCalendar } from '../time/open-time.ts'
import type { Case, Exclusion, ShareMeasure, Within } from './measure.ts'

/** From, inclusive, to, exclusive. */
export type Window = { readonly from: EpochMillis; readonly to: EpochMillis }

/**
 * The work items of one measure and one period, each in exactly one of these lists, sorted by id. `counted` holds
 * on time and late together; `population` adds the excluded. Cancelled and paused items stand outside.
 */
export type Population = {
  readonly population: readonly EvidenceRow[]
  readonly counted: readonly EvidenceRow[]
  readonly onTime: readonly EvidenceRow[]
  readonly late: readonly EvidenceRow[]
  readonly excluded: readonly EvidenceRow[]
  readonly cancelled: readonly EvidenceRow[]
  readonly paused: readonly EvidenceRow[]
}

/** A share on one clock: a whole measure, or one case of it for the items to which no case before it applies. */
export type ClockedShare = {
  readonly measure: ShareMeasure
  readonly within: Within
  readonly cases: readonly Case[]
}

/** Some shares on one clock, with that clock and its calendar ready to use. */
export type ClockedMeasures = {
  readonly rule: ClockRule
  readonly calendar: CompiledCalendar
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
export function populationsOf(history: History, until: EpochMillis, clocked: ClockedMeasures): Population[] {
  const { rule, calendar, shares } = clocked
  const sorters = shares.map((share) => sorterFor(history, share.window, share, calendar))
  const readingOf = readItemClock(history, rule, until)
  for (let item = 0; item < history.itemIds.length; item += 1) {
    const reading = readingOf(item)
    if (!reading || reading.state === 'not-started') continue
    for (const sorter of sorters) sorter.take(item, reading)
  }
  return sorters.map(({ lists }) => (lists.excluded.length > 0 ? lists : { ...lists, population: lists.counted }))
}

/** Reads the clocks of items as they stand at an instant; undefined where an item has no event of its clock. */
export function readItemClock(
  history: History,
  rule: ClockRule,
  until: EpochMillis,
): (item: number) => ClockReading | undefined {
  const isRelevant = relevantCodes(history, rule)
  return (item) => readClock(history, { item, until, rule, isRelevant })
}

function readClock(
  history: History,
  asked: { item: number; until: EpochMillis; rule: ClockRule; isRelevant: Uint8Array },
): ClockReading | undefined {
  const { item, until, rule, isRelevant } = asked
  const events = []
  const end = history.offsets[item + 1] ?? 0
  for (let column = history.offsets[item] ?? 0; column < end; column += 1) {
    const at = history.instants[column] ?? NaN
    if (at >= until) break
    if (isRelevant[history.codes[column] ?? 0] !== 1) continue
    events.push({ name: history.nameAt(column), at, sequence: history.sequenceAt(column) })
  }
  return events.length === 0 ? undefined : runClock(rule, events, until)
}

/** Marks the codes of the event names to which the clock listens; all others need not be handed to it. */
function relevantCodes(history: History, rule: ClockRule): Uint8Array {
  const listened = [
    rule.runs.from,
    rule.runs.to,
    ...rule.rests.flatMap(({ from, to }) => [from, to]),
    rule.reopened?.on ?? [],
    rule.cancelled ?? [],
  ].flat()
  const codes = listened.map((name) => history.codeOf(name)).filter((code) => code !== undefined)
  const marks = new Uint8Array(Math.max(0, ...codes) + 1)
  for (const code of codes) marks[code] = 1
  return marks
}

type Sorter = { readonly lists: Population; take(item: number, reading: ClockReading): void }

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
      else put(lists, row, exclusionOf(item))
    },
  }
}

/** Whether an item belongs to a share: by its facts, and by the case of the matrix that applies to it first. */
function holdsFor(history: History, window: Window, share: ClockedShare): (item: number) => boolean {
  const { only, when } = share.measure.share
  const holdsFacts = heldFacts(history, only, window.to)
  const last = share.cases.at(-1)
  if (!when && !last) return holdsFacts
  const before = share.cases.slice(0, -1)
  return (item) => {
    if (!holdsFacts(item)) return false
    const facts = factsBefore(history, item, window.to)
    if (when && !when.holds(facts)) return false
    return !last || (last.when.holds(facts) && !before.some((one) => one.when.holds(facts)))
  }
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
function judge(history: History, window: Window, asked: Asked): EvidenceRow | undefined {
  const { reading } = asked
  if (reading.earlierRuns.length === 0) return judgeRun(history, window, asked)
  const runs = [
    ...reading.earlierRuns.map((run): ClockReading => ({ ...reading, ...run, state: 'stopped', earlierRuns: [] })),
    { ...reading, earlierRuns: [] },
  ]
  const rows = runs.map((run) => judgeRun(history, window, { ...asked, reading: run }))
  const of = (verdict: EvidenceRow['verdict']) => rows.find((row) => row?.verdict === verdict)
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

/** The first exclusion, in the order of the terms, whose event the item has before the period ends. */
function exclusionFinder(history: History, window: Window, exclusions: readonly Exclusion[]) {
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
