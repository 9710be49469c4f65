import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { connectDatabase } from './connect.ts'
import type { Database } from './connect.ts'
import { startManagedPostgres } from './managed.ts'
import type { ManagedOptions, ManagedPostgres } from './managed.ts'
import { packagedPostgres } from './managed/binaries.ts'
import { DataFolderInUseError } from './managed/ownership.ts'
import { migrate } from './migrate.ts'
import { sql } from './sql.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** A private folder, as `mktemp -d` makes it: where the tests run as root, Postgres cannot enter it by its path. */
function privateFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'counterpart-managed-'))
  ends.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function start(dataFolder: string, more: Partial<ManagedOptions> = {}): Promise<ManagedPostgres> {
  const managed = await startManagedPostgres({ dataFolder, ...more })
  ends.push(() => managed.stop())
  return managed
}

async function open(managed: ManagedPostgres): Promise<Database> {
  const migrations = privateFolder()
  writeFileSync(path.join(migrations, '0001-kept.sql'), 'create table kept (id int primary key);')
  await migrate(managed.address, migrations)
  const database = await connectDatabase(managed.address, { connectionsMax: 4 })
  ends.push(() => database.close())
  return database
}

const keep = (database: Database, id: number): Promise<unknown> =>
  database.directory((tx) => tx.query(sql`insert into kept values (${id})`))
const kept = async (database: Database): Promise<number[]> => {
  const rows = await database.read(null, (tx) => tx.query<{ id: number }>(sql`select id from kept order by id`))
  return rows.map(({ id }) => id)
}

/** Another process that owns the data folder, as the application would. */
async function otherOwner(dataFolder: string): Promise<{ owner: ChildProcess; postgres: number }> {
  const options = JSON.stringify({ dataFolder })
  const text = `
    import { startManagedPostgres } from ${JSON.stringify(path.join(import.meta.dirname, 'managed.ts'))}
    const managed = await startManagedPostgres(${options})
    for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => managed.stop().then(() => process.exit(0)))
    console.log('postgres ' + managed.processId())
    setInterval(() => {}, 1000)`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['ignore', 'pipe', 'inherit'] })
  ends.push(() => owner.kill('SIGKILL'))
  const [said] = (await once(owner.stdout ?? owner, 'data')) as [Buffer]
  return { owner, postgres: Number(/postgres (\d+)/.exec(String(said))?.[1]) }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A process that has ended stays in the table until its parent asks for it.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !holds(); tries += 1) await sleep(20)
  expect(holds()).toBe(true)
}

test('what was kept is there after a stop and a second start, which is quick', async () => {
  const folder = privateFolder()
  const first = await start(folder)
  await keep(await open(first), 1)
  await ends.pop()?.()
  await first.stop()
  const begun = process.hrtime.bigint()
  const second = await start(folder)
  expect(Number((process.hrtime.bigint() - begun) / 1_000_000n)).toBeLessThan(3_000)
  expect(await kept(await open(second))).toEqual([1])
})

test('a deep data folder and names with spaces do no harm', async () => {
  const deep = path.join(privateFolder(), 'a folder with spaces', 'x'.repeat(100), 'y'.repeat(100))
  const managed = await start(deep)
  await keep(await open(managed), 1)
})

test('nothing listens on the network, and data, log and socket are closed to others', async () => {
  const folder = privateFolder()
  const managed = await start(folder)
  const database = await open(managed)
  const answer = await database.directory((tx) =>
    tx.query(sql`select name, setting from pg_settings
      where name in ('listen_addresses', 'fsync', 'synchronous_commit', 'server_encoding', 'data_checksums')
      order by 1`),
  )
  expect(answer).toEqual([
    { name: 'data_checksums', setting: 'on' },
    { name: 'fsync', setting: 'on' },
    { name: 'listen_addresses', setting: '' },
    { name: 'server_encoding', setting: 'UTF8' },
    { name: 'synchronous_commit', setting: 'on' },
  ])
  if (managed.address.kind !== 'socket') throw new Error('a managed Postgres listens on a socket')
  for (const place of [path.join(folder, 'postgres'), path.join(folder, 'postgres.log'), managed.address.folder]) {
    expect(statSync(place).mode & 0o077).toBe(0)
  }
})

test('values of rows do not reach the log', async () => {
  const folder = privateFolder()
  const database = await open(await start(folder))
  const secret = 'Erika-Mustermann'
  for (const statement of [sql`select ${secret}::int4`, sql`insert into kept values (1), (1)`, sql`syntax ${secret}`]) {
    await expect(database.directory((tx) => tx.query(statement))).rejects.toThrow()
  }
  const log = readFileSync(path.join(folder, 'postgres.log'), 'utf8')
  expect(log).toContain('ready to accept connections')
  expect(log).not.toContain(secret)
  expect(log).not.toContain('kept_pkey')
})

test('a second process on the same data folder is refused, with who has it and since when', async () => {
  const folder = privateFolder()
  const { owner } = await otherOwner(folder)
  const refused = await start(folder).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(DataFolderInUseError)
  expect(String(refused)).toMatch(new RegExp(`process ${owner.pid} since \\d{4}-\\d\\d-\\d\\dT`))
  owner.kill('SIGTERM')
  await once(owner, 'exit')
  await start(folder)
})

