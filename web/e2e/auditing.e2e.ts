import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { addMember } from '../../src/kernel/access/commands.ts'
import { addPrincipal, createApiKey } from '../../src/kernel/identity/commands.ts'
import { cosign } from '../../src/kernel/record/format/checkpoint.ts'
import { formatVkey, generateSigningKey } from '../../src/kernel/record/format/keys.ts'
import { recordCheckpoint, registerWitness, submitCosignature } from '../../src/kernel/record/reading/commands.ts'
import type { Person } from '../../src/app/testing.ts'
import { browsing, expectAccessible, goTo } from './support/browsing.ts'
import { smallWorld } from './support/small-world.ts'

const small = await smallWorld()
const { world, engagementId, people } = small
const { as, errors } = await browsing(small)
await coSign()
const page = await as(await auditorOf(world.stranger.organisationId))
const folder = mkdtempSync(join(tmpdir(), 'counterpart-auditing-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Somebody of a third organisation who may look and not touch. */
async function auditorOf(organisationId: string): Promise<Person> {
  const { administrator } = world.stranger
  const principalId = world.id()
  const named = { organisationId, principalId, kind: 'person', name: 'Outside Auditor' } as const
  await world.call(administrator, addPrincipal, named)
  const given = { engagementId, principalId, party: 'neither', roles: ['auditor'] } as const
  await world.call(world.client.administrator, addMember, { ...given, roles: [...given.roles] })
  const made = { principalId, credentialId: world.id(), label: 'audit' }
  const { secret } = await world.call(administrator, createApiKey, made)
  return { principalId, secret }
}

async function coSign(): Promise<void> {
  const { key } = generateSigningKey('client.example/witness', 'cosigner')
  const { administrator } = world.client
  await world.call(administrator, registerWitness, { engagementId, verifierKey: formatVkey(key.verifying) })
  await world.app.sequencer.drain(engagementId)
  const { note } = await world.call(administrator, recordCheckpoint, { engagementId })
  const signed = cosign(note, key, world.clock.now())
  await world.call(people.gateway, submitCosignature, { engagementId, note: signed })
}

test('an auditor begins with the record, and filters it to the story of one work item by keyboard', async () => {
  await goTo(page, small, '/record')
  await page.getByRole('heading', { level: 1, name: 'Record' }).waitFor()
  const list = page.getByRole('table', { name: 'Entries' })
  await list.waitFor()
  await page.getByLabel('Kind of subject').focus()
  await page.keyboard.type('work-item')
  await page.keyboard.press('Tab')
  await vi.waitUntil(() => new URL(page.url()).searchParams.get('kind') === 'work-item')
  const first = list.getByRole('link', { name: /^work-item\/.*: the whole story$/ }).last()
  await first.focus()
  await page.keyboard.press('Enter')
  await page.getByText(/^The whole story of work-item\/.*\./).waitFor()
  await expectAccessible(page)
})

test('an entry opens by its own address, with its proof computed by the browser', async () => {
  const entries = page.getByRole('table', { name: 'Entries' })
  await entries
    .getByRole('link', { name: /^Open entry/ })
    .first()
    .focus()
  await page.keyboard.press('Enter')
  await page.getByText(/It stands in the record/).waitFor()
  const address = page.url()
  const choice = page.getByLabel('In the tree of')
  await choice.selectOption({ label: await optionNamed(/the last of client.example\/witness/) })
  await page.getByText('Witness client.example/witness').waitFor()
  await page.getByText(/It stands in the record/).waitFor()
  await expectAccessible(page)
  const stranger = await as(people.vendorManager)
  await stranger.goto(address)
  await stranger.getByText(/It stands in the record/).waitFor()
  const title = stranger.getByRole('heading', { level: 1 })
  expect(await title.textContent()).toBe(await page.getByRole('heading', { level: 1 }).textContent())
  await stranger.close()
})

async function optionNamed(name: RegExp): Promise<string> {
  const option = page.getByRole('option', { name })
  await option.waitFor({ state: 'attached' })
  return (await option.textContent()) ?? ''
}

test('two checkpoints are chosen, and the browser proves that the later extends the earlier', async () => {
  await goTo(page, small, '/record/checkpoints')
  const list = page.getByRole('table', { name: 'Newest checkpoints' })
  await list
    .getByRole('link', { name: /^Compare .* as earlier$/ })
    .nth(4)
    .press('Enter')
  await list
    .getByRole('link', { name: /^Compare .* as later$/ })
    .first()
    .press('Enter')
  await page.getByText(/begins with exactly the record of/).waitFor()
  await expectAccessible(page)
})

test('“Check it” at the foot of a page opens exactly the checkpoint that it names', async () => {
  const owner = await as(people.processOwner)
  await goTo(owner, small, '/record')
  const foot = owner.getByText(/^Record: .* entries/)
  const entries = /Record: ([\d,]+) entries/.exec((await foot.textContent()) ?? '')?.[1]
  await owner.getByRole('link', { name: 'Check it' }).press('Enter')
  await owner.getByRole('region', { name: `Checkpoint of ${entries} entries` }).waitFor()
  await owner.getByText(/the signature of the log’s key over .* holds/).waitFor()
  await owner.close()
})

test('the hash that is shown is that of the program that is handed out', async () => {
  await goTo(page, small, '/record/check')
  const file = resolve(import.meta.dirname, '../../dist/counterpart-verify.mjs')
  await page.getByText(createHash('sha256').update(readFileSync(file)).digest('hex')).waitFor()
})

test('the bundle is downloaded, verified in the browser, and found out where one byte is another', async () => {
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the bundle' }).press('Enter')
  const good = join(folder, 'good.bundle')
  await (await downloading).saveAs(good)

  await page.getByRole('button', { name: 'Verify the record as it is now' }).press('Enter')
  await page.getByText(/^Valid: the record as it is now/).waitFor({ timeout: 30_000 })
  const computed = page.getByRole('table', { name: 'Statements, computed again' })
  expect(await computed.getByRole('row').count()).toBe(3)
  await vi.waitUntil(async () => (await computed.getByText(/the same bytes/).count()) === 2, { timeout: 10_000 })
  await expectAccessible(page)

  const lines = readFileSync(good, 'utf8').split('\n')
  const at = lines.findIndex((line) => line.includes('"type":"work-item-completed"'))
  lines[at] = (lines[at] ?? '').replace('"outcome":"set-up"', '"outcome":"set-uq"')
  const tampered = join(folder, 'tampered.bundle')
  writeFileSync(tampered, lines.join('\n'))
  await page.getByLabel('Or a bundle that you have').setInputFiles(tampered)
  await page
    .getByText(`Entry ${at - 1}`, { exact: false })
    .first()
    .waitFor({ timeout: 30_000 })
  await page.getByText(/the bytes it was exported with/).waitFor()
  await page.getByRole('link', { name: /as this server shows it/ }).waitFor()
  await page.getByLabel('Or a bundle that you have').setInputFiles(good)
  await page.getByText(/^Valid: good.bundle/).waitFor({ timeout: 30_000 })
}, 120_000)

test('every page of the record passes axe in the dark and fits a page of 320 pixels', async () => {
  const narrow = await as(people.vendorManager, { viewport: { width: 320, height: 700 }, colorScheme: 'dark' })
  const { treeSize } = await world.call(people.vendorManager, recordCheckpoint, { engagementId })
  for (const path of ['', '/entry/7', `/checkpoints?size=${treeSize}&from=3`, '/check']) {
    await goTo(narrow, small, `/record${path}`)
    await narrow.getByRole('navigation', { name: 'Parts of the record' }).waitFor()
    await vi.waitUntil(async () => (await narrow.getByText(/^Waiting for/).count()) === 0, { timeout: 10_000 })
    await expectAccessible(narrow)
    expect([path, await narrow.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 320])
  }
}, 60_000)

test('nothing was written into the console as an error', () => {
  expect(errors).toEqual([])
})
