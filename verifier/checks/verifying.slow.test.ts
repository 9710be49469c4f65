import { env } from 'node:process'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { trailerMessage } from '../../src/kernel/record/format/bundle.ts'
import type { CanonicalValue } from '../../src/kernel/record/format/canonical.ts'
import { CanonicalError, encodeCanonical, parseCanonical } from '../../src/kernel/record/format/canonical.ts'
import { concat, equalBytes, sha256, toBase64, toHex, utf8Text } from '../../src/kernel/record/format/digest.ts'
import { signBytes } from '../../src/kernel/record/format/keys.ts'
import { logKey, ORIGIN, sampleBundle, sampleRecord } from '../sample-record.testing.ts'
import { Finding } from './finding.ts'
import { BundleError, BundleReader } from './reading-bundle.ts'
import { verifyBundle } from './verifying.ts'

/** Every byte with each of eight patterns takes minutes; otherwise a part of them, another one for each pattern. */
const EXHAUSTIVE = env['COUNTERPART_EXHAUSTIVE'] === '1'
const PATTERNS = [0x01, 0x80, 0x02, 0x20, 0x40, 0x10, 0x0f, 0xff]
const NOTHING = { checkpoints: [], receipts: [], keys: [] }

let bundle: Uint8Array = new Uint8Array(0)
let lines: Uint8Array[] = []

beforeAll(async () => {
  bundle = await sampleBundle(sampleRecord(2))
  lines = linesOf(bundle)
})

describe('a bundle', () => {
  test('as it was exported is valid, whatever the chunks it is read in', () => {
    expect(verifyBundle([bundle], NOTHING).papers.statements).toMatchObject([{ month: '2026-10', agreed: true }])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4_000 }), { maxLength: 30 }), (sizes) => {
        expect(verifyBundle(chunked(bundle, sizes), NOTHING).header.entries).toBe(lines.length - 12)
      }),
      { numRuns: 20 },
    )
  })

  test('with any byte changed is found out', () => {
    const undetected: string[] = []
    for (const [p, pattern] of PATTERNS.entries()) {
      for (let i = EXHAUSTIVE ? 0 : p; i < bundle.length; i += EXHAUSTIVE ? 1 : 48) {
        if (isValid(flipped(bundle, i, pattern))) undetected.push(`${i}^${pattern}`)
      }
    }
    expect(undetected).toEqual([])
  }, 600_000)

  test('with any byte changed does not even have the right seal or framing', () => {
    const undetected: number[] = []
    for (let i = 0; i < bundle.length; i++) {
      if (isFramed(flipped(bundle, i, PATTERNS[i % PATTERNS.length] ?? 1))) undetected.push(i)
    }
    expect(undetected).toEqual([])
  }, 120_000)

  test('with any byte changed and sealed anew by the holder of the log key is found out', () => {
    const undetected: string[] = []
    const end = bundle.length - (lines.at(-1)?.length ?? 0) - 1
    for (const [p, pattern] of (EXHAUSTIVE ? PATTERNS : PATTERNS.slice(0, 3)).entries()) {
      for (let i = EXHAUSTIVE ? 0 : p * 7; i < end; i += EXHAUSTIVE ? 1 : 42) {
        if (isValid(sealedAnew(flipped(bundle, i, pattern).subarray(0, end)))) undetected.push(`${i}^${pattern}`)
      }
    }
    expect(undetected).toEqual([])
  }, 600_000)

  test('with a byte put in or taken out is found out', () => {
    const undetected: number[] = []
    for (let i = 0; i <= bundle.length; i += EXHAUSTIVE ? 1 : 58) {
      const [before, after] = [bundle.subarray(0, i), bundle.subarray(i)]
      for (const byte of [0x20, 0x0a, 0x30, 0x22, bundle[i] ?? 0]) {
        if (isValid(concat(before, Uint8Array.of(byte), after))) undetected.push(i)
      }
      if (i < bundle.length && isValid(concat(before, after.subarray(1)))) undetected.push(i)
    }
    expect(undetected).toEqual([])
  }, 600_000)

  test('cut anywhere is found out', () => {
    const undetected: number[] = []
    for (let length = 0; length < bundle.length; length += EXHAUSTIVE ? 1 : 41) {
      if (isValid(bundle.subarray(0, length))) undetected.push(length)
    }
    expect(isValid(bundle.subarray(0, -1))).toBe(false)
    expect(undetected).toEqual([])
  }, 600_000)

  test('with a line taken out, doubled or two lines exchanged is found out, sealed anew or not', () => {
    const undetected: string[] = []
    const attempt = (what: string, changed: readonly Uint8Array[]): void => {
      const bytes = joined(changed)
      if (isValid(bytes)) undetected.push(what)
      if (isValid(sealedAnew(joined(changed.slice(0, -1))))) undetected.push(`${what}, sealed anew`)
    }
    // The last line is the seal itself.
    for (let i = 0; i < lines.length - 1; i++) {
      attempt(`without line ${i}`, lines.toSpliced(i, 1))
      attempt(`line ${i} twice`, lines.toSpliced(i, 0, lineAt(i)))
      for (let j = i + 1; j < lines.length - 1; j++) {
        if (equalBytes(lineAt(i), lineAt(j))) continue
        attempt(`lines ${i} and ${j} exchanged`, lines.with(i, lineAt(j)).with(j, lineAt(i)))
      }
    }
    // The two receipts, and the two documents, say the same in either order: only the seal knows which came first.
    expect(undetected).toEqual(['lines 19 and 20 exchanged, sealed anew', 'lines 22 and 23 exchanged, sealed anew'])
  }, 600_000)
})

