import { expect, test } from 'vitest'
import { statement as statementOf } from '../../src/govern/statements/commands.ts'
import { browsing, expectAccessible, goTo } from './support/browsing.ts'
import { lookingBackWorld } from './support/looking-back-world.ts'

const small = await lookingBackWorld()
const { as, errors } = await browsing(small)
const { client, months, engagementId, world } = small
const [first, second, third] = months
const page = await as(client)

test('what a month leaves to the next stands on its statement, in words', async () => {
  await goTo(page, small, `/govern/statement?month=${first}`)
  const levels = page.getByRole('table', { name: 'Service levels' })
  await levels.getByRole('link', { name: /target at most 60 minutes/ }).waitFor()
  await levels.getByRole('link', { name: /^Average time to done: Grace: no credit yet/ }).waitFor()
  await levels.getByRole('link', { name: /^Complaints: Its credit is not triggered, why/ }).waitFor()
  await page
    .getByText(/held back, may be earned back/)
    .first()
    .waitFor()
  await expectAccessible(page)
  await goTo(page, small, `/govern/statement?month=${second}`)
  await page.getByText(/^Held credit L of .*, lapsed|^Held credit L of .*, released/).waitFor()
  await page.getByText(/^Correction of .*Items done/).waitFor()
  await levels.getByRole('link', { name: /^Complaints: Its credit is triggered, why/ }).waitFor()
  await goTo(page, small, `/govern/statement?month=${third}`)
  await page.getByText('repeated failure').first().waitFor()
})

test('the whole tree of a figure is opened and folded by the keyboard, and nothing stands in it twice', async () => {
  await goTo(page, small, `/govern/statement?month=${second}&ev=totals/net`)
  const sheet = page.getByRole('region', { name: /^How .* came about$/ })
  await sheet.getByRole('button', { name: 'Open all' }).press('Enter')
  const { statement } = await world.call(client, statementOf, { engagementId, month: second })
  const values = await sheet
    .getByRole('list', { name: /is made of$/ })
    .getByRole('link', { name: /, how it came about$/ })
    .all()
  const addresses = await Promise.all(values.map((link) => link.getAttribute('href')))
  expect(new Set(addresses).size).toBe(addresses.length)
  expect(addresses.length).toBeGreaterThan(15)
  await sheet
    .getByText(/Computed again with all that the record holds/)
    .first()
    .waitFor()
  await expectAccessible(page)
  const credits = sheet.getByRole('button', { name: 'Service credits', exact: true })
  expect(await credits.getAttribute('aria-expanded')).toBe('true')
  await credits.press('Space')
  expect(await credits.getAttribute('aria-expanded')).toBe('false')
  expect(statement.adjustments?.length).toBeGreaterThan(0)
})

test('a part is opened by its address, says what it is a part of, and leads to its items', async () => {
  await goTo(page, small, `/govern/statement?month=${third}&ev=credits/L`)
  const way = page.getByRole('navigation', { name: 'Is a part of' })
  await way.getByRole('link', { name: 'Service credits' }).waitFor()
  await way.getByRole('link', { name: 'Net' }).click()
  await page.getByRole('heading', { name: /^How .* came about$/ }).waitFor()
  await goTo(page, small, `/govern/statement?month=${third}&ev=serviceLevels/L/counted`)
  const sheet = page.getByRole('region', { name: /^How .* came about$/ })
  await sheet.getByRole('button', { name: 'Late' }).click()
  await sheet.getByRole('link', { name: 'Late: show its 9 items' }).click()
  await page.getByRole('heading', { name: '9 work items: Late' }).waitFor()
})

test('on a narrow screen the tree stands under itself and nothing goes over the edge', async () => {
  const phone = await as(client, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
  await goTo(phone, small, `/govern/statement?month=${second}&ev=totals/net`)
  await phone.getByRole('button', { name: 'Open all' }).click()
  await phone
    .getByText(/Computed again/)
    .first()
    .waitFor()
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await expectAccessible(phone)
})

test('the invoice opens the tree of a line', async () => {
  await goTo(page, small, `/govern/invoice?month=${second}`)
  const lines = page.getByRole('table', { name: 'Invoice lines' })
  await lines
    .getByRole('link', { name: /^Correction of/ })
    .first()
    .click()
  const sheet = page.getByRole('region', { name: /^How .* came about$/ })
  await sheet.getByRole('list', { name: /is made of$/ }).waitFor()
  await expectAccessible(page)
})

test('nothing was written into the console as an error', () => {
  expect(errors).toEqual([])
})
