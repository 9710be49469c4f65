import { createHmac, randomBytes } from 'node:crypto'
import { sha256 } from '../record/format/digest.ts'
import type { CredentialKind } from './model.ts'

const prefixOf = { session: 'cps_', 'api-key': 'cpk_', 'sign-in-link': 'cpl_' } as const satisfies Record<
  CredentialKind,
  string
>

/** A session ends after two weeks, however it began. */
export const sessionMillis = 1_209_600_000

/** A new secret: a prefix that scanners for leaked keys can know, and 256 random bits. */
export function newSecret(kind: CredentialKind): string {
  return prefixOf[kind] + randomBytes(32).toString('base64url')
}

/** What is stored of a secret. A secret has 256 random bits, so a fast hash is enough. */
export function secretHash(secret: string): Uint8Array {
  return sha256(new TextEncoder().encode(secret))
}

/** The session that a sign-in link opens: the same for the same link, so that a lost answer can be asked again. */
export function sessionOfLink(link: string, key: Uint8Array): string {
  return prefixOf.session + createHmac('sha256', key).update(link).digest('base64url')
}

/**
 * The session that a request to sign in opens: the same for the same request under the same idempotency key, so that a
 * lost answer can be asked again. Whoever could repeat it word for word has seen the answer, too.
 */
export function sessionOfRequest(idempotencyKey: string, request: unknown, key: Uint8Array): string {
  const text = JSON.stringify([idempotencyKey, request])
  return prefixOf.session + createHmac('sha256', key).update(text).digest('base64url')
}
