/**
 * Checking Ed25519 signatures (RFC 8032 section 5.1.7) without waiting, which a browser's own cryptography cannot: what
 * src/kernel/record/format/signing/ed25519.ts is on the server. All that is handled here is public, so that it need not
 * hide how long it takes; keys that sign never come into a browser.
 */
import { sha512 } from './sha-512.ts'

export const SEED_BYTES = 32
export const PUBLIC_KEY_BYTES = 32
export const SIGNATURE_BYTES = 64

const prime = 2n ** 255n - 19n
const order = 2n ** 252n + 27742317777372353535851937790883648493n
const d = inField(-121665n * power(121666n, prime - 2n))
const rootOfMinusOne = power(2n, (prime - 1n) / 4n)

/** A point in extended coordinates (section 5.1.4): x = X/Z, y = Y/Z, x·y = T/Z. */
interface Point {
  readonly x: bigint
  readonly y: bigint
  readonly z: bigint
  readonly t: bigint
}

export interface PublicKey {
  readonly raw: Uint8Array
  /** Nothing where the bytes are of no point on the curve: no signature holds under them. */
  readonly point: Point | undefined
}

const neutral: Point = { x: 0n, y: 1n, z: 1n, t: 0n }
const base = pointOfY(inField(4n * power(5n, prime - 2n)), 0n) ?? neutral

export function publicKeyOf(raw: Uint8Array): PublicKey {
  return { raw, point: pointOf(raw) }
}

/** Whether the signature over the message is this key's. */
export function verifyWith(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES || key.point === undefined) return false
  const [r, scalar] = [signature.subarray(0, 32), numberOf(signature.subarray(32))]
  if (scalar >= order) return false
  const hashed = new Uint8Array(64 + message.length)
  hashed.set(r)
  hashed.set(key.raw, 32)
  hashed.set(message, 64)
  const factor = numberOf(sha512(hashed)) % order
  const { x, y, z, t } = key.point
  const minusKey = { x: inField(-x), y, z, t: inField(-t) }
  const expected = encoded(sum(times(base, scalar), times(minusKey, factor)))
  return expected.every((byte, index) => byte === r[index])
}

export function privateKeyOf(): never {
  throw new Error('A browser holds no key that signs.')
}

export const seedOf = privateKeyOf
export const signWith = privateKeyOf

function times(point: Point, factor: bigint): Point {
  let result = neutral
  for (const bit of factor.toString(2)) {
    result = sum(result, result)
    if (bit === '1') result = sum(result, point)
  }
  return result
}

/** The complete addition of section 5.1.4, also of a point with itself. */
function sum(p: Point, q: Point): Point {
  const a = inField((p.y - p.x) * (q.y - q.x))
  const b = inField((p.y + p.x) * (q.y + q.x))
  const c = inField(p.t * 2n * d * q.t)
  const e = inField(p.z * 2n * q.z)
  return {
    x: inField((b - a) * (e - c)),
    y: inField((e + c) * (b + a)),
    z: inField((e - c) * (e + c)),
    t: inField((b - a) * (b + a)),
  }
}

function encoded({ x, y, z }: Point): Uint8Array {
  const inverse = power(z, prime - 2n)
  let rest = inField(y * inverse) | ((inField(x * inverse) & 1n) << 255n)
  return Uint8Array.from({ length: 32 }, () => {
    const byte = Number(rest & 255n)
    rest >>= 8n
    return byte
  })
}

function pointOf(raw: Uint8Array): Point | undefined {
  const number = numberOf(raw)
  return pointOfY(inField(number & (2n ** 255n - 1n)), number >> 255n)
}

/** The point of this y whose x has this lowest bit (section 5.1.3). */
function pointOfY(y: bigint, lowest: bigint): Point | undefined {
  const square = y * y
  const [u, v] = [inField(square - 1n), inField(d * square + 1n)]
  let x = inField(u * v ** 3n * power(u * v ** 7n, (prime - 5n) / 8n))
  const found = inField(v * x * x)
  if (found === inField(-u)) x = inField(x * rootOfMinusOne)
  else if (found !== u) return undefined
  if ((x & 1n) !== lowest) x = inField(-x)
  return { x, y, z: 1n, t: inField(x * y) }
}

/** The number of bytes that begin with the lowest. */
function numberOf(bytes: Uint8Array): bigint {
  let number = 0n
  for (const byte of bytes.toReversed()) number = (number << 8n) | BigInt(byte)
  return number
}

function inField(number: bigint): bigint {
  const rest = number % prime
  return rest < 0n ? rest + prime : rest
}

function power(number: bigint, exponent: bigint): bigint {
  let result = 1n
  let squared = inField(number)
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = inField(result * squared)
    squared = inField(squared * squared)
  }
  return result
}
