import type { KeyObject } from 'node:crypto'
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { concat, fromHex } from '../digest.ts'

/**
 * Ed25519 (RFC 8032) over raw keys. The only file of the formats that imports node:crypto for signatures, so that a
 * browser build replaces exactly this one.
 */
export type PublicKey = { readonly object: KeyObject }
export type PrivateKey = { readonly object: KeyObject }

export const SEED_BYTES = 32
export const PUBLIC_KEY_BYTES = 32
export const SIGNATURE_BYTES = 64

// The fixed DER heads of an Ed25519 private key (PKCS #8) and public key (SPKI); the 32 raw bytes follow.
const PKCS8_HEAD = fromHex('302e020100300506032b657004220420')
const SPKI_HEAD = fromHex('302a300506032b6570032100')

/** The key that checks signatures, of its 32 raw bytes. */
export function publicKeyOf(raw: Uint8Array): PublicKey {
  return { object: createPublicKey({ key: Buffer.from(concat(SPKI_HEAD, raw)), format: 'der', type: 'spki' }) }
}

/** The key that signs, of its 32-byte seed (section 5.1.5), and the raw bytes of its public key. */
export function privateKeyOf(seed: Uint8Array): { readonly key: PrivateKey; readonly publicKey: Uint8Array } {
  const object = createPrivateKey({ key: Buffer.from(concat(PKCS8_HEAD, seed)), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(object).export({ format: 'der', type: 'spki' })
  return { key: { object }, publicKey: new Uint8Array(spki.subarray(SPKI_HEAD.length)) }
}

/** The seed of a key, to be kept secret. */
export function seedOf(key: PrivateKey): Uint8Array {
  return new Uint8Array(key.object.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8_HEAD.length))
}

/** 64 bytes of signature over the message. */
export function signWith(key: PrivateKey, message: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, message, key.object))
}

/** Whether the signature over the message is this key's. */
export function verifyWith(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === SIGNATURE_BYTES && verify(null, message, key.object, signature)
}
