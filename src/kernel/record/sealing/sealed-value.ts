import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { encodeCanonical } from '../format/canonical.ts'
import { SALT_BYTES, type RandomBytes, type SaltedValue } from '../format/commitment.ts'
import { concat, utf8Bytes, utf8Text } from '../format/digest.ts'

/** How a personal value and its salt are encrypted, and how a subject's key is. */
export const SUBJECT_KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Which value is sealed: bound to the ciphertext, so that it cannot be moved to another place. */
export interface ValuePlace {
  readonly engagement: string
  readonly subject: string
  readonly valueId: string
}

/** A new key for a subject whose values are to be erased together. */
export function newSubjectKey(random: RandomBytes = randomBytes): Uint8Array {
  return new Uint8Array(random(SUBJECT_KEY_BYTES))
}

/** AES-256-GCM under the subject's key: nonce (12) ‖ ciphertext of salt and value ‖ tag (16). */
export function sealValue(
  subjectKey: Uint8Array,
  place: ValuePlace,
  salted: SaltedValue,
  random: RandomBytes = randomBytes,
): Uint8Array {
  assertLength(salted.salt, SALT_BYTES, 'salt')
  return encrypt(subjectKey, valueContext(place), concat(salted.salt, utf8Bytes(salted.value)), random)
}

/** The value and salt of a sealed value; throws where key, place or bytes are not those of the sealing. */
export function openValue(subjectKey: Uint8Array, place: ValuePlace, sealed: Uint8Array): SaltedValue {
  const plain = decrypt(subjectKey, valueContext(place), sealed)
  return { salt: plain.slice(0, SALT_BYTES), value: utf8Text(plain.subarray(SALT_BYTES)) }
}

/** The subject's key sealed under the master key, bound to engagement and subject. */
export function wrapSubjectKey(
  masterKey: Uint8Array,
  place: Omit<ValuePlace, 'valueId'>,
  subjectKey: Uint8Array,
  random: RandomBytes = randomBytes,
): Uint8Array {
  assertLength(subjectKey, SUBJECT_KEY_BYTES, 'subject key')
  return encrypt(masterKey, keyContext(place), subjectKey, random)
}

/** The subject's key of a wrapped key; throws where master key, place or bytes are not those of the wrapping. */
export function unwrapSubjectKey(
  masterKey: Uint8Array,
  place: Omit<ValuePlace, 'valueId'>,
  wrapped: Uint8Array,
): Uint8Array {
  return decrypt(masterKey, keyContext(place), wrapped)
}

// Canonical arrays: two different places can never give the same context, whatever characters they hold.
const valueContext = (place: ValuePlace): Uint8Array =>
  encodeCanonical(['value', place.engagement, place.subject, place.valueId])
const keyContext = (place: Omit<ValuePlace, 'valueId'>): Uint8Array =>
  encodeCanonical(['subject-key', place.engagement, place.subject])

function encrypt(key: Uint8Array, context: Uint8Array, plain: Uint8Array, random: RandomBytes): Uint8Array {
  assertLength(key, 32, 'AES-256 key')
  const nonce = random(NONCE_BYTES)
  assertLength(nonce, NONCE_BYTES, 'nonce')
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(context)
  return concat(nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag())
}

function decrypt(key: Uint8Array, context: Uint8Array, sealed: Uint8Array): Uint8Array {
  assertLength(key, 32, 'AES-256 key')
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new Error('sealed bytes are too short')
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const tag = sealed.subarray(sealed.length - TAG_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(context)
  decipher.setAuthTag(tag)
  const body = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES))
  return concat(body, decipher.final())
}

function assertLength(bytes: Uint8Array, length: number, what: string): void {
  if (bytes.length !== length) throw new Error(`${what} must have ${length} bytes, not ${bytes.length}`)
}
