import type { ItemEvent } from '../../../src/deliver/work-items/model.ts'
import type { Measure, Within } from '../../../src/terms/level/measure.ts'
import type { Facts } from '../../../src/terms/history.ts'
import { clockedShares, isFor } from '../../../src/terms/level/population.ts'
import { standingEvents } from '../../../src/terms/item-life.ts'
import { named, parseTerms } from '../../../src/terms/model.ts'
import { clockTrace, judgeClock, type ClockEvent, type TraceRow } from '../../../src/terms/time/clock.ts'
import { readClocks } from '../../../src/terms/time/reading/excuses.ts'
import { compileCalendar } from '../../../src/terms/time/working-calendar.ts'

const dayMillis = 86_400_000

/** One row of what happened: what was done to the item, and what that or the calendar did to the clock. */
export interface StoryRow {
  readonly at: number
  readonly events: readonly string[]
  readonly clock: readonly TraceRow['what'][]
  readonly owner: TraceRow['owner'] | undefined
}

export interface Story {
  readonly levelId: string
  readonly levelName: string
  readonly clause: string
  readonly within: string
  readonly calendar: string
  readonly zone: string
  readonly verdict: ReturnType<typeof judgeClock>['verdict']
  readonly countedMillis: number
  readonly rows: readonly StoryRow[]
}

type Told = Pick<ItemEvent, 'name' | 'occurredAt' | 'sequence' | 'entryId' | 'undoes' | 'facts'>

/** Which service levels the agreed terms have, in their order. */
export function levelsOf(source: unknown): readonly { readonly id: string; readonly name: string }[] {
  const { serviceLevels, measures } = parseTerms(source)
  return Object.entries(serviceLevels)
    .filter(([, { measure }]) => named(measures, measure).kind === 'share')
    .map(([id, { name }]) => ({ id, name }))
}

/**
 * An item's clock under one service level of the agreed terms, minute by minute: replayed here from the item's events
 * by the same functions that settle the month.
 */
export function clockStory(source: unknown, levelId: string, told: readonly Told[], until: number): Story | undefined {
  const terms = parseTerms(source)
  if (!Object.hasOwn(terms.serviceLevels, levelId)) return undefined
  const level = named(terms.serviceLevels, levelId)
  // What was taken back is told, but no clock ever heard of it.
  const events = standingEvents(told).map(({ name, occurredAt, sequence, facts }) => {
    return { name, at: occurredAt, sequence, facts }
  })
  const where = clockFor(named(terms.measures, level.measure), events, until)
  if (where === undefined) return undefined
  const { clock, within } = where
  const rule = named(terms.clocks, clock)
  const horizon = horizonOf(events, until)
  const used = new Set(Object.values(terms.clocks).map((one) => one.calendar))
  const calendars = Object.fromEntries(
    [...used].map((name) => [name, compileCalendar(named(terms.calendars, name), horizon, terms.calendars)]),
  )
  const calendar = named(calendars, rule.calendar)
  const reading = readClocks({ clocks: terms.clocks, calendars }, events, until)(clock)
  const judged = judgeClock(reading, calendar, within.duration, until)
  const trace = clockTrace(reading, calendar, within.duration)
  return {
    levelId,
    levelName: level.name,
    clause: rule.clause,
    within: within.text,
    calendar: rule.calendar,
    zone: calendar.zone,
    verdict: judged.verdict,
    countedMillis: trace.at(-1)?.openMillisSoFar ?? 0,
    rows: mergedRows(told, trace, until),
  }
}

/** The clock of a share that an item with these facts is held against; other measures show none minute by minute. */
function clockFor(measure: Measure, events: readonly ClockEvent[], until: number): Within | undefined {
  if (measure.kind !== 'share') return undefined
  const known = events.filter(({ at }) => at <= until).toSorted((left, right) => left.at - right.at)
  const facts: Facts = Object.assign({}, ...known.map((event) => event.facts ?? {}))
  return clockedShares(measure).find((share) => share.cases.length === 0 || isFor(share, facts))?.within
}

function horizonOf(events: readonly { readonly at: number }[], until: number) {
  const first = Math.min(until, ...events.map(({ at }) => at))
  const last = Math.max(until, ...events.map(({ at }) => at))
  return { from: first - 40 * dayMillis, to: last + 400 * dayMillis }
}

/** What happened and what the clock did, in one order of time; at one instant they share a row. */
function mergedRows(told: readonly Told[], trace: readonly TraceRow[], until: number): readonly StoryRow[] {
  const instants = [...told.map(({ occurredAt }) => occurredAt), ...trace.map(({ at }) => at)]
  const order = [...new Set(instants)].filter((at) => at <= until).sort((left, right) => left - right)
  return order.map((at) => {
    const moments = trace.filter((row) => row.at === at)
    return {
      at,
      events: told.filter((event) => event.occurredAt === at).map(({ name }) => name),
      clock: moments.map(({ what }) => what),
      owner: moments.at(-1)?.owner,
    }
  })
}
