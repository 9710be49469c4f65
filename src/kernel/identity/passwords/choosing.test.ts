import { expect, test } from 'vitest'
import { whyUnfit } from './choosing.ts'
import { hashPassword, verifyPassword } from './hashing.ts'

const owner = { name: 'Ingrid Solheim', email: 'ingrid.solheim@halden.example' }

test('twelve characters are enough, eleven are not, whatever they are', () => {
  expect(whyUnfit('kald tåke på', owner)).toBeUndefined()
  expect(whyUnfit('kald tåke p', owner)).toMatch(/fewer than 12/)
  expect(whyUnfit('K@ld7T!ke', owner)).toMatch(/fewer than 12/)
})

test('what anybody would try first is refused, however it is spelled', () => {
  const common = [
    'Password1234',
    'pass word 1234',
    'QWERTY-uiop-12',
    'Welcome123456',
    'passwordpassword',
    'Sunshine2024',
  ]
  for (const password of [...common, 'aaaaaaaaaaaa', '121212121212', 'abcdefghijkl', '123456789012345']) {
    expect([password, whyUnfit(password, owner)]).toEqual([password, expect.stringMatching(/anybody would try/)])
  }
})

test('the own name or address is no password, with a year neither; beside other words it may stand', () => {
  for (const password of [
    'Ingrid Solheim',
    'solheim-ingrid-84',
    'ingrid.solheim@halden.example',
    'Halden2026 Ingrid',
  ]) {
    expect([password, whyUnfit(password, owner)]).toEqual([password, expect.stringMatching(/your own name/)])
  }
  expect(whyUnfit('ingrid rows green boats', owner)).toBeUndefined()
  expect(whyUnfit('four green boats', { name: 'Li', email: null })).toBeUndefined()
})

test('a hash says how it was made, is another one each time, and fits its password alone', async () => {
  const [one, other] = await Promise.all([hashPassword('four green boats'), hashPassword('four green boats')])
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(one).not.toBe(other)
  expect(await verifyPassword('four green boats', one)).toBe(true)
  expect(await verifyPassword('four green boat', one)).toBe(false)
  expect(await verifyPassword('four green boats', undefined)).toBe(false)
})

test('a hash that others have made is understood (argon2 of the reference implementation)', async () => {
  // echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1, as its test suite has it.
  const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  expect(await verifyPassword('password', reference)).toBe(true)
})
