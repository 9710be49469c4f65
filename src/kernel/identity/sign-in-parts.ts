import type { Database } from '../database/connect.ts'
import type { Secrets } from '../secrets.ts'

/** What showing who one is needs beside the transaction of a call: attempts count even where the call is refused. */
export interface SignInParts {
  readonly database: Database
  readonly secrets: Secrets
}
