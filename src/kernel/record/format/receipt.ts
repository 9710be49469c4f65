import type { CanonicalObject, CanonicalValue } from './canonical.ts'
import { encodeCanonical, isCanonicalObject, parseCanonical } from './canonical.ts'
import { concat, fromBase64, toBase64, utf8Bytes } from './digest.ts'
import { isDigestText, isInstantText, isReference, isUuid } from './entry.ts'
import type { SigningKey, VerifyingKey } from './keys.ts'
import { signBytes, verifyBytes } from './keys.ts'

/** The log's signed promise, given with the answer to a command, that an entry will stand in the record. */
export type Receipt = {
  readonly v: 1
  readonly kind: 'receipt'
  readonly engagement: string
  /** Id of the entry. */
  readonly entry: string
  /** Leaf hash of the entry's bytes, in hexadecimal. */
  readonly leafHash: string
  /** Instant of the promise, as entries write it. */
  readonly at: string
  /** Name of the log key that signed. */
  readonly key: string
}

/** What is wrong with a receipt. */
export class ReceiptError extends Error {
  constructor(message: string) {
    super(`receipt ${message}`)
    this.name = 'ReceiptError'
  }
}

// A checkpoint's second line is a decimal number and a cosignature's starts with 'time': no message serves as another.
const MESSAGE_HEAD = utf8Bytes('receipt/v1\n')
const KEYS = 'at,engagement,entry,key,kind,leafHash,signature,v'
const LIMITS = { maxBytes: 4096, maxDepth: 1 }

/** One canonical JSON line (without line end): the receipt and its signature. */
export function signReceipt(promise: Omit<Receipt, 'v' | 'kind' | 'key'>, key: SigningKey): Uint8Array {
  const { engagement, entry, leafHash, at } = promise
  const receipt: Receipt = { v: 1, kind: 'receipt', engagement, entry, leafHash, at, key: key.verifying.name }
  const signature = toBase64(signBytes(key, promiseBytes(receipt)))
  const line = { ...receipt, signature }
  checkFields(line)
  return encodeCanonical(line, LIMITS)
}

/** The receipt of such a line, where the key's signature holds; throws ReceiptError or CanonicalError otherwise. */
export function verifyReceipt(line: Uint8Array, key: VerifyingKey): Receipt {
  const value = parseCanonical(line, LIMITS)
  if (!isCanonicalObject(value)) throw new ReceiptError('must be an object')
  const { signature, ...receipt } = checkFields(value)
  if (receipt.key !== key.name) throw new ReceiptError(`is signed by '${receipt.key}', not by '${key.name}'`)
  if (!verifyBytes(key, promiseBytes(receipt), decodeSignature(signature))) {
    throw new ReceiptError(`for entry ${receipt.entry}: the signature of '${key.name}' does not hold`)
  }
  return receipt
}

function promiseBytes(receipt: Receipt): Uint8Array {
  return concat(MESSAGE_HEAD, encodeCanonical(receipt, LIMITS))
}

function checkFields(value: CanonicalObject): Receipt & { readonly signature: string } {
  if (Object.keys(value).sort().join(',') !== KEYS) throw new ReceiptError(`must have exactly the keys ${KEYS}`)
  const { v, kind, engagement, entry, leafHash, at, key, signature } = value
  if (v !== 1 || kind !== 'receipt') throw new ReceiptError("must have v 1 and kind 'receipt'")
  if (!isUuid(engagement)) throw new ReceiptError('must name the engagement by its UUID')
  if (!isReference(entry)) throw new ReceiptError('must name the entry by its id')
  if (!isDigestText(leafHash)) throw new ReceiptError('must give the leaf hash in hexadecimal')
  if (!isInstantText(at)) throw new ReceiptError('must give its instant as 2026-10-01T08:00:00.000Z')
  return { v, kind, engagement, entry, leafHash, at, key: text(key, 'key'), signature: text(signature, 'signature') }
}

function text(value: CanonicalValue | undefined, field: string): string {
  if (typeof value !== 'string') throw new ReceiptError(`must give '${field}' as text`)
  return value
}

function decodeSignature(encoded: string): Uint8Array {
  try {
    return fromBase64(encoded)
  } catch {
    throw new ReceiptError('has a signature that is not canonical base64')
  }
}
