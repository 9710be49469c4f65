import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Person } from '../../src/app/testing.ts'
import { defineQueue } from '../../src/deliver/queues/commands.ts'
import { claimNextWorkItem, expireLeases } from '../../src/deliver/work-items/commands.ts'
import { recordEntries } from '../../src/kernel/record/reading/commands.ts'
import { browsing, expectAccessible, goTo } from './support/browsing.ts'
import { smallWorld } from './support/small-world.ts'

const small = await smallWorld()
const { open, as, errors } = await browsing(small)
const { people, world, engagementId } = small
const leader = await world.member('provider', ['agent', 'team-leader'])

const form = {
  type: 'object',
  title: 'Claim set-up',
  properties: {
    'policy-number': { type: 'string', title: 'Policy number', pattern: '^[A-Z]{2}-\\d{4}$', 'x-personal': true },
    'date-of-loss': { type: 'string', title: 'Date of loss', format: 'date' },
    cause: { type: 'string', title: 'Cause', enum: ['collision', 'hail', 'theft'] },
    reserve: { type: 'integer', title: 'Reserve', minimum: 0, maximum: 500_000 },
    injury: { type: 'boolean', title: 'Injury' },
  },
  required: ['policy-number', 'date-of-loss', 'cause', 'injury'],
}

/** A queue of its own with a form and so many items, and an agent of its own in front of it. */
async function benchWith(queue: string, items: number, agent?: Person): Promise<Page> {
  const definition = { engagementId, queue, title: `Queue ${queue}`, form, replaces: 0 }
  await world.call(people.processOwner, defineQueue, definition)
  for (let number = 1; number <= items; number += 1) {
    world.clock.advance(1)
    await small.receive(`${queue.toUpperCase()}-${number}`, queue)
  }
  const page = await as(agent ?? (await world.member('provider', ['agent'])))
  await goTo(page, small, `/deliver/workbench?queue=${queue}`)
  return page
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const first = (page: Page) => page.getByLabel(/^Policy number/)

/** Fills the form that has the focus in its first field, as fingers would. */
async function typeForm(page: Page, number: number): Promise<void> {
  await page.keyboard.type(`NO-${1_000 + number}`)
  await page.keyboard.press('Tab')
  await page.keyboard.type('03102026')
  // The browser's own calendar is a stop of its own.
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.type('h')
  await page.keyboard.press('Tab')
  await page.keyboard.type('1200')
  await page.keyboard.press('Tab')
  await page.keyboard.type('n')
}

/** How many completions of an item the record has. */
async function completionsOf(reference: string): Promise<number> {
  await world.app.sequencer.drain(engagementId)
  const types: string[] = []
  for (let from = 0; ;) {
    const { rows } = await world.call(people.processOwner, recordEntries, { engagementId, from, limit: 1_000 })
    const subjects = rows.map((row) => row.entry as { type: string; subject: string; body: { reference?: string } })
    types.push(...subjects.map(({ type, subject, body }) => `${type} ${subject} ${body.reference ?? ''}`))
    if (rows.length === 0) break
    from += rows.length
  }
  const subject = types.find((line) => line.endsWith(` ${reference}`))?.split(' ')[1]
  return types.filter((line) => line.startsWith(`work-item-completed ${subject ?? '-'} `)).length
}

test('ten items are worked off by the keyboard alone, and the next one has the focus in its first empty field', async () => {
  const page = await benchWith('ten', 10)
  await page.keyboard.press('n')
  for (let number = 1; number <= 10; number += 1) {
    await heading(page, `TEN-${number}`).waitFor()
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-field') === 'policy-number')
    await typeForm(page, number)
    await page.keyboard.press('Control+Enter')
  }
  await page.getByText('Nothing waits now.').first().waitFor()
  await page.getByText(/10 done today/).waitFor()
  expect(await completionsOf('TEN-1')).toBe(1)
  expect(await completionsOf('TEN-10')).toBe(1)
})

test('what is missing or wrong is said on top and at its field, before anything is sent', async () => {
  const page = await benchWith('wrong', 1)
  await page.keyboard.press('n')
  await heading(page, 'WRONG-1').waitFor()
  await first(page).fill('4711')
  await page.getByLabel('Reserve').fill('-5')
  await page.keyboard.press('Control+Enter')
  const said = page.getByRole('alert')
  await said.getByText('5 fields are not right yet').waitFor()
  expect(await first(page).getAttribute('aria-invalid')).toBe('true')
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-field') === 'policy-number')
  await expectAccessible(page)
  await said.getByRole('button', { name: 'Reserve' }).click()
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-field') === 'reserve')
  await page.getByLabel('Reserve').fill('5')
  await said.getByText('4 fields are not right yet').waitFor()
  expect(await completionsOf('WRONG-1')).toBe(0)
})

test('what was typed survives a reload, the end of the tab, and the end of the session, for its writer alone', async () => {
  const page = await benchWith('lasting', 1, people.agent)
  await page.keyboard.press('n')
  await heading(page, 'LASTING-1').waitFor()
  await first(page).fill('NO-4711')
  await page.getByLabel(/^Cause/).selectOption('hail')
  await page.getByText('Something is missing: ask').click()
  await page.getByLabel('Question').fill('Which plate?')
  await page.reload()
  await heading(page, 'LASTING-1').waitFor()
  expect(await first(page).inputValue()).toBe('NO-4711')
  expect(await page.getByLabel(/^Cause/).inputValue()).toBe('hail')
  const context = page.context()
  const again = await context.newPage()
  await page.close()
  await goTo(again, small, '/deliver/workbench?queue=lasting')
  await heading(again, 'LASTING-1').waitFor()
  expect(await again.getByLabel(/^Cause/).inputValue()).toBe('hail')
  expect(await again.getByLabel('Question').inputValue()).toBe('Which plate?')
  // What is about a person went with the tab.
  expect(await first(again).inputValue()).toBe('')
  await context.clearCookies()
  await again.goto(await small.signInAddress(leader))
  await again.waitForURL((url) => url.pathname !== '/sign-in' && url.pathname !== '/')
  await goTo(again, small, '/deliver/workbench?queue=lasting')
  expect(await again.getByText('Which plate?').count()).toBe(0)
  await context.clearCookies()
  await again.goto(await small.signInAddress(people.agent))
  await again.waitForURL((url) => url.pathname !== '/sign-in' && url.pathname !== '/')
  await goTo(again, small, '/deliver/workbench?queue=lasting')
  await heading(again, 'LASTING-1').waitFor()
  expect(await again.getByLabel('Question').inputValue()).toBe('Which plate?')
  await context.close()
})

test('an impatient second press, and an answer that gets lost, are one completion each', async () => {
  const page = await benchWith('once', 3)
  await page.keyboard.press('n')
  await heading(page, 'ONCE-1').waitFor()
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-field') === 'policy-number')
  await typeForm(page, 1)
  await page.keyboard.press('Control+Enter')
  await page.keyboard.press('Control+Enter')
  await heading(page, 'ONCE-2').waitFor()
  let lost = 0
  await page.route('**/completion', async (route) => {
    lost += 1
    if (lost > 1) return route.continue()
    await route.fetch()
    return route.abort()
  })
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-field') === 'policy-number')
  await typeForm(page, 2)
  await page.keyboard.press('Control+Enter')
  await page.getByText(/It is sent again by itself/).waitFor()
  await heading(page, 'ONCE-3').waitFor()
  await expect.poll(() => lost, { timeout: 8_000 }).toBe(2)
  expect([await completionsOf('ONCE-1'), await completionsOf('ONCE-2'), await completionsOf('ONCE-3')]).toEqual([
    1, 1, 0,
  ])
})

test('a completion is taken back by its key, and comes back with what was typed', async () => {
  const page = await benchWith('undo', 2)
  await page.keyboard.press('n')
  await heading(page, 'UNDO-1').waitFor()
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-field') === 'policy-number')
  await typeForm(page, 1)
  await page.keyboard.press('Control+Enter')
  await heading(page, 'UNDO-2').waitFor()
  await page.getByRole('status').getByText('UNDO-1 is completed.').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('z')
  await heading(page, 'UNDO-1').waitFor()
  expect(await first(page).inputValue()).toBe('NO-1001')
  await page.getByLabel('Reserve').fill('900')
  await page.keyboard.press('Control+Enter')
  await heading(page, 'UNDO-2').waitFor()
  expect(await completionsOf('UNDO-1')).toBe(2)
  await page
    .getByRole('navigation', { name: 'My work' })
    .getByText(/done today/)
    .waitFor()
})

test('an item that somebody else took over while one typed says who has it, and keeps the text', async () => {
  const page = await benchWith('taken', 1)
  await page.keyboard.press('n')
  await heading(page, 'TAKEN-1').waitFor()
  await page.getByLabel('Reserve').fill('1234')
  world.clock.advance(60_000)
  await world.call(leader, expireLeases, { engagementId })
  await world.call(leader, claimNextWorkItem, { engagementId, queue: 'taken' })
  const said = page.getByRole('alert')
  await said.getByText('You do not hold this item any more.').waitFor()
  await said.getByText(/took it over/).waitFor()
  await page.getByText('reserve: 1234').waitFor()
  await page.getByRole('button', { name: /Copy/ }).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('region', { name: 'Kept text' }).waitFor()
})

test('nobody who does not work items is shown a bench', async () => {
  const page = await as(people.processOwner)
  await page.goto(`${small.url}/e/${engagementId}/deliver/workbench`)
  await page.getByRole('note').waitFor()
  const stranger = await open()
  await stranger.goto(`${small.url}/e/${engagementId}/deliver/workbench`)
  await stranger.waitForURL((url) => url.pathname === '/sign-in')
})

test('nothing was written into the console as an error', () => {
  expect(errors.filter((text) => !/ERR_FAILED|status of (403|409)/.test(text))).toEqual([])
})
