import type { z } from 'zod'
import type { Caller, Context } from '../../handler.ts'
import { confirmFirst } from '../demanding.ts'
import { directoryEvent } from '../directory-event.ts'
import { beginAttempt, forgiveAttempts, type Attempt } from '../guessing/attempting.ts'
import { wrongCode } from '../one-time-codes/commands.ts'
import { proofOf, takeProof, type CodeProof } from '../one-time-codes/proving.ts'
import { findCodes } from '../one-time-codes/store.ts'
import { provedByPasskey, takePasskeyProof, type PasskeyProof } from '../passkeys/verifying.ts'
import { wrongPassword } from '../passwords/commands.ts'
import type { SignInParts } from '../sign-in-parts.ts'
import { verifyPassword } from '../passwords/hashing.ts'
import { findPassword } from '../passwords/store.ts'
import type { confirmIdentity } from './commands.ts'
import { noteConfirmation } from './store.ts'

type Input = z.output<typeof confirmIdentity.input>

/** What was shown, and what it uses up. */
export interface Confirmation {
  readonly attempt?: Attempt
  readonly code?: CodeProof
  readonly passkey?: PasskeyProof
}

/** Looks at what the person of a session shows of themselves, outside of any transaction. */
export async function checkConfirmation(parts: SignInParts, caller: Caller, input: Input): Promise<Confirmation> {
  if (caller.session === undefined) {
    throw confirmFirst.because('There is no session to confirm: an API key cannot show who holds it.')
  }
  const { passkey, code, password = '' } = input
  if (passkey !== undefined) return { passkey: await provedByPasskey(parts.database, caller, passkey, 'confirmation') }
  const attempt = await beginAttempt(parts, { principalId: caller.principal.id }, caller.now)
  if (code !== undefined) return { attempt, code: await codeOf(parts, caller, code) }
  const known = await parts.database.read(null, (tx) => findPassword(tx, caller.principal.id))
  if (await verifyPassword(password, known?.hash)) return { attempt }
  throw wrongPassword.because('Type the password that you sign in with, or show in another way who you are.')
}

export async function confirm(context: Context, { attempt, code, passkey }: Confirmation) {
  const { tx, principal, session, now } = context
  if (session === undefined) throw new Error('A confirmation was looked at without a session.')
  if (code !== undefined) await takeProof(tx, principal.id, code, now)
  if (passkey !== undefined) await takePasskeyProof(tx, passkey, now)
  if (attempt !== undefined) forgiveAttempts(tx, attempt)
  noteConfirmation(tx, session.credentialId, now)
  context.record(directoryEvent('identity-confirmed', principal.id))
  return { confirmedAt: now }
}

async function codeOf(parts: SignInParts, { principal, now }: Caller, code: string): Promise<CodeProof> {
  return parts.database.read(null, async (tx) => {
    const codes = await findCodes(tx, principal.id)
    if (codes === undefined || codes.confirmedAt === null) {
      throw wrongCode.because('One-time codes are not on. Show in another way who you are.')
    }
    return proofOf(tx, { principalId: principal.id, code, codes }, parts.secrets, now)
  })
}
