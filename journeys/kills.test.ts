/** What an acknowledged command is worth when processes die: the promise behind every answer the product gives. */
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { call } from '../src/kernel/client/call.ts'
import { parseVkey } from '../src/kernel/record/format/keys.ts'
import { verifyReceipt } from '../src/kernel/record/format/receipt.ts'
import { workItems } from '../src/deliver/work-items/commands.ts'
import { workUntil } from './support/clerks.ts'
import { openDesk, type Desk } from './support/desk.ts'
import { Ledger, type Noted } from './support/ledger.ts'
import { postmasterOf, startProduct, type Product, type ProductOptions } from './support/product.ts'
import { readWholeRecord, type ReadEntry } from './support/record.ts'

// The product manages its own release here; running this again beside another server would prove nothing new.
const isOtherServer =
  process.env['TEST_DATABASE_URL'] !== undefined || (process.env['COUNTERPART_TEST_POSTGRES'] ?? '18') !== '18'
const killsOfEach = 20
const clerkCount = 12
const answersBetweenKills = 12
const pauseMillisMax = 250

test.skipIf(isOtherServer)(
  'no acknowledged command is lost or doubled when the app and Postgres are killed under load',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'counterpart-kills-'))
    const options = { dataFolder: join(folder, 'data'), settings: { NODE_COMPILE_CACHE: join(folder, 'compiled') } }
    // A killed process leaves no compiled code behind, so one that ends in peace does it for all starts that follow.
    await (await startProduct(options)).stop()
    const running: { product: Product } = { product: await startProduct(options) }
    onTestFinished(async () => {
      await running.product.stop()
      rmSync(folder, { recursive: true, force: true })
    })
    const desk = await openDesk(running.product.url, running.product.operator, clerkCount)
    const ledger = new Ledger(() => running.product.url)
    let stopped = false
    const work = Promise.all(desk.agents.map((agent) => workUntil(() => stopped, ledger, desk, agent, 'claims')))
    const kills = await Promise.race([
      killAtRandom(options, running, ledger),
      work.then(() => ({ app: 0, postgres: 0 })),
    ])
    stopped = true
    await work
    const { figures, wrong } = await compare(ledger, desk, running.product.url)
    console.log('kills', JSON.stringify({ ...kills, ...figures }))
    expect(wrong).toEqual([])
    expect(figures).toMatchObject({ lost: 0, doubled: 0 })
    expect(kills).toEqual({ app: killsOfEach, postgres: killsOfEach })
    expect(figures.inDoubt).toBeGreaterThan(0)
  },
  240_000,
)

/** Kills now the one, now the other, each time with work under way again. */
async function killAtRandom(options: ProductOptions, running: { product: Product }, ledger: Ledger) {
  const done = { app: 0, postgres: 0 }
  while (done.app < killsOfEach || done.postgres < killsOfEach) {
    await answersOf(ledger, answersBetweenKills)
    await pause(randomInt(pauseMillisMax))
    const isAppNext = done.postgres === killsOfEach || (done.app < killsOfEach && randomInt(2) === 0)
    if (isAppNext) {
      await running.product.kill()
      running.product = await startProduct(options)
      done.app += 1
    } else {
      const postmaster = postmasterOf(options.dataFolder)
      if (postmaster === undefined) throw new Error('Postgres answered and left no note of its process number.')
      process.kill(postmaster, 'SIGKILL')
      done.postgres += 1
    }
  }
  await answersOf(ledger, answersBetweenKills)
  return done
}

const answersMillisMax = 30_000
const pollMillis = 5

async function answersOf(ledger: Ledger, more: number): Promise<void> {
  const goal = ledger.answeredCount + more
  for (let waited = 0; ledger.answeredCount < goal; waited += pollMillis) {
    if (waited > answersMillisMax) throw new Error(`No ${more} commands were answered within ${answersMillisMax} ms.`)
    await pause(pollMillis)
  }
}

