import { readFileSync } from 'node:fs'
import { Workbook } from '@cj-tech-master/excelts'
import type { Page } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { askAndPause, claimNextWorkItem, workItems } from '../../src/deliver/work-items/commands.ts'
import { recordEntries } from '../../src/kernel/record/reading/commands.ts'
import { browsing, expectAccessible, goTo } from './support/browsing.ts'
import { smallWorld } from './support/small-world.ts'

const small = await smallWorld()
const { as, errors } = await browsing(small)
const { world, engagementId, people } = small
for (let number = 1; number <= 130; number += 1) await small.receive(`BLK-${String(number).padStart(3, '0')}`, 'travel')
for (let number = 1; number <= 9; number += 1) await small.receive(`HLD-${number}`, 'held-ones')
const owner = await as(people.processOwner)

const list = (page: Page) => page.getByRole('table', { name: 'Work items' })
const rowOf = (page: Page, reference: string) => list(page).getByRole('row').filter({ hasText: reference })
const total = (page: Page) => page.getByText(/^(\d+|No) work items?/)

async function queueOf(reference: string): Promise<string | undefined> {
  return (await world.call(people.agent, workItems, { engagementId, reference })).rows[0]?.queue
}

async function taken(page: Page, button: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: button }).click()
  const file = await coming
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
}

test('a filter is kept as a view, survives a reload, and both files hold exactly its rows', async () => {
  await goTo(owner, small, '/deliver/items')
  await owner.getByRole('searchbox', { name: 'Reference begins with' }).fill('BLK-01')
  await owner.waitForURL((url) => url.searchParams.get('reference') === 'BLK-01')
  await total(owner).filter({ hasText: '10 work items' }).waitFor()
  await owner.getByRole('button', { name: 'Item', exact: true }).click()
  await owner.waitForURL((url) => url.searchParams.get('sort') === 'reference')
  await owner.getByRole('button', { name: 'Item', exact: true }).click()
  await owner.waitForURL((url) => url.searchParams.get('order') === 'desc')
  await owner.getByRole('button', { name: 'Keep this view' }).click()
  await owner.getByRole('textbox', { name: 'Name of the view' }).fill('The tens')
  await owner.keyboard.press('Enter')
  await owner.getByRole('heading', { level: 1, name: 'The tens' }).waitFor()
  expect([...new URL(owner.url()).searchParams.keys()]).toEqual(['view'])
  await owner.reload()
  await total(owner).filter({ hasText: '10 work items' }).waitFor()
  const shown = await list(owner).getByRole('link').allTextContents()
  expect(shown).toEqual(['9', '8', '7', '6', '5', '4', '3', '2', '1', '0'].map((digit) => `BLK-01${digit}`))
  const csv = await taken(owner, 'Take as CSV')
  expect(csv.name).toMatch(/^motor-claims-intake-the-tens-\d{4}-\d\d-\d\d\.csv$/)
  const lines = csv.bytes.toString('utf8').split('\r\n').slice(1, -1)
  expect(lines.map((line) => line.split(',')[0])).toEqual(shown)
  const xlsx = await taken(owner, 'Take as XLSX')
  const workbook = new Workbook()
  await workbook.xlsx.load(xlsx.bytes)
  const sheet = workbook.worksheets[0]
  const cells = Array.from({ length: shown.length }, (_, row) => sheet?.getRow(row + 2).getCell(1).text)
  expect(cells).toEqual(shown)
  await owner.getByRole('button', { name: 'Delete' }).click()
  await owner.getByRole('heading', { level: 1, name: 'Work items' }).waitFor()
})

test('many are chosen, moved and brought back with the keyboard alone', async () => {
  await goTo(owner, small, '/deliver/items?queue=travel&reference=BLK-02&sort=reference')
  await rowOf(owner, 'BLK-020').waitFor()
  await owner.keyboard.press('j')
  await owner.keyboard.press('j')
  await owner.keyboard.press('x')
  for (let step = 1; step <= 3; step += 1) await owner.keyboard.press('j')
  await owner.keyboard.press('Shift+X')
  await owner.getByText('4 items chosen').waitFor()
  await owner.getByRole('button', { name: 'Move to queue' }).focus()
  await owner.keyboard.press('Enter')
  const form = owner.getByRole('form', { name: 'Move to queue' })
  await form.getByRole('combobox', { name: 'To the queue' }).focus()
  await owner.keyboard.type('motor-g')
  await form.getByText('4 items move to motor-glass.').waitFor()
  await form.getByRole('button', { name: 'Move to queue: 4' }).focus()
  await owner.keyboard.press('Enter')
  await owner.getByText('4 items moved to motor-glass.').waitFor()
  expect(await queueOf('BLK-021')).toBe('motor-glass')
  await total(owner).filter({ hasText: '6 work items' }).waitFor({ timeout: 8_000 })
  await owner.keyboard.press('z')
  await owner.getByText('Undone for 4 items.').waitFor()
  expect(await queueOf('BLK-021')).toBe('travel')
  await owner.getByRole('button', { name: 'Put away' }).click()
})

