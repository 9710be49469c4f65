import { createHmac } from 'node:crypto'
import type { Database } from '../../database/connect.ts'
import type { Tx } from '../../database/transaction.ts'
import { overLimit } from '../../refusal.ts'
import type { Secrets } from '../../secrets.ts'
import type { EpochMillis } from '../../time/instant.ts'
import type { SignInParts } from '../sign-in-parts.ts'
import * as store from './store.ts'
import { failuresMax, recentFailures, waitMillis, windowMillis } from './waiting.ts'

/** Whoever an attempt is aimed at. It counts for them from wherever it comes. */
export type Account = { readonly principalId: string } | { readonly email: string }

export interface Attempt {
  readonly accountHash: Uint8Array
  readonly at: EpochMillis
}

/**
 * Counts an attempt as failed before it is looked at, so that as many at once as anybody likes, at as many processes,
 * are not more than one after the other. Whoever has to wait is refused without a look. An address that nobody has is
 * counted alike, so that the count tells nothing.
 */
export async function beginAttempt(
  { database, secrets }: SignInParts,
  account: Account,
  now: EpochMillis,
): Promise<Attempt> {
  const accountHash = hashOf(account, secrets)
  const wait = await database.directory(async (tx) => {
    const failedAt = await store.lockFailures(tx, accountHash, now)
    const millis = waitMillis(failedAt, now)
    if (millis === 0) store.setFailures(tx, accountHash, [...recentFailures(failedAt, now), now].slice(-failuresMax))
    store.forgetFailuresBefore(tx, now - windowMillis)
    return millis
  })
  if (wait === 0) return { accountHash, at: now }
  const retryAfterSeconds = Math.ceil(wait / 1_000)
  throw overLimit.because(`Too many attempts that failed. Try again in ${spoken(retryAfterSeconds)}.`, {
    retryAfterSeconds,
  })
}

/** An attempt that neither succeeded nor guessed wrong does not count; others of the account still do. */
export async function withdrawAttempt(database: Database, { accountHash, at }: Attempt): Promise<void> {
  await database.directory(async (tx) => {
    const failedAt = await store.lockFailures(tx, accountHash, at)
    const place = failedAt.lastIndexOf(at)
    if (place >= 0) store.setFailures(tx, accountHash, failedAt.toSpliced(place, 1))
  })
}

/** Whoever has shown who they are begins anew. */
export function forgiveAttempts(tx: Tx, { accountHash }: Attempt): void {
  store.forgetFailures(tx, accountHash)
}

function hashOf(account: Account, secrets: Secrets): Uint8Array {
  const text = 'email' in account ? `email ${account.email.toLowerCase()}` : `principal ${account.principalId}`
  return createHmac('sha256', secrets.derive('sign-in attempts')).update(text).digest()
}

function spoken(seconds: number): string {
  if (seconds >= 120) return `${Math.ceil(seconds / 60)} minutes`
  return seconds === 1 ? 'a second' : `${seconds} seconds`
}
