import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { testWorld, type Person } from '../../src/app/testing.ts'
import { createSignInLink } from '../../src/kernel/identity/commands.ts'
import { setPassword } from '../../src/kernel/identity/passwords/commands.ts'
import { authenticatorCode, goodPassword, signInPeople } from '../../src/kernel/identity/testing/people.ts'
import { systemClock } from '../../src/kernel/time/clock.ts'
import { browsing, expectAccessible } from './support/browsing.ts'
import { serve } from './support/small-world.ts'

const world = await testWorld()
world.clock.set(systemClock.now())
const { person, withPassword, turnCodesOn } = signInPeople(world)
// Browsers keep no passkeys for an address of numbers.
const url = (await serve(world)).replace('127.0.0.1', 'localhost')
const signInAddress = async ({ principalId }: Person) => {
  const link = await world.call(world.operator, createSignInLink, { principalId, credentialId: world.id() })
  return `${url}/sign-in#${link.secret}`
}
const { open, errors } = await browsing({ signInAddress })
const minute = 60_000

/** What a browser writes into its console for each refusal, which is none of ours. */
const refusedLine = /^Failed to load resource: the server responded with a status of 4\d\d/

async function typeIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** A page of somebody who has just signed in with their password, at their settings. */
async function atSecurity(email: string): Promise<Page> {
  world.clock.advance(1_000)
  const page = await open()
  await page.goto(`${url}/settings/security`)
  await typeIn(page, email, goodPassword)
  await page.getByRole('heading', { name: 'Sign-in and security' }).waitFor()
  return page
}

/** An authenticator in the browser that says yes to everything. */
async function withAuthenticator(page: Page) {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { session, authenticatorId }
}

test('with address and password one comes to the page that one wanted; what is wrong is said in its place', async () => {
  const who = await withPassword()
  const page = await open()
  await page.goto(`${url}/settings/security`)
  await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
  await expectAccessible(page)
  await typeIn(page, who.email, 'wrong wrong wrong')
  await page.getByRole('alert').getByText('The address or the password is wrong').waitFor()
  expect(await page.getByLabel('E-mail address').inputValue()).toBe(who.email)
  await expectAccessible(page)
  const field = page.getByLabel('Password', { exact: true })
  expect([await field.getAttribute('type'), await field.getAttribute('autocomplete')]).toEqual([
    'password',
    'current-password',
  ])
  await page.getByRole('button', { name: 'Show the password' }).click()
  expect(await field.getAttribute('type')).toBe('text')
  await field.fill(goodPassword)
  await field.press('Enter')
  await page.getByRole('heading', { name: 'Sign-in and security' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/settings/security')
})

test('whoever fails too often is told how long to wait', async () => {
  const who = await withPassword()
  const page = await open()
  await page.goto(`${url}/sign-in`)
  for (let n = 0; n < 3; n += 1) {
    await typeIn(page, who.email, 'wrong wrong wrong')
    await page.getByRole('alert').getByText('The address or the password is wrong').waitFor()
  }
  await typeIn(page, who.email, goodPassword)
  await page.getByRole('alert').getByText('Try again in a second').waitFor()
  await expectAccessible(page)
})

test('a link lies folded beside the other ways in, and opens a session as before', async () => {
  const who = await person()
  const page = await open()
  await page.goto(`${url}/sign-in`)
  await page.getByText('I have a one-time link, or no way in').click()
  await page.getByLabel('Sign-in link').fill('cpl_nonsense_nonsense_nonsense')
  await page.getByRole('button', { name: 'Sign in by link' }).click()
  await page.getByRole('alert').getByText('Ask for a new link').waitFor()
  await expectAccessible(page)
  await page.getByLabel('Sign-in link').fill(await signInAddress(who))
  await page.getByRole('button', { name: 'Sign in by link' }).click()
  await page.getByRole('button', { name: /Ingrid/ }).waitFor()
})

test('a password is set, changed by the present one, and refused where it is easy to guess', async () => {
  const who = await withPassword()
  const page = await atSecurity(who.email)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByLabel('New password').fill('password1234')
  await page.getByRole('button', { name: 'Keep this password' }).click()
  await page.getByRole('alert').getByText('anybody would try').first().waitFor()
  await expectAccessible(page)
  await page.getByLabel('New password').fill('seven slow tractors')
  await page.getByRole('button', { name: 'Keep this password' }).click()
  await page.getByText('One other session was ended.').waitFor()
  const again = await open()
  await again.goto(`${url}/settings/security`)
  await typeIn(again, who.email, 'seven slow tractors')
  await again.getByRole('heading', { name: 'Sign-in and security' }).waitFor()
})

test('one-time codes are turned on with a drawn secret, asked for at the door, and stood in for once', async () => {
  const who = await withPassword()
  const page = await atSecurity(who.email)
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByRole('img', { name: 'QR code with the secret for your authenticator' }).waitFor()
  await expectAccessible(page)
  const secret = await page.getByRole('textbox', { name: 'Secret for the authenticator' }).inputValue()
  await page.getByLabel('One-time code', { exact: true }).fill('000000')
  await page.getByRole('button', { name: 'Turn on with this code' }).click()
  await page.getByRole('alert').getByText('Type the six digits').waitFor()
  await page.getByLabel('One-time code', { exact: true }).fill(authenticatorCode(secret, world.clock.now()))
  await page.getByRole('button', { name: 'Turn on with this code' }).click()
  const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  await codes.first().waitFor()
  expect(await codes.count()).toBe(10)
  await expectAccessible(page)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as a file' }).click()
  expect((await download).suggestedFilename()).toBe('counterpart-recovery-codes.txt')
  const [recovery = ''] = await codes.allTextContents()
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('10 recovery codes are left.').waitFor()

  world.clock.advance(30_000)
  const elsewhere = await open()
  await elsewhere.goto(`${url}/settings/security`)
  await typeIn(elsewhere, who.email, goodPassword)
  const field = elsewhere.getByLabel('One-time code', { exact: true })
  await field.waitFor()
  expect(await field.getAttribute('autocomplete')).toBe('one-time-code')
  await expectAccessible(elsewhere)
  await field.fill('000000')
  await elsewhere.keyboard.press('Enter')
  await elsewhere.getByRole('alert').getByText('or a recovery code').waitFor()
  await expectAccessible(elsewhere)
  await field.fill(recovery)
  await elsewhere.keyboard.press('Enter')
  await elsewhere.getByText('9 recovery codes are left.').waitFor()
})

test('a passkey is added, signs in without an address, and is renamed and removed', async () => {
  const who = await withPassword()
  const page = await atSecurity(who.email)
  const { session, authenticatorId } = await withAuthenticator(page)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByLabel('Name of the passkey').fill('the blue key')
  await page.getByRole('button', { name: 'Keep this name' }).click()
  await page.getByRole('cell', { name: 'the blue key', exact: true }).waitFor()
  await expectAccessible(page)
  const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId })
  expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }])

  // The list under the address takes the passkey by itself here, because the authenticator asks nobody.
  await page.goto(`${url}/settings/security`)
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.waitForURL((to) => to.pathname === '/engagements')

  // A browser that has no such list has the button.
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)
  })
  await page.goto(`${url}/settings/security`)
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
  await page.goto(`${url}/sign-in?to=/settings/security`)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('cell', { name: 'the blue key', exact: true }).waitFor()

  world.clock.advance(11 * minute)
  await page.getByRole('button', { name: 'Remove: the blue key' }).click()
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' })
  await dialog.getByRole('button', { name: 'Use a passkey' }).waitFor()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByText('You have no passkey.').waitFor()
})