test('what cannot be done is said before, and what was refused is listed with its reason and the way to it', async () => {
  const { item } = await world.call(people.agent, claimNextWorkItem, { engagementId, queue: 'held-ones' })
  await goTo(owner, small, '/deliver/items?queue=held-ones')
  await rowOf(owner, 'HLD-1').waitFor()
  await owner.getByRole('button', { name: 'Choose all' }).first().click()
  await owner.getByText('9 items chosen').waitFor()
  await owner.getByRole('region', { name: 'Chosen items' }).getByRole('button', { name: 'Move to queue' }).click()
  const form = owner.getByRole('form', { name: 'Move to queue' })
  await form.getByRole('combobox', { name: 'To the queue' }).selectOption('motor-claims')
  await form.getByText('8 items move to motor-claims; 1 cannot: 1 held by a worker.').waitFor()
  // One more is taken before the wish is sent: it cannot be known, and is said afterwards.
  const other = await world.call(people.agent, claimNextWorkItem, { engagementId, queue: 'held-ones' })
  await form.getByRole('button', { name: 'Move to queue: 8' }).click()
  const result = owner.getByRole('region', { name: 'What is being done with many items' })
  await result.getByText('7 items moved to motor-claims.').waitFor()
  await result.getByText(/The item is held/).waitFor()
  await expectAccessible(owner)
  await result.getByRole('link', { name: other.item.reference }).click()
  await owner.getByRole('heading', { level: 1, name: other.item.reference }).waitFor()
  await owner.goBack()
  await result.getByRole('button', { name: /^Undo for 7/ }).click()
  await result.getByText('Undone for 7 items.').waitFor()
  await result.getByRole('button', { name: 'Put away' }).click()
  expect(item.reference).not.toBe(other.item.reference)
})

test('what is left after a reload is offered to go on with, and nothing is done twice', async () => {
  await goTo(owner, small, '/deliver/items?queue=travel&reference=BLK-03')
  await rowOf(owner, 'BLK-030').waitFor()
  let through = 5
  await owner.route('**/work-items/*/withdrawal', async (route) => {
    through -= 1
    if (through >= 0) await route.continue()
  })
  await owner.getByRole('button', { name: 'Choose all' }).first().click()
  await owner.getByText('10 items chosen').waitFor()
  await owner.getByRole('region', { name: 'Chosen items' }).getByRole('button', { name: 'Withdraw' }).click()
  const form = owner.getByRole('form', { name: 'Withdraw' })
  await form.getByRole('combobox', { name: 'Ground' }).selectOption('duplicate')
  await form.getByRole('button', { name: 'Withdraw: 10' }).click()
  await owner.getByText('5 of 10 done').waitFor()
  await vi.waitUntil(() =>
    owner.evaluate(() => Object.values(localStorage).some((text) => text.includes('"failed":[]'))),
  )
  // In this order: what waits at the route is dropped with the page, and is not let through by ending the route.
  await owner.reload()
  await owner.unroute('**/work-items/*/withdrawal')
  const result = owner.getByRole('region', { name: 'What is being done with many items' })
  await result.getByRole('button', { name: /^Go on with/ }).click()
  await result.getByText('10 items withdrawn.').waitFor()
  await world.app.sequencer.drain(engagementId)
  const [found] = (await world.call(people.agent, workItems, { engagementId, reference: 'BLK-030' })).rows
  const subject = `work-item/${found?.workItemId ?? ''}`
  const { rows } = await world.call(people.processOwner, recordEntries, { engagementId, subject })
  expect(rows.map(({ entry }) => (entry as { readonly type: string }).type)).toEqual([
    'work-item-received',
    'work-item-withdrawn',
  ])
  await result.getByRole('button', { name: /^Undo for 10/ }).click()
  await result.getByText('Undone for 10 items.').waitFor()
  await result.getByRole('button', { name: 'Put away' }).click()
})

