import { readFile } from 'node:fs/promises'
import { Workbook } from '@cj-tech-master/excelts'
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { browsing, expectAccessible, goTo } from './support/browsing.ts'
import { smallWorld } from './support/small-world.ts'

const small = await smallWorld()
const { as, errors } = await browsing(small)
const failed: string[] = []
const { people, months } = small
const client = await as(people.vendorManager)
client.on('response', (answer) => answer.status() >= 500 && failed.push(answer.url()))
const late = `/govern/statement?month=${months.agreed}&ev=serviceLevels%2FS2%2Flate`

test('the volumes of a month stand in a list beside their drawing, and each day opens exactly its items', async () => {
  await goTo(client, small, `?month=${months.agreed}`)
  const volume = client.getByRole('region', { name: /Items received per day/ })
  const summary = volume.getByText(/as a list$/)
  await summary.focus()
  await client.keyboard.press('Enter')
  const list = volume.getByRole('table', { name: /Items by day/ })
  const numbers = await list.getByRole('link', { name: /received$/ }).allTextContents()
  expect(numbers.length).toBeGreaterThanOrEqual(28)
  expect(numbers.reduce((sum, number) => sum + Number(number), 0)).toBe(await receivedIn(months.agreed))
  await expectAccessible(client)
  const busy = numbers.findIndex((number) => Number(number) > 0)
  const day = list.getByRole('link', { name: /received$/ }).nth(busy)
  expect(await day.getAttribute('href')).toMatch(/receivedFrom=(\d{4}-\d\d-\d\d)&receivedTo=\1/)
})

test('home says who works on the process by role, and what comes next on the clocks of both', async () => {
  await goTo(client, small, `?month=${months.open}`)
  const who = client.getByRole('region', { name: 'People on this process' })
  await who.getByRole('link', { name: /^Agent: 1/ }).waitFor()
  expect(await who.textContent()).not.toContain('Test Person')
  const next = client.getByRole('region', { name: 'Next' })
  await next
    .getByText(/Oslo \/ .*Manila/)
    .first()
    .waitFor()
})

test('an opened level shows its months, each of which leads to its own statement', async () => {
  await goTo(client, small, `/govern/statement?month=${months.drafted}&ev=serviceLevels%2FS2%2Fattainment`)
  const line = client.getByRole('region', { name: 'S2 over thirteen months' })
  await line.getByText(/as a list$/).click()
  const table = line.getByRole('table', { name: /S2 over/ })
  expect(await table.getByRole('row').count()).toBe(3)
  await expectAccessible(client)
  await table.getByRole('link').first().click()
  await client.waitForURL((url) => url.searchParams.get('month') === months.agreed)
  expect(new URL(client.url()).searchParams.get('ev')).toBe('serviceLevels/S2/attainment')
})

test('the month before stands beside a level where that is asked for, and the address says so', async () => {
  await goTo(client, small, `/govern/statement?month=${months.drafted}`)
  await client.getByRole('link', { name: /^Compare with/ }).click()
  await client.waitForURL((url) => url.searchParams.get('beside') === 'before')
  const levels = client.getByRole('table', { name: 'Service levels' })
  await levels
    .getByText(/(points|unchanged) since/)
    .first()
    .waitFor()
  const before = levels.getByRole('link', { name: /^Claim set up/ }).nth(1)
  expect(await before.getAttribute('href')).toContain(`month=${months.agreed}`)
  await expectAccessible(client)
  await client.getByRole('link', { name: /^Without/ }).click()
  await levels
    .getByText(/(points|unchanged) since/)
    .first()
    .waitFor({ state: 'detached' })
})

