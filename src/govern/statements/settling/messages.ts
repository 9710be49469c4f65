import type { EvidenceRow } from '../../../terms/explanation.ts'
import type { JsonValue } from '../../../terms/model.ts'
import type { StatedValue } from '../../../terms/price/series.ts'
import type { Comparison } from '../../../terms/replay/comparing.ts'
import type { Statement } from '../../../terms/statement.ts'

/** Events of work items in columns: what settling reads, page by page. */
export interface EventPage {
  readonly workItemIds: readonly string[]
  readonly names: readonly string[]
  readonly instants: readonly number[]
  /** Places in the log: the sequence of the history. */
  readonly leaves: readonly number[]
  /** JSON of the facts that came with an event. */
  readonly facts: readonly (string | null)[]
  /** Entry ids of events that were undone, at whatever time; of all others none is needed. */
  readonly ids: readonly (string | null)[]
  /** Entry ids of the events that these undo. */
  readonly undoes: readonly (string | null)[]
}

/**
 * A month before the one that is settled: closed, with the terms that it was settled under, or still open, so that it
 * is derived first, from the same history.
 */
export interface EarlierJob {
  readonly month: string
  readonly termsHash: string
  readonly terms: JsonValue
  /** As it was frozen; left out where the month is open. */
  readonly statement?: Statement
}

/** All that a statement follows from beside the events. `name` stands for the whole basis. */
export interface SettleJob {
  readonly name: string
  readonly engagementId: string
  readonly month: string
  readonly treeSize: number
  readonly termsHash: string
  readonly terms: JsonValue
  /** The months before, in order; left out where the terms do not look back. */
  readonly earlier?: readonly EarlierJob[]
  /** Confirmed values of series before the tree size; left out where no terms read any. */
  readonly series?: readonly StatedValue[]
}

/** Two sets of terms to be played through over the same months. */
export interface ReplayJob {
  readonly name: string
  readonly engagementId: string
  readonly treeSize: number
  readonly from: string
  readonly to: string
  readonly a: JsonValue
  readonly b: JsonValue
  readonly series: readonly StatedValue[]
}

/** A statement as derived, with its canonical bytes and their SHA-256 (hex). */
export interface Derived {
  readonly statement: Statement
  readonly bytes: Uint8Array
  readonly statementHash: string
}

export interface EvidenceSlice {
  /** How many rows the figure has in all. */
  readonly count: number
  readonly rows: readonly EvidenceRow[]
}

export interface EvidenceAsked {
  readonly name: string
  readonly figureId: string
  readonly from: number
  readonly to: number
}

/** How many late rows of each level are not due at an instant; the figures are those of the late items. */
export interface NotYetDueAsked {
  readonly name: string
  readonly figureIds: readonly string[]
  readonly at: number
}

/** What the settling thread is asked. All but `begin`, `events` and `abandon` is answered, under the same `id`. */
export type Asked =
  | { readonly kind: 'begin'; readonly id: number; readonly job: SettleJob | ReplayJob }
  | { readonly kind: 'events'; readonly id: number; readonly page: EventPage }
  | { readonly kind: 'abandon'; readonly id: number }
  | { readonly kind: 'settle'; readonly id: number }
  | { readonly kind: 'replay'; readonly id: number }
  | { readonly kind: 'evidence'; readonly id: number; readonly asked: EvidenceAsked }
  | { readonly kind: 'not-yet-due'; readonly id: number; readonly asked: NotYetDueAsked }

export type Answered =
  | { readonly kind: 'settled'; readonly id: number; readonly derived: Derived }
  | { readonly kind: 'replayed'; readonly id: number; readonly comparison: Comparison }
  | { readonly kind: 'evidence'; readonly id: number; readonly slice: EvidenceSlice }
  /** In the order of the figures. */
  | { readonly kind: 'not-yet-due'; readonly id: number; readonly counts: readonly number[] }
  /** The settlement of that name is not kept any more: settle again. */
  | { readonly kind: 'forgotten'; readonly id: number }
  /** Terms, month and history do not fit together: said to the person who asked. */
  | { readonly kind: 'refused'; readonly id: number; readonly message: string }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
