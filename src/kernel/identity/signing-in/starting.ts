import type { Caller, Context } from '../../handler.ts'
import type { EpochMillis } from '../../time/instant.ts'
import { uuidFrom } from '../../uuid.ts'
import { secretHash, sessionMillis, sessionOfRequest } from '../credential-secret.ts'
import { directoryEvent } from '../directory-event.ts'
import type { SignInParts } from '../sign-in-parts.ts'
import { findPrincipal, insertCredentialOnce } from '../store.ts'
import { signInFailed } from './commands.ts'
import { findLiveSession } from './store.ts'

/** A request to sign in that comes again gives its answer again for this long, for the sake of a lost one. */
const graceMillis = 60_000

/** The session that a request to sign in will have opened, once it is found to be right. */
export interface WantedSession {
  readonly secret: string
  /** Set where this very request opened it a moment ago. */
  readonly opened: { readonly principalId: string; readonly at: EpochMillis } | undefined
}

export async function wantedSession(
  { database, secrets }: SignInParts,
  caller: Pick<Caller, 'idempotencyKey' | 'now'>,
  request: unknown,
): Promise<WantedSession> {
  const secret = sessionOfRequest(caller.idempotencyKey, request, secrets.derive('session of a request'))
  const found = await database.read(null, (tx) => findLiveSession(tx, secretHash(secret)))
  const isRecent = found !== undefined && caller.now - found.at < graceMillis
  return { secret, opened: isRecent ? found : undefined }
}

/** Opens the session for a person, unless they were shut out meanwhile; gives the answer to who signed in. */
export async function openSession(
  context: Context,
  { secret, opened }: WantedSession,
  { principalId, label }: { readonly principalId: string; readonly label: string },
) {
  const { tx, now } = context
  const principal = await findPrincipal(tx, principalId)
  if (principal === undefined || principal.disabled) throw failedSignIn()
  const expiresAt = (opened?.at ?? now) + sessionMillis
  if (opened !== undefined) return { secret, expiresAt, principal }
  const hash = secretHash(secret)
  const session = { credentialId: uuidFrom(hash), principalId, kind: 'session', label, expiresAt } as const
  await insertCredentialOnce(tx, { ...session, secretHash: hash }, now)
  context.record(directoryEvent('session-started', principalId))
  return { secret, expiresAt, principal }
}

/** One answer, whichever of it was wrong, and whether there is such a person or not. */
export function failedSignIn() {
  return signInFailed.because('The address or the password is wrong, or this person may not sign in any more.')
}
