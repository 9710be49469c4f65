// The proof by replay: lives an engagement of another seed by real commands, takes its record away, and has another
// process settle it again from the bundle alone. Prints entries a second for each part; differs nothing, or fails.
// Run: node bench/replay.ts [seed] [months] [items a day]
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { assemble } from '../src/app/assemble.ts'
import { openDatabase } from '../src/kernel/database/open.ts'
import { secretsOf } from '../src/kernel/secrets.ts'
import { monotonicMillis } from '../src/kernel/time/clock.ts'
import { parseInstant } from '../src/kernel/time/instant.ts'
import { makeDemo } from '../simulation/demo.ts'
import { actingAs, engagementIdOf } from '../simulation/founding.ts'
import { monthsUntil, type Plan } from '../simulation/plan.ts'
import { differences, recompute, takeAway, type Ask } from '../simulation/replaying.ts'

const [seed = 7, months = 4, itemsADay = 13.8] = process.argv.slice(2).map(Number)
const until = parseInstant('2026-11-20T12:00:00.000Z')
const mishaps = [{ month: 1, day: 10, days: 2, kind: 'desk-closed' }] as const
const plan: Plan = { seed, months: monthsUntil(until, months), until, itemsADay, mishaps }
const engagementId = engagementIdOf(seed)

const folder = mkdtempSync(join(tmpdir(), 'counterpart-bench-'))
const migrationsFolder = resolve(import.meta.dirname, '../migrations')
const { database, close } = await openDatabase({ dataFolder: folder, migrationsFolder })
const secrets = secretsOf(randomBytes(32))

const perSecond = (entries: number, millis: number) => Math.round((entries / millis) * 1_000).toLocaleString('en')
async function timed<Result>(work: () => Promise<Result>): Promise<[Result, number]> {
  const begun = monotonicMillis()
  return [await work(), monotonicMillis() - begun]
}

try {
  const [{ treeSize, items }, livedMillis] = await timed(() => makeDemo({ database, secrets, plan }))
  console.log(`lived: ${items} work items, ${treeSize} entries, ${perSecond(treeSize, livedMillis)} entries/s`)
  const failed = (error: unknown) => console.error(error)
  const app = assemble({ database, secrets, clock: { now: () => until }, filesFolder: folder, failed })
  const ask: Ask = async (declaration, input) =>
    (await app.door.execute(declaration, { credential: actingAs(plan, 'finance'), input })).output as never
  const bundle = join(folder, 'replay.bundle')
  const [, takenMillis] = await timed(() => takeAway(ask, engagementId, bundle))
  const mebibytes = (statSync(bundle).size / 1_048_576).toFixed(1)
  console.log(`taken away: ${mebibytes} MiB, ${perSecond(treeSize, takenMillis)} entries/s`)
  const [recomputed, millis] = await timed(() => recompute(bundle))
  console.log(`verified and settled again by another process: ${perSecond(treeSize, millis)} entries/s`)
  const differing = await differences(ask, engagementId, recomputed)
  await app.stop()
  if (differing.length > 0) throw new Error(`These months differ: ${JSON.stringify(differing)}`)
  const { statements, invoicesReproduced } = recomputed.papers
  console.log(`equal: ${statements.length} statements and ${invoicesReproduced} invoices, to the byte`)
} finally {
  await close()
  rmSync(folder, { recursive: true, force: true })
}
