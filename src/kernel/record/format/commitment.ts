import { equalBytes, sha256Tagged, utf8Bytes } from './digest.ts'

/**
 * Personal values never stand in a leaf: the leaf holds a salted commitment; value and salt are sealed under a key of
 * their subject. Destroying key, salt and ciphertext erases the value while every proof stays valid.
 */
export const SALT_BYTES = 32

export type RandomBytes = (size: number) => Uint8Array

/** A value and the salt that hides it behind its commitment. */
export interface SaltedValue {
  readonly salt: Uint8Array
  readonly value: string
}

/** SHA-256(0x02 ‖ salt ‖ UTF-8 of the value). The tag keeps it apart from leaves (0x00) and nodes (0x01). */
export function commitment(salted: SaltedValue): Uint8Array {
  if (salted.salt.length !== SALT_BYTES)
    throw new Error(`salt must have ${SALT_BYTES} bytes, not ${salted.salt.length}`)
  return sha256Tagged(0x02, salted.salt, utf8Bytes(salted.value))
}

/** Whether salt and value are those of the commitment. */
export function opensCommitment(expected: Uint8Array, salted: SaltedValue): boolean {
  return equalBytes(commitment(salted), expected)
}

/** A new 32-byte salt for a value. */
export function newSalt(random: RandomBytes = (size) => crypto.getRandomValues(new Uint8Array(size))): Uint8Array {
  return new Uint8Array(random(SALT_BYTES))
}
