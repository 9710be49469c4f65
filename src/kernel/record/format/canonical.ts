import { byteText, utf8Bytes, utf8Text } from './digest.ts'

/** A value that has exactly one encoding: a strict subset of RFC 8785 (JCS). Numbers are safe integers. */
export type CanonicalValue = null | boolean | number | string | readonly CanonicalValue[] | CanonicalObject
export type CanonicalObject = { readonly [key: string]: CanonicalValue }

export interface CanonicalLimits {
  readonly maxBytes: number
  readonly maxDepth: number
}

/** Documents (agreements, terms, statements) may be larger than entries. */
export const DOCUMENT_LIMITS: CanonicalLimits = { maxBytes: 16 * 1024 * 1024, maxDepth: 64 }

/** What is wrong with bytes or a value, and at which byte (-1 where a value was refused before it had bytes). */
export class CanonicalError extends Error {
  readonly offset: number
  constructor(message: string, offset: number) {
    super(offset < 0 ? message : `byte ${offset}: ${message}`)
    this.name = 'CanonicalError'
    this.offset = offset
  }
}

/**
 * The one encoding of a value: keys sorted by UTF-16 code units, no white space, minimal escapes, UTF-8.
 * Refuses floats, -0, unsafe integers, lone surrogates, U+0000, text that is not NFC, undefined and class instances.
 */
export function encodeCanonical(value: CanonicalValue, limits: CanonicalLimits = DOCUMENT_LIMITS): Uint8Array {
  const bytes = utf8Bytes(textOf(value, '$', limits.maxDepth))
  if (bytes.length > limits.maxBytes) throw new CanonicalError(tooLong(bytes.length, limits.maxBytes), -1)
  return bytes
}

/** Reads bytes that encodeCanonical could have written, and no others; throws CanonicalError with the byte offset. */
export function parseCanonical(bytes: Uint8Array, limits: CanonicalLimits = DOCUMENT_LIMITS): CanonicalValue {
  if (bytes.length > limits.maxBytes) throw new CanonicalError(tooLong(bytes.length, limits.maxBytes), limits.maxBytes)
  return new CanonicalParser(bytes, limits.maxDepth).whole()
}

/** Whether a canonical value is an object (and neither null nor an array). */
export function isCanonicalObject(value: CanonicalValue | undefined): value is CanonicalObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const tooLong = (length: number, limit: number): string => `${length} bytes are more than the limit of ${limit}`

// Plain ASCII without quote and backslash needs no escape and is always in normal form C.
const PLAIN_TEXT = /^[ !#-[\]-~]*$/

function textOf(value: unknown, path: string, depthLeft: number): string {
  if (typeof value === 'string') return quoted(value, path)
  if (typeof value === 'number') return integerText(value, path)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (value === null) return 'null'
  if (typeof value !== 'object') throw new CanonicalError(`${path}: ${typeof value} has no canonical form`, -1)
  if (depthLeft <= 0) throw new CanonicalError(`${path}: nested too deeply`, -1)
  return Array.isArray(value) ? arrayText(value, path, depthLeft) : objectText(value, path, depthLeft)
}

function quoted(text: string, path: string): string {
  if (PLAIN_TEXT.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new CanonicalError(`${path}: lone surrogate in text`, -1)
  if (text.includes('\0')) throw new CanonicalError(`${path}: U+0000 in text`, -1)
  if (text.normalize('NFC') !== text) throw new CanonicalError(`${path}: text is not in Unicode normal form C`, -1)
  return JSON.stringify(text)
}

function integerText(value: number, path: string): string {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
    throw new CanonicalError(
      `${path}: ${Object.is(value, -0) ? '-0' : value} is no safe integer; use a decimal string`,
      -1,
    )
  }
  return String(value)
}

function arrayText(items: readonly unknown[], path: string, depthLeft: number): string {
  let text = '['
  for (let i = 0; i < items.length; i++) {
    text += (i === 0 ? '' : ',') + textOf(items[i], `${path}[${i}]`, depthLeft - 1)
  }
  return `${text}]`
}

function objectText(value: object, path: string, depthLeft: number): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new CanonicalError(`${path}: only plain objects have a canonical form`, -1)
  }
  const members = value as Record<string, unknown>
  let text = '{'
  for (const key of Object.keys(members).sort()) {
    const inside = `${path}.${key}`
    text += (text === '{' ? '' : ',') + quoted(key, inside) + ':' + textOf(members[key], inside, depthLeft - 1)
  }
  return `${text}}`
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const PLAIN_BYTES = new Uint8Array(256)
for (let byte = 0x20; byte < 0x80; byte++) PLAIN_BYTES[byte] = byte === QUOTE || byte === BACKSLASH ? 0 : 1

const SHORT_ESCAPES: Readonly<Record<number, string>> = {
  0x22: '"',
  0x5c: '\\',
  0x62: '\b',
  0x66: '\f',
  0x6e: '\n',
  0x72: '\r',
  0x74: '\t',
}
// Control characters without a short escape: exactly these may be written \u00xx, in lower case.
const LONG_ESCAPE = /^00(?:0[1-7be-f]|1[0-9a-f])$/

