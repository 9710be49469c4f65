import { expect, test } from 'vitest'
import { commitment, newSalt, opensCommitment } from './commitment.ts'
import { sha256, toHex } from './digest.ts'

const salted = { salt: new Uint8Array(32).fill(3), value: 'Kari Nordmann' }

test('a commitment is the SHA-256 of tag, salt and value', () => {
  const input = Buffer.concat([Buffer.of(2), Buffer.alloc(32, 3), Buffer.from('Kari Nordmann')])
  expect(toHex(commitment(salted))).toBe(toHex(sha256(input)))
})

test('a commitment is opened by its own salt and value only', () => {
  const held = commitment(salted)
  expect(opensCommitment(held, salted)).toBe(true)
  expect(opensCommitment(held, { ...salted, value: 'Kari Nordman' })).toBe(false)
  expect(opensCommitment(held, { ...salted, salt: newSalt() })).toBe(false)
  expect(() => commitment({ ...salted, salt: new Uint8Array(31) })).toThrow('32 bytes')
})
