import { rmSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { connectDatabase } from '../../kernel/database/connect.ts'
import { migrate, readMigrations } from '../../kernel/database/migrate.ts'
import { withDatabase } from '../../kernel/database/session/login.ts'
import { monotonicMillis } from '../../kernel/time/clock.ts'
import { makeDemo } from '../../../simulation/demo.ts'
import { demoDatabase, type DemoParts } from './demo-parts.ts'
import { databasesOf, type Databases } from './store.ts'

const template = 'counterpart_demo_template'
const unfinished = 'counterpart_demo_unfinished'

/**
 * Sees to it that there is a demo database; one that is there stays, whatever its age. The demo is lived through once
 * and kept as a template, of which each fresh demo is a copy.
 */
export async function ensureDemo(parts: DemoParts): Promise<void> {
  const databases = databasesOf(parts.server)
  if (!(await databases.has(demoDatabase))) await copyTemplate(databases, parts)
}

/** Throws away what was done in the demo, and makes it anew; its months end in the present one again. */
export async function resetDemo(parts: DemoParts): Promise<void> {
  const databases = databasesOf(parts.server)
  await databases.drop(demoDatabase)
  rmSync(parts.filesFolder, { recursive: true, force: true })
  await copyTemplate(databases, parts)
}

/**
 * What a template follows from: the tables, the months, and the keys under which its log is signed. Where one of them
 * is another now, the template is of no use.
 */
async function fingerprintOf({ migrationsFolder, secrets, plan }: DemoParts): Promise<string> {
  const migrations = await readMigrations(migrationsFolder)
  const hash = createHash('sha256').update(secrets.derive('demo template'))
  for (const { sha256 } of migrations) hash.update(sha256)
  return `${plan.months.at(-1)} ${hash.digest('hex').slice(0, 32)}`
}

async function copyTemplate(databases: Databases, parts: DemoParts): Promise<void> {
  const fingerprint = await fingerprintOf(parts)
  const isFit = (await databases.has(template)) && (await databases.remarkOn(template)) === fingerprint
  if (!isFit) await makeTemplate(databases, parts, fingerprint)
  await databases.create(demoDatabase, template)
}

/** Made under another name first: whatever interrupts it, there is no half-made template. */
async function makeTemplate(databases: Databases, parts: DemoParts, fingerprint: string): Promise<void> {
  await databases.drop(unfinished)
  await databases.drop(template)
  await databases.create(unfinished)
  await databases.waitForDisk(unfinished, false)
  await liveThrough(parts)
  await databases.analyse(unfinished)
  await databases.waitForDisk(unfinished, true)
  await databases.remark(unfinished, fingerprint)
  await databases.rename(unfinished, template)
}

async function liveThrough({ server, migrationsFolder, secrets, plan, log }: DemoParts): Promise<void> {
  const begun = monotonicMillis()
  const seconds = () => `${((monotonicMillis() - begun) / 1_000).toFixed(1)} s`
  log(`Making the demo engagement: it lives through ${plan.months.length} months by real commands, once.`)
  const address = withDatabase(server, unfinished)
  await migrate(address, migrationsFolder)
  const database = await connectDatabase(address)
  try {
    const made = await makeDemo({
      database,
      secrets,
      plan,
      told: ({ month, items, commands, entries }) => {
        const counts = `${count(items)} work items${count(commands)} commands${count(entries)} record entries`
        log(`  ${month} ${counts}  ${seconds()}`)
      },
    })
    log(`Made ${made.items} work items in ${seconds()}: ${made.treeSize} entries stand in their record.`)
  } finally {
    await database.close()
  }
}

function count(number: number): string {
  return number.toLocaleString('en').padStart(8)
}
