import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as server from '../../../src/kernel/record/format/digest.ts'
import * as browser from './digest.ts'

test('a browser and the server give the same digest of the same bytes', () => {
  const bytes = fc.uint8Array({ maxLength: 300 })
  fc.assert(
    fc.property(bytes, bytes, (first, second) => {
      expect(browser.toHex(browser.sha256(first))).toBe(server.toHex(server.sha256(first)))
      expect(browser.sha256Tagged(1, first, second)).toEqual(server.sha256Tagged(1, first, second))
    }),
  )
})

test('texts of bytes are the same on both sides', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(browser.toBase64(bytes)).toBe(server.toBase64(bytes))
      expect(browser.fromBase64(server.toBase64(bytes))).toEqual(bytes)
      expect(browser.fromHex(server.toHex(bytes))).toEqual(bytes)
      expect(browser.byteText(bytes)).toBe(server.byteText(bytes))
    }),
  )
})

test('a browser digests pieces of any size as it digests them together', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (pieces) => {
      const [ours, theirs] = [browser.sha256Stream(), server.sha256Stream()]
      for (const piece of pieces) {
        ours.update(piece)
        theirs.update(piece)
      }
      expect(browser.toHex(ours.digest())).toBe(server.toHex(theirs.digest()))
    }),
  )
})

test('text that is no base64 is an error on both sides', () => {
  for (const text of ['AB', 'A', 'AAAA=', '####', 'AB==']) {
    expect(() => browser.fromBase64(text)).toThrow()
    expect(() => server.fromBase64(text)).toThrow()
  }
})
