import { Workbook } from '@cj-tech-master/excelts'
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { statement as statementOf, statementFile } from '../../src/govern/statements/commands.ts'
import { everyFigure } from '../../src/terms/explanation.ts'
import type { Statement } from '../../src/terms/statement.ts'
import { browsing, goTo } from './support/browsing.ts'
import { expectEvidence, tenThousandths } from './support/evidence.ts'
import { decimalsIn, numbersOn, settled, wordsOf, type ShownFigure } from './support/numbers.ts'
import { smallWorld } from './support/small-world.ts'

const small = await smallWorld()
const { as, errors } = await browsing(small)
const { people, months, world, engagementId } = small
const client = await as(people.vendorManager)
const everyMonth = Object.values(months)

const statements = new Map<string, Statement>()
for (const month of everyMonth) {
  const { statement } = await world.call(people.vendorManager, statementOf, { engagementId, month })
  statements.set(month, statement)
}

/** The pages that show a month's numbers; an invoice there is once both have agreed. */
const pages = everyMonth.flatMap((month) => [
  { month, path: `?month=${month}` },
  { month, path: `/govern/statement?month=${month}` },
  ...(month === months.agreed ? [{ month, path: `/govern/invoice?month=${month}` }] : []),
])

function statementIn(month: string): Statement {
  const found = statements.get(month)
  if (found === undefined) throw new Error(`There is no statement of ${month}.`)
  return found
}

async function numbersOf(page: Page, { month, path }: (typeof pages)[number]) {
  await goTo(page, small, path)
  return numbersOn(page, wordsOf(statementIn(month)))
}

test('every number on home, statement and invoice is a link to what it was made of', async () => {
  for (const at of pages) {
    const { figures, bare } = await numbersOf(client, at)
    expect([at.path, bare]).toEqual([at.path, []])
    expect(figures.length).toBeGreaterThan(3)
  }
})

test('what a number opens shows the number again, and its list has as many rows as it says', async () => {
  const opened = new Set<string>()
  for (const at of pages) {
    const { figures } = await numbersOf(client, at)
    for (const figure of figures) {
      const what = whatOpens(figure, at.month)
      if (what === undefined || opened.has(what)) continue
      opened.add(what)
      await goTo(client, small, at.path)
      await settled(client)
      await client.evaluate(clickLinkTo, figure)
      await settled(client)
      await expectEvidence(client, figure, statementIn(at.month))
    }
  }
  expect(opened.size).toBeGreaterThan(60)
}, 900_000)

/** The same number that leads to the same place is opened once, wherever it stands; so is a day without items. */
function whatOpens({ href, text, part }: ShownFigure, month: string): string | undefined {
  if (part !== 'volume') return `${href} ${text}`
  // Days are one query with other dates: those of one month stand for all. A point of the line has no text of its own.
  if (month !== months.drafted || text === '') return undefined
  return text === '0' ? 'a day without items' : `${href} ${text}`
}

/** Runs in the page: clicks the figure itself, wherever it stands. */
function clickLinkTo({ href, text }: ShownFigure): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('main a[data-evidence]')]
  const link = links.find((one) => one.pathname + one.search + one.hash === href && one.textContent.trim() === text)
  if (link === undefined) throw new Error(`No link shows ${text}.`)
  link.click()
}

test('the parts of a figure give it exactly', () => {
  for (const statement of statements.values()) {
    const value = (id: string) => Number(everyFigure(statement.figures).find((figure) => figure.id === id)?.value)
    const { totals, charges, credits, serviceLevels } = statement
    expect(value('totals/net')).toBe(value('totals/charges') - value('totals/credits'))
    expect(totals.chargesMinor).toBe(charges.reduce((sum, { amountMinor }) => sum + amountMinor, 0))
    expect(totals.creditsMinor).toBe(credits.reduce((sum, { amountMinor }) => sum + amountMinor, 0))
    for (const { id, numerator, denominator } of serviceLevels) {
      expect(value(`serviceLevels/${id}/on-time`)).toBe(numerator)
      expect(numerator + value(`serviceLevels/${id}/late`)).toBe(denominator)
    }
  }
})

test('the invoice of an agreed month has lines that sum to what is payable', async () => {
  await goTo(client, small, `/govern/invoice?month=${months.agreed}`)
  await settled(client)
  const lines = client.getByRole('table', { name: 'Invoice lines' }).getByRole('link')
  const minor = (text: string) => Number(tenThousandths(text)) * (/[−-]/.test(text) ? -1 : 1)
  const sum = (await lines.allInnerTexts()).reduce((total, text) => total + minor(text), 0)
  const net = await client.getByRole('link', { name: /^Payable/ }).innerText()
  expect(sum).toBe(minor(net))
})

/** Figures of the statement as they are shown, by what they open. */
async function shownBy(page: Page): Promise<Map<string, string>> {
  const all: [string, string][] = []
  for (const at of pages) {
    const { figures } = await numbersOf(page, at)
    // What waits for a decision is each reader's own, and the record grows while one looks.
    const isOwn = ({ href, part }: ShownFigure) => part === 'decisions' || /#decisions|\/record/.test(href)
    const kept = figures.filter((figure) => !isOwn(figure))
    all.push(...kept.map(({ href, text }, index): [string, string] => [`${at.path} ${index} ${href}`, text]))
  }
  return new Map(all)
}

