import { expect, test } from 'vitest'
import { testWorld, type Person } from '../../../app/testing.ts'
import { createApiKey } from '../commands.ts'
import { beginOneTimeCodes } from '../one-time-codes/commands.ts'
import { goodPassword, signInPeople } from '../testing/people.ts'
import { confirmIdentity, waysToSignIn } from './commands.ts'

const world = await testWorld()
const { call, id, clock } = world
const { person, withPassword, signedIn, turnCodesOn } = signInPeople(world)
const code = (expected: string) => ({ type: { code: expected } })
const minute = 60_000
const wrong = { password: 'wrong wrong wrong' }

/** Something that asks for a fresh confirmation, and changes nothing that matters here. */
const sensitive = (who: Person) => call(who, beginOneTimeCodes, {})

test('what asks for a confirmation is done for ten minutes after one, in this session and no other', async () => {
  const who = await withPassword()
  const other = await signedIn(who.principalId)
  clock.advance(10 * minute)
  await expect(sensitive(who)).rejects.toMatchObject(code('confirm-first'))
  expect(await call(who, confirmIdentity, { password: goodPassword })).toEqual({ confirmedAt: clock.now() })
  clock.advance(10 * minute - 1)
  await sensitive(who)
  await expect(sensitive(other)).rejects.toMatchObject(code('confirm-first'))
  clock.advance(1)
  await expect(sensitive(who)).rejects.toMatchObject(code('confirm-first'))
})

test('a wrong password confirms nothing, and guessing is held back as at the door', async () => {
  const who = await withPassword()
  clock.advance(10 * minute)
  for (let guess = 0; guess < 3; guess += 1) {
    await expect(call(who, confirmIdentity, wrong)).rejects.toMatchObject(code('wrong-password'))
  }
  await expect(call(who, confirmIdentity, { password: goodPassword })).rejects.toMatchObject(code('over-limit'))
  await expect(sensitive(who)).rejects.toMatchObject(code('confirm-first'))
  clock.advance(1_000)
  await call(who, confirmIdentity, { password: goodPassword })
})

test('a one-time code confirms, once', async () => {
  const who = await withPassword()
  const { codeNow, recoveryCodes } = await turnCodesOn(who)
  clock.advance(10 * minute)
  const given = codeNow()
  await call(who, confirmIdentity, { code: given })
  await expect(call(who, confirmIdentity, { code: given })).rejects.toMatchObject(code('wrong-code'))
  await call(who, confirmIdentity, { code: recoveryCodes[0] })
})

test('without a password or codes neither confirms', async () => {
  const who = await person()
  await expect(call(who, confirmIdentity, { password: goodPassword })).rejects.toMatchObject(code('wrong-password'))
  await expect(call(who, confirmIdentity, { code: '123456' })).rejects.toMatchObject(code('wrong-code'))
})

test('one way at a time is shown', async () => {
  const who = await withPassword()
  const both = { password: goodPassword, code: '123456' }
  await expect(call(who, confirmIdentity, both)).rejects.toMatchObject(code('invalid-input'))
  await expect(call(who, confirmIdentity, {})).rejects.toMatchObject(code('invalid-input'))
})

test('an API key has nobody to confirm', async () => {
  const who = await withPassword()
  const key = await call(who, createApiKey, { principalId: who.principalId, credentialId: id(), label: 'key' })
  const byKey = { ...who, secret: key.secret }
  await expect(call(byKey, confirmIdentity, { password: goodPassword })).rejects.toMatchObject(code('confirm-first'))
  expect((await call(byKey, waysToSignIn, {})).session).toBeNull()
})

test('a session says which it is, when it began and when it was last confirmed', async () => {
  const who = await withPassword()
  const startedAt = clock.now()
  clock.advance(minute)
  await call(who, confirmIdentity, { password: goodPassword })
  const { session } = await call(who, waysToSignIn, {})
  expect(session).toMatchObject({ startedAt, confirmedAt: clock.now() })
})
