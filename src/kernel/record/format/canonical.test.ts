import canonicalize from 'canonicalize'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CanonicalValue } from './canonical.ts'
import { CanonicalError, encodeCanonical, parseCanonical } from './canonical.ts'
import { utf8Bytes, utf8Text } from './digest.ts'

const nfcText = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '').normalize('NFC'))
const canonicalValue: fc.Arbitrary<CanonicalValue> = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger().map((n) => n + 0),
    nfcText,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(nfcText, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value

const encode = (value: CanonicalValue): string => utf8Text(encodeCanonical(value))
const read = (text: string): CanonicalValue => parseCanonical(utf8Bytes(text))

describe('the one encoding of a value', () => {
  test('is what an independent implementation of RFC 8785 writes', () => {
    fc.assert(
      fc.property(canonicalValue, (value) => {
        expect(encode(value)).toBe(canonicalize(value))
      }),
      { numRuns: 2_000 },
    )
  })

  test('is read back as the same value and written again as the same bytes', () => {
    fc.assert(
      fc.property(canonicalValue, (value) => {
        const bytes = encodeCanonical(value)
        const back = parseCanonical(bytes)
        expect(back).toEqual(value)
        expect(encodeCanonical(back)).toEqual(bytes)
      }),
      { numRuns: 2_000 },
    )
  })

  test('sorts keys by UTF-16 code units, as RFC 8785 section 3.2.3 shows', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb2a': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
    expect(() => encode(value)).toThrow('normal form')
    const { '\ufb2a': _, ...kept } = value
    expect(encode(kept)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5}')
  })

  test('keeps a key named __proto__ as an ordinary key', () => {
    const value = read('{"__proto__":{"admin":true},"a":1}')
    expect(Object.keys(value as object)).toEqual(['__proto__', 'a'])
    expect((value as { admin?: boolean }).admin).toBeUndefined()
    expect(encode(value)).toBe('{"__proto__":{"admin":true},"a":1}')
  })

  test.each([
    ['a float', 1.5],
    ['minus zero', -0],
    ['an unsafe integer', 2 ** 53],
    ['not a number', Number.NaN],
    ['U+0000', 'a\0b'],
    ['a lone surrogate', '\ud800'],
    ['text that is not NFC', 'e\u0301'],
    ['undefined', undefined],
    ['a bigint', 1n],
    ['a date', new Map()],
    ['a hole', [1, undefined]],
  ])('refuses %s', (_name, value) => {
    expect(() => encodeCanonical({ value } as unknown as CanonicalValue)).toThrow(CanonicalError)
  })
})

describe('the strict parser', () => {
  test('refuses every byte sequence that is not the one encoding of what it means', () => {
    const rejects = [
      ' 1', '1 ', '01', '-0', '-01', '1.0', '1e2', '9007199254740992', '+1', '', '-', 'tru', 'nul', 'True', 'NaN',
      '"a', '"\u0001"', '"\\/"', '"\\u0041"', '"\\u000A"', '"\\u000a"', '"\\u001F"', '"\\u0000"', '"\\ud83d\\ude00"',
      '"\\x"',
      '"e\u0301"', '[1,]', '[1 ,2]', '[,1]', '[', '[1',
      '{"a":1,}', '{"a":1,"a":2}', '{"b":1,"a":2}', '{"a" :1}', '{a:1}', '{"a"}',
      '{"a":1', '{', '\ufeff1', '1\n', '[1][2]', "'a'", '{"a":1}}',
    ] // prettier-ignore
    for (const text of rejects) expect(() => read(text), JSON.stringify(text)).toThrow(CanonicalError)
    expect(encode(read('"\\b\\t\\n\\f\\r\\"\\\\\\u0001\\u001f\u007f"'))).toBe(
      '"\\b\\t\\n\\f\\r\\"\\\\\\u0001\\u001f\u007f"',
    )
  })

  test.each([
    ['overlong', [0x22, 0xc0, 0x80, 0x22]],
    ['surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['cut', [0x22, 0xe2, 0x82, 0x22]],
    ['beyond U+10FFFF', [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
  ])('refuses %s UTF-8', (_name, bytes) => {
    expect(() => parseCanonical(Uint8Array.from(bytes))).toThrow('UTF-8')
  })

  test('accepts of arbitrary bytes only those that it would write itself', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', 'a', 'b', '0', '-', '1', '\\n', '\\', 'null', 'é')
    let accepted = 0
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 9 }), (parts) => {
        const bytes = utf8Bytes(parts.join(''))
        const value = valueOrNothing(bytes)
        if (value === undefined) return
        accepted++
        expect(encodeCanonical(value)).toEqual(bytes)
      }),
      { numRuns: 20_000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  test('says at which byte it stopped', () => {
    expect(() => read('{"a":1,"b":01}')).toThrow('byte 11: leading zero')
  })

  test('stops at the limits of bytes and depth, and not before', () => {
    const nested = (depth: number): Uint8Array => utf8Bytes('['.repeat(depth) + ']'.repeat(depth))
    const limits = { maxBytes: 128, maxDepth: 64 }
    expect(encodeCanonical(parseCanonical(nested(64), limits), limits)).toEqual(nested(64))
    expect(() => parseCanonical(nested(65), { maxBytes: 130, maxDepth: 64 })).toThrow('nested too deeply')
    expect(() => parseCanonical(nested(65), limits)).toThrow('more than the limit')
    expect(() => parseCanonical(nested(200_000))).toThrow('nested too deeply')
  })
})

function valueOrNothing(bytes: Uint8Array): CanonicalValue | undefined {
  try {
    return parseCanonical(bytes)
  } catch (error) {
    if (error instanceof CanonicalError) return undefined
    throw error
  }
}