describe('a lenient verifier', () => {
  test('that parses and writes again before it hashes misses changes that the strict one finds', () => {
    const missed = { lenient: 0, strict: 0 }
    for (const entry of lines.slice(1, 16)) {
      for (let i = 0; i <= entry.length; i++) {
        for (const byte of [0x20, 0x09, 0x0d]) {
          const changed = concat(entry.subarray(0, i), Uint8Array.of(byte), entry.subarray(i))
          if (!equalBytes(leniently(changed), entry)) continue
          missed.lenient++
          if (isCanonical(changed)) missed.strict++
        }
      }
    }
    expect(missed.lenient).toBeGreaterThan(1_000)
    expect(missed.strict).toBe(0)
  })
})

function isValid(bytes: Uint8Array): boolean {
  try {
    verifyBundle([bytes], NOTHING)
    return true
  } catch (error) {
    if (error instanceof Finding) return false
    throw error
  }
}

function isFramed(bytes: Uint8Array): boolean {
  const reader = new BundleReader(() => {})
  try {
    reader.push(bytes)
    return reader.end().brokenSeal === undefined
  } catch (error) {
    if (error instanceof BundleError) return false
    throw error
  }
}

function leniently(bytes: Uint8Array): Uint8Array {
  try {
    return encodeCanonical(JSON.parse(utf8Text(bytes)) as CanonicalValue)
  } catch {
    return new Uint8Array(0)
  }
}

function isCanonical(bytes: Uint8Array): boolean {
  try {
    parseCanonical(bytes)
    return true
  } catch (error) {
    if (error instanceof CanonicalError) return false
    throw error
  }
}

function flipped(bytes: Uint8Array, index: number, pattern: number): Uint8Array {
  const changed = bytes.slice()
  changed[index] = (bytes[index] ?? 0) ^ pattern
  return changed
}

/** The bytes under a trailer that fits them: what only the holder of the log key can do. */
function sealedAnew(bytes: Uint8Array): Uint8Array {
  const sha = toHex(sha256(bytes))
  const signature = toBase64(signBytes(logKey, trailerMessage(ORIGIN, sha)))
  return concat(bytes, encodeCanonical({ sha256: sha, signature }), Uint8Array.of(0x0a))
}

function* chunked(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let offset = 0
  for (const size of sizes) {
    yield bytes.slice(offset, offset + size)
    offset += size
  }
  yield bytes.slice(offset)
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = []
  let start = 0
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
    found.push(bytes.slice(start, end))
    start = end + 1
  }
  return found
}

const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  concat(...parts.flatMap((part) => [part, Uint8Array.of(0x0a)]))

function lineAt(index: number): Uint8Array {
  const line = lines[index]
  if (line === undefined) throw new Error(`no line ${index}`)
  return line
}
