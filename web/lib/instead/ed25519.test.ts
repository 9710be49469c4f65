import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromHex, toHex } from '../../../src/kernel/record/format/digest.ts'
import * as server from '../../../src/kernel/record/format/signing/ed25519.ts'
import * as browser from './ed25519.ts'
import { sha512 } from './sha-512.ts'

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })

test('a browser gives the SHA-512 that the server gives', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(toHex(sha512(bytes))).toBe(createHash('sha512').update(bytes).digest('hex'))
    }),
  )
})

test('a browser and the server agree on every signature, whole or with a changed bit', () => {
  const run = fc.property(bytes32, fc.uint8Array({ maxLength: 200 }), fc.nat(511), (seed, message, bit) => {
    const { key, publicKey } = server.privateKeyOf(seed)
    const signature = server.signWith(key, message)
    expect(browser.verifyWith(browser.publicKeyOf(publicKey), message, signature)).toBe(true)
    const changed = signature.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
    expect(browser.verifyWith(browser.publicKeyOf(publicKey), message, changed)).toBe(false)
    expect(browser.verifyWith(browser.publicKeyOf(publicKey), Uint8Array.of(...message, 0), signature)).toBe(false)
  })
  fc.assert(run, { numRuns: 30 })
})

test('bytes that are no key, and signatures with a scalar that is too large, hold nowhere', () => {
  const { key, publicKey } = server.privateKeyOf(new Uint8Array(32).fill(5))
  const message = Uint8Array.of(1, 2, 3)
  const signature = server.signWith(key, message)
  const order = fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010')
  let carry = 0
  const larger = signature.map((byte, index) => {
    if (index < 32) return byte
    const sum = byte + (order[index - 32] ?? 0) + carry
    carry = sum >> 8
    return sum & 255
  })
  for (const [raw, signed] of [
    [publicKey, larger],
    [publicKey, signature.subarray(0, 63)],
    [new Uint8Array(32).fill(2), signature],
  ] as const) {
    expect(browser.verifyWith(browser.publicKeyOf(raw), message, signed)).toBe(false)
  }
  expect(server.verifyWith(server.publicKeyOf(publicKey), message, larger)).toBe(false)
})
