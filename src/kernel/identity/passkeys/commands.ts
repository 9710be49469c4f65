import { z } from 'zod'
import { command } from '../../command.ts'
import { refusal } from '../../refusal.ts'
import { confirmFirst } from '../demanding.ts'
import { peopleOnly } from '../people-only.ts'
import { NewPasskey, PasskeyCard, PasskeyLabel, PasskeyOptions } from './model.ts'

export const noPage = refusal('no-page', 'invalid', 'Passkeys belong to a page with a name of its own')
export const challengeUsed = refusal('challenge-used', 'conflict', 'This took too long, or was sent before')
export const passkeyRefused = refusal('passkey-refused', 'invalid', 'This passkey was not accepted')
export const passkeyKnown = refusal('passkey-known', 'conflict', 'This passkey is kept here already')

const passkeyId = '0192f0c1-0000-7000-8000-000000000004'

export const beginPasskeyEnrolment = command({
  name: 'begin-passkey-enrolment',
  summary: 'Asks an authenticator, by way of the browser, for a passkey of the caller; good for five minutes.',
  path: '/me/passkeys/enrolment',
  input: z.object({}),
  output: PasskeyOptions,
  refusals: [noPage, confirmFirst, peopleOnly],
  allow: { who: 'signed-in' },
  examples: [{}],
})

export const finishPasskeyEnrolment = command({
  name: 'finish-passkey-enrolment',
  summary: 'Keeps the passkey that an authenticator has made, under a label.',
  path: '/me/passkeys',
  input: z.object({ passkey: NewPasskey, label: PasskeyLabel }),
  output: PasskeyCard,
  refusals: [noPage, challengeUsed, passkeyRefused, passkeyKnown],
  allow: { who: 'signed-in' },
})

export const renamePasskey = command({
  name: 'rename-passkey',
  summary: 'Gives one of the own passkeys another label.',
  path: '/me/passkeys/{passkeyId}/label',
  input: z.object({ passkeyId: z.uuid(), label: PasskeyLabel }),
  output: z.object({ passkeyId: z.uuid() }),
  allow: { who: 'signed-in' },
  examples: [{ passkeyId, label: 'the blue key' }],
})

export const removePasskey = command({
  name: 'remove-passkey',
  summary: 'Removes one of the own passkeys; it signs in no more.',
  path: '/me/passkeys/{passkeyId}/removal',
  input: z.object({ passkeyId: z.uuid() }),
  output: z.object({ passkeyId: z.uuid() }),
  refusals: [confirmFirst],
  allow: { who: 'signed-in' },
  examples: [{ passkeyId }],
})
