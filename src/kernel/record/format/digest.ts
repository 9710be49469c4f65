import { createHash, hash } from 'node:crypto'

/**
 * Bytes, their SHA-256 digests and their texts. The only file of the formats that imports node:crypto for hashing,
 * so that a browser build replaces exactly this one.
 */

export const DIGEST_BYTES = 32

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** SHA-256 (FIPS 180-4) of the bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return plain(hash('sha256', bytes, 'buffer'))
}

// Leaves (entries of at most 16 KiB) and nodes are hashed through one scratch area: no garbage for each hash.
const scratch = new Uint8Array(1 + 32 * 1024)

/** SHA-256 of the tag byte followed by the parts: the domain separation of RFC 6962 (0x00 leaf, 0x01 node). */
export function sha256Tagged(tag: number, first: Uint8Array, second?: Uint8Array): Uint8Array {
  const length = 1 + first.length + (second === undefined ? 0 : second.length)
  const input = length <= scratch.length ? scratch : new Uint8Array(length)
  input[0] = tag
  input.set(first, 1)
  if (second !== undefined) input.set(second, 1 + first.length)
  return plain(hash('sha256', input.subarray(0, length), 'buffer'))
}

/** A SHA-256 that is fed piece by piece. */
export interface DigestStream {
  update(bytes: Uint8Array): void
  digest(): Uint8Array
}

/** Starts a SHA-256 over bytes that come in pieces. */
export function sha256Stream(): DigestStream {
  const state = createHash('sha256')
  return {
    update: (bytes) => {
      state.update(bytes)
    },
    digest: () => plain(state.digest()),
  }
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return bufferOver(bytes).toString('hex')
}

/** Bytes of a lower-case hexadecimal text; any other text is an error. */
export function fromHex(text: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) {
    throw new Error('not lower-case hexadecimal: give an even number of the characters 0-9 and a-f')
  }
  return plain(Buffer.from(text, 'hex'))
}

/** Standard base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  return bufferOver(bytes).toString('base64')
}

/** Bytes of a canonical base64 text: white space, missing padding and stray trailing bits are errors. */
export function fromBase64(text: string): Uint8Array {
  const bytes = plain(Buffer.from(text, 'base64'))
  if (toBase64(bytes) !== text) throw new Error('not canonical base64 (RFC 4648 section 4, with padding)')
  return bytes
}

/** The UTF-8 bytes of a text. Lone surrogates must have been refused before. */
export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text)
}

/** The text of UTF-8 bytes; throws a TypeError where the bytes are no valid UTF-8. A byte order mark is kept. */
export function utf8Text(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

/** One character for each byte. Equal to the UTF-8 text wherever all bytes are below 0x80. */
export function byteText(bytes: Uint8Array): string {
  return bufferOver(bytes).toString('latin1')
}

/** The parts one after another in new bytes. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const joined = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** Whether two byte sequences are the same. Not constant in time: use it on public values only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

// A Buffer's slice shares memory where a Uint8Array's copies: nobody outside should have to know which one it holds.
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer)
}
