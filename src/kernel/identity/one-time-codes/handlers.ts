import { bind, type Bound, type Context } from '../../handler.ts'
import type { Secrets } from '../../secrets.ts'
import { demandConfirmation } from '../demanding.ts'
import { directoryEvent } from '../directory-event.ts'
import { demandPerson } from '../people-only.ts'
import { findPrincipal } from '../store.ts'
import { authenticatorUri, newCodeSecret, stepOfCode, typedSecret } from './authenticator-code.ts'
import {
  beginOneTimeCodes,
  codesAreOff,
  codesAreOn,
  confirmOneTimeCodes,
  endOneTimeCodes,
  renewRecoveryCodes,
  wrongCode,
} from './commands.ts'
import { codeSecretPurpose, hashOfRecoveryCode } from './proving.ts'
import { bareCode, newRecoveryCodes } from './recovery-codes.ts'
import * as store from './store.ts'

export function oneTimeCodeHandlers(secrets: Secrets): readonly Bound[] {
  return [
    bind(beginOneTimeCodes, async (context) => {
      demandPerson(context.principal)
      demandConfirmation(context)
      const { tx, principal, now } = context
      const known = await store.lockCodes(tx, principal.id)
      if (known !== undefined && known.confirmedAt !== null) throw alreadyOn()
      const person = await findPrincipal(tx, principal.id)
      const secret = newCodeSecret()
      store.storeSecret(tx, principal.id, secrets.seal(codeSecretPurpose, secret), now)
      context.record(directoryEvent('one-time-codes-begun', principal.id))
      return { secret: typedSecret(secret), uri: authenticatorUri(secret, person?.email ?? person?.name ?? '') }
    }),
    bind(confirmOneTimeCodes, async (context, { code }) => {
      const { tx, principal, now } = context
      const known = await store.lockCodes(tx, principal.id)
      if (known === undefined) throw codesAreOff.because('Ask for a secret first, and give it to your authenticator.')
      if (known.confirmedAt !== null) throw alreadyOn()
      const secret = secrets.open(codeSecretPurpose, known.secretSealed)
      const step = stepOfCode(bareCode(code), { secret, lastStep: known.lastStep }, now)
      if (step === undefined) throw wrongCode.because('Type the six digits that your authenticator shows now.')
      store.turnOn(tx, principal.id, step, now)
      context.record(directoryEvent('one-time-codes-turned-on', principal.id))
      return { recoveryCodes: renewed(context, secrets) }
    }),
    bind(renewRecoveryCodes, async (context) => {
      demandConfirmation(context)
      await demandOn(context)
      context.record(directoryEvent('recovery-codes-renewed', context.principal.id))
      return { recoveryCodes: renewed(context, secrets) }
    }),
    bind(endOneTimeCodes, async (context) => {
      demandConfirmation(context)
      await demandOn(context)
      const { tx, principal, now } = context
      store.forgetRecoveryCodes(tx, principal.id)
      store.turnOff(tx, principal.id)
      context.record(directoryEvent('one-time-codes-turned-off', principal.id))
      return { endedAt: now }
    }),
  ]
}

function renewed({ tx, principal }: Context, secrets: Secrets): string[] {
  const codes = newRecoveryCodes()
  store.forgetRecoveryCodes(tx, principal.id)
  store.storeRecoveryCodes(
    tx,
    principal.id,
    codes.map((code) => hashOfRecoveryCode(code, principal.id, secrets)),
  )
  return codes
}

async function demandOn({ tx, principal }: Context): Promise<void> {
  const known = await store.lockCodes(tx, principal.id)
  if (known === undefined || known.confirmedAt === null) throw codesAreOff.because('Turn one-time codes on first.')
}

function alreadyOn() {
  return codesAreOn.because('Turn them off first, if they are to come from another authenticator.')
}
