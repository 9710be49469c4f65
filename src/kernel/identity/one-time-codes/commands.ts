import { z } from 'zod'
import { command } from '../../command.ts'
import { refusal } from '../../refusal.ts'
import { confirmFirst } from '../demanding.ts'
import { peopleOnly } from '../people-only.ts'

export const codesAreOn = refusal('codes-are-on', 'conflict', 'One-time codes are on already')
export const codesAreOff = refusal('codes-are-off', 'conflict', 'One-time codes are not on')
export const wrongCode = refusal('wrong-code', 'invalid', 'This code is wrong, or was used')

/** Six digits of an authenticator, or a recovery code; spaces and hyphens do not matter. */
export const OneTimeCode = z.string().min(1).max(40)

const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) })

export const beginOneTimeCodes = command({
  name: 'begin-one-time-codes',
  summary: 'Gives the secret for an authenticator, in this answer only; codes count once one has been shown.',
  path: '/me/one-time-codes',
  input: z.object({}),
  output: z.object({ secret: z.string(), uri: z.string() }),
  refusals: [codesAreOn, confirmFirst, peopleOnly],
  allow: { who: 'signed-in' },
  secret: true,
  examples: [{}],
})

export const confirmOneTimeCodes = command({
  name: 'confirm-one-time-codes',
  summary: 'Turns one-time codes on by showing one; gives ten recovery codes, in this answer only.',
  path: '/me/one-time-codes/confirmation',
  input: z.object({ code: OneTimeCode }),
  output: RecoveryCodes,
  refusals: [codesAreOn, codesAreOff, wrongCode],
  allow: { who: 'signed-in' },
  secret: true,
  examples: [{ code: '287082' }],
})

export const renewRecoveryCodes = command({
  name: 'renew-recovery-codes',
  summary: 'Makes ten new recovery codes; the earlier ones are good no more.',
  path: '/me/recovery-codes',
  input: z.object({}),
  output: RecoveryCodes,
  refusals: [codesAreOff, confirmFirst],
  allow: { who: 'signed-in' },
  secret: true,
  examples: [{}],
})

export const endOneTimeCodes = command({
  name: 'end-one-time-codes',
  summary: 'Turns one-time codes off; the password alone signs in again.',
  path: '/me/one-time-codes/end',
  input: z.object({}),
  output: z.object({ endedAt: z.number() }),
  refusals: [codesAreOff, confirmFirst],
  allow: { who: 'signed-in' },
  examples: [{}],
})
