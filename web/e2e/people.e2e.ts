import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { changePrincipal } from '../../src/kernel/access/people/commands.ts'
import { organisationPrincipals } from '../../src/kernel/identity/commands.ts'
import { browsing, expectAccessible, goTo } from './support/browsing.ts'
import { smallWorld } from './support/small-world.ts'

const small = await smallWorld()
const { open, as, errors } = await browsing(small)
const { people, world } = small

/** Moves the focus by Tab to what has this role and name, and presses a key there. */
async function pressAt(page: Page, role: 'link' | 'button' | 'checkbox' | 'textbox', name: string, key: string) {
  const wanted = page.getByRole(role, { name, exact: true }).last()
  await wanted.waitFor()
  for (let tabs = 0; tabs < 80; tabs += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) break
    await page.keyboard.press('Tab')
  }
  expect(await wanted.evaluate((element) => element === document.activeElement)).toBe(true)
  if (key !== '') await page.keyboard.press(key)
}

test('an administrator adds a person, names a role and hands over the link; it opens where that role begins', async () => {
  const head = await as(world.client.administrator)
  await head.getByRole('heading', { level: 1, name: 'People and access' }).waitFor()
  await head.goto(`${small.url}/settings/people`)
  await head.getByRole('link', { name: 'Add somebody' }).click()
  await head.getByLabel('Name', { exact: true }).fill('Marit Lunde')
  await head.getByLabel('E-mail').fill('marit@halden.example')
  await head.getByLabel('Site').fill('Oslo')
  await expectAccessible(head)
  await head.getByRole('button', { name: 'Add', exact: true }).click()
  await head.getByRole('heading', { level: 2, name: 'Marit Lunde' }).waitFor()
  await goTo(head, small, '/people')
  await head.getByRole('button', { name: 'Add a member' }).click()
  await head.getByLabel('Who').selectOption('Marit Lunde')
  await head.getByRole('checkbox', { name: 'finance controller' }).check()
  await expectAccessible(head)
  await head.getByRole('button', { name: 'Add', exact: true }).click()
  await head.getByRole('heading', { level: 2, name: 'Marit Lunde' }).waitFor()
  await head.goto(`${small.url}/settings/people`)
  await head.getByRole('link', { name: 'Marit Lunde' }).click()
  await head.getByRole('button', { name: 'Make a sign-in link' }).click()
  const link = await head.getByRole('textbox', { name: 'Sign-in link of Marit Lunde' }).inputValue()
  await expectAccessible(head)
  const marit = await open()
  await marit.goto(link)
  await marit.getByRole('heading', { level: 1, name: /Statement/ }).waitFor()
  await marit.getByRole('button', { name: 'Marit Lunde, finance controller' }).waitFor()
  await marit.getByRole('link', { name: 'Decisions 1' }).waitFor()
  await goTo(marit, small, '/people')
  expect(await marit.getByRole('button', { name: /Add a member/ }).getAttribute('aria-disabled')).toBe('true')
  await marit.getByRole('button', { name: /Only an administrator of a party names members/ }).waitFor()
})

test('other roles and a removal take effect at once, in the browser of whom they are about', async () => {
  const head = await as(world.client.administrator)
  const marit = await as({ principalId: await idOf('Marit Lunde'), secret: '' })
  await marit.getByRole('link', { name: 'Statement', exact: true }).waitFor()
  await head.getByRole('link', { name: 'Marit Lunde' }).click()
  await head.getByRole('checkbox', { name: 'finance controller' }).uncheck()
  await head.getByRole('checkbox', { name: 'engineer' }).check()
  await head.getByRole('button', { name: 'Change', exact: true }).click()
  await marit.getByRole('button', { name: 'Marit Lunde, engineer' }).waitFor()
  await head.getByRole('button', { name: 'Remove', exact: true }).click()
  const asked = head.getByRole('dialog', { name: 'Remove Marit Lunde from the engagement' })
  await asked.getByLabel(/Type .* to confirm/).fill('Marit Lunde')
  await expectAccessible(head)
  await asked.getByRole('button', { name: 'Remove' }).click()
  await asked.waitFor({ state: 'detached' })
  await head.getByRole('link', { name: 'Marit Lunde' }).waitFor({ state: 'detached' })
  await marit.getByRole('heading', { name: 'There is no such engagement' }).waitFor()
})

test('an address that an administrator changes is shown to whom it belongs, who stays signed in', async () => {
  const owner = await as(people.processOwner)
  const head = await as(world.client.administrator)
  await head.goto(`${small.url}/settings/people?person=${people.processOwner.principalId}`)
  const change = head.getByRole('button', { name: /^Change/ })
  await head.getByRole('button', { name: /Change something first/ }).waitFor()
  await head.getByLabel('E-mail').fill('ingrid@halden.example')
  await head.getByText(/With another address they sign in by that one/).waitFor()
  await expectAccessible(head)
  await change.click()
  await head.getByRole('cell', { name: 'ingrid@halden.example' }).waitFor()
  await head.getByRole('button', { name: /Change something first/ }).waitFor()
  await owner.goto(`${small.url}/settings/security`)
  await owner.getByText('ingrid@halden.example').waitFor()
  await owner.getByText(/An administrator of your organisation changed it/).waitFor()
  await expectAccessible(owner)
  await head.goto(`${small.url}/settings/people?person=${world.client.administrator.principalId}`)
  await head.getByLabel('Standing').selectOption('member')
  const refused = head.getByRole('button', { name: /Change.*This is the last administrator of the organisation/ })
  expect(await refused.getAttribute('aria-disabled')).toBe('true')
})

