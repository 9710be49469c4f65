import type { EvidenceRow, RowList } from '../explanation.ts'
import type { History } from '../history.ts'
import { exclusionFinder, holdsFor, judge, populationsOneByOne } from '../level/population.ts'
import type { ClockedMeasures, ClockedShare, Population, Window } from '../level/population.ts'
import { compileClock } from '../time/columns/compiled-clock.ts'
import type { CompiledClock } from '../time/columns/compiled-clock.ts'
import { clockColumns, columnVerdicts, judgeItems } from '../time/columns/judging-columns.ts'
import type { ClockColumns, JudgedTarget } from '../time/columns/judging-columns.ts'
import { HorizonError } from '../time/open-time.ts'
import type { ItemClock } from './item-clocks.ts'
import { listOfMarked } from './row-lists.ts'

/** In which list of its population an item is: one byte each, and rows only for those that are looked at. */
const mark = { none: 0, onTime: 1, late: 2, excluded: 3, cancelled: 4, paused: 5 } as const
const [notStarted, met, , running, paused, cancelled, severalRuns] = columnVerdicts.keys()

type Share = ClockedMeasures['shares'][number]

/**
 * The populations of some shares on one clock, in their order: over columns where the clock allows it, otherwise event
 * by event. Both ways give the same; `populationsOneByOne` spells the rules out.
 */
export function populationsOf(history: History, clocked: ClockedMeasures): Population[] {
  const byColumns = populationsByColumns(history, clocked)
  const rest = clocked.shares.filter((_, index) => byColumns[index] === undefined)
  const oneByOne = rest.length === 0 ? [] : populationsOneByOne(history, { ...clocked, shares: rest })
  const others = oneByOne.values()
  return byColumns.flatMap((population) => population ?? others.next().value ?? [])
}

/** Populations of the shares whose clock can be judged over columns; undefined for those that are read one by one. */
function populationsByColumns(history: History, { clock, shares }: ClockedMeasures): (Population | undefined)[] {
  const { calendar, rule } = clock
  const sorters = shares.map((share) => {
    const compiled = compileClock(rule, calendar, share.within.within.duration, (name) => history.codeOf(name))
    return compiled && sorterFor(history, clock, share, compiled)
  })
  const found = sorters.filter((sorter) => sorter !== undefined)
  const until = shares[0]?.window.to
  if (found.length === 0 || until === undefined) return sorters.map(() => undefined)
  try {
    judgeItems(
      found.map(({ judged }) => judged),
      history,
      until,
      (item) => {
        for (const sorter of found) sorter.take(item)
      },
    )
  } catch (error) {
    // Columns ask when every item is due, also of those that have nothing to do with the period.
    if (error instanceof HorizonError) return sorters.map(() => undefined)
    throw error
  }
  return sorters.map((sorter) => sorter?.population())
}

type ColumnSorter = {
  readonly judged: JudgedTarget
  /** Takes the item that was just judged. */
  take(item: number): void
  population(): Population
}

function sorterFor(history: History, clock: ItemClock, share: Share, compiled: CompiledClock): ColumnSorter {
  const { window } = share
  const marks = new Uint8Array(history.itemIds.length)
  const counts = new Float64Array(Object.keys(mark).length)
  const holds = holdsFor(history, window, share)
  const exclusionOf = exclusionFinder(history, window, share.measure.excluding)
  const byItself = (item: number) => judgedByItself(history, clock, share, item)
  const row = clockColumns(1)
  const place = placing(window, share, row)
  const take = (item: number) => {
    let found = row.state[0] === severalRuns ? markOf(byItself(item)) : place()
    if (found === mark.none || !holds(item)) return
    if ((found === mark.onTime || found === mark.late) && exclusionOf(item)) found = mark.excluded
    marks[item] = found
    counts[found]! += 1
  }
  const list = (...wanted: number[]): RowList => {
    const length = wanted.reduce((sum, one) => sum + counts[one]!, 0)
    const bits = wanted.reduce((sum, one) => sum | (1 << one), 0)
    return listOfMarked(history, { marks, wanted: bits, length }, (item) => {
      const found = byItself(item)
      if (!found) throw new Error('An item of a population was judged as having no part in it.')
      const exclusion = marks[item] === mark.excluded ? exclusionOf(item) : undefined
      return exclusion ? { ...found, verdict: 'excluded', excludedBy: exclusion } : found
    })
  }
  const asked = share.measure.population === 'due-in-period' ? 'all' : 'running'
  return { judged: { clock: compiled, row, asked }, take, population: () => populationOf(list, counts) }
}

function populationOf(list: (...wanted: number[]) => RowList, counts: Float64Array): Population {
  const counted = list(mark.onTime, mark.late)
  return {
    // The same list where nothing is excluded, so that its digest is taken once.
    population: counts[mark.excluded] === 0 ? counted : list(mark.onTime, mark.late, mark.excluded),
    counted,
    onTime: list(mark.onTime),
    late: list(mark.late),
    excluded: list(mark.excluded),
    cancelled: list(mark.cancelled),
    paused: list(mark.paused),
  }
}

/** The row of an item, read event by event. */
function judgedByItself(history: History, clock: ItemClock, share: Share, item: number): EvidenceRow | undefined {
  const reading = clock.readingOf(item)
  if (!reading || reading.state === 'not-started') return undefined
  return judge(history, share.window, { item, reading, share, calendar: clock.calendar })
}

function markOf(row: EvidenceRow | undefined): number {
  switch (row?.verdict) {
    case undefined:
      return mark.none
    case 'cancelled':
      return mark.cancelled
    case 'paused':
      return mark.paused
    default:
      return row?.verdict === 'on-time' ? mark.onTime : mark.late
  }
}

/** Where the item of a row belongs, if it had one run, by the same rules as `judge`. */
function placing(window: Window, { measure }: ClockedShare, row: ClockColumns): () => number {
  const { from, to } = window
  const { verdict, state, startedAt, stoppedAt, dueAt } = row
  // An instant that is not there is NaN, which lies in no window.
  const isInside = (at: number) => at >= from && at < to
  const closing = measure.population === 'closed-in-period'
  const received = measure.population === 'received-in-period'
  return () => {
    const how = state[0]!
    if (how === notStarted) return mark.none
    if (received && !isInside(startedAt[0]!)) return mark.none
    const came = verdict[0]!
    if (came === cancelled || (closing && how === cancelled)) {
      return isInside(stoppedAt[0]!) ? mark.cancelled : mark.none
    }
    if (closing && (how !== met || !isInside(stoppedAt[0]!))) return mark.none
    if (came === paused) return mark.paused
    const due = dueAt[0]!
    if (!closing && !received && !isInside(due)) return mark.none
    if (received && came === running && !(due < to)) return mark.none
    return came === met ? mark.onTime : mark.late
  }
}
