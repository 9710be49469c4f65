import type { EvidenceRow } from '../../../terms/explanation.ts'
import type { JsonValue } from '../../../terms/model.ts'
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
}

/** All that a statement follows from beside the events. `name` stands for the whole basis. */
export interface SettleJob {
  readonly name: string
  readonly engagementId: string
  readonly month: string
  readonly treeSize: number
  readonly termsHash: string
  readonly terms: JsonValue
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

/** What the settling thread is asked. Only `settle` and `evidence` are answered, under the same `id`. */
export type Asked =
  | { readonly kind: 'begin'; readonly id: number; readonly job: SettleJob }
  | { readonly kind: 'events'; readonly id: number; readonly page: EventPage }
  | { readonly kind: 'abandon'; readonly id: number }
  | { readonly kind: 'settle'; readonly id: number }
  | { readonly kind: 'evidence'; readonly id: number; readonly asked: EvidenceAsked }

export type Answered =
  | { readonly kind: 'settled'; readonly id: number; readonly derived: Derived }
  | { readonly kind: 'evidence'; readonly id: number; readonly slice: EvidenceSlice }
  /** The settlement of that name is not kept any more: settle again. */
  | { readonly kind: 'forgotten'; readonly id: number }
  /** Terms, month and history do not fit together: said to the person who asked. */
  | { readonly kind: 'refused'; readonly id: number; readonly message: string }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
