import { z } from 'zod'
import { command, query } from '../../command.ts'
import { refusal } from '../../refusal.ts'
import { PrincipalCard } from '../model.ts'
import { confirmFirst } from '../demanding.ts'
import { OneTimeCode, wrongCode } from '../one-time-codes/commands.ts'
import { challengeUsed, noPage, passkeyRefused } from '../passkeys/commands.ts'
import { PasskeyCard, PasskeyOptions, SignedPasskey } from '../passkeys/model.ts'
import { Password, wrongPassword } from '../passwords/commands.ts'

export const signInFailed = refusal('sign-in-failed', 'unauthenticated', 'Nobody could be signed in with this')
export const codeNeeded = refusal('code-needed', 'unauthenticated', 'A one-time code is needed as well')

const Label = z.string().max(200).default('session')
const StartedSession = z.object({ secret: z.string(), expiresAt: z.number(), principal: PrincipalCard })

export const startSessionWithPassword = command({
  name: 'start-session-with-password',
  summary: 'Signs in with e-mail address and password, and a one-time code where they are on.',
  path: '/sessions/by-password',
  input: z.object({
    email: z.string().min(1).max(320),
    password: Password,
    code: OneTimeCode.optional(),
    label: Label,
  }),
  output: StartedSession,
  refusals: [signInFailed, codeNeeded, wrongCode],
  allow: { who: 'anyone' },
  secret: true,
  examples: [{ email: 'ingrid@halden.example', password: 'four green boats' }],
})

export const beginPasskeySignIn = command({
  name: 'begin-passkey-sign-in',
  summary: 'Asks any passkey that this site has made to sign in; good for five minutes.',
  path: '/sessions/passkey-request',
  input: z.object({}),
  output: PasskeyOptions,
  refusals: [noPage],
  allow: { who: 'anyone' },
  examples: [{}],
})

export const startSessionWithPasskey = command({
  name: 'start-session-with-passkey',
  summary: 'Signs in whoever the passkey belongs to; no address is needed.',
  path: '/sessions/by-passkey',
  input: z.object({ passkey: SignedPasskey, label: Label }),
  output: StartedSession,
  refusals: [signInFailed, noPage, challengeUsed, passkeyRefused],
  allow: { who: 'anyone' },
  secret: true,
})

export const beginPasskeyConfirmation = command({
  name: 'begin-passkey-confirmation',
  summary: 'Asks one of the own passkeys to show that the caller is still there; good for five minutes.',
  path: '/me/confirmation/passkey-request',
  input: z.object({}),
  output: PasskeyOptions,
  refusals: [noPage],
  allow: { who: 'signed-in' },
  examples: [{}],
})

export const confirmIdentity = command({
  name: 'confirm-identity',
  summary: 'Shows again who holds this session: by password, one-time code or passkey. It counts for ten minutes.',
  path: '/me/confirmation',
  input: z
    .object({ password: Password.optional(), code: OneTimeCode.optional(), passkey: SignedPasskey.optional() })
    .refine((given) => Object.values(given).filter((way) => way !== undefined).length === 1, {
      message: 'give exactly one of password, code and passkey',
    }),
  output: z.object({ confirmedAt: z.number() }),
  refusals: [confirmFirst, wrongPassword, wrongCode, noPage, challengeUsed, passkeyRefused],
  allow: { who: 'signed-in' },
  secret: true,
  examples: [{ password: 'four green boats' }],
})

export const waysToSignIn = query({
  name: 'ways-to-sign-in',
  summary: 'How the caller can sign in, and the session that asks; never a secret.',
  path: '/me/ways-to-sign-in',
  input: z.object({}),
  output: z.object({
    /** The address that a password goes with; when an administrator last changed it, null where nobody did. */
    email: z.string().nullable(),
    emailChangedAt: z.number().nullable(),
    /** Null where there is no password. */
    passwordSetAt: z.number().nullable(),
    /** Null where one-time codes are off. */
    codes: z.object({ since: z.number(), recoveryCodesLeft: z.number().int() }).nullable(),
    passkeys: z.array(PasskeyCard),
    /** The session that asks; null for an API key. */
    session: z.object({ credentialId: z.uuid(), startedAt: z.number(), confirmedAt: z.number() }).nullable(),
  }),
  allow: { who: 'signed-in' },
})
