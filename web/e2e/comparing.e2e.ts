import { expect, test } from 'vitest'
import { replayTerms } from '../../src/govern/replays/commands.ts'
import { browsing, expectAccessible, goTo } from './support/browsing.ts'
import { decimalsIn } from './support/numbers.ts'
import { lookingBackTerms } from './support/looking-back.ts'
import { lookingBackWorld } from './support/looking-back-world.ts'

const small = await lookingBackWorld()
const { as, errors } = await browsing(small)
const { client, months, draftId, engagementId, world } = small
const [first, , third] = months
const page = await as(client)

test('a draft is played beside the agreed terms, and the browser comes to what the server does', async () => {
  await goTo(page, small, '/contract/terms')
  await page.getByRole('link', { name: 'Compare on recorded months' }).click()
  await page.getByRole('heading', { level: 1, name: 'Compare terms' }).waitFor()
  await page.getByLabel('Terms B').selectOption(draftId)
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  const terms = page.getByRole('table', { name: 'What each term came to' })
  await terms.waitFor()
  const asked = { engagementId, agreementId: draftId, from: first, to: third }
  const { money } = await world.call(client, replayTerms, asked)
  expect(await terms.getByRole('row').count()).toBe(money.length + 1)
  const net = money.filter(({ kind }) => kind === 'net').reduce((sum, { differenceMinor }) => sum + differenceMinor, 0)
  const lede = page.getByText(/^Draft of an amendment, version 1 would have cost Halden Insurance/)
  expect(decimalsIn(await lede.innerText())).toContain((Math.abs(net) / 100).toFixed(2))
  await expectAccessible(page)
})

test('a term opens its months, a month the figures of both, and the address holds all of it', async () => {
  const terms = page.getByRole('table', { name: 'What each term came to' })
  await terms
    .getByRole('link', { name: /^L Done in two hours, .*month by month$/ })
    .first()
    .click()
  const byMonth = page.getByRole('table', { name: 'Month by month: L Done in two hours' })
  expect(await byMonth.getByRole('row').count()).toBe(4)
  await byMonth.getByRole('row').nth(3).getByRole('link').first().click()
  const sides = page.getByRole('region', { name: /^How it came about under each/ })
  await sides
    .getByRole('region', { name: /^A: the terms agreed for/ })
    .getByText(/4 %/)
    .first()
    .waitFor()
  await sides
    .getByRole('region', { name: /^B: Draft of an amendment/ })
    .getByText(/5 %/)
    .first()
    .waitFor()
  await expectAccessible(page)
  await page.reload()
  await sides.getByRole('region', { name: /^A: the terms agreed for/ }).waitFor()
})

test('the clauses that say something else stand side by side', async () => {
  const fee = page.getByRole('region', { name: /^Clause 5\.1/ })
  await fee.getByText(/1000\.00|1,000\.00/).waitFor()
  await fee.getByText(/1100\.00|1,100\.00/).waitFor()
  expect(await page.getByRole('region', { name: /^Clause 5\.2/ }).count()).toBe(0)
})

test('a pasted draft is read in the browser: what is wrong stands there with its place, and how to mend it', async () => {
  await goTo(page, small, `/contract/compare?a=agreed&b=pasted&from=${first}&to=${third}`)
  const field = page.getByLabel('Terms in YAML or JSON')
  await field.fill('terms: 1\ncurrency: EUR\n')
  await page.getByText(/problems: nothing can be compared/).waitFor()
  await page.getByRole('listitem').filter({ hasText: 'zone' }).first().waitFor()
  expect(await page.getByRole('button', { name: /Paste a draft/ }).getAttribute('aria-disabled')).toBe('true')
  await expectAccessible(page)
  await field.fill(JSON.stringify({ ...lookingBackTerms, effective: `${first}-01` }))
  await page.getByText('The terms can be read.').waitFor()
  await page.getByRole('button', { name: 'Compare', exact: true }).press('Enter')
  await page.getByText(/^The pasted draft would have cost Halden Insurance the same/).waitFor()
})

test('on a narrow dark screen the comparison folds', async () => {
  const phone = await as(client, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
  await goTo(
    phone,
    small,
    `/contract/compare?a=agreed&b=${draftId}&from=${first}&to=${third}&month=${third}&ev=credits/L`,
  )
  await phone.getByRole('region', { name: /^How it came about under each/ }).waitFor()
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await expectAccessible(phone)
})

test('in Norwegian', async () => {
  const norwegian = await as(client, { locale: 'nb-NO' })
  await goTo(norwegian, small, `/contract/compare?a=agreed&b=${draftId}&from=${first}&to=${third}`)
  await norwegian.getByText(/ville ha kostet Halden Insurance/).waitFor()
})

test('nothing was written into the console as an error', () => {
  expect(errors).toEqual([])
})
