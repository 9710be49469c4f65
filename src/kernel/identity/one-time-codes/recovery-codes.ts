import { createHmac, randomBytes } from 'node:crypto'

const count = 10
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
const groups = 3
const groupLength = 4

/** Ten codes of 60 random bits, in groups that can be read aloud. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: count }, () =>
    Array.from({ length: groups }, () =>
      [...randomBytes(groupLength)].map((byte) => alphabet[byte % alphabet.length]).join(''),
    ).join('-'),
  )
}

/** What is stored of a recovery code: keyed, so that nobody who reads the table alone can try codes against it. */
export function recoveryCodeHash(code: string, principalId: string, key: Uint8Array): Uint8Array {
  return createHmac('sha256', key)
    .update(`${principalId} ${bareCode(code)}`)
    .digest()
}

/** A code as it was meant: without spaces and hyphens, in lower case. */
export function bareCode(code: string): string {
  return code.replaceAll(/[\s-]/g, '').toLowerCase()
}
