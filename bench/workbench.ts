// From Ctrl Enter to the next item that can be typed into: the real server, a real Chromium, the keyboard alone.
// Needs the pages in dist/web (node scripts/build.mjs). Run: node bench/workbench.ts [items]
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { openDesk } from '../journeys/support/desk.ts'
import { startProduct } from '../journeys/support/product.ts'
import { defineQueue } from '../src/deliver/queues/commands.ts'
import { receiveWorkItem } from '../src/deliver/work-items/commands.ts'
import { call } from '../src/kernel/client/call.ts'
import { createSignInLink } from '../src/kernel/identity/commands.ts'
import { monotonicMillis } from '../src/kernel/time/clock.ts'

const items = Number(process.argv[2] ?? 10)
const queue = 'claims'
const form = {
  type: 'object',
  properties: {
    cause: { type: 'string', title: 'Cause', enum: ['collision', 'hail', 'theft'] },
    place: { type: 'string', title: 'Place', maxLength: 100 },
    reserve: { type: 'integer', title: 'Reserve', minimum: 0 },
  },
  required: ['cause', 'place'],
}

const folder = mkdtempSync(join(tmpdir(), 'counterpart-bench-'))
const product = await startProduct({ dataFolder: folder })
const { url } = product
const desk = await openDesk(url, product.operator, 1)
const { engagementId } = desk
const definition = { engagementId, queue, title: 'Claims', form, replaces: 0 }
await call({ url, secret: desk.owner.secret }, defineQueue, definition)
// A warm-up of three items, which nobody times.
for (let number = 1; number <= items + 3; number += 1) {
  const input = { engagementId, workItemId: randomUUID(), reference: `CLM-${number}`, queue }
  await call({ url, secret: desk.gateway.secret }, receiveWorkItem, input)
}

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
})
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
const asked = { principalId: desk.agents[0]?.principalId ?? '', credentialId: randomUUID() }
const link = await call({ url, secret: product.operator }, createSignInLink, asked)
await page.goto(`${url}/sign-in#${link.secret}`)
await page.waitForURL((at) => at.pathname !== '/sign-in' && at.pathname !== '/')
await page.goto(`${url}/e/${engagementId}/deliver/workbench`)
await page.getByRole('button', { name: /Claim the next item/ }).waitFor()
await page.keyboard.press('n')
await nextFocused(page, '')

const millis: number[] = []
for (let number = 1; number < items + 3; number += 1) {
  await page.keyboard.type('h')
  await page.keyboard.press('Tab')
  await page.keyboard.type('E18 at Sandvika')
  await page.keyboard.press('Tab')
  await page.keyboard.type('38000')
  const before = await page.getByRole('heading', { level: 1 }).textContent()
  const begun = monotonicMillis()
  await page.keyboard.press('Control+Enter')
  await nextFocused(page, before ?? '')
  if (number > 2) millis.push(monotonicMillis() - begun)
}
await browser.close()
await product.stop()
rmSync(folder, { recursive: true, force: true })

millis.sort((a, b) => a - b)
const share = (of: number) => (millis[Math.ceil(millis.length * of) - 1] ?? 0).toFixed(0)
console.log(`Ctrl Enter to the next item, ${millis.length} items    p50 ${share(0.5)} ms   p95 ${share(0.95)} ms`)

/** Until another item than before has the focus in its first empty field. */
async function nextFocused(shown: Page, before: string): Promise<void> {
  if (before !== '') await shown.getByRole('heading', { name: before, exact: true }).waitFor({ state: 'detached' })
  await shown.locator('[data-field=cause]:focus').waitFor()
}
