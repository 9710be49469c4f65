import { expect, test } from 'vitest'
import { testWorld, type Person } from '../../../app/testing.ts'
import type { z } from 'zod'
import type { Declaration } from '../../command.ts'
import { sql } from '../../database/sql.ts'
import { addPrincipal, createApiKey, me } from '../commands.ts'
import { makePasskey, signWith, type SoftPasskey, type Untruths } from '../testing/authenticator.ts'
import { goodPassword, signInPeople } from '../testing/people.ts'
import {
  beginPasskeyConfirmation,
  beginPasskeySignIn,
  confirmIdentity,
  startSessionWithPasskey,
  waysToSignIn,
} from '../signing-in/commands.ts'
import { setPassword } from '../passwords/commands.ts'
import { beginPasskeyEnrolment, finishPasskeyEnrolment, removePasskey, renamePasskey } from './commands.ts'

const world = await testWorld()
const { id, clock } = world
const { person, signedIn, turnCodesOn } = signInPeople(world)
const code = (expected: string) => ({ type: { code: expected } })
const minute = 60_000
const page = 'https://counterpart.example'

/** Calls as a page of this server does, or of another one. */
async function from<I extends z.ZodObject, O extends z.ZodType>(
  origin: string | undefined,
  who: Person | undefined,
  declaration: Declaration<I, O>,
  input: z.input<I>,
  key = id(),
): Promise<z.output<O>> {
  const answer = await world.app.door.execute(declaration, {
    credential: { kind: 'secret', secret: who?.secret },
    input,
    idempotencyKey: key,
    ...(origin === undefined ? {} : { origin }),
  })
  return answer.output as z.output<O>
}

async function enrol(who: Person, untruths: Untruths = {}, origin = page) {
  const { options } = await from(origin, who, beginPasskeyEnrolment, {})
  const { passkey, shown } = makePasskey(options, origin, untruths)
  const card = await from(origin, who, finishPasskeyEnrolment, { passkey: shown, label: 'laptop' })
  return { passkey, card, shown, options }
}

async function signIn(passkey: SoftPasskey, untruths: Untruths = {}, origin = page, key = id()) {
  const { options } = await from(origin, undefined, beginPasskeySignIn, {})
  const shown = signWith(passkey, options, origin, untruths)
  const session = await from(origin, undefined, startSessionWithPasskey, { passkey: shown }, key)
  return { session, shown, key }
}

test('a passkey signs in its person, who says neither address nor password', async () => {
  const who = await person()
  const { passkey, card } = await enrol(who)
  clock.advance(minute)
  const { session } = await signIn(passkey)
  expect(session.principal.principalId).toBe(who.principalId)
  expect((await from(page, { ...who, secret: session.secret }, me, {})).principal.email).toBe(who.email)
  const { passkeys } = await from(page, who, waysToSignIn, {})
  expect(passkeys).toEqual([{ ...card, usedAt: clock.now(), site: 'counterpart.example', label: 'laptop' }])
})

test('a passkey needs no one-time code besides: it is two things already', async () => {
  const who = await person()
  await from(page, who, setPassword, { password: goodPassword })
  await turnCodesOn(who)
  await signIn((await enrol(who)).passkey)
})

test('a passkey is asked of a page of this server, under a name', async () => {
  const who = await person()
  for (const [origin, says] of [
    [undefined, 'in a browser'],
    ['http://127.0.0.1:7070', 'under a name'],
    ['http://[::1]:7070', 'under a name'],
  ] as const) {
    await expect(from(origin, who, beginPasskeyEnrolment, {})).rejects.toMatchObject(code('no-page'))
    await expect(from(origin, undefined, beginPasskeySignIn, {})).rejects.toThrow(says)
  }
})

