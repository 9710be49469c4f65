/** The replay proof: an engagement lived twice, and one settled from its record alone, has the same figures. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import { afterAll, expect, test } from 'vitest'
import { assemble } from '../src/app/assemble.ts'
import { agreedTerms } from '../src/contract/agreements/commands.ts'
import { exportBundle } from '../src/govern/exports/commands.ts'
import { invoiceFile } from '../src/govern/invoices/commands.ts'
import { statement, statementFile, statements } from '../src/govern/statements/commands.ts'
import type { Declaration } from '../src/kernel/command.ts'
import { testDatabase } from '../src/kernel/database/testing.ts'
import { encodeCanonical } from '../src/kernel/record/format/canonical.ts'
import { concat, sha256, toHex, utf8Text } from '../src/kernel/record/format/digest.ts'
import type { Entry } from '../src/kernel/record/format/entry.ts'
import { recordEntries } from '../src/kernel/record/reading/commands.ts'
import { secretsOf } from '../src/kernel/secrets.ts'
import { parseInstant } from '../src/kernel/time/instant.ts'
import { historyFromEntries } from '../src/terms/history.ts'
import { parseTerms } from '../src/terms/model.ts'
import { settle } from '../src/terms/settle.ts'
import { verifyBundle } from '../verifier/checks/verifying.ts'
import { makeDemo } from './demo.ts'
import { actingAs, engagementIdOf, type Calls } from './founding.ts'
import type { Plan } from './plan.ts'
import { differences, recompute, takeAway } from './replaying.ts'

/** Two whole months with the spring change of the clocks in the second, which waits for the client's approval. */
const plan: Plan = {
  seed: 7,
  months: ['2026-02', '2026-03', '2026-04'],
  until: parseInstant('2026-04-09T12:00:00.000Z'),
  itemsADay: 2.4,
  mishaps: [{ month: 1, day: 10, days: 2, kind: 'desk-closed' }],
}
const engagementId = engagementIdOf(plan.seed)
const filesFolder = mkdtempSync(join(tmpdir(), 'counterpart-replay-'))
afterAll(() => rmSync(filesFolder, { recursive: true, force: true }))

/** Lives the plan in a database of its own, under keys of its own, and gives a way to ask about it. */
async function lived(calls: Calls) {
  const database = await testDatabase()
  const secrets = secretsOf(randomBytes(32))
  const made = await makeDemo({ database, secrets, plan, calls })
  const failed = (error: unknown) => {
    throw error
  }
  const app = assemble({ database, secrets, clock: { now: () => plan.until }, filesFolder, failed })
  afterAll(() => app.stop())
  const ask = async <I extends z.ZodObject, O extends z.ZodType>(declaration: Declaration<I, O>, input: z.input<I>) =>
    (await app.door.execute(declaration, { credential: actingAs(plan, 'finance'), input })).output as z.output<O>
  return { made, ask }
}

type Lived = Awaited<ReturnType<typeof lived>>

const [first, second] = [await lived('acting'), await lived('with-keys')]

async function entriesOf({ ask }: Lived): Promise<Entry[]> {
  const entries: Entry[] = []
  for (;;) {
    const { rows } = await ask(recordEntries, { engagementId, from: entries.length, limit: 1_000 })
    if (rows.length === 0) return entries
    entries.push(...rows.map((row) => row.entry as Entry))
  }
}

async function bytesOf(answer: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  if (answer instanceof Uint8Array) return answer
  const chunks: Uint8Array[] = []
  for await (const chunk of answer) chunks.push(chunk)
  return concat(...chunks)
}

/** What each life draws from true chance, by the type of entry: the salts of commitments, and keys. */
const ownOfALife: Readonly<Record<string, readonly string[]>> = {
  'engagement-opened': ['logKey'],
  'agreement-drafted': ['commitment'],
  'work-item-received': ['personal'],
  'work-item-asked': ['question'],
  'work-item-answered': ['answer'],
}

