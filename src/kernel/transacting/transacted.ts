import type { Database } from '../database/connect.ts'
import type { Caller } from '../handler.ts'
import type { Secrets } from '../secrets.ts'

/** What transactions of calls work with. */
export interface TransactingParts {
  readonly database: Database
  readonly secrets: Secrets
}

/** A call that passed authentication, authorisation and parsing. */
export interface Prepared extends Caller {
  readonly input: Record<string, unknown>
  readonly inputHash: Uint8Array
}

export interface Transacted {
  readonly output: unknown
  readonly replayed: boolean
  readonly entries: readonly { readonly id: string; readonly leaf: string }[]
  readonly recordedAt: number
}
