import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from 'vitest'
import { assemble, type App } from '../../app/assemble.ts'
import { testWorld } from '../../app/testing.ts'
import { sql } from '../../kernel/database/sql.ts'
import { uploadFile } from '../../kernel/files/commands.ts'
import { sha256, toHex, utf8Bytes } from '../../kernel/record/format/digest.ts'
import { monotonicMillis } from '../../kernel/time/clock.ts'
import { historyImport, startImport } from './commands.ts'
import type { ImportingTask } from './importing.testing.ts'
import type { HistoryImport } from './model.ts'

const world = await testWorld()
const { call, engagementId, id } = world
const engineer = await world.member('provider', ['engineer'])
// Imports are done by the processes that each test starts, not by the world's own.
await world.app.waker.stop()

async function start(prefix: string, caseCount: number): Promise<string> {
  const steps = ['received', 'checked', 'completed']
  const lines = Array.from({ length: caseCount }, (_, n) =>
    steps.map((step, hour) => `${prefix}${n},${step},2026-01-05T0${hour}:00:00Z\n`).join(''),
  )
  const bytes = utf8Bytes(`case,activity,timestamp\n${lines.join('')}`)
  const [fileId, importId] = [id(), id()]
  const file = { engagementId, fileId, name: 'log.csv', sha256: toHex(sha256(bytes)), mediaType: 'text/csv' }
  await call(engineer, uploadFile, file, {
    bytes: (async function* () {
      yield bytes
    })(),
  })
  const mapping = { classifier: 'activity' as const, events: {}, unmapped: 'keep' as const }
  await call(engineer, startImport, { engagementId, importId, fileId, mapping, queue: 'claims' })
  return importId
}

const look = (importId: string) => call(engineer, historyImport, { engagementId, importId })

async function until(importId: string, holds: (found: HistoryImport) => boolean): Promise<HistoryImport> {
  for (;;) {
    const found = await look(importId)
    if (holds(found)) return found
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function anotherProcess(): App {
  const failed = (error: unknown): never => {
    throw error
  }
  return assemble({ ...world, failed })
}

/** Work items whose entries, events and version do not agree. */
async function disagreeing(prefix: string): Promise<number> {
  await world.app.sequencer.drain(engagementId)
  return world.database.read(engagementId, async (tx) => {
    const rows = await tx.query<{ items: number }>(sql`
      select count(*)::int as items from work_item w
      where w.engagement_id = ${engagementId} and w.reference like ${`${prefix}%`} and (
        w.version <> 3 or w.state <> 'completed'
        or w.version <> (select count(*) from work_item_event e
          where e.engagement_id = w.engagement_id and e.work_item_id = w.work_item_id)
        or w.version <> (select count(*) from record_entry r join record_leaf l on l.engagement_id = r.engagement_id
          and l.actor_id = r.actor_id and l.entry_id = r.entry_id
          where r.engagement_id = w.engagement_id and r.subject = 'work-item/' || w.work_item_id))`)
    return rows[0]?.items ?? -1
  })
}

test('an import whose process is killed goes on in another process, where the last step ended, and loses nothing', async () => {
  const importId = await start('K', 3_000)
  const { address } = world.database
  const task: ImportingTask = { address, filesFolder: world.filesFolder, now: world.clock.now() }
  const program = path.join(import.meta.dirname, 'importing.testing.ts')
  const child = spawn(process.execPath, [program, JSON.stringify(task)], { stdio: 'inherit' })
  await until(importId, (found) => found.progress.eventsRead >= 2_000)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const killed = await look(importId)
  expect(killed.state).toBe('running')
  expect(killed.progress.eventsRead).toBeLessThan(9_000)

  const second = anotherProcess()
  await new Promise((resolve) => setTimeout(resolve, 600))
  // The lease of the dead process holds for a while; nobody takes the import from a living one.
  expect((await look(importId)).progress).toEqual(killed.progress)
  world.clock.advance(16_000)
  const found = await until(importId, (one) => one.state !== 'running')
  await second.stop()
  expect(found).toMatchObject({
    state: 'completed',
    progress: { recorded: 9_000, items: 3_000, known: 0, rejected: 0 },
  })
  expect(await disagreeing('K')).toBe(0)
}, 60_000)

test('a process that ends in an orderly way gives its import up at once, and the next one goes on', async () => {
  const first = anotherProcess()
  const importId = await start('O', 4_000)
  await until(importId, (found) => found.progress.eventsRead > 0)
  const began = monotonicMillis()
  await first.stop()
  expect(monotonicMillis() - began).toBeLessThan(3_000)
  const left = await look(importId)
  expect(left.state).toBe('running')
  expect(left.progress.eventsRead).toBeLessThan(12_000)

  const second = anotherProcess()
  const found = await until(importId, (one) => one.state !== 'running')
  await second.stop()
  expect(found).toMatchObject({
    state: 'completed',
    progress: { recorded: 12_000, items: 4_000, known: 0, rejected: 0 },
  })
  expect(await disagreeing('O')).toBe(0)
}, 60_000)
