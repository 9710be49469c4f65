import { expect, test } from 'vitest'
import {
  concat,
  fromBase64,
  fromHex,
  sha256,
  sha256Stream,
  sha256Tagged,
  toBase64,
  toHex,
  utf8Bytes,
} from './digest.ts'

test('SHA-256 is that of FIPS 180-4, whole, in pieces and tagged', () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(toHex(sha256(utf8Bytes('abc')))).toBe(abc)
  const stream = sha256Stream()
  stream.update(utf8Bytes('a'))
  stream.update(utf8Bytes('bc'))
  expect(toHex(stream.digest())).toBe(abc)
  expect(toHex(sha256Tagged(0x61, utf8Bytes('b'), utf8Bytes('c')))).toBe(abc)
  const long = new Uint8Array(100_000).fill(5)
  expect(toHex(sha256Tagged(5, long))).toBe(toHex(sha256(new Uint8Array(100_001).fill(5))))
})

test('hexadecimal and base64 are read in one form only', () => {
  const bytes = Uint8Array.of(0, 255, 17, 4)
  expect(fromHex(toHex(bytes))).toEqual(bytes)
  expect(fromBase64(toBase64(bytes))).toEqual(bytes)
  for (const text of ['0', 'AB', 'zz', ' 00', '00 ']) expect(() => fromHex(text), text).toThrow('hexadecimal')
  for (const text of ['AA', 'AA=', 'AB==', 'AA==\n', 'A A=', '_w==', 'AA==AA==', '!']) {
    expect(() => fromBase64(text), text).toThrow('base64')
  }
})

test('joined bytes stand in order', () => {
  expect(concat(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3))
})