/** Holds what the callers were told against what the record and the tables say. */
async function compare(ledger: Ledger, desk: Desk, url: string) {
  const connection = { url, secret: desk.gateway.secret }
  const answered = ledger.commands.filter((one) => one.answer !== undefined)
  const entries = await readWholeRecord(connection, desk.engagementId, desk.logKey, answered.length)
  const found = Map.groupBy(entries, ({ entry }) => `${entry.actor.id} ${entry.id}`)
  const foundOf = (one: Noted) => found.get(`${one.actorId} ${one.key}`) ?? []
  const wrong = [
    ...ledger.bugs,
    ...answered.flatMap((one) => contradictions(one, foundOf(one), desk)),
    ...ledger.commands.filter((one) => one.answer === undefined && foundOf(one).length > 0).map(describe),
    ...(await staleStates(entries, connection, desk)),
  ]
  const inDoubt = ledger.commands.filter((one) => one.sends > 1)
  const figures = {
    acknowledged: answered.length,
    refused: ledger.commands.filter((one) => one.refused !== undefined).length,
    inDoubt: inDoubt.length,
    inDoubtThatStood: inDoubt.filter((one) => one.answer?.replayed).length,
    lost: answered.filter((one) => foundOf(one).length === 0).length,
    doubled: answered.filter((one) => foundOf(one).length > 1).length + doubledMoves(entries),
  }
  return { figures, wrong }
}

/** What an answer said that its entry does not: version, leaf hash of the receipt. */
function contradictions(one: Noted, found: readonly ReadEntry[], desk: Desk): string[] {
  const [read] = found
  if (read === undefined || one.answer === undefined) return [`not in the record: ${describe(one)}`]
  const output = one.answer.output as { version?: number; workItemId?: string; item?: typeof output }
  const moved = output.item ?? output
  const says = `${moved.workItemId} ${moved.version}`
  const stands = `${read.entry.subject.replace('work-item/', '')} ${read.entry.subjectVersion}`
  const promised = one.answer.receipts.map((line) => verifyReceipt(Buffer.from(line), parseVkey(desk.logKey)).leafHash)
  const holds = says === stands && promised.length === 1 && promised[0] === read.leafHash
  return holds ? [] : [`answered ${says}, recorded ${stands}: ${describe(one)}`]
}

/** Every item was received once, claimed once and completed once, whatever was killed in between. */
function doubledMoves(entries: readonly ReadEntry[]): number {
  const moves = Map.groupBy(entries, ({ entry }) => `${entry.subject} ${entry.type}`)
  return [...moves].filter(
    ([name, of]) => /^work-item\/\S+ work-item-(received|completed)$/.test(name) && of.length > 1,
  ).length
}

const stateAfter: Readonly<Record<string, string>> = {
  'work-item-received': 'open',
  'work-item-claimed': 'held',
  'work-item-lease-expired': 'open',
  'work-item-completed': 'completed',
}

/** Items whose row says otherwise than the last entry about them. */
async function staleStates(entries: readonly ReadEntry[], connection: { url: string; secret: string }, desk: Desk) {
  const last = new Map(entries.map(({ entry }) => [entry.subject, entry]))
  const wrong: string[] = []
  let count = 0
  for (let cursor: string | null | undefined; cursor !== null;) {
    const input = { engagementId: desk.engagementId, limit: 200, ...(cursor === undefined ? {} : { cursor }) }
    const page: { rows: { workItemId: string; state: string; version: number }[]; nextCursor: string | null } =
      await call(connection, workItems, input)
    for (const row of page.rows) {
      const entry = last.get(`work-item/${row.workItemId}`)
      const holds = entry?.subjectVersion === row.version && stateAfter[entry.type] === row.state
      if (!holds)
        wrong.push(`${row.workItemId} is ${row.state} in version ${row.version}, its last entry ${entry?.type}`)
    }
    count += page.rows.length
    cursor = page.nextCursor
  }
  const recorded = [...last.keys()].filter((subject) => subject.startsWith('work-item/')).length
  return count === recorded ? wrong : [...wrong, `${count} items stand in the table, ${recorded} in the record`]
}

function describe(one: Noted): string {
  return `${one.command} ${one.key}, sent ${one.sends} times, ${one.refused ?? 'answered'}`
}
