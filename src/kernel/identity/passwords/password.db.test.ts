import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { assemble } from '../../../app/assemble.ts'
import { testWorld } from '../../../app/testing.ts'
import { sql } from '../../database/sql.ts'
import { addPrincipal, createApiKey, me, myCredentials } from '../commands.ts'
import { goodPassword, signInPeople } from '../testing/people.ts'
import { startSessionWithPassword, waysToSignIn } from '../signing-in/commands.ts'
import { setPassword } from './commands.ts'

const world = await testWorld()
const { call, id, client, provider, clock } = world
const { person, signedIn, withPassword } = signInPeople(world)
const code = (expected: string) => ({ type: { code: expected } })
const minute = 60_000
const quarterOfAnHour = 15 * minute

const signIn = (email: string, password: string, key = id()) =>
  call(undefined, startSessionWithPassword, { email, password }, { key })

test('with address and password one is signed in as oneself, for two weeks', async () => {
  const who = await withPassword()
  const session = await signIn(who.email.toUpperCase(), goodPassword)
  expect([session.principal.principalId, session.expiresAt - clock.now()]).toEqual([who.principalId, 14 * 86_400_000])
  expect((await call(session as never, me, {})).principal.email).toBe(who.email)
})

test('a wrong password, an unknown address and one without a password get the same answer', async () => {
  const [who, without] = [await withPassword(), await person()]
  const asked = [
    [who.email, 'four green boat'],
    [`nobody.${id()}@halden.example`, goodPassword],
    [without.email, goodPassword],
    ['no address at all', goodPassword],
  ] as const
  const answers = await Promise.all(
    asked.map(([email, password]) => signIn(email, password).catch((error: unknown) => String(error))),
  )
  expect(new Set(answers)).toEqual(
    new Set(['Refusal: The address or the password is wrong, or this person may not sign in any more.']),
  )
})

test('whoever was shut out is not let in by the right password', async () => {
  const who = await withPassword()
  await world.database.directory((tx) =>
    tx.query(sql`update principal set disabled_at = ${clock.now()} where principal_id = ${who.principalId}`),
  )
  await expect(signIn(who.email, goodPassword)).rejects.toMatchObject(code('sign-in-failed'))
})

test('ten failures shut an account, and no other, until a quarter of an hour after the first of them', async () => {
  const [who, other] = [await withPassword(), await withPassword()]
  const begun = clock.now()
  await failTimes(who.email, 10)
  const refused = signIn(who.email, goodPassword)
  await expect(refused).rejects.toMatchObject({
    ...code('over-limit'),
    more: { retryAfterSeconds: (begun + quarterOfAnHour - clock.now()) / 1_000 },
  })
  await signIn(other.email, goodPassword)
  clock.set(begun + quarterOfAnHour)
  // Nine failures are left, so that the next attempt waits a minute from the last of them, which is over by now.
  await signIn(who.email, goodPassword)
  await failTimes(who.email, 2)
  await signIn(who.email, goodPassword)
})

test('an address that nobody has is shut alike', async () => {
  const email = `nobody.${id()}@halden.example`
  await failTimes(email, 10)
  await expect(signIn(email, goodPassword)).rejects.toMatchObject(code('over-limit'))
})

test('attempts at once, at two processes, are no more than one after the other', async () => {
  const who = await withPassword()
  const { database, secrets, filesFolder } = world
  const failed = (error: unknown) => {
    throw error
  }
  const second = assemble({ database, secrets, clock, filesFolder, failed })
  const attempt = (door: typeof second.door, password: string) =>
    door
      .execute(startSessionWithPassword, {
        credential: { kind: 'secret', secret: undefined },
        input: { email: who.email, password },
        idempotencyKey: id(),
      })
      .catch((error: { type: { code: string } }) => error.type.code)
  const tries = Array.from({ length: 12 }, (_, n) =>
    attempt((n % 2 === 0 ? second : world.app).door, `wrong word ${n}`),
  )
  const answers = await Promise.all(tries)
  expect(answers.filter((answer) => answer === 'sign-in-failed')).toHaveLength(3)
  expect(answers.filter((answer) => answer === 'over-limit')).toHaveLength(9)
  await second.stop()
})

test('a sign-in whose answer was lost gives the same session when it is asked again', async () => {
  const who = await withPassword()
  const key = id()
  const first = await signIn(who.email, goodPassword, key)
  clock.advance(59_000)
  expect(await signIn(who.email, goodPassword, key)).toEqual(first)
  expect((await signIn(who.email, goodPassword)).secret).not.toBe(first.secret)
  await expect(signIn(who.email, 'wrong wrong wrong', key)).rejects.toMatchObject(code('sign-in-failed'))
  const sessions = (await call(who, myCredentials, {})).rows.filter(({ kind }) => kind === 'session')
  expect(sessions).toHaveLength(3)
})

