import { expect, test } from 'vitest'
import { testWorld } from '../../app/testing.ts'
import { serve } from '../../app/testing/serving.ts'
import { createSignInLink, me } from '../identity/commands.ts'

const world = await testWorld()
const served = await serve(world)
const person = await world.member('client', ['process-owner'])

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
