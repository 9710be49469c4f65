/**
 * Migration: plain SQL files `NNNN-name.sql`, applied once each in the order of their numbers, forward only. What has
 * been applied is remembered with its SHA-256, so that a changed file is refused instead of silently ignored.
 */
import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { Client, DatabaseError } from 'pg'
import { loginAs, roleNames } from './session/login.ts'
import type { DatabaseAddress } from './session/login.ts'
import { ensureDefaultPrivileges, ensureRoles, serverVersion } from './roles.ts'

export interface Migration {
  readonly name: string
  readonly text: string
  readonly sha256: string
}

const oldestServer = 150_000
const fileName = /^(\d{4})-[a-z0-9-]+\.sql$/
/** A number nobody else uses, so that migrations of one database queue behind each other. */
const migrationLock = 7_205_018_114
const lockWait = `set local lock_timeout = '15s'`

/**
 * Prepares the roles and applies what is missing, as `counterpart_owner`. Of several processes one runs and the others
 * wait and then find nothing to do. Returns the names applied now. A failing file leaves no trace of itself.
 */
export async function migrate(address: DatabaseAddress, folder: string): Promise<string[]> {
  const migrations = await readMigrations(folder)
  const client = new Client(loginAs(address, 'administrator'))
  client.on('error', () => undefined)
  await client.connect()
  try {
    if ((await serverVersion(client)) < oldestServer) throw new Error('PostgreSQL 15 or later is needed')
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await ensureRoles(client, { mayLogIn: address.kind === 'socket' })
    await client.query(`set role ${roleNames.owner}`)
    await ensureDefaultPrivileges(client)
    await ensureLedger(client)
    const missing = await missingMigrations(client, migrations)
    for (const migration of missing) await apply(client, migration)
    return missing.map(({ name }) => name)
  } finally {
    // Ending the session frees the advisory lock, also after an error.
    await client.end()
  }
}

/** The migrations of a folder in order, each with its hash. Refuses names and contents that could not be applied. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  for (const [index, name] of names.entries()) {
    const number = fileName.exec(name)?.[1]
    if (number === undefined)
      throw new Error(`${path.join(folder, name)}: a migration is named like 0007-work-items.sql`)
    const next = names[index + 1]
    if (next?.startsWith(`${number}-`)) throw new Error(`${folder}: ${name} and ${next} carry the same number`)
  }
  return await Promise.all(names.map((name) => readMigration(folder, name)))
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  // Line endings are not content: a checkout on Windows must not look like a changed file.
  const text = (await readFile(path.join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
  const ending = /^[ \t]*(begin|commit|rollback|end|start transaction)\b[ \t]*(work|transaction)?[ \t]*;/im.exec(text)
  if (ending !== null && !insideDollarQuotes(text, ending.index)) {
    throw new Error(`${name}: "${ending[0].trim()}" is not allowed, as each migration already is one transaction`)
  }
  if (/^--\s*no-transaction/im.test(text)) throw new Error(`${name}: a migration always is one transaction`)
  return { name, text, sha256: createHash('sha256').update(text).digest('hex') }
}

/** Whether the place lies in the body of a function, where BEGIN and END are no transaction commands. */
function insideDollarQuotes(text: string, index: number): boolean {
  const marks = text.slice(0, index).match(/\$[a-z_]*\$/gi) ?? []
  return marks.length % 2 === 1
}

async function ensureLedger(client: Client): Promise<void> {
  await client.query(`create table if not exists counterpart_migration (
    name text primary key,
    sha256 text not null,
    applied_at timestamptz not null default now()
  )`)
  await client.query(`revoke insert, update, delete on counterpart_migration from ${roleNames.app}`)
}

async function missingMigrations(client: Client, migrations: Migration[]): Promise<Migration[]> {
  const ledger = await client.query<{ name: string; sha256: string }>('select name, sha256 from counterpart_migration')
  const applied = new Map(ledger.rows.map((row) => [row.name, row.sha256]))
  const known = new Set(migrations.map(({ name }) => name))
  for (const name of applied.keys()) {
    if (!known.has(name)) throw new Error(`the database carries migration ${name}, which this release does not know`)
  }
  const last = [...applied.keys()].sort().at(-1) ?? ''
  for (const { name, sha256 } of migrations) {
    const before = applied.get(name)
    if (before !== undefined && before !== sha256) {
      throw new Error(`migration ${name} was applied with other contents; restore the file and write a new migration`)
    }
    if (before === undefined && name < last) {
      throw new Error(`migration ${name} comes before ${last}, which is already applied; give it a higher number`)
    }
  }
  return migrations.filter(({ name }) => !applied.has(name))
}

async function apply(client: Client, { name, text, sha256 }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(lockWait)
    await client.query(text)
    await client.query('insert into public.counterpart_migration (name, sha256) values ($1, $2)', [name, sha256])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`migration ${name} failed${placeOf(error, text)}: ${messageOf(error)}`, { cause: error })
  }
}

function placeOf(error: unknown, text: string): string {
  const position = error instanceof DatabaseError ? Number(error.position) : Number.NaN
  return position > 0 ? ` at line ${text.slice(0, position).split('\n').length}` : ''
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
