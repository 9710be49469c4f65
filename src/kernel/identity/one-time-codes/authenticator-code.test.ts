import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { authenticatorUri, newCodeSecret, stepOfCode, typedSecret } from './authenticator-code.ts'
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.ts'

const secret = new TextEncoder().encode('12345678901234567890')
const fresh = { secret, lastStep: -1 }

/** RFC 6238, appendix B, SHA-1: seconds since 1970 and the code; of its eight digits the last six are shown. */
const vectors = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
] as const

test('codes are those of RFC 6238', () => {
  for (const [seconds, code] of vectors) {
    expect(stepOfCode(code.slice(2), fresh, seconds * 1_000)).toBe(Math.floor(seconds / 30))
  }
})

test('a code holds in its own half minute, the one before and the one after', () => {
  const step = 40_000_000
  const [seconds, code] = [step * 30, codeOf(step)]
  const at = (offset: number) => stepOfCode(code, fresh, (seconds + offset) * 1_000)
  expect([at(-31), at(-30), at(0), at(59), at(60)]).toEqual([undefined, step, step, step, undefined])
})

test('what was used, and what came before it, is used up', () => {
  const at = 59_000
  expect(stepOfCode('287082', { secret, lastStep: 0 }, at)).toBe(1)
  expect(stepOfCode('287082', { secret, lastStep: 1 }, at)).toBeUndefined()
  expect(stepOfCode('287082', { secret, lastStep: 2 }, at)).toBeUndefined()
})

test('what is no code of six digits is none', () => {
  for (const code of ['', '28708', '2870820', '28708a', '-87082', '000000']) {
    expect([code, stepOfCode(code, fresh, 59_000)]).toEqual([code, undefined])
  }
})

test('an authenticator is told all that it needs', () => {
  const uri = new URL(authenticatorUri(secret, 'ingrid@halden.example'))
  expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
    'otpauth:',
    'totp',
    '/Counterpart:ingrid@halden.example',
  ])
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    issuer: 'Counterpart',
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
  expect(typedSecret(newCodeSecret())).toMatch(/^[A-Z2-7]{32}$/)
})

test('ten recovery codes have 60 random bits each, and hash alike however they are typed', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) expect(code).toMatch(/^([a-z2-7]{4}-){2}[a-z2-7]{4}$/)
  const key = new Uint8Array(32)
  const [first = ''] = codes
  const hash = recoveryCodeHash(first, 'somebody', key)
  expect(recoveryCodeHash(` ${first.toUpperCase().replaceAll('-', ' ')}`, 'somebody', key)).toEqual(hash)
  expect(recoveryCodeHash(first, 'somebody else', key)).not.toEqual(hash)
})

/** RFC 4226 by hand. */
function codeOf(step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 0xf
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}