test('a first password is set by whoever signed in a moment ago, and by nobody else', async () => {
  const who = await person()
  const { secret } = await call(who, createApiKey, { principalId: who.principalId, credentialId: id(), label: 'key' })
  const byKey = call({ ...who, secret }, setPassword, { password: goodPassword })
  await expect(byKey).rejects.toMatchObject(code('confirm-first'))
  clock.advance(10 * minute)
  await expect(call(who, setPassword, { password: goodPassword })).rejects.toMatchObject(code('confirm-first'))
  const again = await signedIn(who.principalId)
  clock.advance(10 * minute - 1)
  expect(await call(again, setPassword, { password: goodPassword })).toMatchObject({ sessionsEnded: 0 })
})

test('a password is changed by the present one at any time, and every other session ends with it', async () => {
  const who = await withPassword()
  const other = await signedIn(who.principalId)
  clock.advance(60 * minute)
  const password = 'seven slow tractors'
  const change = (present: string) => call(who, setPassword, { password, present })
  await expect(change('wrong wrong wrong')).rejects.toMatchObject(code('wrong-password'))
  expect(await change(goodPassword)).toEqual({ setAt: clock.now(), sessionsEnded: 1 })
  await expect(call(other, me, {})).rejects.toMatchObject(code('unauthenticated'))
  await call(who, me, {})
  await expect(signIn(who.email, goodPassword)).rejects.toMatchObject(code('sign-in-failed'))
  await signIn(who.email, password)
  expect((await call(who, waysToSignIn, {})).passwordSetAt).toBe(clock.now())
})

test('guessing at the present password of an open session is held back, too', async () => {
  const who = await withPassword()
  const guess = () => call(who, setPassword, { password: 'seven slow tractors', present: 'wrong wrong wrong' })
  for (let n = 0; n < 3; n += 1) await expect(guess()).rejects.toMatchObject(code('wrong-password'))
  await expect(guess()).rejects.toMatchObject(code('over-limit'))
})

test('what is easy to guess is refused with its place and the reason', async () => {
  const who = await person()
  const set = (password: string) => call(who, setPassword, { password })
  for (const password of ['eleven char', 'password1234', who.email, `Ingrid-${clock.now()}`.slice(0, 12)]) {
    await expect(set(password)).rejects.toMatchObject({
      ...code('unfit-password'),
      more: { problems: [{ path: 'password' }] },
    })
  }
})

test('AI workers and systems have no password', async () => {
  const ai = await world.member('provider', ['agent'], 'ai')
  await expect(call(ai, setPassword, { password: goodPassword })).rejects.toMatchObject(code('people-only'))
})

test('an address signs in one person: whoever is added with it as well is refused', async () => {
  const who = await person()
  const card = { kind: 'person', name: 'Somebody', email: who.email.toUpperCase() } as const
  for (const { organisationId, administrator } of [client, provider]) {
    const added = call(administrator, addPrincipal, { ...card, organisationId, principalId: id() })
    await expect(added).rejects.toMatchObject(code('address-taken'))
  }
})

test('no password stands in the database, and no hash of one that could be tried out quickly', async () => {
  const who = await withPassword()
  await signIn(who.email, goodPassword)
  const kept = await world.database.read(null, (tx) =>
    tx.query<{ command: string; input_hash: Uint8Array; answer: Uint8Array }>(sql`
      select command, input_hash, answer from directory_answer where principal_id = ${who.principalId}`),
  )
  expect(kept.map(({ command }) => command)).toContain('set-password')
  const plain = JSON.stringify(['set-password', { password: goodPassword }, null])
  const quick = createHash('sha256').update(plain).digest('hex')
  for (const { input_hash, answer } of kept) {
    expect(Buffer.from(input_hash).toString('hex')).not.toBe(quick)
    expect(Buffer.from(answer).toString('latin1')).not.toContain(goodPassword)
  }
})

/** Fails so often, waiting as long as is asked each time. */
async function failTimes(email: string, times: number): Promise<void> {
  const waits = [0, 0, 0, 1, 2, 4, 8, 16, 32, 60]
  for (let failure = 0; failure < times; failure += 1) {
    clock.advance((waits[failure] ?? 0) * 1_000)
    await expect(signIn(email, 'wrong wrong wrong')).rejects.toMatchObject(code('sign-in-failed'))
  }
}
