import type { CanonicalValue } from './canonical.ts'
import { DOCUMENT_LIMITS, encodeCanonical } from './canonical.ts'
import { parseCheckpointText, parseNote } from './checkpoint.ts'
import { concat, sha256, sha256Stream, toBase64, toHex, utf8Bytes } from './digest.ts'
import type { SigningKey, VerifyingKey } from './keys.ts'
import { formatVkey, signBytes } from './keys.ts'
import { leafHash } from './merkle.ts'

/**
 * The export bundle: one text file that holds an engagement's whole record and what is derived from it. Each line is
 * one canonical JSON value and ends with LF. Line 1, the header, says how many lines of each section follow, in the
 * order of SECTIONS; entry lines are the entries' own bytes; the last line, the trailer, seals all bytes before it.
 */
export const SECTIONS = [
  'entry',
  // Four bytes of each leaf hash, 1,024 to a line: no proof, but they say which entry was changed.
  'fingerprints',
  'checkpoint',
  'receipt',
  'disclosed',
  'document',
  'statement',
  'invoice',
] as const

export type Section = (typeof SECTIONS)[number]

/** Line 1. Counts of lines for each section; fingerprints follow from the entries. */
export type BundleHeader = {
  readonly bundle: 1
  readonly engagement: string
  readonly origin: string
  /** Verifier key of the log. */
  readonly logKey: string
  readonly entries: number
  readonly checkpoints: number
  readonly receipts: number
  readonly disclosed: number
  readonly documents: number
  readonly statements: number
  readonly invoices: number
}

/** A personal value that the receiver may see, to be held against its commitment (hexadecimal, as is the salt). */
export type DisclosedValue = { readonly commitment: string; readonly salt: string; readonly value: string }

export interface BundleContents {
  readonly engagement: string
  readonly origin: string
  readonly entryCount: number
  /** Exactly entryCount entries in the order of the record. */
  readonly entries: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** Signed notes; the last one covers exactly the entries given. */
  readonly checkpoints: readonly string[]
  /** Lines of signReceipt. */
  readonly receipts: readonly Uint8Array[]
  readonly disclosed: readonly DisclosedValue[]
  /** Papers found by the SHA-256 of their canonical bytes. */
  readonly documents: readonly CanonicalValue[]
  readonly statements: readonly CanonicalValue[]
  readonly invoices: readonly CanonicalValue[]
}

export const FINGERPRINT_BYTES = 4
export const FINGERPRINTS_A_LINE = 1024
export const MAX_LINE_BYTES = DOCUMENT_LIMITS.maxBytes
export const LINE_END = 0x0a
const CHUNK_BYTES = 64 * 1024

/** Writes a bundle in chunks. Throws where the entries are not as many as said or no checkpoint covers them all. */
export async function* writeBundle(contents: BundleContents, logKey: SigningKey): AsyncGenerator<Uint8Array> {
  assertCovered(contents)
  const digest = sha256Stream()
  const sealed = (parts: readonly Uint8Array[]): Uint8Array => {
    const chunk = concat(...parts)
    digest.update(chunk)
    return chunk
  }
  yield sealed(line(encodeCanonical(headerOf(contents, logKey.verifying))))
  const fingerprints: Uint8Array[] = []
  let pending: Uint8Array[] = []
  let pendingBytes = 0
  for await (const entry of contents.entries) {
    pending.push(...line(entry))
    pendingBytes += entry.length + 1
    fingerprints.push(leafHash(entry).slice(0, FINGERPRINT_BYTES))
    if (pendingBytes < CHUNK_BYTES) continue
    yield sealed(pending)
    ;[pending, pendingBytes] = [[], 0]
  }
  yield sealed(pending)
  if (fingerprints.length !== contents.entryCount) {
    throw new Error(`${fingerprints.length} entries were given for a bundle of ${contents.entryCount}`)
  }
  for (const bytes of linesAfterEntries(contents, fingerprints)) yield sealed(line(bytes))
  const sha = toHex(digest.digest())
  const signature = toBase64(signBytes(logKey, trailerMessage(contents.origin, sha)))
  yield concat(...line(encodeCanonical({ sha256: sha, signature })))
}

/** The header's counts, in the order of the sections (fingerprints follow from the entries). */
export const HEADER_COUNTS = [
  'entries',
  'checkpoints',
  'receipts',
  'disclosed',
  'documents',
  'statements',
  'invoices',
] as const
export const HEADER_KEYS = ['bundle', 'engagement', 'origin', 'logKey', ...HEADER_COUNTS]
const LINE_END_BYTES = Uint8Array.of(LINE_END)

function headerOf(contents: BundleContents, logKey: VerifyingKey): BundleHeader {
  return {
    bundle: 1,
    engagement: contents.engagement,
    origin: contents.origin,
    logKey: formatVkey(logKey),
    entries: contents.entryCount,
    checkpoints: contents.checkpoints.length,
    receipts: contents.receipts.length,
    disclosed: contents.disclosed.length,
    documents: contents.documents.length,
    statements: contents.statements.length,
    invoices: contents.invoices.length,
  }
}

function* linesAfterEntries(contents: BundleContents, fingerprints: readonly Uint8Array[]): Generator<Uint8Array> {
  for (let i = 0; i < fingerprints.length; i += FINGERPRINTS_A_LINE) {
    yield encodeCanonical(toBase64(concat(...fingerprints.slice(i, i + FINGERPRINTS_A_LINE))))
  }
  for (const note of contents.checkpoints) yield encodeCanonical(note)
  yield* contents.receipts
  for (const value of contents.disclosed) yield encodeCanonical(value)
  for (const content of contents.documents) {
    yield encodeCanonical({ content, sha256: toHex(sha256(encodeCanonical(content))) })
  }
  for (const content of contents.statements) yield encodeCanonical({ content })
  for (const content of contents.invoices) yield encodeCanonical({ content })
}

function assertCovered(contents: BundleContents): void {
  const last = contents.checkpoints.at(-1)
  if (last === undefined) throw new Error('a bundle needs a checkpoint that covers its entries')
  const { size } = parseCheckpointText(parseNote(last).text)
  if (size !== contents.entryCount) {
    throw new Error(`the last checkpoint covers ${size} entries, the bundle has ${contents.entryCount}`)
  }
}

const line = (bytes: Uint8Array): Uint8Array[] => [bytes, LINE_END_BYTES]

/** What the log key signs in the trailer. */
export function trailerMessage(origin: string, sha: string): Uint8Array {
  return utf8Bytes(`bundle/v1\n${origin}\nsha256 ${sha}\n`)
}
