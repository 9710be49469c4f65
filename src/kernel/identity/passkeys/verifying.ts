import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import type { Database } from '../../database/connect.ts'
import type { Tx } from '../../database/transaction.ts'
import type { Caller } from '../../handler.ts'
import { uuidBytes } from '../../uuid.ts'
import { placeOf, takenChallenge } from './challenging.ts'
import { passkeyRefused } from './commands.ts'
import type { NewPasskey, SignedPasskey } from './model.ts'
import * as store from './store.ts'

/** EdDSA, ES256 and RS256 (COSE): every authenticator knows one of them. */
export const algorithms = [-8, -7, -257] as const

/** What an authenticator has proved with a passkey that is kept here. */
export interface PasskeyProof {
  readonly passkeyId: string
  readonly principalId: string
  readonly useCount: number
  readonly isBackedUp: boolean
}

export type MadePasskey = Omit<store.Passkey, 'passkeyId' | 'principalId' | 'label' | 'createdAt' | 'usedAt'>

/** The passkey that an authenticator made for the caller on this page; refuses any other. Uses up its challenge. */
export async function madePasskey(database: Database, caller: Caller, given: NewPasskey): Promise<MadePasskey> {
  const { origin, site } = placeOf(caller)
  const asked = { purpose: 'enrolment', principalId: caller.principal.id } as const
  const expectedChallenge = await takenChallenge(database, given.response.clientDataJSON, asked, caller.now)
  const verified = await verifyRegistrationResponse({
    response: given as Parameters<typeof verifyRegistrationResponse>[0]['response'],
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: site,
    supportedAlgorithmIDs: [...algorithms],
  }).catch(() => undefined)
  if (verified?.verified !== true) {
    throw passkeyRefused.because(`It was not made for ${origin} by somebody who showed who they are. Begin again.`)
  }
  const { credential, credentialBackedUp } = verified.registrationInfo
  return {
    rawId: Buffer.from(credential.id, 'base64url'),
    publicKey: credential.publicKey,
    site,
    useCount: credential.counter,
    transports: given.response.transports ?? [],
    isBackedUp: credentialBackedUp,
  }
}

/**
 * What a passkey has proved on this page: of the caller for a confirmation, of whoever holds it for signing in. Uses
 * up its challenge. There is one answer to all that is wrong: whether a passkey is known is nobody's business.
 */
export async function provedByPasskey(
  database: Database,
  caller: Caller,
  given: SignedPasskey,
  purpose: 'sign-in' | 'confirmation',
): Promise<PasskeyProof> {
  const { origin, site } = placeOf(caller)
  const principalId = purpose === 'confirmation' ? caller.principal.id : null
  const asked = { purpose, principalId }
  const expectedChallenge = await takenChallenge(database, given.response.clientDataJSON, asked, caller.now)
  const passkey = await database.read(null, (tx) => store.findPasskey(tx, Buffer.from(given.id, 'base64url')))
  if (passkey === undefined || passkey.site !== site) throw refused()
  if (principalId !== null && passkey.principalId !== principalId) throw refused()
  if (!isHandleOf(given.response.userHandle, passkey.principalId)) throw refused()
  const verified = await verifyAuthenticationResponse({
    response: given as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: site,
    credential: {
      id: Buffer.from(passkey.rawId).toString('base64url'),
      publicKey: new Uint8Array(passkey.publicKey),
      counter: passkey.useCount,
    },
  }).catch(() => undefined)
  if (verified?.verified !== true) throw refused()
  const { newCounter, credentialBackedUp } = verified.authenticationInfo
  const { passkeyId } = passkey
  return { passkeyId, principalId: passkey.principalId, useCount: newCounter, isBackedUp: credentialBackedUp }
}

/** Notes the use. Where the authenticator counts, of two answers with one count the second is refused. */
export async function takePasskeyProof(tx: Tx, proof: PasskeyProof, now: number): Promise<void> {
  if (!(await store.noteUse(tx, proof, now))) throw refused()
}

/** An authenticator may leave the handle out; one that says whose passkey it is must say the truth. */
function isHandleOf(userHandle: string | undefined, principalId: string): boolean {
  return userHandle === undefined || userHandle === Buffer.from(uuidBytes(principalId)).toString('base64url')
}

function refused() {
  return passkeyRefused.because('It is not kept here any more, or was not made for this site. Sign in another way.')
}