test('late items are grouped by what tells them apart, and a group opens exactly its items', async () => {
  await goTo(client, small, late)
  const whole = Number(
    /^\d+/.exec((await client.getByRole('heading', { name: /work items: Late$/ }).textContent()) ?? ''),
  )
  await client.getByRole('link', { name: 'channel' }).click()
  const groups = client.getByRole('table', { name: /Items by channel/ })
  const sizes = (await groups.getByRole('link').allTextContents()).map(Number)
  expect(sizes.length).toBeGreaterThan(1)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(whole)
  await expectAccessible(client)
  await groups.getByRole('link').first().click()
  const list = client.getByRole('table', { name: /work items?: Late, channel/ })
  await vi.waitUntil(async () => (await list.getByRole('row').count()) === (sizes[0] ?? 0) + 1, { timeout: 8_000 })
  await list.getByRole('link').first().click()
  await client.getByRole('region', { name: /what happened/ }).waitFor()
  await client.keyboard.press('Escape')
  expect(new URL(client.url()).searchParams.get('by')).toBe('channel')
})

test('the items of a figure as CSV and as XLSX are the items on the page', async () => {
  await goTo(client, small, late)
  const list = client.getByRole('table', { name: /work items: Late$/ })
  await list.getByRole('link').first().waitFor()
  const shown = await list
    .getByRole('cell')
    .getByRole('link', { name: /^CLM-\d+$/ })
    .allTextContents()
  const csv = await fileOf(client, 'Take it along: CSV')
  const rows: string[][] = parse(csv.bytes)
  expect(rows.slice(1).map(([item]) => item)).toEqual(shown)
  expect(csv.name).toMatch(/servicelevels-s2-late\.csv$/)
  const xlsx = await fileOf(client, 'Take it along: XLSX')
  const workbook = new Workbook()
  await workbook.xlsx.load(xlsx.bytes)
  const sheet = workbook.worksheets[0]
  expect(shown.map((_item, index) => sheet?.getRow(index + 2).getCell(1).value)).toEqual(shown)
  expect(xlsx.name).toMatch(/servicelevels-s2-late\.xlsx$/)
})

test('statement and invoice are taken along, and their totals are those of the pages', async () => {
  await goTo(client, small, `/govern/invoice?month=${months.agreed}`)
  const payable = client.getByRole('link', { name: /^Payable EUR/ })
  const net = Number((await payable.textContent())?.replaceAll(',', ''))
  for (const [path, what, column] of [
    ['statement', 'Take the statement along:', 5],
    ['invoice', 'Take the invoice along:', 6],
  ] as const) {
    await goTo(client, small, `/govern/${path}?month=${months.agreed}`)
    const { bytes } = await fileOf(client, `${what} XLSX`)
    const workbook = new Workbook()
    await workbook.xlsx.load(bytes)
    const last = workbook.worksheets[0]
      ?.getSheetValues()
      .find((row) => Array.isArray(row) && row.includes('totals/net'))
    expect((last as unknown[])[column]).toBe(net)
    const { bytes: json } = await fileOf(client, `${what} JSON (its digest stands here)`)
    expect(JSON.stringify(JSON.parse(json.toString()))).toContain(`"netMinor":${Math.round(net * 100)}`)
  }
})

test('on paper the page stands alone, in black on white, and says whose it is', async () => {
  await goTo(client, small, `/govern/statement?month=${months.agreed}`)
  await client.getByRole('table', { name: 'Service levels' }).waitFor()
  await client.emulateMedia({ media: 'print', colorScheme: 'dark' })
  expect(await client.getByRole('navigation').first().isVisible()).toBe(false)
  expect(await client.getByRole('button', { name: 'Print' }).isVisible()).toBe(false)
  await client.getByText(/Motor claims intake\. Halden Insurance/).waitFor()
  const paper = await client.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  expect(paper).toBe('rgb(255, 255, 255)')
  await client.emulateMedia({ media: null, colorScheme: null })
})

test('nothing was written into the console as an error', () => {
  expect([errors, failed]).toEqual([[], []])
})

async function receivedIn(month: string): Promise<number> {
  const address = `${small.url}/api/engagements/${small.engagementId}/volumes/${month}`
  const answer = await client.request.get(address)
  const { rows } = (await answer.json()) as { rows: readonly { received: number }[] }
  return rows.reduce((sum, { received }) => sum + received, 0)
}

async function fileOf(page: Page, name: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name, exact: true }).click()
  const download = await downloading
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}