test('who is disabled is signed out at once', async () => {
  const head = await as(world.client.administrator)
  const owner = await as(people.processOwner)
  await world.call(world.client.administrator, changePrincipal, {
    principalId: people.processOwner.principalId,
    name: 'Ingrid Solheim',
  })
  await head.goto(`${small.url}/settings/people`)
  await head.getByRole('link', { name: 'Ingrid Solheim' }).click()
  await head.getByRole('button', { name: 'Disable', exact: true }).click()
  const asked = head.getByRole('dialog', { name: 'Disable Ingrid Solheim' })
  await asked.getByLabel(/Type .* to confirm/).fill('Ingrid Solheim')
  await asked.getByRole('button', { name: 'Disable' }).click()
  await head.getByRole('button', { name: 'Enable', exact: true }).waitFor()
  await expectAccessible(head)
  await owner.getByRole('heading', { name: 'Sign in' }).waitFor()
  await head.getByRole('button', { name: 'Enable', exact: true }).click()
  await head.getByRole('button', { name: 'Disable', exact: true }).waitFor()
})

test('the last administrator cannot be disabled, and the button says why', async () => {
  const head = await as(world.client.administrator)
  await head.goto(`${small.url}/settings/people?person=${world.client.administrator.principalId}`)
  const button = head.getByRole('button', { name: /Disable.*This is the last administrator of the organisation/ })
  await button.waitFor()
  expect(await button.getAttribute('aria-disabled')).toBe('true')
})

test('the other party is seen by its roles and not by its names', async () => {
  const manager = await as(people.deliveryManager)
  await goTo(manager, small, '/people')
  const halden = manager.getByRole('table', { name: 'Halden Insurance' })
  await halden.getByRole('link', { name: 'person of Halden Insurance' }).first().waitFor()
  await halden.getByText('vendor manager, contract officer').waitFor()
  expect(await halden.getByText('Test Person').count()).toBe(0)
  await manager
    .getByRole('table', { name: 'Mabini Services' })
    .getByRole('link', { name: 'Test Person' })
    .first()
    .waitFor()
  await expectAccessible(manager)
})

test('decisions are counted in the bar, listed across engagements, and open where they are taken', async () => {
  const manager = await as(people.vendorManager)
  await manager.getByRole('link', { name: 'Decisions 1' }).click()
  await manager.getByRole('heading', { level: 1, name: 'My work' }).waitFor()
  await manager.getByText('One decision waits for you.').waitFor()
  await expectAccessible(manager)
  const title = await manager.title()
  await manager.getByRole('link', { name: /^Review: Statement of/ }).click()
  await manager.getByRole('button', { name: 'Approve statement' }).waitFor()
  expect(await manager.title()).not.toBe(title)
  expect(await manager.title()).not.toMatch(/\d+ decision|\(1\)/)
})

test('the portfolio tells how the month stands, and each number opens what is behind it', async () => {
  const manager = await as(people.vendorManager)
  await manager.goto(`${small.url}/engagements`)
  const table = manager.getByRole('table', { name: 'Engagements' })
  await table.getByRole('link', { name: /Motor claims intake: \d of \d measured service levels on track/ }).waitFor()
  await expectAccessible(manager)
  await table.getByRole('link', { name: 'Motor claims intake: 1 decision waits for you' }).click()
  await manager.getByRole('heading', { level: 1, name: 'My work' }).waitFor()
  await manager.goBack()
  await table.getByRole('link', { name: /: credit .*, how it came about/ }).click()
  await manager
    .getByRole('complementary')
    .getByText(/came about/)
    .first()
    .waitFor()
})

test('with the keyboard alone: palette, decision, people', async () => {
  const manager = await as(people.vendorManager)
  await manager.getByRole('link', { name: 'Decisions 1' }).waitFor()
  await manager.keyboard.press('Control+k')
  await manager.getByRole('dialog', { name: /Go to, find/ }).waitFor()
  await manager.keyboard.type('decide')
  await manager.getByRole('option', { name: /Statement of .*: decide/ }).waitFor()
  await expectAccessible(manager)
  await manager.keyboard.press('Enter')
  await manager.getByRole('button', { name: 'Approve statement' }).waitFor()
  const head = await as(world.client.administrator)
  await head.getByRole('heading', { level: 1, name: 'People and access' }).waitFor()
  await head.keyboard.press('Control+k')
  await head.getByRole('dialog', { name: /Go to, find/ }).waitFor()
  await head.keyboard.type('Add somebody')
  await head.getByRole('option', { name: /Add somebody/ }).waitFor()
  await head.keyboard.press('Enter')
  await pressAt(head, 'textbox', 'Name', '')
  await head.keyboard.type('Ola Nordmann')
  await head.keyboard.press('Enter')
  await head.getByRole('heading', { level: 2, name: 'Ola Nordmann' }).waitFor()
  await pressAt(head, 'button', 'Make a sign-in link', 'Enter')
  await head.getByRole('textbox', { name: 'Sign-in link of Ola Nordmann' }).waitFor()
  await head.keyboard.press('Escape')
  await head.getByRole('heading', { level: 2, name: 'Ola Nordmann' }).waitFor({ state: 'detached' })
})

test('nothing was written into the console as an error', () => {
  // Whoever was removed or disabled is refused what their page still asks for.
  expect(errors.filter((text) => !/status of (401|403|404)/.test(text))).toEqual([])
})

async function idOf(name: string): Promise<string> {
  const { organisationId, administrator } = world.client
  const { rows } = await world.call(administrator, organisationPrincipals, { organisationId })
  return rows.find((row) => row.name === name)?.principalId ?? ''
}