test('what changes the way in asks again after ten minutes; without an answer nothing is done', async () => {
  const who = await withPassword()
  await turnCodesOn(who)
  world.clock.advance(30_000)
  const page = await open()
  await page.context().addCookies([{ name: 'counterpart_session', value: who.secret, url }])
  await page.goto(`${url}/settings/security`)
  world.clock.advance(11 * minute)
  await page.getByRole('button', { name: 'Turn off' }).click()
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' })
  await dialog.getByLabel('Password', { exact: true }).fill('wrong wrong wrong')
  await page.keyboard.press('Enter')
  await dialog.getByRole('alert').getByText('Type the password that you sign in with').waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await page.getByRole('alert').getByText('Show again who you are').waitFor()
  await page.getByRole('button', { name: 'Turn off' }).click()
  await dialog.getByLabel('Password', { exact: true }).fill(goodPassword)
  await page.keyboard.press('Enter')
  await page.getByText('One-time codes are off.').waitFor()
})

test('a session that is ended in another browser is over there with the next step', async () => {
  const who = await withPassword()
  const [here, there] = [await atSecurity(who.email), await atSecurity(who.email)]
  await here.reload()
  const sessions = here.getByRole('table', { name: 'Sessions' })
  await sessions.getByText('This one').waitFor()
  // The one of the link with which the person began, and the one of the other browser, which is the newer.
  const ends = sessions.getByRole('button', { name: /^End the session: / })
  expect(await ends.count()).toBe(2)
  await ends.first().click()
  await expect.poll(() => ends.count()).toBe(1)
  await there.reload()
  await there.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
  await here.getByRole('button', { name: 'Sign out everywhere' }).click()
  await here.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
})

test('a key is made for a program, shown once, and ended', async () => {
  const who = await withPassword()
  const page = await atSecurity(who.email)
  await page.getByRole('textbox', { name: 'Label' }).fill('claims gateway')
  await page.getByLabel('Good for').selectOption('30 days')
  await page.getByRole('button', { name: 'Make a key' }).click()
  const secret = await page.getByRole('textbox', { name: 'New key' }).inputValue()
  await expectAccessible(page)
  const authorization = `Bearer ${secret}`
  expect((await fetch(`${url}/api/me`, { headers: { authorization } })).status).toBe(200)
  await page.reload()
  await page.getByRole('cell', { name: 'claims gateway', exact: true }).waitFor()
  expect(await page.getByRole('textbox', { name: 'New key' }).count()).toBe(0)
  await page.getByRole('button', { name: 'End the key: claims gateway' }).click()
  await page.getByText('No program calls as you.').waitFor()
  expect((await fetch(`${url}/api/me`, { headers: { authorization } })).status).toBe(401)
})

test('on a narrow page, in Norwegian and without passkeys everything is still there', async () => {
  const who = await person()
  await world.call(who, setPassword, { password: goodPassword })
  const page = await open({ viewport: { width: 320, height: 800 }, locale: 'nb-NO' })
  await page.goto(`${url.replace('localhost', '127.0.0.1')}/sign-in?to=/settings/security`)
  await page.getByText('Nettlesere har ingen passnøkler for 127.0.0.1').first().waitFor()
  await expectAccessible(page)
  await page.getByLabel('E-postadresse').fill(who.email)
  await page.getByLabel('Passord', { exact: true }).fill(goodPassword)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Innlogging og sikkerhet' }).waitFor()
  await page.getByText('Denne', { exact: true }).waitFor()
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(width).toBeLessThanOrEqual(320)
  await expectAccessible(page)
  expect(errors.filter((line) => !refusedLine.test(line))).toEqual([])
})
