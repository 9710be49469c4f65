import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import type { Database } from '../../database/connect.ts'
import type { Tx } from '../../database/transaction.ts'
import type { Caller } from '../../handler.ts'
import { sha256 } from '../../record/format/digest.ts'
import type { EpochMillis } from '../../time/instant.ts'
import { challengeUsed, noPage, passkeyRefused } from './commands.ts'
import * as store from './store.ts'

const challengeMillis = 300_000

/** The page that a passkey is asked for on: its origin, and the name of its site (RP ID). */
export interface Place {
  readonly origin: string
  readonly site: string
}

/** Where the caller's page stands; refuses whoever comes from no page, or from one whose site has no name. */
export function placeOf({ origin }: Pick<Caller, 'origin'>): Place {
  if (origin === undefined) {
    throw noPage.because('Passkeys are made and used in a browser, on a page of this server.')
  }
  const site = new URL(origin).hostname
  if (isIP(site) !== 0 || site.startsWith('[')) {
    throw noPage.because(`Browsers keep no passkeys for ${site}. Open this page under a name, like localhost.`)
  }
  return { origin, site }
}

/** A new challenge, kept for its one use: 256 random bits, good for five minutes at every process. */
export function newChallenge(
  tx: Tx,
  asked: Pick<store.NewChallenge, 'purpose' | 'principalId'>,
  now: EpochMillis,
): Uint8Array<ArrayBuffer> {
  const challenge = new Uint8Array(randomBytes(32))
  store.forgetChallengesBefore(tx, now)
  store.insertChallenge(tx, {
    ...asked,
    challengeHash: hashOf(Buffer.from(challenge).toString('base64url')),
    expiresAt: now + challengeMillis,
  })
  return challenge
}

/**
 * The challenge that a browser came back with, taken out at once: whatever becomes of this answer, the challenge has
 * been used. Refuses one that is not ours, is for something or somebody else, too old, or used.
 */
export async function takenChallenge(
  database: Database,
  clientDataJson: string,
  asked: Pick<store.NewChallenge, 'purpose' | 'principalId'>,
  now: EpochMillis,
): Promise<string> {
  const challenge = challengeIn(clientDataJson)
  const isTaken = await database.directory((tx) =>
    store.takeChallenge(tx, { ...asked, challengeHash: hashOf(challenge) }, now),
  )
  if (!isTaken) throw challengeUsed.because('Each passkey request is good once, for five minutes. Begin again.')
  return challenge
}

function challengeIn(clientDataJson: string): string {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJson, 'base64url').toString('utf8'))
    if (typeof data === 'object' && data !== null && 'challenge' in data && typeof data.challenge === 'string') {
      return data.challenge
    }
  } catch {
    // No JSON: refused below like any other that names no challenge.
  }
  throw passkeyRefused.because('clientDataJSON is no JSON that names a challenge; send what the browser gave.')
}

function hashOf(challenge: string): Uint8Array {
  return sha256(new TextEncoder().encode(challenge))
}
