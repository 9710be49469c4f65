import { expect, test } from 'vitest'
import { browsing, expectAccessible } from './support/browsing.ts'
import { smallWorld } from './support/small-world.ts'

const small = await smallWorld()
const { open, as, errors } = await browsing(small)
const { people } = small

test('a sign-in link signs in once, leaves no trace of its secret, and everybody begins where their work is', async () => {
  const page = await open()
  const address = await small.signInAddress(people.processOwner)
  await page.goto(address)
  await page.getByRole('heading', { name: 'Where Motor claims intake stands' }).waitFor()
  const [cookie] = await page.context().cookies()
  expect([cookie?.name, cookie?.httpOnly, cookie?.sameSite]).toEqual(['counterpart_session', true, 'Lax'])
  await page.goBack().catch(() => undefined)
  expect(page.url()).not.toContain('#')
  const again = await as(people.agent)
  await again.getByRole('button', { name: 'Claim the next item' }).waitFor()
  const manager = await as(people.vendorManager)
  await manager.getByRole('heading', { name: 'Where Motor claims intake stands' }).waitFor()
})

test('who is not signed in is led to the sign-in page, and from there back', async () => {
  const page = await open()
  await page.goto(`${small.url}/e/${small.engagementId}/record`)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await expectAccessible(page)
  const address = await small.signInAddress(people.processOwner)
  await page.getByText('I have a one-time link, or no way in').click()
  await page.getByLabel('Sign-in link').fill(address)
  await page.getByRole('button', { name: 'Sign in by link' }).click()
  await page.getByRole('heading', { name: 'Record', exact: true }).waitFor()
})

test('signing out everywhere ends every session of the reader, and no other', async () => {
  const [here, there] = [await as(people.processOwner), await as(people.processOwner)]
  const other = await as(people.vendorManager)
  await here.getByRole('button', { name: /Test Person/ }).click()
  await here.getByRole('button', { name: 'Sign out everywhere' }).click()
  await here.getByRole('heading', { name: 'Sign in' }).waitFor()
  await there.reload()
  await there.getByRole('heading', { name: 'Sign in' }).waitFor()
  await other.reload()
  await other.getByRole('heading', { name: 'Where Motor claims intake stands' }).waitFor()
})

test('a page of another site cannot make a session, or use one to change anything', async () => {
  const headers = { 'content-type': 'text/plain', origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }
  const link = (await small.signInAddress(people.processOwner)).split('#')[1]
  const body = JSON.stringify({ link })
  expect((await fetch(`${small.url}/session`, { method: 'POST', headers, body })).status).toBe(400)
  const page = await as(people.processOwner)
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const forged = { ...headers, 'content-type': 'application/json', cookie, 'idempotency-key': 'forged-0001' }
  const everywhere = `${small.url}/api/me/sign-out-everywhere`
  expect((await fetch(everywhere, { method: 'POST', headers: forged, body: '{}' })).status).toBe(401)
  expect((await fetch(`${small.url}/api/me`, { headers: { cookie } })).status).toBe(200)
})

test('pages may load nothing from elsewhere and run nothing inline; their files are kept for good', async () => {
  const page = await fetch(`${small.url}/engagements`, { headers: { accept: 'text/html' } })
  const policy = page.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("script-src 'self'")
  expect(policy).not.toContain('unsafe')
  const [, asset = ''] = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text()) ?? []
  const file = await fetch(`${small.url}${asset}`)
  expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
  const unknown = await fetch(`${small.url}/api/nothing`, { headers: { accept: 'text/html' } })
  expect([unknown.status, unknown.headers.get('content-type')]).toEqual([
    404,
    'application/problem+json; charset=utf-8',
  ])
  // A page whose session was ended elsewhere may have asked for something before it was loaded again.
  expect(errors.filter((text) => !text.includes('status of 401'))).toEqual([])
})
