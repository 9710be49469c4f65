import { expect, test } from 'vitest'
import { testWorld } from '../../app/testing.ts'
import { serve } from '../../app/testing/serving.ts'
import { createSignInLink, me, myCredentials } from '../identity/commands.ts'
import { beginPasskeyEnrolment, finishPasskeyEnrolment } from '../identity/passkeys/commands.ts'
import { beginPasskeySignIn } from '../identity/signing-in/commands.ts'
import { makePasskey, signWith } from '../identity/testing/authenticator.ts'
import { goodPassword, signInPeople } from '../identity/testing/people.ts'

const world = await testWorld()
const served = await serve(world)
const person = await world.member('client', ['process-owner'])

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'

const json = () => ({ 'content-type': 'application/json', 'idempotency-key': world.id() })

async function link(): Promise<string> {
  const { principalId } = person
  return (await world.call(world.operator, createSignInLink, { principalId, credentialId: world.id() })).secret
}

const ask = (method: string, headers: Record<string, string>, body?: unknown) =>
  fetch(`${served.url}/session`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })

/** The cookie that a browser would send back. */
function cookieOf(answer: Response): string {
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

test('a link opens a session whose secret no page and no script sees', async () => {
  const answer = await ask('POST', json(), { link: await link() })
  expect(answer.status).toBe(200)
  expect(await answer.text()).not.toContain('cps_')
  const attributes = (answer.headers.get('set-cookie') ?? '').split('; ').slice(1)
  expect(attributes).toEqual(['Path=/', 'Max-Age=1209600', 'HttpOnly', 'SameSite=Lax'])
  const session = await ask('GET', { cookie: cookieOf(answer) })
  expect(await session.json()).toMatchObject({ self: { principal: { principalId: person.principalId } } })
})

test('over TLS the cookie is sent over TLS only', async () => {
  const answer = await ask('POST', { ...json(), origin: 'https://counterpart.example' }, { link: await link() })
  expect(answer.headers.get('set-cookie')).toContain('; Secure')
})

test('without a key, with a used link or with none no session is opened', async () => {
  expect((await ask('POST', { 'content-type': 'application/json' }, { link: await link() })).status).toBe(400)
  const once = await link()
  expect((await ask('POST', json(), { link: once })).status).toBe(200)
  world.clock.advance(120_000)
  expect((await ask('POST', json(), { link: once })).status).toBe(401)
  expect((await ask('POST', json(), {})).status).toBe(400)
})

test('a password opens a session in a browser, with a code where one is needed; each refusal says which it was', async () => {
  const { withPassword, turnCodesOn } = signInPeople(world)
  const who = await withPassword()
  const post = (body: object) => ask('POST', { ...json(), 'user-agent': firefox }, body)
  const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code]
  const shown = { email: who.email, password: goodPassword }
  const answer = await post(shown)
  expect([answer.status, (await answer.text()).includes('cps_')]).toEqual([200, false])
  const session = await ask('GET', { cookie: cookieOf(answer) })
  expect(await session.json()).toMatchObject({ self: { principal: { principalId: who.principalId } } })
  const { rows } = await world.call(who, myCredentials, {})
  expect(rows.map(({ label }) => label)).toContain('Firefox, Windows')
  const { codeNow } = await turnCodesOn(who)
  world.clock.advance(30_000)
  expect(await codeOf(await post({ ...shown, password: 'wrong wrong wrong' }))).toEqual([401, 'sign-in-failed'])
  expect(await codeOf(await post(shown))).toEqual([401, 'code-needed'])
  expect(await codeOf(await post({ ...shown, code: '000000' }))).toEqual([400, 'wrong-code'])
  expect(await codeOf(await post({ ...shown, code: '000000' }))).toEqual([400, 'wrong-code'])
  const held = await post({ ...shown, code: codeNow() })
  expect([held.status, held.headers.get('retry-after')]).toEqual([429, '1'])
  world.clock.advance(1_000)
  expect((await post({ ...shown, code: codeNow() })).status).toBe(200)
  expect(await codeOf(await post({ email: who.email }))).toEqual([400, 'invalid-input'])
})

test('a passkey belongs to the page that the browser shows: its origin must be of the host that it came to', async () => {
  const { person: somebody } = signInPeople(world)
  const who = await somebody()
  const url = served.url.replace('127.0.0.1', 'localhost')
  const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const authorization = { authorization: `Bearer ${who.secret}` }
    const init = { method: 'POST', headers: { ...json(), origin: url, ...authorization, ...headers } }
    return fetch(`${url}${path}`, { ...init, body: JSON.stringify(body) })
  }
  const optionsOf = async (answer: Response) => ((await answer.json()) as { options: object }).options
  const elsewhere = await post(`/api${beginPasskeyEnrolment.path}`, {}, { origin: 'http://elsewhere.example' })
  expect(await elsewhere.json()).toMatchObject({ code: 'no-page' })
  const begun = await optionsOf(await post(`/api${beginPasskeyEnrolment.path}`, {}))
  const { passkey, shown } = makePasskey(begun, url)
  const kept = await post(`/api${finishPasskeyEnrolment.path}`, { passkey: shown, label: 'laptop' })
  expect(kept.status).toBe(200)
  const asked = await optionsOf(await post(`/api${beginPasskeySignIn.path}`, {}))
  const answer = await post('/session', { passkey: signWith(passkey, asked, url) })
  expect([answer.status, await answer.json()]).toMatchObject([200, { principal: { principalId: who.principalId } }])
  expect(answer.headers.get('set-cookie')).toContain('HttpOnly')
})

test('signing out ends the session itself, and is no error where there is none', async () => {
  const cookie = cookieOf(await ask('POST', json(), { link: await link() }))
  const out = await ask('DELETE', { cookie, 'idempotency-key': world.id() })
  expect([out.status, cookieOf(out)]).toEqual([200, 'counterpart_session='])
  expect(await (await ask('GET', { cookie })).json()).toEqual({ self: null })
  expect((await ask('DELETE', { cookie, 'idempotency-key': world.id() })).status).toBe(200)
  expect((await ask('DELETE', {})).status).toBe(200)
})

test('the cookie of a browser is not taken from a page of another site that changes something', async () => {
  const cookie = cookieOf(await ask('POST', json(), { link: await link() }))
  const foreign = { ...json(), cookie, 'sec-fetch-site': 'cross-site' }
  const url = `${served.url}/api/me/sign-out-everywhere`
  expect((await fetch(url, { method: 'POST', headers: foreign, body: '{}' })).status).toBe(401)
  expect((await fetch(`${served.url}/api${me.path}`, { headers: { cookie } })).status).toBe(200)
})
