import { generateAuthenticationOptions } from '@simplewebauthn/server'
import { bind, bindPrepared, type Bound, type Context } from '../../handler.ts'
import { confirmedAt } from '../demanding.ts'
import { findCodes, recoveryCodesLeft } from '../one-time-codes/store.ts'
import { newChallenge, placeOf } from '../passkeys/challenging.ts'
import { describedTo } from '../passkeys/handlers.ts'
import { passkeysOf } from '../passkeys/store.ts'
import { provedByPasskey, takePasskeyProof, type PasskeyProof } from '../passkeys/verifying.ts'
import type { SignInParts } from '../sign-in-parts.ts'
import { findPassword } from '../passwords/store.ts'
import {
  beginPasskeyConfirmation,
  beginPasskeySignIn,
  confirmIdentity,
  startSessionWithPasskey,
  startSessionWithPassword,
  waysToSignIn,
} from './commands.ts'
import { checkConfirmation, confirm, type Confirmation } from './confirming.ts'
import { findAddress } from './store.ts'
import { failedSignIn, openSession, wantedSession, type WantedSession } from './starting.ts'
import { checkPassword, signInByPassword, type PasswordSignIn } from './with-password.ts'

interface PasskeySignIn {
  readonly wanted: WantedSession
  readonly proof: PasskeyProof | undefined
}

export function signInHandlers(parts: SignInParts): readonly Bound[] {
  return [
    bindPrepared(
      startSessionWithPassword,
      (caller, input) => checkPassword(parts, caller, input),
      (context, input, ready: PasswordSignIn) => signInByPassword(context, input, ready),
    ),
    bind(beginPasskeySignIn, async ({ tx, origin, now }) => {
      const { site } = placeOf({ origin })
      const challenge = newChallenge(tx, { purpose: 'sign-in', principalId: null }, now)
      const options = await generateAuthenticationOptions({ rpID: site, challenge, userVerification: 'required' })
      return { options: { ...options } }
    }),
    bindPrepared(
      startSessionWithPasskey,
      async (caller, input): Promise<PasskeySignIn> => {
        const wanted = await wantedSession(parts, caller, input)
        if (wanted.opened !== undefined) return { wanted, proof: undefined }
        return { wanted, proof: await provedByPasskey(parts.database, caller, input.passkey, 'sign-in') }
      },
      async (context, { label }, { wanted, proof }: PasskeySignIn) => {
        if (proof !== undefined) await takePasskeyProof(context.tx, proof, context.now)
        const principalId = proof?.principalId ?? wanted.opened?.principalId
        if (principalId === undefined) throw failedSignIn()
        return openSession(context, wanted, { principalId, label })
      },
    ),
    bind(beginPasskeyConfirmation, async ({ tx, principal, origin, now }) => {
      const { site } = placeOf({ origin })
      const known = (await passkeysOf(tx, principal.id)).filter((passkey) => passkey.site === site)
      const challenge = newChallenge(tx, { purpose: 'confirmation', principalId: principal.id }, now)
      const allowed = { allowCredentials: known.map(describedTo), userVerification: 'required' } as const
      return { options: { ...(await generateAuthenticationOptions({ rpID: site, challenge, ...allowed })) } }
    }),
    bindPrepared(
      confirmIdentity,
      (caller, input) => checkConfirmation(parts, caller, input),
      (context, _input, ready: Confirmation) => confirm(context, ready),
    ),
    bind(waysToSignIn, waysOf),
  ]
}

async function waysOf({ tx, principal, session }: Context) {
  const [address, password, codes, left, passkeys] = await Promise.all([
    findAddress(tx, principal.id),
    findPassword(tx, principal.id),
    findCodes(tx, principal.id),
    recoveryCodesLeft(tx, principal.id),
    passkeysOf(tx, principal.id),
  ])
  const since = codes?.confirmedAt ?? null
  return {
    ...address,
    passwordSetAt: password?.setAt ?? null,
    codes: since === null ? null : { since, recoveryCodesLeft: left },
    passkeys: passkeys.map(({ passkeyId, label, site, isBackedUp, createdAt, usedAt }) => ({
      passkeyId,
      label,
      site,
      isBackedUp,
      createdAt,
      usedAt,
    })),
    session: session === undefined ? null : { ...session, confirmedAt: confirmedAt(session) },
  }
}
