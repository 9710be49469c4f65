import { Secret, TOTP } from 'otpauth'
import type { EpochMillis } from '../../time/instant.ts'

const secretBytes = 20
const periodSeconds = 30
/** Clocks differ, and typing takes time: the code of the step before and of the one after is taken as well. */
const stepsBeside = 1
const settings = { algorithm: 'SHA1', digits: 6, period: periodSeconds } as const

/** 160 random bits, as RFC 4226 asks for. */
export function newCodeSecret(): Uint8Array {
  return new Secret({ size: secretBytes }).bytes
}

/** The secret as people can type it. */
export function typedSecret(secret: Uint8Array): string {
  return secretOf(secret).base32
}

/** The address that an authenticator reads off a QR code (`otpauth:`, Google Authenticator's key URI format). */
export function authenticatorUri(secret: Uint8Array, person: string): string {
  return new TOTP({ ...settings, issuer: 'Counterpart', label: person, secret: secretOf(secret) }).toString()
}

/**
 * The time step (RFC 6238) whose code this is, of those about now and after the last one used; undefined where it is
 * none of them.
 */
export function stepOfCode(
  code: string,
  { secret, lastStep }: { readonly secret: Uint8Array; readonly lastStep: number },
  now: EpochMillis,
): number | undefined {
  const given = { token: code, secret: secretOf(secret), timestamp: now, window: stepsBeside }
  const delta = TOTP.validate({ ...settings, ...given })
  if (delta === null) return undefined
  const step = TOTP.counter({ period: periodSeconds, timestamp: now }) + delta
  return step > lastStep ? step : undefined
}

function secretOf(bytes: Uint8Array): Secret {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer })
}
