import { expect, test } from 'vitest'
import { signingKeyFromSeed } from './keys.ts'
import { signReceipt, verifyReceipt } from './receipt.ts'

const log = signingKeyFromSeed('counterpart.example/e1', 'log', new Uint8Array(32).fill(7))
const promise = {
  engagement: '0198c0de-0000-7000-8000-000000000001',
  entry: '0198c0de-0000-7000-8000-000000000002',
  leafHash: 'ab'.repeat(32),
  at: '2026-10-01T08:00:00.000Z',
}

test('a receipt is read back under the key that signed it', () => {
  const line = signReceipt(promise, log)
  expect(verifyReceipt(line, log.verifying)).toEqual({ v: 1, kind: 'receipt', ...promise, key: log.verifying.name })
})

test('a receipt with any one bit changed is refused', () => {
  const line = signReceipt(promise, log)
  for (let i = 0; i < line.length; i++) {
    for (let bit = 0; bit < 8; bit++) {
      const changed = line.map((byte, j) => (i === j ? byte ^ (1 << bit) : byte))
      expect(() => verifyReceipt(changed, log.verifying), `byte ${i} bit ${bit}`).toThrow()
    }
  }
})

test('a receipt of another key, or with wrong fields, is refused', () => {
  const other = signingKeyFromSeed(log.verifying.name, 'log', new Uint8Array(32).fill(8))
  expect(() => verifyReceipt(signReceipt(promise, log), other.verifying)).toThrow('does not hold')
  expect(() => signReceipt({ ...promise, leafHash: 'AB'.repeat(32) }, log)).toThrow('leaf hash')
  expect(() => signReceipt({ ...promise, at: '2026-10-01' }, log)).toThrow('instant')
})
