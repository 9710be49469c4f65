import { concat, equalBytes, fromBase64, sha256, toBase64, toHex, utf8Bytes } from './digest.ts'
import {
  privateKeyOf,
  PUBLIC_KEY_BYTES,
  publicKeyOf,
  SEED_BYTES,
  seedOf,
  signWith,
  verifyWith,
  type PrivateKey,
  type PublicKey,
} from './signing/ed25519.ts'

/**
 * Ed25519 keys with the names, key IDs and verifier keys of C2SP signed-note. A log signs notes as they stand; a
 * cosigner (witness) signs timestamped cosignatures, so its key has another ID even for the same bytes.
 */
export type KeyKind = 'log' | 'cosigner'

export interface VerifyingKey {
  readonly name: string
  readonly kind: KeyKind
  /** First four bytes of SHA-256(name ‖ 0x0A ‖ algorithm byte ‖ public key). */
  readonly keyId: Uint8Array
  /** 32 bytes of RFC 8032. */
  readonly publicKey: Uint8Array
  readonly object: PublicKey
}

export interface SigningKey {
  readonly verifying: VerifyingKey
  readonly object: PrivateKey
}

const ALGORITHM_BYTE: Readonly<Record<KeyKind, number>> = { log: 0x01, cosigner: 0x04 }

/** Whether a text may name a key (or be an origin): no white space, no control character, no '+'; ≤ 200 characters. */
export function isKeyName(name: string): boolean {
  return /^[^\s+\p{Cc}\p{Zs}]{1,200}$/u.test(name) && name.isWellFormed()
}

/** The signing key of a raw 32-byte seed (RFC 8032 section 5.1.5). */
export function signingKeyFromSeed(name: string, kind: KeyKind, seed: Uint8Array): SigningKey {
  if (seed.length !== SEED_BYTES) throw new Error(`an Ed25519 seed has ${SEED_BYTES} bytes, not ${seed.length}`)
  const { key, publicKey } = privateKeyOf(seed)
  return { verifying: verifyingKey(name, kind, publicKey), object: key }
}

/** A new key and the seed to keep secret. */
export function generateSigningKey(
  name: string,
  kind: KeyKind,
  random: (size: number) => Uint8Array = (size) => crypto.getRandomValues(new Uint8Array(size)),
): { readonly key: SigningKey; readonly seed: Uint8Array } {
  const seed = new Uint8Array(random(SEED_BYTES))
  return { key: signingKeyFromSeed(name, kind, seed), seed }
}

/** The verifying key of 32 raw public bytes. */
export function verifyingKey(name: string, kind: KeyKind, publicKey: Uint8Array): VerifyingKey {
  if (!isKeyName(name)) throw new Error(`'${name}' cannot name a key: no white space, no '+', at most 200 characters`)
  if (publicKey.length !== PUBLIC_KEY_BYTES) {
    throw new Error(`an Ed25519 public key has ${PUBLIC_KEY_BYTES} bytes, not ${publicKey.length}`)
  }
  const object = publicKeyOf(publicKey)
  const algorithm = Uint8Array.of(ALGORITHM_BYTE[kind])
  const keyId = sha256(concat(utf8Bytes(`${name}\n`), algorithm, publicKey)).slice(0, 4)
  return { name, kind, keyId, publicKey, object }
}

/** 'name+hash+base64(algorithm ‖ public key)'. */
export function formatVkey(key: VerifyingKey): string {
  return formatKey(key, key.publicKey)
}

/** Reads a verifier key; throws an Error that says what is wrong. */
export function parseVkey(text: string): VerifyingKey {
  const { name, kind, hash, material } = parseKey(text)
  const key = verifyingKey(name, kind, material)
  if (toHex(key.keyId) !== hash) throw new Error(`verifier key of '${name}': its hash is not that of its bytes`)
  return key
}

/** 'PRIVATE+KEY+name+hash+base64(algorithm ‖ seed)': the file a log or witness keeps for itself. */
export function formatSigningKey(key: SigningKey): string {
  return `PRIVATE+KEY+${formatKey(key.verifying, seedOf(key.object))}`
}

/** Reads what formatSigningKey wrote. */
export function parseSigningKey(text: string): SigningKey {
  if (!text.startsWith('PRIVATE+KEY+')) throw new Error("a signing key starts with 'PRIVATE+KEY+'")
  const { name, kind, hash, material } = parseKey(text.slice('PRIVATE+KEY+'.length))
  const key = signingKeyFromSeed(name, kind, material)
  if (toHex(key.verifying.keyId) !== hash) throw new Error(`signing key of '${name}': its hash is not that of its key`)
  return key
}

/** 64 bytes of signature over the message. */
export function signBytes(key: SigningKey, message: Uint8Array): Uint8Array {
  return signWith(key.object, message)
}

/** Whether the signature over the message is this key's. */
export function verifyBytes(key: VerifyingKey, message: Uint8Array, signature: Uint8Array): boolean {
  return verifyWith(key.object, message, signature)
}

/** Whether two verifying keys are the same key of the same kind under the same name. */
export function sameKey(a: VerifyingKey, b: VerifyingKey): boolean {
  return a.name === b.name && a.kind === b.kind && equalBytes(a.publicKey, b.publicKey)
}

function formatKey(key: VerifyingKey, material: Uint8Array): string {
  const encoded = toBase64(concat(Uint8Array.of(ALGORITHM_BYTE[key.kind]), material))
  return `${key.name}+${toHex(key.keyId)}+${encoded}`
}

function parseKey(text: string): { name: string; kind: KeyKind; hash: string; material: Uint8Array } {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text)
  const [, name, hash, encoded] = match ?? []
  if (name === undefined || hash === undefined || encoded === undefined) {
    throw new Error("a key is written 'name+8 hexadecimal digits+base64 of algorithm byte and 32 bytes'")
  }
  const bytes = fromBase64(encoded)
  const kind = bytes[0] === ALGORITHM_BYTE.log ? 'log' : bytes[0] === ALGORITHM_BYTE.cosigner ? 'cosigner' : undefined
  if (kind === undefined) throw new Error(`key '${name}': algorithm byte must be 0x01 (log) or 0x04 (cosigner)`)
  return { name, kind, hash, material: bytes.slice(1) }
}
