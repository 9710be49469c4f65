import type { Caller } from '../handler.ts'
import { refusal } from '../refusal.ts'

/** A browser answers it by asking the person again, and then sends the command once more. */
export const confirmFirst = refusal('confirm-first', 'conflict', 'Show again who you are')

/** How long a sign-in, or a confirmation after it, speaks for what cannot be undone. */
export const confirmedMillis = 600_000

/** When a session was last known to be in the hands of its person: at its beginning, or when they confirmed it. */
export function confirmedAt(session: NonNullable<Caller['session']>): number {
  return Math.max(session.startedAt, session.confirmedAt ?? 0)
}

/**
 * Refuses unless the caller is a person who signed in, or confirmed who they are, within the last ten minutes. For
 * commands that must not be done by whoever finds an open browser; the declaration names `confirmFirst`.
 */
export function demandConfirmation(caller: Pick<Caller, 'session' | 'now'>): void {
  const { session, now } = caller
  if (session === undefined) {
    throw confirmFirst.because('An API key cannot show who holds it. Do this in a browser, signed in as yourself.')
  }
  if (now - confirmedAt(session) < confirmedMillis) return
  throw confirmFirst.because('You signed in more than ten minutes ago. Show again who you are, then repeat this.')
}
