import { TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { testWorld, type Person } from '../../../app/testing.ts'
import { sql } from '../../database/sql.ts'
import { goodPassword, signInPeople } from '../testing/people.ts'
import { startSessionWithPassword, waysToSignIn } from '../signing-in/commands.ts'
import { beginOneTimeCodes, confirmOneTimeCodes, endOneTimeCodes, renewRecoveryCodes } from './commands.ts'

const world = await testWorld()
const { call, id, clock } = world
const { withPassword, turnCodesOn, signedIn } = signInPeople(world)
const code = (expected: string) => ({ type: { code: expected } })
const halfMinute = 30_000

const signIn = (email: string, given?: string, key = id()) =>
  call(undefined, startSessionWithPassword, { email, password: goodPassword, code: given }, { key })

/** A person with a password and codes on, half a minute after they showed the first one. */
async function withCodes() {
  const who = await withPassword()
  const codes = await turnCodesOn(who)
  clock.advance(halfMinute)
  return { who, ...codes }
}

test('where codes are on, the right password alone is asked for one, and with it one is signed in', async () => {
  const { who, codeNow } = await withCodes()
  await expect(signIn(who.email)).rejects.toMatchObject(code('code-needed'))
  const session = await signIn(who.email, codeNow())
  expect(session.principal.principalId).toBe(who.principalId)
  await expect(
    call(undefined, startSessionWithPassword, { email: who.email, password: 'wrong wrong wrong', code: codeNow() }),
  ).rejects.toMatchObject(code('sign-in-failed'))
})

test('codes count only once one has been shown', async () => {
  const who = await withPassword()
  const { secret, uri } = await call(who, beginOneTimeCodes, {})
  await signIn(who.email)
  expect(new URL(uri).searchParams.get('secret')).toBe(secret)
  await expect(call(who, confirmOneTimeCodes, { code: '000000' })).rejects.toMatchObject(code('wrong-code'))
  await signIn(who.email)
  await turnCodesOn(who)
  await expect(signIn(who.email)).rejects.toMatchObject(code('code-needed'))
  await expect(call(who, beginOneTimeCodes, {})).rejects.toMatchObject(code('codes-are-on'))
  await expect(call(who, confirmOneTimeCodes, { code: '000000' })).rejects.toMatchObject(code('codes-are-on'))
})

test('a code works once: neither the one that turned codes on nor one that signed in comes again', async () => {
  const who = await withPassword()
  const { codeNow } = await turnCodesOn(who)
  await expect(signIn(who.email, codeNow())).rejects.toMatchObject(code('wrong-code'))
  clock.advance(halfMinute)
  const used = codeNow()
  await signIn(who.email, used)
  await expect(signIn(who.email, used)).rejects.toMatchObject(code('wrong-code'))
  clock.advance(halfMinute)
  await signIn(who.email, codeNow())
})

test('a lost answer is given again for the very same request, though its code is used up', async () => {
  const { who, codeNow } = await withCodes()
  const [given, key] = [codeNow(), id()]
  const first = await signIn(who.email, given, key)
  expect(await signIn(who.email, given, key)).toEqual(first)
})

test('a code that comes twice at the same moment opens one session', async () => {
  const { who, codeNow } = await withCodes()
  const given = codeNow()
  const answers = await Promise.allSettled([signIn(who.email, given), signIn(who.email, given)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('guessing codes is held back, and asking for a code in between does not wipe the count', async () => {
  const { who, codeNow } = await withCodes()
  const wrong = String((Number(codeNow()) + 1) % 1_000_000).padStart(6, '0')
  for (let guess = 0; guess < 3; guess += 1) {
    await expect(signIn(who.email, wrong)).rejects.toMatchObject(code('wrong-code'))
    if (guess < 2) await expect(signIn(who.email)).rejects.toMatchObject(code('code-needed'))
  }
  await expect(signIn(who.email, codeNow())).rejects.toMatchObject(code('over-limit'))
})

test('each of ten recovery codes stands in for the authenticator once', async () => {
  const { who, recoveryCodes } = await withCodes()
  expect(recoveryCodes).toHaveLength(10)
  const [first = '', second = ''] = recoveryCodes
  await signIn(who.email, first.toUpperCase())
  await expect(signIn(who.email, first)).rejects.toMatchObject(code('wrong-code'))
  await signIn(who.email, second)
  expect((await call(who, waysToSignIn, {})).codes?.recoveryCodesLeft).toBe(8)
})

test('new recovery codes take the place of the earlier ones', async () => {
  const { who, recoveryCodes } = await withCodes()
  const renewed = await call(who, renewRecoveryCodes, {})
  await expect(signIn(who.email, recoveryCodes[0])).rejects.toMatchObject(code('wrong-code'))
  await signIn(who.email, renewed.recoveryCodes[0])
})

test('a recovery code of somebody else is none', async () => {
  const [one, other] = [await withCodes(), await withCodes()]
  await expect(signIn(one.who.email, other.recoveryCodes[0])).rejects.toMatchObject(code('wrong-code'))
  await expect(signIn(one.who.email, other.codeNow())).rejects.toMatchObject(code('wrong-code'))
})

test('codes are turned on and off by whoever signed in within ten minutes', async () => {
  const { who } = await withCodes()
  clock.advance(600_000)
  for (const declaration of [endOneTimeCodes, renewRecoveryCodes, beginOneTimeCodes]) {
    await expect(call(who as Person, declaration as never, {})).rejects.toMatchObject(code('confirm-first'))
  }
  const again = await signedIn(who.principalId)
  await call(again, endOneTimeCodes, {})
  await signIn(who.email)
  await expect(call(again, endOneTimeCodes, {})).rejects.toMatchObject(code('codes-are-off'))
  await expect(call(again, renewRecoveryCodes, {})).rejects.toMatchObject(code('codes-are-off'))
  await expect(call(again, confirmOneTimeCodes, { code: '000000' })).rejects.toMatchObject(code('codes-are-off'))
  await turnCodesOn(again)
})

test('neither a secret nor a recovery code stands in the database as it is', async () => {
  const { who, secret, recoveryCodes } = await withCodes()
  const raw = Buffer.from(new TOTP({ secret }).secret.bytes)
  const rows = await world.database.read(null, (tx) =>
    tx.query<{ bytes: Uint8Array }>(sql`
      select secret_sealed as bytes from one_time_codes where principal_id = ${who.principalId}
      union all select code_hash from recovery_code where principal_id = ${who.principalId}
      union all select answer from directory_answer where principal_id = ${who.principalId}`),
  )
  expect(rows.length).toBeGreaterThan(12)
  for (const { bytes } of rows) {
    const found = Buffer.from(bytes)
    expect(found.includes(raw) || found.includes(secret) || recoveryCodes.some((one) => found.includes(one))).toBe(
      false,
    )
  }
})