test('whoever comes back from an item is at the same row, and goes to the next from the item itself', async () => {
  await goTo(owner, small, '/deliver/items?queue=travel&sort=reference')
  await rowOf(owner, 'BLK-001').waitFor()
  await owner.mouse.wheel(0, 2_400)
  await rowOf(owner, 'BLK-080').waitFor()
  await rowOf(owner, 'BLK-080').getByRole('link').focus()
  await owner.keyboard.press('Enter')
  await owner.getByRole('heading', { level: 1, name: 'BLK-080' }).waitFor()
  await owner.getByRole('link', { name: 'Next: BLK-081' }).waitFor()
  await owner.keyboard.press('j')
  await owner.getByRole('heading', { level: 1, name: 'BLK-081' }).waitFor()
  await owner.getByRole('link', { name: 'Next: BLK-082' }).waitFor()
  await owner.keyboard.press('Escape')
  await vi.waitUntil(async () => (await focused(owner)) === 'BLK-081', { timeout: 5_000 })
  await owner.reload()
  await vi.waitUntil(async () => (await focused(owner)) === 'BLK-081', { timeout: 5_000 })
})

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')

test('an item is moved, withdrawn and reinstated in its place; what is impossible says why', async () => {
  await goTo(owner, small, '/i/BLK-100')
  const actions = owner.getByRole('group', { name: 'What can be done' })
  const reopen = actions.getByRole('button', { name: /^Reopen/ })
  expect(await reopen.getAttribute('aria-disabled')).toBe('true')
  expect(await reopen.textContent()).toContain('The item is open')
  await actions.getByRole('button', { name: 'Move to queue' }).click()
  await owner.getByRole('combobox', { name: 'To the queue' }).selectOption('motor-glass')
  await owner.getByRole('form', { name: 'Move to queue' }).getByRole('button', { name: 'Move to queue' }).click()
  await owner.getByRole('cell', { name: 'Moved to another queue', exact: true }).waitFor()
  await actions.getByRole('button', { name: 'Withdraw' }).click()
  await owner.getByRole('combobox', { name: 'Ground' }).selectOption('sent-in-error')
  await owner.getByRole('form', { name: 'Withdraw' }).getByRole('button', { name: 'Withdraw' }).click()
  await owner.getByRole('cell', { name: 'Withdrawn', exact: true }).waitFor()
  await actions.getByRole('button', { name: 'Reinstate' }).click()
  await owner.getByRole('form', { name: 'Reinstate' }).getByRole('button', { name: 'Reinstate' }).click()
  await owner.getByRole('cell', { name: 'Withdrawal taken back', exact: true }).waitFor()
  await actions.getByRole('button', { name: 'Show personal values' }).click()
  const revealing = owner.getByRole('form', { name: 'Show personal values' })
  await revealing.getByRole('combobox', { name: 'Ground' }).selectOption('dispute')
  await revealing.getByRole('button', { name: 'Show personal values' }).click()
  await revealing.getByText(/no personal values/).waitFor()
  await expectAccessible(owner)
})

test('an answer survives a reload and sends the item back to its queue', async () => {
  const { item, fence } = await world.call(people.agent, claimNextWorkItem, { engagementId, queue: 'travel' })
  const asked = { engagementId, workItemId: item.workItemId, fence, of: 'client', question: 'Which?' } as const
  await world.call(people.agent, askAndPause, asked)
  await goTo(owner, small, `/i/${item.reference}`)
  await owner.getByRole('button', { name: 'Answer', exact: true }).click()
  await owner.getByRole('textbox', { name: 'Your answer' }).fill('The second one.')
  await owner.reload()
  await owner.getByRole('button', { name: 'Answer', exact: true }).click()
  expect(await owner.getByRole('textbox', { name: 'Your answer' }).inputValue()).toBe('The second one.')
  await owner.getByRole('form', { name: 'Answer' }).getByRole('button', { name: 'Answer', exact: true }).click()
  await owner.getByRole('cell', { name: 'Client answered', exact: true }).waitFor()
})

test('the list passes axe with its menu open, in the dark, and on 320 and 390 pixels', async () => {
  const dark = await as(people.deliveryManager, { colorScheme: 'dark' })
  const narrow = await as(people.processOwner, { viewport: { width: 390, height: 800 } })
  const narrowest = await as(people.processOwner, { viewport: { width: 320, height: 700 } })
  for (const page of [owner, dark, narrow, narrowest]) {
    await goTo(page, small, '/deliver/items?queue=travel&sort=reference')
    await rowOf(page, 'BLK-002').waitFor()
    await page.getByRole('button', { name: 'More filters' }).click()
    await page.getByLabel('Received from').fill('2026-01-01')
    await page.waitForURL((url) => url.searchParams.has('receivedFrom'))
    await rowOf(page, 'BLK-002').getByRole('checkbox').click()
    await rowOf(page, 'BLK-002')
      .getByRole('button', { name: /^What can be done with BLK-002/ })
      .click()
    await page.getByRole('menuitem', { name: 'Open', exact: true }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    const width = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(width).toBe(0)
  }
})

test('nothing was written into the console as an error', () => {
  expect(errors.filter((text) => !text.includes('409'))).toEqual([])
})
