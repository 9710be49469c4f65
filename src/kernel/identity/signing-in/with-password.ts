import type { z } from 'zod'
import type { Caller, Context } from '../../handler.ts'
import { beginAttempt, forgiveAttempts, withdrawAttempt, type Attempt } from '../guessing/attempting.ts'
import { proofOf, takeProof, type CodeProof } from '../one-time-codes/proving.ts'
import { findCodes } from '../one-time-codes/store.ts'
import type { SignInParts } from '../sign-in-parts.ts'
import { verifyPassword } from '../passwords/hashing.ts'
import { findByEmail } from '../passwords/store.ts'
import { codeNeeded, type startSessionWithPassword } from './commands.ts'
import { failedSignIn, openSession, wantedSession, type WantedSession } from './starting.ts'

type Input = z.output<typeof startSessionWithPassword.input>

interface Shown {
  readonly principalId: string
  readonly attempt: Attempt
  readonly proof: CodeProof | undefined
}

export interface PasswordSignIn {
  readonly wanted: WantedSession
  /** Undefined where this very request has opened its session already. */
  readonly shown: Shown | undefined
}

/** Looks at what was typed, outside of any transaction: a password takes a while. */
export async function checkPassword(parts: SignInParts, caller: Caller, input: Input): Promise<PasswordSignIn> {
  const wanted = await wantedSession(parts, caller, input)
  return { wanted, shown: wanted.opened === undefined ? await shownBy(parts, caller, input) : undefined }
}

export async function signInByPassword(context: Context, { label }: Input, { wanted, shown }: PasswordSignIn) {
  const principalId = shown?.principalId ?? wanted.opened?.principalId
  if (principalId === undefined) throw failedSignIn()
  if (shown !== undefined) {
    if (shown.proof !== undefined) await takeProof(context.tx, principalId, shown.proof, context.now)
    forgiveAttempts(context.tx, shown.attempt)
  }
  return openSession(context, wanted, { principalId, label })
}

async function shownBy(parts: SignInParts, { now }: Caller, { email, password, code }: Input): Promise<Shown> {
  const person = await parts.database.read(null, (tx) => findByEmail(tx, email))
  const attempt = await beginAttempt(parts, person ?? { email }, now)
  const isRight = await verifyPassword(password, person?.hash ?? undefined)
  if (!isRight || person === undefined || person.disabled) throw failedSignIn()
  const { principalId } = person
  return { principalId, attempt, proof: await codeShown(parts, principalId, code, attempt) }
}

/** What the code uses up; undefined for whoever needs none. */
async function codeShown(parts: SignInParts, principalId: string, code: string | undefined, attempt: Attempt) {
  const proof = await parts.database.read(null, async (tx) => {
    const codes = await findCodes(tx, principalId)
    if (codes === undefined || codes.confirmedAt === null) return undefined
    if (code === undefined) return 'needed'
    return proofOf(tx, { principalId, code, codes }, parts.secrets, attempt.at)
  })
  if (proof !== 'needed') return proof
  // The password was right and nothing was guessed at; what was guessed before still counts.
  await withdrawAttempt(parts.database, attempt)
  throw codeNeeded.because('Send the six digits that the authenticator shows now, or a recovery code, as well.')
}
