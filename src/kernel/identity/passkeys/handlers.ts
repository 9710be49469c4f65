import { generateRegistrationOptions } from '@simplewebauthn/server'
import { isUniqueViolation } from '../../database/errors.ts'
import { bind, bindPrepared, type Bound } from '../../handler.ts'
import { notFound } from '../../refusal.ts'
import { newUuid, uuidBytes } from '../../uuid.ts'
import { demandConfirmation } from '../demanding.ts'
import { directoryEvent } from '../directory-event.ts'
import type { SignInParts } from '../sign-in-parts.ts'
import { demandPerson } from '../people-only.ts'
import { findPrincipal } from '../store.ts'
import { newChallenge, placeOf } from './challenging.ts'
import {
  beginPasskeyEnrolment,
  finishPasskeyEnrolment,
  passkeyKnown,
  removePasskey,
  renamePasskey,
} from './commands.ts'
import * as store from './store.ts'
import { algorithms, madePasskey, type MadePasskey } from './verifying.ts'

export function passkeyHandlers({ database }: SignInParts): readonly Bound[] {
  return [
    bind(beginPasskeyEnrolment, async (context) => {
      const { tx, principal, now } = context
      const { site } = placeOf(context)
      demandPerson(principal)
      demandConfirmation(context)
      const [person, known] = await Promise.all([findPrincipal(tx, principal.id), store.passkeysOf(tx, principal.id)])
      const options = await generateRegistrationOptions({
        rpName: 'Counterpart',
        rpID: site,
        userID: uuidBytes(principal.id),
        userName: person?.email ?? person?.name ?? '',
        userDisplayName: person?.name ?? '',
        challenge: newChallenge(tx, { purpose: 'enrolment', principalId: principal.id }, now),
        supportedAlgorithmIDs: [...algorithms],
        attestationType: 'none',
        excludeCredentials: known.map(describedTo),
        // It signs in by itself: found without an address, and only by somebody who shows that it is theirs.
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
      return { options: { ...options } }
    }),
    bindPrepared(
      finishPasskeyEnrolment,
      (caller, { passkey }) => madePasskey(database, caller, passkey),
      async (context, { label }, made: MadePasskey) => {
        const { tx, principal, now } = context
        const card = { passkeyId: newUuid(now), label, createdAt: now, usedAt: null }
        await store.insertPasskey(tx, { ...made, ...card, principalId: principal.id }).catch((error: unknown) => {
          if (isUniqueViolation(error)) throw passkeyKnown.because('It signs in already; there is nothing to be done.')
          throw error
        })
        context.record(directoryEvent('passkey-added', card.passkeyId))
        return { ...card, site: made.site, isBackedUp: made.isBackedUp }
      },
    ),
    bind(renamePasskey, async (context, { passkeyId, label }) => {
      if (!(await store.setLabel(context.tx, context.principal.id, passkeyId, label))) throw unknownPasskey()
      context.record(directoryEvent('passkey-renamed', passkeyId))
      return { passkeyId }
    }),
    bind(removePasskey, async (context, { passkeyId }) => {
      demandConfirmation(context)
      if (!(await store.deletePasskey(context.tx, context.principal.id, passkeyId))) throw unknownPasskey()
      context.record(directoryEvent('passkey-removed', passkeyId))
      return { passkeyId }
    }),
  ]
}

/** A passkey as a browser is told of it. */
export function describedTo({ rawId, transports }: Pick<store.Passkey, 'rawId' | 'transports'>) {
  return { id: Buffer.from(rawId).toString('base64url'), transports: [...transports] }
}

function unknownPasskey() {
  return notFound.because('No passkey of yours has this id.')
}
