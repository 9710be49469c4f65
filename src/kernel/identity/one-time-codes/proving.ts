import type { Tx } from '../../database/transaction.ts'
import type { Secrets } from '../../secrets.ts'
import type { EpochMillis } from '../../time/instant.ts'
import { stepOfCode } from './authenticator-code.ts'
import { wrongCode } from './commands.ts'
import { bareCode, recoveryCodeHash } from './recovery-codes.ts'
import * as store from './store.ts'

/** What a code that was right uses up. */
export type CodeProof =
  | { readonly kind: 'step'; readonly step: number }
  | { readonly kind: 'recovery-code'; readonly hash: Uint8Array }

/** Purposes of the keys that guard one-time codes. */
export const codeSecretPurpose = 'one-time code secret'
const recoveryCodePurpose = 'recovery code'

export function hashOfRecoveryCode(code: string, principalId: string, secrets: Secrets): Uint8Array {
  return recoveryCodeHash(code, principalId, secrets.derive(recoveryCodePurpose))
}

/** The proof that a code is right now, of an authenticator or for recovery; refuses any other. Uses nothing up yet. */
export async function proofOf(
  tx: Tx,
  { principalId, code, codes }: { principalId: string; code: string; codes: store.StoredCodes },
  secrets: Secrets,
  now: EpochMillis,
): Promise<CodeProof> {
  const bare = bareCode(code)
  if (/^\d{6}$/.test(bare)) {
    const secret = secrets.open(codeSecretPurpose, codes.secretSealed)
    const step = stepOfCode(bare, { secret, lastStep: codes.lastStep }, now)
    if (step !== undefined) return { kind: 'step', step }
  } else {
    const hash = hashOfRecoveryCode(bare, principalId, secrets)
    if (await store.hasRecoveryCode(tx, principalId, hash)) return { kind: 'recovery-code', hash }
  }
  throw wrongCode.because('Type the six digits that your authenticator shows now, or a recovery code not used yet.')
}

/** Uses the proof up. Of two who come with the same one at the same time, the second is refused. */
export async function takeProof(tx: Tx, principalId: string, proof: CodeProof, now: EpochMillis): Promise<void> {
  const isTaken =
    proof.kind === 'step'
      ? await store.takeStep(tx, principalId, proof.step)
      : await store.takeRecoveryCode(tx, principalId, proof.hash, now)
  if (!isTaken) throw wrongCode.because('This code was used a moment ago. Wait for the next one.')
}
