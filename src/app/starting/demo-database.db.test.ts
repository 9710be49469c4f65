import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connectDatabase } from '../../kernel/database/connect.ts'
import { withDatabase } from '../../kernel/database/session/login.ts'
import { sql } from '../../kernel/database/sql.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { migrate } from '../../kernel/database/migrate.ts'
import { migrationsFolder } from '../../kernel/database/testing.ts'
import { secretsOf } from '../../kernel/secrets.ts'
import { parseInstant } from '../../kernel/time/instant.ts'
import type { Plan } from '../../../simulation/plan.ts'
import { ensureDemo, resetDemo } from './demo-database.ts'
import { demoDatabase } from './demo-parts.ts'
import { databasesOf } from './store.ts'

const server = inject('testPostgres').address
const databases = databasesOf(server)
const address = withDatabase(server, demoDatabase)
const filesFolder = mkdtempSync(join(tmpdir(), 'counterpart-demo-test-'))
const said: string[] = []
const plan: Plan = {
  seed: 3,
  months: ['2026-01', '2026-02'],
  until: parseInstant('2026-02-04T12:00:00.000Z'),
  itemsADay: 1,
  mishaps: [],
}
const log = (line: string) => void said.push(line)
const parts = { server, migrationsFolder, secrets: secretsOf(randomBytes(32)), filesFolder, plan, log }
const timesMade = () => said.filter((line) => line.startsWith('Making')).length

async function inDemo<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  // A database's own grants are not copied from its template: opening it gives them, as every start does.
  await migrate(address, migrationsFolder)
  const database = await connectDatabase(address, { connectionsMax: 1 })
  try {
    return await database.directory(work)
  } finally {
    await database.close()
  }
}

const organisationsInDemo = (work: 'count' | 'add') =>
  inDemo(async (tx) => {
    if (work === 'add') {
      tx.later(sql`insert into organisation (organisation_id, name, country, zone, created_at)
        values (${'0192f0c1-0000-7000-8000-000000000001'}, ${'A visitor'}, ${'NO'}, ${'Europe/Oslo'}, ${1})`)
    }
    return (await tx.query<{ count: number }>(sql`select count(*)::int as count from organisation`))[0]?.count
  })

async function dropAll() {
  for (const name of ['', '_template', '_unfinished']) await databases.drop(`${demoDatabase}${name}`)
}
beforeAll(dropAll)
afterAll(async () => {
  await dropAll()
  rmSync(filesFolder, { recursive: true, force: true })
})

test('the demo is made once; what is done in it stays until a reset, which copies the template', async () => {
  // What a killed start left behind.
  await databases.create(`${demoDatabase}_unfinished`)
  await ensureDemo(parts)
  expect(await databases.has(`${demoDatabase}_unfinished`)).toBe(false)
  expect(timesMade()).toBe(1)
  expect(await organisationsInDemo('add')).toBe(4)
  await ensureDemo(parts)
  expect(await organisationsInDemo('count')).toBe(4)
  mkdirSync(filesFolder, { recursive: true })
  await resetDemo(parts)
  expect(existsSync(filesFolder)).toBe(false)
  expect(await organisationsInDemo('count')).toBe(3)
  expect(timesMade()).toBe(1)
})

test('a fresh copy knows from its template how much its tables hold, so that its first pages are planned well', async () => {
  const known = sql`select relname from pg_class where relname in ('record_entry', 'work_item') and reltuples > 0`
  expect(await inDemo((tx) => tx.query(known))).toHaveLength(2)
})

test('a template of another month or under other keys is made anew', async () => {
  const before = timesMade()
  await resetDemo({ ...parts, secrets: secretsOf(randomBytes(32)) })
  expect(timesMade()).toBe(before + 1)
})