test('what was made or signed on a page of another origin is not accepted', async () => {
  const who = await person()
  const elsewhere = { origin: 'https://counterpart.example.evil.example' }
  await expect(enrol(who, elsewhere)).rejects.toMatchObject(code('passkey-refused'))
  await expect(enrol(who, { site: 'evil.example' })).rejects.toMatchObject(code('passkey-refused'))
  const { passkey } = await enrol(who)
  for (const untruths of [elsewhere, { site: 'evil.example' }]) {
    await expect(signIn(passkey, untruths)).rejects.toMatchObject(code('passkey-refused'))
  }
  // A page under another name of this server has passkeys of its own.
  await expect(signIn({ ...passkey, site: 'localhost' }, {}, 'http://localhost:7070')).rejects.toMatchObject(
    code('passkey-refused'),
  )
  await signIn(passkey)
})

test('somebody who only touched the authenticator has not shown who they are', async () => {
  const who = await person()
  await expect(enrol(who, { isVerified: false })).rejects.toMatchObject(code('passkey-refused'))
  const { passkey } = await enrol(who)
  await expect(signIn(passkey, { isVerified: false })).rejects.toMatchObject(code('passkey-refused'))
})

test('a challenge is good once, whatever became of it', async () => {
  const who = await person()
  const { passkey, shown: made } = await enrol(who)
  const madeAgain = from(page, who, finishPasskeyEnrolment, { passkey: made, label: 'again' })
  await expect(madeAgain).rejects.toMatchObject(code('challenge-used'))
  const { shown } = await signIn(passkey)
  const signedAgain = from(page, undefined, startSessionWithPasskey, { passkey: shown })
  await expect(signedAgain).rejects.toMatchObject(code('challenge-used'))
  const { options } = await from(page, undefined, beginPasskeySignIn, {})
  const wrong = signWith(passkey, options, page, { isVerified: false })
  const right = signWith(passkey, options, page)
  const send = (one: typeof wrong) => from(page, undefined, startSessionWithPasskey, { passkey: one })
  await expect(send(wrong)).rejects.toMatchObject(code('passkey-refused'))
  await expect(send(right)).rejects.toMatchObject(code('challenge-used'))
})

test('a lost answer is given again for the very same request', async () => {
  const who = await person()
  const { passkey } = await enrol(who)
  const { session, shown, key } = await signIn(passkey)
  expect(await from(page, undefined, startSessionWithPasskey, { passkey: shown }, key)).toEqual(session)
})

test('a challenge is good for five minutes, for its own purpose and its own person', async () => {
  const [who, other] = [await person(), await person()]
  const { options } = await from(page, who, beginPasskeyEnrolment, {})
  const { passkey, shown } = makePasskey(options, page)
  const finish = (by: Person) => from(page, by, finishPasskeyEnrolment, { passkey: shown, label: 'x' })
  await expect(finish(other)).rejects.toMatchObject(code('challenge-used'))
  clock.advance(5 * minute - 1)
  await finish(who)
  const asked = await from(page, undefined, beginPasskeySignIn, {})
  const signed = signWith(passkey, asked.options, page)
  await expect(from(page, who, confirmIdentity, { passkey: signed })).rejects.toMatchObject(code('challenge-used'))
  clock.advance(5 * minute)
  const late = from(page, undefined, startSessionWithPasskey, { passkey: signed })
  await expect(late).rejects.toMatchObject(code('challenge-used'))
})

test('a challenge that is not ours opens nothing', async () => {
  const { passkey } = await enrol(await person())
  const shown = signWith(passkey, { challenge: Buffer.alloc(32, 7).toString('base64url') }, page)
  const own = from(page, undefined, startSessionWithPasskey, { passkey: shown })
  await expect(own).rejects.toMatchObject(code('challenge-used'))
})

test('a copy of a passkey, which does not count on, is found out', async () => {
  const { passkey } = await enrol(await person())
  await signIn(passkey)
  await expect(signIn(passkey, { useCount: 1 })).rejects.toMatchObject(code('passkey-refused'))
})

