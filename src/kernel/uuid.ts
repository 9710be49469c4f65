import { randomBytes } from 'node:crypto'
import type { EpochMillis } from './time/instant.ts'

/** A new UUID (version 7): sorts by the time handed in, so that indexes grow at their end. */
export function newUuid(now: EpochMillis): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(now, 0, 6)
  return textOf(bytes, 0x70)
}

/** A UUID (version 8) made of a digest's first 16 bytes: the same for the same content. */
export function uuidFrom(digest: Uint8Array): string {
  return textOf(Buffer.from(digest.subarray(0, 16)), 0x80)
}

/** The 16 bytes of a UUID. */
export function uuidBytes(uuid: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(uuid.replaceAll('-', ''), 'hex'))
}

function textOf(bytes: Buffer, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | version
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
