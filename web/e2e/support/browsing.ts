/** One browser for a test file, and the people who look through it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type BrowserContextOptions, type Page } from 'playwright-core'
import type { AxeResults } from 'axe-core'
import { afterAll, expect } from 'vitest'
import type { Person } from '../../../src/app/testing.ts'
import type { SmallWorld } from './small-world.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A browser whose pages must not write a single error into their console. */
export async function browsing(small: Pick<SmallWorld, 'signInAddress'>) {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  })
  const errors: string[] = []
  afterAll(() => browser.close())
  const open = async (options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...options })
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(error.message))
    return page
  }
  const as = async (person: Person, options: BrowserContextOptions = {}) => {
    const page = await open(options)
    await page.goto(await small.signInAddress(person))
    await page.waitForURL((url) => url.pathname !== '/sign-in' && url.pathname !== '/')
    return page
  }
  return { open, as, errors }
}

type Served = Pick<SmallWorld, 'url' | 'engagementId'>

/** Goes to a page of the engagement and waits until it has its title. */
export async function goTo(page: Page, small: Served, path: string): Promise<void> {
  await page.goto(`${small.url}/e/${small.engagementId}${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
}

/** Holds the page, as it is now, against the rules of axe; nothing serious may be found. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  )
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`)).toEqual([])
}