test('an unknown passkey, one of somebody shut out, and one that names another person are refused', async () => {
  const [who, other] = [await person(), await person()]
  const { passkey } = await enrol(who)
  const { passkey: theirs } = await enrol(other)
  const unknown = { ...passkey, id: Buffer.alloc(32, 1).toString('base64url') }
  await expect(signIn(unknown)).rejects.toMatchObject(code('passkey-refused'))
  const handle = { userHandle: theirs.userHandle }
  await expect(signIn(passkey, handle)).rejects.toMatchObject(code('passkey-refused'))
  await world.database.directory((tx) =>
    tx.query(sql`update principal set disabled_at = ${clock.now()} where principal_id = ${who.principalId}`),
  )
  await expect(signIn(passkey)).rejects.toMatchObject(code('sign-in-failed'))
  await signIn(theirs)
})

test('a passkey is added by a person who signed in within ten minutes, and by no key', async () => {
  const who = await person()
  const { secret } = await world.call(who, createApiKey, {
    principalId: who.principalId,
    credentialId: id(),
    label: 'k',
  })
  const byKey = from(page, { ...who, secret }, beginPasskeyEnrolment, {})
  await expect(byKey).rejects.toMatchObject(code('confirm-first'))
  clock.advance(10 * minute)
  await expect(enrol(who)).rejects.toMatchObject(code('confirm-first'))
  const ai = await world.member('client', ['process-owner'], 'ai')
  await expect(enrol(ai)).rejects.toMatchObject(code('people-only'))
})

test('passkeys are renamed and removed by their person, and are not there for anybody else', async () => {
  const [who, other] = [await person(), await person()]
  const { passkey, card } = await enrol(who)
  const { passkeyId } = card
  const rename = (by: Person) => from(page, by, renamePasskey, { passkeyId, label: 'the blue key' })
  const remove = (by: Person) => from(page, by, removePasskey, { passkeyId })
  await expect(rename(other)).rejects.toMatchObject(code('not-found'))
  await expect(remove(other)).rejects.toMatchObject(code('not-found'))
  await rename(who)
  expect((await from(page, who, waysToSignIn, {})).passkeys[0]?.label).toBe('the blue key')
  expect((await from(page, other, waysToSignIn, {})).passkeys).toEqual([])
  clock.advance(10 * minute)
  await expect(remove(who)).rejects.toMatchObject(code('confirm-first'))
  await remove(await signedIn(who.principalId))
  await expect(signIn(passkey)).rejects.toMatchObject(code('passkey-refused'))
})

test('an own passkey confirms who one is, one of somebody else does not', async () => {
  const [who, other] = [await person(), await person()]
  const [{ passkey }, { passkey: theirs }] = [await enrol(who), await enrol(other)]
  clock.advance(60 * minute)
  const confirmWith = async (soft: SoftPasskey) => {
    const { options } = await from(page, who, beginPasskeyConfirmation, {})
    const allowed = (options as { allowCredentials?: { id: string }[] }).allowCredentials
    expect(allowed?.map((one) => one.id)).toEqual([passkey.id])
    return from(page, who, confirmIdentity, { passkey: signWith(soft, options, page) })
  }
  await expect(confirmWith(theirs)).rejects.toMatchObject(code('passkey-refused'))
  await expect(enrol(who)).rejects.toMatchObject(code('confirm-first'))
  expect(await confirmWith(passkey)).toEqual({ confirmedAt: clock.now() })
  await enrol(who)
})

test('people of one name have passkeys of their own', async () => {
  const card = { organisationId: world.client.organisationId, kind: 'person', name: 'Ingrid' } as const
  const ids = [id(), id()]
  for (const principalId of ids) await world.call(world.client.administrator, addPrincipal, { ...card, principalId })
  const people = await Promise.all(ids.map((principalId) => signedIn(principalId)))
  const made = await Promise.all(people.map((one) => enrol(one)))
  const sessions = await Promise.all(made.map(({ passkey }) => signIn(passkey)))
  expect(sessions.map(({ session }) => session.principal.principalId)).toEqual(ids)
})