class CanonicalParser {
  private readonly bytes: Uint8Array
  private readonly text: string
  private readonly maxDepth: number
  private offset = 0

  constructor(bytes: Uint8Array, maxDepth: number) {
    this.bytes = bytes
    this.text = byteText(bytes)
    this.maxDepth = maxDepth
  }

  whole(): CanonicalValue {
    const value = this.value(0)
    if (this.offset !== this.bytes.length) throw this.error('bytes after the end of the value')
    return value
  }

  private value(depth: number): CanonicalValue {
    switch (this.bytes[this.offset] ?? 0) {
      case QUOTE:
        return this.string()
      case 0x7b:
        return this.object(depth)
      case 0x5b:
        return this.array(depth)
      case 0x74:
        return this.literal('true', true)
      case 0x66:
        return this.literal('false', false)
      case 0x6e:
        return this.literal('null', null)
      default:
        return this.integer()
    }
  }

  private literal<Value>(word: string, value: Value): Value {
    if (!this.text.startsWith(word, this.offset)) throw this.error(`expected ${word}`)
    this.offset += word.length
    return value
  }

  private object(depth: number): CanonicalObject {
    if (depth >= this.maxDepth) throw this.error('nested too deeply')
    const members: Record<string, CanonicalValue> = {}
    this.offset++
    if (this.take(0x7d)) return members
    let previous: string | undefined
    for (;;) {
      const at = this.offset
      if (this.bytes[at] !== QUOTE) throw this.error('expected a key in double quotes')
      const key = this.string()
      if (previous !== undefined && key <= previous) throw this.error('key repeated or not in sorted order', at)
      previous = key
      if (!this.take(0x3a)) throw this.error('expected ":" after the key')
      const value = this.value(depth + 1)
      // Plain assignment to this one name would set the prototype.
      if (key === '__proto__') Object.defineProperty(members, key, { value, ...OWN_MEMBER })
      else members[key] = value
      if (this.take(0x7d)) return members
      if (!this.take(0x2c)) throw this.error('expected "," or "}"')
    }
  }

  private array(depth: number): CanonicalValue[] {
    if (depth >= this.maxDepth) throw this.error('nested too deeply')
    const items: CanonicalValue[] = []
    this.offset++
    if (this.take(0x5d)) return items
    for (;;) {
      items.push(this.value(depth + 1))
      if (this.take(0x5d)) return items
      if (!this.take(0x2c)) throw this.error('expected "," or "]"')
    }
  }

  private integer(): number {
    const { bytes } = this
    const start = this.offset
    let end = bytes[start] === 0x2d ? start + 1 : start
    const first = end
    while (isDigit(bytes[end])) end++
    if (end === first) throw this.error('expected a value')
    if (bytes[first] === 0x30 && (end > first + 1 || first > start)) throw this.error('leading zero or -0')
    const value = Number(this.text.slice(start, end))
    if (!Number.isSafeInteger(value)) throw this.error('integer beyond 2^53 - 1; use a decimal string')
    this.offset = end
    return value
  }

  private string(): string {
    const { bytes } = this
    const start = this.offset + 1
    let end = start
    while (PLAIN_BYTES[bytes[end] ?? 0] === 1) end++
    if (bytes[end] !== QUOTE) return this.stringWithEscapes(start)
    this.offset = end + 1
    return this.text.slice(start, end)
  }

  private stringWithEscapes(start: number): string {
    let text = ''
    let run = start
    this.offset = start
    for (;;) {
      const byte = this.bytes[this.offset]
      if (byte === undefined) throw this.error('text without a closing quote')
      if (byte < 0x20) throw this.error('control character that is not escaped')
      if (byte !== QUOTE && byte !== BACKSLASH) {
        this.offset++
        continue
      }
      text += this.decoded(run, this.offset)
      this.offset++
      if (byte === QUOTE) break
      text += this.escape()
      run = this.offset
    }
    if (text.normalize('NFC') !== text) throw this.error('text is not in Unicode normal form C', start)
    return text
  }

  private escape(): string {
    const letter = this.bytes[this.offset] ?? 0
    const short = SHORT_ESCAPES[letter]
    if (short !== undefined) {
      this.offset++
      return short
    }
    const digits = this.text.slice(this.offset + 1, this.offset + 5)
    if (letter !== 0x75 || !LONG_ESCAPE.test(digits)) throw this.error('escape that is not the canonical one')
    this.offset += 5
    return String.fromCharCode(Number.parseInt(digits, 16))
  }

  private decoded(start: number, end: number): string {
    try {
      return utf8Text(this.bytes.subarray(start, end))
    } catch {
      throw this.error('text is no valid UTF-8', start)
    }
  }

  private take(byte: number): boolean {
    if (this.bytes[this.offset] !== byte) return false
    this.offset++
    return true
  }

  private error(message: string, offset = this.offset): CanonicalError {
    return new CanonicalError(message, offset)
  }
}

const OWN_MEMBER = { enumerable: true, configurable: true, writable: true }

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39
