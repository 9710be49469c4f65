import { expect, test, vi } from 'vitest'
import { browsing, expectAccessible, goTo } from './support/browsing.ts'
import { smallWorld } from './support/small-world.ts'

const small = await smallWorld()
const { as, errors } = await browsing(small)
const { people, months } = small
const client = await as(people.vendorManager)

const pages = [
  ['', 'Where Motor claims intake stands'],
  [`/govern/statement?month=${months.drafted}`, 'Statement'],
  [`/govern/statement?month=${months.drafted}&ev=serviceLevels%2FS2%2Fattainment`, 'Statement'],
  [`/govern/invoice?month=${months.agreed}&line=2`, 'Invoice'],
  ['/contract/terms', 'Motor claims intake'],
  ['/deliver/items?state=open', 'Work items'],
  ['/i/NEW-1', 'NEW-1'],
  ['/record', 'Record'],
] as const

test('the home says in words how the month stands and what waits', async () => {
  await goTo(client, small, '')
  await client.getByText('One decision waits for you.').waitFor()
  await client.getByRole('link', { name: /^Review: Statement of/ }).click()
  await client.getByRole('button', { name: 'Approve statement' }).waitFor()
  expect(client.url()).toContain(`month=${months.drafted}`)
})

test('from a number to how it came about, to its items, to the clock of one of them', async () => {
  await goTo(client, small, `/govern/statement?month=${months.drafted}`)
  await client.getByRole('link', { name: /^Claim set up within 1 business day: \d.* how it came about/ }).click()
  const evidence = client.getByRole('region', { name: /How .* % came about/ })
  await evidence.getByText(/on time ÷/).waitFor()
  const late = Number(await evidence.getByRole('link', { name: /^Late: / }).textContent())
  expect(late).toBeGreaterThan(0)
  await client.getByRole('heading', { name: `${late} work items: Late` }).waitFor()
  const list = client.getByRole('table', { name: /work items: Late/ })
  expect(await list.getByRole('row').count()).toBe(late + 1)
  await list.getByRole('link').first().click()
  const story = client.getByRole('region', { name: /what happened/ })
  await story.getByText('clock starts').waitFor()
  await story.getByText(/Late from here/i).waitFor()
  await client.reload()
  await story.getByText('clock stops').waitFor()
  await client.keyboard.press('Escape')
  await story.waitFor({ state: 'detached' })
  await evidence.waitFor()
})

test('months are gone through by keys, and the keys can be switched off', async () => {
  await goTo(client, small, `/govern/statement?month=${months.drafted}`)
  await client.getByRole('button', { name: 'Approve statement' }).waitFor()
  await client.keyboard.press('[')
  await client.waitForURL((url) => url.searchParams.get('month') === months.agreed)
  await client.getByRole('button', { name: 'Approve statement' }).waitFor({ state: 'detached' })
  await client.keyboard.press('?')
  const sheet = client.getByRole('dialog', { name: 'Keys on this page' })
  await expectAccessible(client)
  await sheet.getByLabel('Keys of one character are on').uncheck()
  await sheet.getByRole('button', { name: 'Close' }).click()
  await client.keyboard.press(']')
  await client.keyboard.press('Control+k')
  await client.getByRole('dialog', { name: 'Go to, find' }).waitFor()
  expect(new URL(client.url()).searchParams.get('month')).toBe(months.agreed)
  await client.keyboard.press('Escape')
  await client.evaluate(() => localStorage.clear())
})

test('the palette finds an item by its reference', async () => {
  await goTo(client, small, '')
  await client.keyboard.press('Control+k')
  await client.getByRole('combobox', { name: /reference of an item/ }).fill('NEW-2')
  await client.getByRole('option', { name: /NEW-2/ }).waitFor()
  await client.keyboard.press('Enter')
  await client.getByRole('heading', { name: 'NEW-2' }).waitFor()
})

test("an entry's place in the record is computed by the reader's own browser", async () => {
  await goTo(client, small, '/i/NEW-1')
  const entries = client.getByRole('region', { name: 'What the record holds of it' })
  await entries.getByText('work-item-received').click()
  await entries.getByRole('button', { name: 'Check its place in the record' }).click()
  await entries.getByText(/It stands in the record/).waitFor()
})

test('pages follow the record without being loaded again', async () => {
  await goTo(client, small, '/deliver/items?state=open')
  await client.getByRole('link', { name: 'NEW-1' }).waitFor()
  await small.receive('LIVE-1')
  await client.getByRole('link', { name: 'LIVE-1' }).waitFor({ timeout: 4_000 })
})

test('a role without the right is told which role has it', async () => {
  const agent = await as(people.agent)
  await goTo(agent, small, '/deliver/items')
  expect(await agent.getByRole('link', { name: 'Statement' }).count()).toBe(0)
  await agent.goto(`${small.url}/e/${small.engagementId}/govern/statement`)
  await agent.getByText(/This needs the role .*vendor-manager/).waitFor()
  errors.splice(0, errors.length, ...errors.filter((text) => !text.includes('403')))
})

test('every page passes axe, in light and in dark, and fits a page of 320 pixels', async () => {
  const dark = await as(people.vendorManager, { colorScheme: 'dark' })
  const narrow = await as(people.vendorManager, { viewport: { width: 320, height: 700 } })
  for (const [path, title] of pages) {
    for (const page of [client, dark, narrow]) {
      await page.goto(`${small.url}/e/${small.engagementId}${path}`)
      await page.getByRole('heading', { level: 1, name: title }).waitFor()
      await vi.waitUntil(async () => (await page.getByRole('status').count()) === 0, { timeout: 10_000 })
      await expectAccessible(page)
    }
    const width = await narrow.evaluate(() => document.documentElement.scrollWidth)
    expect([path, width]).toEqual([path, 320])
  }
}, 120_000)

test('nothing was written into the console as an error', () => {
  expect(errors).toEqual([])
})
