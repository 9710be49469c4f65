/** SHA-256 and its texts for the browser: what src/kernel/record/format/digest.ts is on the server. */

import { Sha256 } from './sha-256.ts'

export const DIGEST_BYTES = 32

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()
const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
/** So many numbers are handed to a function at once. */
const argumentsMax = 8_192

/** SHA-256 (FIPS 180-4) of the bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const state = new Sha256()
  state.update(bytes)
  return state.digest()
}

/** SHA-256 of the tag byte followed by the parts: the domain separation of RFC 6962 (0x00 leaf, 0x01 node). */
export function sha256Tagged(tag: number, first: Uint8Array, second?: Uint8Array): Uint8Array {
  const state = new Sha256()
  state.update(Uint8Array.of(tag))
  state.update(first)
  if (second !== undefined) state.update(second)
  return state.digest()
}

/** Starts a SHA-256 over bytes that come in pieces. */
export function sha256Stream(): Sha256 {
  return new Sha256()
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += hexOf[byte]
  return text
}

/** Bytes of a lower-case hexadecimal text; any other text is an error. */
export function fromHex(text: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new Error('not lower-case hexadecimal')
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(byteText(bytes))
}

/** Bytes of a canonical base64 text. */
export function fromBase64(text: string): Uint8Array {
  const characters = atob(text)
  const bytes = new Uint8Array(characters.length)
  for (let i = 0; i < characters.length; i += 1) bytes[i] = characters.charCodeAt(i)
  if (toBase64(bytes) !== text) throw new Error('not canonical base64 (RFC 4648 section 4, with padding)')
  return bytes
}

export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text)
}

export function utf8Text(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

/** One character for each byte. */
export function byteText(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += argumentsMax) {
    text += String.fromCharCode(...bytes.subarray(at, at + argumentsMax))
  }
  return text
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
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false
  return true
}
