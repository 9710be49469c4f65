import type { EvidenceRow } from '../explanation.ts'
import type { History } from '../history.ts'
import type { ItemClock } from '../population/item-clocks.ts'
import type { Window } from '../level/population.ts'
import type { Measured } from '../value/measured.ts'
import type { CompiledCalendar } from '../time/open-time.ts'

/** What every kind of measure is computed from. */
export type MeasureAsked = {
  readonly history: History
  readonly window: Window
  /** Calendars and clocks of the terms by name, compiled for the window and what may fall due after it. */
  readonly calendarOf: (name: string) => CompiledCalendar
  readonly clockOf: (name: string) => ItemClock
}

/** A number of a measure with the rows behind it: as many as it says. */
export type CountedRows = {
  readonly part: string
  readonly label: string
  readonly rows: readonly EvidenceRow[]
  readonly formula: string
}

/** What a measure came out as: exact, with its counts and the sentence that leads from them to it. */
export type MeasuredKind = {
  readonly measured: Measured
  /** The counts, the first of them what the measure counts, the second what it counts among. */
  readonly counts: readonly CountedRows[]
  readonly sentence: string
  /** Items that count for a minimum sample. */
  readonly sample: number
  /** How much downtime there was, where availability is measured. */
  readonly downMillis?: number
}