function withoutChance(entry: Entry): unknown {
  const names = ownOfALife[entry.type] ?? []
  const body = Object.fromEntries(Object.entries(entry.body).filter(([name]) => !names.includes(name)))
  return { ...entry, body }
}

test('the same plan lives the same life: every entry is the same but for salts and keys', async () => {
  expect(first.made.items).toBeGreaterThan(120)
  expect(second.made).toMatchObject({ items: first.made.items, treeSize: first.made.treeSize })
  const [one, other] = [await entriesOf(first), await entriesOf(second)]
  expect(one).toHaveLength(first.made.treeSize)
  expect(other.map(withoutChance)).toEqual(one.map(withoutChance))
})

test('both lives have statements and invoices of the same bytes', async () => {
  const { rows } = await first.ask(statements, { engagementId })
  expect(rows.map(({ month, state }) => [month, state])).toEqual([
    ['2026-04', 'open'],
    ['2026-03', 'drafted'],
    ['2026-02', 'agreed'],
  ])
  for (const month of plan.months) {
    const texts = await Promise.all([first, second].map(({ ask }) => ask(statementFile, { engagementId, month })))
    const [one, other] = await Promise.all(texts.map(async ({ bytes }) => utf8Text(await bytesOf(bytes))))
    expect(other).toBe(one)
  }
  const invoices = [first, second].map(({ ask }) => ask(invoiceFile, { engagementId, month: '2026-02' }))
  const [one, other] = await Promise.all(invoices.map(async (answer) => utf8Text(await bytesOf((await answer).bytes))))
  expect(other).toBe(one)
})

test('a statement settled from the entries alone is the one that was drafted from the tables', async () => {
  const entries = await entriesOf(second)
  for (const month of plan.months.slice(0, 2)) {
    const shown = await second.ask(statement, { engagementId, month })
    const { terms, termsHash } = await second.ask(agreedTerms, { engagementId, at: `${month}-01` })
    const before = entries.slice(0, shown.treeSize).map((entry, index) => ({ index, entry }))
    const sha256Hex = (bytes: Uint8Array) => toHex(sha256(bytes))
    const context = { engagement: engagementId, termsHash, treeSize: shown.treeSize, sha256Hex }
    const settled = settle(parseTerms(terms), historyFromEntries(before), { month }, context)
    expect(sha256Hex(encodeCanonical(settled.statement))).toBe(shown.statementHash)
  }
})

test('the record of a life verifies offline, statements and invoices with it', async () => {
  const bundle = await bytesOf(await second.ask(exportBundle, { engagementId }))
  const { header, papers } = verifyBundle([bundle], { checkpoints: [], receipts: [], keys: [] })
  expect(header.entries).toBe(second.made.treeSize)
  expect(papers).toMatchObject({ agreementsSignedByBoth: 1, invoicesReproduced: 1 })
  expect(papers.statements.map(({ month, agreed }) => [month, agreed])).toEqual([
    ['2026-02', true],
    ['2026-03', false],
  ])
})

test('another process, which has the bundle and nothing else, settles each month to the same figures', async () => {
  const path = join(filesFolder, 'replay.bundle')
  await takeAway(second.ask, engagementId, path)
  const recomputed = await recompute(path)
  expect(recomputed.entries).toBe(second.made.treeSize)
  expect(recomputed.papers.statements).toHaveLength(2)
  expect(await differences(second.ask, engagementId, recomputed)).toEqual([])
  expect(await differences(first.ask, engagementId, recomputed)).toEqual([])
})

test('a bundle in which one number was raised is found out by that process', async () => {
  const path = join(filesFolder, 'raised.bundle')
  const text = utf8Text(await bytesOf(await second.ask(exportBundle, { engagementId })))
  writeFileSync(
    path,
    text.replace(/"netMinor":(\d)/, (_whole, digit: string) => `"netMinor":${(Number(digit) % 9) + 1}`),
  )
  await expect(recompute(path)).rejects.toThrow('"valid":false')
})