test('of many processes that start at once one gets the data folder', async () => {
  const folder = privateFolder()
  const starts = await Promise.allSettled([1, 2, 3, 4, 5].map(() => start(folder)))
  expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('Postgres killed with SIGKILL comes back by itself, with everything that was acknowledged', async () => {
  const managed = await start(privateFolder())
  const database = await open(managed)
  let acknowledged = 0
  for (let round = 0; round < 3; round += 1) {
    const before = managed.processId() ?? 0
    for (let id = 0; id < 20; id += 1) await keep(database, (acknowledged += 1))
    process.kill(before, 'SIGKILL')
    await until(() => !runs(before))
    // Connections to the dead server may still be handed out for a moment; such a transaction is simply repeated.
    for (let tries = 0; tries < 10; tries += 1) {
      if ((await kept(database).catch(() => [])).length === acknowledged) break
      await sleep(100)
    }
    expect(await kept(database)).toHaveLength(acknowledged)
    expect(managed.processId()).not.toBe(before)
  }
})

test('Postgres that cannot be kept running is given up, and the owner is told', async () => {
  const folder = privateFolder()
  let tell: (error: Error) => void
  const told = new Promise<Error>((resolve) => (tell = resolve))
  const managed = await start(folder, { onFailure: (error) => tell(error) })
  const version = path.join(folder, 'postgres', 'PG_VERSION')
  const written = readFileSync(version, 'utf8')
  writeFileSync(version, '9\n')
  process.kill(managed.processId() ?? 0, 'SIGQUIT')
  expect((await told).message).toContain('incompatible with server')
  writeFileSync(version, written)
  await managed.stop()
})

test('after SIGKILL of its owner the next start takes over, with everything that was acknowledged', async () => {
  const folder = privateFolder()
  const first = await start(folder)
  await keep(await open(first), 1)
  await ends.pop()?.()
  await first.stop()
  const { owner, postgres } = await otherOwner(folder)
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  expect(runs(postgres)).toBe(true)
  const socketFolder = readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[4] ?? ''
  expect(existsSync(socketFolder)).toBe(true)
  const lines: string[] = []
  const second = await start(folder, { log: (line) => lines.push(line) })
  expect(lines.join()).toContain(`still runs from an earlier start (process ${postgres}`)
  expect(runs(postgres)).toBe(false)
  expect(existsSync(socketFolder)).toBe(false)
  expect(await kept(await open(second))).toEqual([1])
})

test('after SIGKILL of owner and Postgres at once the next start recovers', async () => {
  const folder = privateFolder()
  const { owner, postgres } = await otherOwner(folder)
  owner.kill('SIGKILL')
  process.kill(postgres, 'SIGKILL')
  await once(owner, 'exit')
  await open(await start(folder))
})

test('an owner that is asked to end leaves no process, socket or lock behind', async () => {
  const folder = privateFolder()
  const { owner, postgres } = await otherOwner(folder)
  const socketFolder = readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[4] ?? ''
  expect(existsSync(socketFolder)).toBe(true)
  owner.kill('SIGTERM')
  await once(owner, 'exit')
  expect(runs(postgres)).toBe(false)
  for (const place of [socketFolder, path.join(folder, 'owner.pid'), path.join(folder, 'postgres', 'postmaster.pid')]) {
    expect(existsSync(place)).toBe(false)
  }
})

test('the number in a stale lock file of Postgres may belong to any process by now', async () => {
  const folder = privateFolder()
  const first = await start(folder)
  await first.stop()
  // Our own number: a living process that is no Postgres.
  writeFileSync(path.join(folder, 'postgres', 'postmaster.pid'), `${process.pid}\n/x\n1\n5432\n/nowhere\n\n\nready\n`)
  await start(folder)
})

test('a folder that was half set up is set up again', async () => {
  const folder = privateFolder()
  mkdirSync(path.join(folder, 'postgres.unfinished', 'base'), { recursive: true })
  await start(folder)
  expect(existsSync(path.join(folder, 'postgres.unfinished'))).toBe(false)
})

test('a folder written by another major release is refused and left alone', async () => {
  const folder = privateFolder()
  const first = await start(folder)
  await first.stop()
  const version = path.join(folder, 'postgres', 'PG_VERSION')
  const written = readFileSync(version, 'utf8')
  writeFileSync(version, '14\n')
  await expect(start(folder)).rejects.toThrow(/written by PostgreSQL 14, but this release carries \d\d/)
  writeFileSync(version, written)
  await start(folder)
})

test('programs that the account cannot reach are copied to where it can', async () => {
  const closed = privateFolder()
  cpSync(packagedPostgres(), path.join(closed, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  })
  // Without its links a program lacks its libraries: the state after an install that ran no scripts.
  rmSync(path.join(closed, 'native', 'lib', 'libicuuc.so.60'))
  chmodSync(closed, 0o700)
  const lines: string[] = []
  await start(privateFolder(), { programs: path.join(closed, 'native'), log: (line) => lines.push(line) })
  expect(lines.join()).toContain('the PostgreSQL programs run from')
})
