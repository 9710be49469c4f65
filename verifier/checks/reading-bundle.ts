import type { BundleHeader, DisclosedValue, Section } from '../../src/kernel/record/format/bundle.ts'
import {
  FINGERPRINTS_A_LINE,
  HEADER_COUNTS,
  HEADER_KEYS,
  LINE_END,
  MAX_LINE_BYTES,
  SECTIONS,
  trailerMessage,
} from '../../src/kernel/record/format/bundle.ts'
import type { CanonicalObject, CanonicalValue } from '../../src/kernel/record/format/canonical.ts'
import {
  CanonicalError,
  encodeCanonical,
  isCanonicalObject,
  parseCanonical,
} from '../../src/kernel/record/format/canonical.ts'
import type { DigestStream } from '../../src/kernel/record/format/digest.ts'
import { concat, fromBase64, sha256, sha256Stream, toHex } from '../../src/kernel/record/format/digest.ts'
import { isDigestText, isUuid } from '../../src/kernel/record/format/entry.ts'
import type { VerifyingKey } from '../../src/kernel/record/format/keys.ts'
import { isKeyName, parseVkey, verifyBytes } from '../../src/kernel/record/format/keys.ts'
import { Finding } from './finding.ts'

/** One line as the reader found it. `bytes` (without line end) are valid during the visit only. */
export interface BundleLine {
  readonly section: Section
  /** From 0 within its section: for an entry its leaf index. */
  readonly ordinal: number
  /** From 1 within the file. */
  readonly line: number
  /** Of the line's first byte within the file. */
  readonly offset: number
  readonly bytes: Uint8Array
}

/** What is wrong with a bundle, on which line and at which byte. */
export class BundleError extends Error {
  readonly what: string
  readonly line: number
  readonly offset: number
  constructor(what: string, line: number, offset: number) {
    super(`line ${line}, byte ${offset}: ${what}`)
    this.name = 'BundleError'
    this.what = what
    this.line = line
    this.offset = offset
  }
}

/** What the reader knows at the end of a file. */
export interface BundleEnd {
  readonly header: BundleHeader
  readonly logKey: VerifyingKey
  readonly lines: number
  readonly brokenSeal: BundleError | undefined
}

/**
 * Reads a bundle strictly from chunks of any size: framing, header, number of lines and trailer. The visitor gets each
 * line between header and trailer once, in order. Throws BundleError at the first byte that is wrong.
 */
export class BundleReader {
  header: BundleHeader | undefined
  logKey: VerifyingKey | undefined
  private readonly visit: (line: BundleLine, header: BundleHeader) => void
  private readonly digest: DigestStream = sha256Stream()
  private carried: Uint8Array[] = []
  private carriedBytes = 0
  private offset = 0
  private lineNumber = 0
  private section = -1
  private ordinal = 0
  private counts: readonly number[] = []
  private done = false
  private brokenSeal: BundleError | undefined

  constructor(visit: (line: BundleLine, header: BundleHeader) => void) {
    this.visit = visit
  }

  push(chunk: Uint8Array): void {
    let start = 0
    for (;;) {
      const end = chunk.indexOf(LINE_END, start)
      if (end < 0) break
      this.take(this.joined(chunk.subarray(start, end)))
      start = end + 1
    }
    if (start === chunk.length) return
    this.carried.push(concat(chunk.subarray(start)))
    this.carriedBytes += chunk.length - start
    if (this.carriedBytes > MAX_LINE_BYTES) throw this.error(`line is longer than ${MAX_LINE_BYTES} bytes`)
  }

  /**
   * To be called after the last chunk: throws where the file was cut. A trailer that does not fit the bytes before it
   * is handed back, not thrown, so that the caller may first look for the very line that was changed.
   */
  end(): BundleEnd {
    if (this.carriedBytes > 0) throw this.error('the file ends without a line end')
    if (!this.done || this.header === undefined || this.logKey === undefined) {
      throw this.error(`the file ends before its trailer${this.expected()}`)
    }
    return { header: this.header, logKey: this.logKey, lines: this.lineNumber, brokenSeal: this.brokenSeal }
  }

  private joined(rest: Uint8Array): Uint8Array {
    if (this.carriedBytes === 0) return rest
    const bytes = concat(...this.carried, rest)
    this.carried = []
    this.carriedBytes = 0
    return bytes
  }

  private take(bytes: Uint8Array): void {
    this.lineNumber++
    if (this.done) throw this.error('bytes after the trailer')
    if (this.header === undefined) this.takeHeader(bytes)
    else if (this.section === SECTIONS.length) this.takeTrailer(bytes, this.header)
    else this.takeLine(bytes, this.header)
    this.offset += bytes.length + 1
    while (this.ordinal === this.counts[this.section]) {
      this.section++
      this.ordinal = 0
    }
  }

  private takeHeader(bytes: Uint8Array): void {
    this.within('header', () => {
      this.header = parseHeader(bytes)
      this.logKey = parseVkey(this.header.logKey)
      this.counts = countsOf(this.header)
      this.section = 0
    })
    this.seal(bytes)
  }

  private takeLine(bytes: Uint8Array, header: BundleHeader): void {
    const section = SECTIONS[this.section]
    if (section === undefined) throw new Error('section out of range')
    const { lineNumber, offset, ordinal } = this
    this.within(`${section} ${ordinal}`, () =>
      this.visit({ section, ordinal, line: lineNumber, offset, bytes }, header),
    )
    this.ordinal++
    this.seal(bytes)
  }