test('both parties see the same figures, in every zone and language', async () => {
  const here = await shownBy(client)
  const others = [
    await as(people.deliveryManager),
    await as(people.vendorManager, { timezoneId: 'Pacific/Auckland' }),
    await as(people.deliveryManager, { timezoneId: 'America/Los_Angeles' }),
    await as(people.vendorManager, { timezoneId: 'Europe/Oslo', locale: 'en-US' }),
  ]
  for (const page of others) expect(await shownBy(page)).toEqual(here)
  const norwegian = await shownBy(await as(people.vendorManager, { locale: 'nb-NO' }))
  expect([...norwegian.keys()]).toEqual([...here.keys()])
  for (const [key, text] of here) {
    expect([key, decimalsIn(norwegian.get(key) ?? '', 'nb-NO')]).toEqual([key, decimalsIn(text)])
  }
}, 240_000)

test('instants stand in the zone that the page names, wherever the browser is', async () => {
  const times = async (timezoneId: string) => {
    const page = await as(people.vendorManager, { timezoneId })
    const all: string[] = []
    for (const path of ['', `/govern/statement?month=${months.drafted}`, `/govern/invoice?month=${months.agreed}`]) {
      await goTo(page, small, path)
      await settled(page)
      all.push(...(await page.getByRole('main').getByRole('time').allInnerTexts()))
      const named = await page.getByRole('main').innerText()
      const zones = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('main time')].map(({ title }) => title.split(', ')[1] ?? ''),
      )
      for (const zone of new Set(zones)) expect([path, named.includes(zone)]).toEqual([path, true])
    }
    return all
  }
  const oslo = await times('Europe/Oslo')
  expect(oslo.length).toBeGreaterThan(3)
  expect(await times('Pacific/Auckland')).toEqual(oslo)
  expect(await times('America/Los_Angeles')).toEqual(oslo)
}, 120_000)

/** The values of a statement's file, by figure. */
async function valuesInFile(month: string, format: 'csv' | 'xlsx'): Promise<ReadonlyMap<string, string>> {
  const path = statementFile.path.replace('{engagementId}', engagementId).replace('{month}', month)
  const response = await client.request.get(`${small.url}/api${path}?format=${format}`)
  expect(response.status()).toBe(200)
  const bytes = await response.body()
  if (format === 'csv') {
    const rows: Record<string, string>[] = parse(bytes, { columns: true })
    return new Map(rows.map((row) => [row['figure'] ?? '', row['value'] ?? '']))
  }
  const workbook = new Workbook()
  await workbook.xlsx.load(bytes)
  const sheet = workbook.getWorksheet(1)
  const cell = (row: number, column: number) => sheet?.getRow(row).getCell(column).text ?? ''
  const column = [1, 2, 3, 4, 5, 6].find((number) => cell(1, number) === 'value') ?? 0
  const numbers = Array.from({ length: (sheet?.rowCount ?? 1) - 1 }, (_, index) => index + 2)
  return new Map(numbers.map((row) => [cell(row, 1), cell(row, column)]))
}

test.each(['csv', 'xlsx'] as const)('the statement as %s has the figures that the page shows', async (format) => {
  for (const month of everyMonth) {
    const values = await valuesInFile(month, format)
    const figures = everyFigure(statementIn(month).figures)
    expect([...values.keys()]).toEqual(figures.map(({ id }) => id))
    const { figures: shown } = await numbersOf(client, { month, path: `/govern/statement?month=${month}` })
    for (const { text, href } of shown) {
      const value = values.get(new URL(href, small.url).searchParams.get('ev') ?? '')
      if (value === undefined) continue
      // Nothing was measured: the page and the file say so with the same dash.
      const isSaid = decimalsIn(value).length === 0 ? text === value : decimalsIn(text).some(isSameAs(value))
      expect([href, text, value, isSaid]).toEqual([href, text, value, true])
    }
  }
})

/** A spreadsheet holds 249.60 as the number 249.6. */
function isSameAs(value: string): (text: string) => boolean {
  return (text) => tenThousandths(text) === tenThousandths(value)
}

test('from a missed level to its items and to the clock of one: two clicks, and Escape leads back to each row', async () => {
  const missed = statementIn(months.drafted).serviceLevels.find(({ state }) => state.startsWith('missed'))
  expect(missed).toBeDefined()
  await goTo(client, small, `?month=${months.drafted}`)
  const level = new RegExp(`^${missed?.name}: [\\d.]+ %, how it came about`)
  await client.getByRole('table', { name: 'Service levels' }).getByRole('link', { name: level }).click()
  const list = client.getByRole('table', { name: /work items: Late/ })
  const item = list.getByRole('row').nth(3).getByRole('link').first()
  const reference = await item.innerText()
  await item.click()
  await client
    .getByRole('region', { name: `${reference}, what happened` })
    .getByText('clock starts')
    .waitFor()
  const focused = () => client.evaluate(() => document.activeElement?.textContent?.trim())
  await client.keyboard.press('Escape')
  await client.getByRole('region', { name: /what happened/ }).waitFor({ state: 'detached' })
  expect(await focused()).toBe(reference)
  await client.keyboard.press('Escape')
  await list.waitFor({ state: 'detached' })
  expect(await focused()).toBe(missed?.printed)
})

test('nothing was written into the console as an error', () => {
  expect(errors).toEqual([])
})
