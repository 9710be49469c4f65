import type { EpochMillis } from '../../kernel/time/instant.ts'
import type { FactValue, History } from '../history.ts'
import { asksFacts, eventNamesOf, runClock } from '../time/clock.ts'
import type { ClockEvent, ClockReading, ClockRule } from '../time/clock.ts'
import type { CompiledCalendar } from '../time/open-time.ts'
import { overdueStretches, readClocks } from '../time/reading/excuses.ts'
import type { NamedClocks, OverdueElsewhere, OverdueStretch } from '../time/reading/excuses.ts'
import { factsBefore } from '../value/facts.ts'

/** Reads the clock of an item, by its place in the history; undefined where the item has no event of that clock. */
export type ReadItemClock = (item: number) => ClockReading | undefined

/** A clock of the terms with its calendar, and its readings as they stand just before an instant. */
export type ItemClock = {
  readonly rule: ClockRule
  readonly calendar: CompiledCalendar
  readonly readingOf: ReadItemClock
}

/**
 * The clocks of terms over all items of a history, as they stand just before an instant: events at or after it are not
 * heard. A clock that waits for another one's duty is read together with it, also where that duty is of another item
 * with the same value of a fact. Throws HorizonError.
 */
export function itemClocks(
  history: History,
  {
    clocks,
    calendarOf,
  }: { clocks: Readonly<Record<string, ClockRule>>; calendarOf: (name: string) => CompiledCalendar },
  until: EpochMillis,
): (name: string) => ItemClock {
  const known = new Map<string, ItemClock>()
  let together: ((events: readonly ClockEvent[]) => (clock: string) => ClockReading) | undefined
  return (name) => {
    const found = known.get(name)
    if (found) return found
    const rule = Object.hasOwn(clocks, name) ? clocks[name] : undefined
    if (!rule) throw new Error(`Parsed terms have no clock "${name}".`)
    const calendar = calendarOf(rule.calendar)
    let readingOf: ReadItemClock
    if (rule.excusedBy === undefined) readingOf = aloneFrom(history, { rule, calendar, until })
    else {
      together ??= togetherFrom(history, { clocks, calendars: calendarsOf(clocks, calendarOf) }, until)
      const read = together
      readingOf = (item) => {
        const events = factualEvents(history, item, until)
        return events.length === 0 ? undefined : read(events)(name)
      }
    }
    const clock = { rule, calendar, readingOf }
    known.set(name, clock)
    return clock
  }
}

type Alone = { readonly rule: ClockRule; readonly calendar: CompiledCalendar; readonly until: EpochMillis }

/** A clock that no other one has a say in: it is handed what it listens to, or everything where it asks facts. */
function aloneFrom(history: History, { rule, calendar, until }: Alone): ReadItemClock {
  if (asksFacts(rule)) {
    return (item) => {
      const events = factualEvents(history, item, until)
      return events.length === 0 ? undefined : runClock(rule, events, until, calendar)
    }
  }
  const isRelevant = relevantCodes(history, rule)
  return (item) => {
    const events = []
    const end = history.offsets[item + 1] ?? 0
    for (let column = history.offsets[item] ?? 0; column < end; column += 1) {
      const at = history.instants[column] ?? NaN
      if (at >= until) break
      if (isRelevant[history.codes[column] ?? 0] !== 1) continue
      events.push({ name: history.nameAt(column), at, sequence: history.sequenceAt(column) })
    }
    return events.length === 0 ? undefined : runClock(rule, events, until, calendar)
  }
}

/** Clocks that wait for each other. What other items say of a duty is gathered when it is first asked. */
function togetherFrom(history: History, named: NamedClocks, until: EpochMillis) {
  const gathered = new Map<string, Map<FactValue, OverdueStretch[]>>()
  const read = (events: readonly ClockEvent[]) => readClocks(named, events, until, elsewhere)
  const elsewhere: OverdueElsewhere = ({ clock, fact, value }) => {
    const key = JSON.stringify([clock, fact])
    const byValue = gathered.get(key) ?? gather(clock, fact)
    gathered.set(key, byValue)
    return byValue.get(value) ?? []
  }
  const gather = (clock: string, fact: string) => {
    const byValue = new Map<FactValue, OverdueStretch[]>()
    const rule = named.clocks[clock]
    const calendar = rule && named.calendars[rule.calendar]
    if (!rule || !calendar) throw new Error(`Parsed terms have no clock "${clock}".`)
    for (let item = 0; item < history.itemIds.length; item += 1) {
      const value = factsBefore(history, item, until)[fact]
      if (value === undefined) continue
      const reading = read(factualEvents(history, item, until))(clock)
      const stretches = overdueStretches(rule, reading, calendar)
      if (stretches.length > 0) byValue.set(value, [...(byValue.get(value) ?? []), ...stretches])
    }
    return byValue
  }
  return read
}

function calendarsOf(
  clocks: Readonly<Record<string, ClockRule>>,
  calendarOf: (name: string) => CompiledCalendar,
): Record<string, CompiledCalendar> {
  const names = new Set(Object.values(clocks).map(({ calendar }) => calendar))
  return Object.fromEntries([...names].map((name) => [name, calendarOf(name)]))
}

/** All events of an item before an instant, with the facts that they give. */
function factualEvents(history: History, item: number, until: EpochMillis): ClockEvent[] {
  const events: ClockEvent[] = []
  const end = history.offsets[item + 1] ?? 0
  for (let column = history.offsets[item] ?? 0; column < end; column += 1) {
    const at = history.instants[column] ?? NaN
    if (at >= until) break
    const facts = history.factsAt(column)
    events.push({
      name: history.nameAt(column),
      at,
      sequence: history.sequenceAt(column),
      ...(facts === undefined ? {} : { facts }),
    })
  }
  return events
}

/** Marks the codes of the event names to which the clock listens; all others need not be handed to it. */
function relevantCodes(history: History, rule: ClockRule): Uint8Array {
  const codes = eventNamesOf(rule)
    .map((name) => history.codeOf(name))
    .filter((code) => code !== undefined)
  const marks = new Uint8Array(Math.max(0, ...codes) + 1)
  for (const code of codes) marks[code] = 1
  return marks
}
