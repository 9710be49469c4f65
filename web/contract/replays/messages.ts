import type { JsonValue } from '../../../src/terms/model.ts'
import type { Comparison } from '../../../src/terms/replay/comparing.ts'

/** Two sets of terms that are to be played over months of the record, which stands at an address of this server. */
export interface Order {
  readonly address: string
  readonly engagement: string
  readonly a: JsonValue
  readonly b: JsonValue
  readonly from: string
  readonly to: string
}

/** What the worker tells: how far it has read the record, which month it settles, and how it ended. */
export type Told =
  | { readonly kind: 'reading'; readonly entries: number; readonly of: number | undefined }
  | { readonly kind: 'settling'; readonly month: string; readonly count: number; readonly of: number }
  | { readonly kind: 'done'; readonly comparison: Comparison; readonly entries: number; readonly of: Order }
  | { readonly kind: 'failed'; readonly message: string }