  private takeTrailer(bytes: Uint8Array, header: BundleHeader): void {
    this.done = true
    try {
      this.within('trailer', () => checkTrailer(bytes, header, this.logKey, toHex(this.digest.digest())))
    } catch (error) {
      if (!(error instanceof BundleError)) throw error
      this.brokenSeal = error
    }
  }

  private seal(bytes: Uint8Array): void {
    this.digest.update(bytes)
    this.digest.update(LINE_END_BYTES)
  }

  /** Gives every complaint about a line its place in the file. */
  private within(what: string, work: () => void): void {
    try {
      work()
    } catch (error) {
      if (!(error instanceof Error) || error instanceof Finding || error instanceof BundleError) throw error
      const inside = error instanceof CanonicalError ? Math.max(0, error.offset) : 0
      throw this.error(`${what}: ${error.message}${expectation(error, this.section)}`, this.offset + inside)
    }
  }

  private expected(): string {
    const section = SECTIONS[this.section]
    return section === undefined ? '' : `; line ${this.lineNumber + 1} should be ${section} ${this.ordinal}`
  }

  private error(message: string, offset = this.offset): BundleError {
    return new BundleError(message, Math.max(1, this.lineNumber), offset)
  }
}

function checkTrailer(bytes: Uint8Array, header: BundleHeader, logKey: VerifyingKey | undefined, sha: string): void {
  const trailer = exactObject(parseCanonical(bytes), ['sha256', 'signature'], 'trailer')
  if (trailer['sha256'] !== sha) throw new Error(`the bytes before it have the SHA-256 ${sha}, not the one it gives`)
  const signature = fromBase64(typeof trailer['signature'] === 'string' ? trailer['signature'] : '')
  if (logKey === undefined || !verifyBytes(logKey, trailerMessage(header.origin, sha), signature)) {
    throw new Error('its signature by the log key does not hold')
  }
}

/** The content of a document line where it has the digest that the line gives. */
export function readDocumentLine(bytes: Uint8Array): { readonly sha256: string; readonly content: CanonicalValue } {
  const { content, sha256: given } = exactObject(parseCanonical(bytes), ['content', 'sha256'], 'document')
  const sha = toHex(sha256(encodeCanonical(content ?? null)))
  if (given !== sha) throw new Error(`its content has the SHA-256 ${sha}, not the one it gives`)
  return { sha256: sha, content: content ?? null }
}

/** The content of a statement or invoice line. */
export function readContentLine(bytes: Uint8Array): CanonicalValue {
  return exactObject(parseCanonical(bytes), ['content'], 'line')['content'] ?? null
}

/** The signed note of a checkpoint line. */
export function readCheckpointLine(bytes: Uint8Array): string {
  const value = parseCanonical(bytes)
  if (typeof value !== 'string') throw new Error('must be a signed note in a string')
  return value
}

/** The disclosed value of its line. */
export function readDisclosedLine(bytes: Uint8Array): DisclosedValue {
  const { commitment, salt, value } = exactObject(parseCanonical(bytes), ['commitment', 'salt', 'value'], 'disclosed')
  if (!isDigestText(commitment) || !isDigestText(salt) || typeof value !== 'string') {
    throw new Error('commitment and salt must be 64 hexadecimal digits, the value a text')
  }
  return { commitment, salt, value }
}

/** The fingerprints of a line, four bytes for each entry. */
export function readFingerprintsLine(bytes: Uint8Array): Uint8Array {
  const value = parseCanonical(bytes)
  if (typeof value !== 'string') throw new Error('must be base64 in a string')
  return fromBase64(value)
}

const LINE_END_BYTES = Uint8Array.of(LINE_END)

function parseHeader(bytes: Uint8Array): BundleHeader {
  const header = exactObject(parseCanonical(bytes), HEADER_KEYS, 'header')
  if (header['bundle'] !== 1) throw new Error('this reader knows version 1 only')
  if (!isUuid(header['engagement'])) throw new Error('must name the engagement by UUID')
  if (typeof header['origin'] !== 'string' || !isKeyName(header['origin'])) throw new Error('must give the origin')
  if (typeof header['logKey'] !== 'string') throw new Error('must give the log key')
  for (const key of HEADER_COUNTS) {
    const count = header[key]
    if (typeof count !== 'number' || count < 0) throw new Error(`must give '${key}' as a whole number from 0`)
  }
  return header as BundleHeader
}

function countsOf(header: BundleHeader): number[] {
  const fingerprintLines = Math.ceil(header.entries / FINGERPRINTS_A_LINE)
  const { entries, checkpoints, receipts, disclosed, documents, statements, invoices } = header
  return [entries, fingerprintLines, checkpoints, receipts, disclosed, documents, statements, invoices]
}

function exactObject(value: CanonicalValue, keys: readonly string[], what: string): CanonicalObject {
  if (isCanonicalObject(value)) {
    const found = Object.keys(value)
    if (found.length === keys.length && keys.every((key) => Object.hasOwn(value, key))) return value
  }
  throw new Error(`${what} must be an object with exactly the keys ${keys.join(', ')}`)
}

function expectation(error: Error, section: number): string {
  return error instanceof CanonicalError && SECTIONS[section] === 'entry'
    ? ' (not the canonical bytes of an entry)'
    : ''
}
