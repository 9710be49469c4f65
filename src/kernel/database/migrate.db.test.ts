import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import type { QueryResult } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { connectDatabase } from './connect.ts'
import { isForbiddenByPolicy } from './errors.ts'
import { loginAs, withDatabase } from './session/login.ts'
import type { DatabaseAddress } from './session/login.ts'
import { migrate } from './migrate.ts'
import { sql } from './sql.ts'
import { emptyDatabase } from './testing.ts'

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

async function folderOf(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'counterpart-migrations-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text)
  return folder
}

async function asAdministrator(address: DatabaseAddress, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client(loginAs(address, 'administrator'))
  await client.connect()
  try {
    const answer: QueryResult<Record<string, unknown>> = await client.query(text)
    return answer.rows
  } finally {
    await client.end()
  }
}

const one = { '0001-one.sql': 'create table one (id int primary key);' }
const two = { '0002-two.sql': 'create table two (id int); insert into two values (1);' }

test('files are applied once each, in order, as the owner', async () => {
  const address = await emptyDatabase()
  expect(await migrate(address, await folderOf(one))).toEqual(['0001-one.sql'])
  expect(await migrate(address, await folderOf({ ...two, ...one }))).toEqual(['0002-two.sql'])
  expect(await migrate(address, await folderOf({ ...two, ...one }))).toEqual([])
  const owners = await asAdministrator(
    address,
    `select distinct tableowner::text as owner from pg_tables
    where schemaname = 'public'`,
  )
  expect(owners).toEqual([{ owner: 'counterpart_owner' }])
})

test('the app may write the tables, the reader may look, and neither may forge what was applied', async () => {
  const address = await emptyDatabase()
  await migrate(address, await folderOf(one))
  const app = await connectDatabase(address, { connectionsMax: 1 })
  const reader = await connectDatabase(address, { connectionsMax: 1, role: 'reader' })
  await app.directory((tx) => tx.query(sql`insert into one values (1)`))
  expect(await reader.read(null, (tx) => tx.query(sql`select id from one`))).toEqual([{ id: 1 }])
  for (const database of [app, reader]) {
    const forging = database.directory((tx) => tx.query(sql`delete from counterpart_migration`))
    await expect(forging).rejects.toSatisfy(isForbiddenByPolicy)
    await database.close()
  }
})

test('an applied file that was changed is refused by name; other line endings are no change', async () => {
  const address = await emptyDatabase()
  const text = 'create table one (\n  id int\n);\n'
  await migrate(address, await folderOf({ '0001-one.sql': text }))
  expect(await migrate(address, await folderOf({ '0001-one.sql': text.replaceAll('\n', '\r\n') }))).toEqual([])
  const changed = await folderOf({ '0001-one.sql': `${text} ` })
  await expect(migrate(address, changed)).rejects.toThrow('0001-one.sql was applied with other contents')
})

test('a failing file leaves nothing of itself and says where it failed; those before it stand', async () => {
  const address = await emptyDatabase()
  const broken = await folderOf({ ...one, '0002-bad.sql': 'create table bad (id int);\nselect\n  nothing;' })
  await expect(migrate(address, broken)).rejects.toThrow('0002-bad.sql failed at line 3')
  const left = await asAdministrator(
    address,
    `select to_regclass('one') is not null as one,
    to_regclass('bad') is null as nothing`,
  )
  expect(left).toEqual([{ one: true, nothing: true }])
  expect(await migrate(address, await folderOf({ ...one, ...two }))).toEqual(['0002-two.sql'])
})

test('a database that is ahead of the release, and a file that comes too late, are refused', async () => {
  const address = await emptyDatabase()
  await migrate(address, await folderOf({ ...one, '0003-three.sql': 'select 1;' }))
  await expect(migrate(address, await folderOf(one))).rejects.toThrow(
    '0003-three.sql, which this release does not know',
  )
  const late = await folderOf({ ...one, ...two, '0003-three.sql': 'select 1;' })
  await expect(migrate(address, late)).rejects.toThrow('0002-two.sql comes before 0003-three.sql')
})

test('names and contents that cannot be applied safely are refused before anything runs', async () => {
  const address = await emptyDatabase()
  const refusals: [Record<string, string>, string][] = [
    [{ '1-one.sql': '' }, 'named like'],
    [{ '0001-a.sql': '', '0001-b.sql': '' }, 'same number'],
    [{ '0001-a.sql': 'create table a ();\ncommit;' }, '"commit;" is not allowed'],
    [{ '0001-a.sql': '-- no-transaction\nselect 1' }, 'always is one transaction'],
  ]
  for (const [files, reason] of refusals) {
    await expect(migrate(address, await folderOf(files))).rejects.toThrow(reason)
  }
  const body = `create function f() returns int language plpgsql as $$\nbegin\n return 1;\nend;\n$$;`
  expect(await migrate(address, await folderOf({ '0001-a.sql': body }))).toEqual(['0001-a.sql'])
})

test('of processes that migrate at once each file is applied by one of them', async () => {
  const address = await emptyDatabase()
  const slow = await folderOf({
    ...one,
    '0002-slow.sql': 'select pg_sleep(0.3);',
    '0003-three.sql': 'create table t ();',
  })
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(address, slow)))
  expect(applied.flat().sort()).toEqual(['0001-one.sql', '0002-slow.sql', '0003-three.sql'])
})

test('an ordinary user who owns its database may migrate it, after the roles have been made for it', async () => {
  const address = await emptyDatabase()
  await migrate(address, await folderOf({}))
  await asAdministrator(address, `drop role if exists plain_user`)
  await asAdministrator(address, `create role plain_user login password 'test only'`)
  const [row] = await asAdministrator(address, `select quote_ident(current_database()) as name`)
  const plain = urlOf(address, 'plain_user')
  const refused = migrate(plain, await folderOf(one))
  await expect(refused).rejects.toThrow(/GRANT counterpart_owner, counterpart_app, counterpart_reader TO plain_user/)
  await asAdministrator(address, `alter database ${String(row?.['name'])} owner to plain_user`)
  const reason: unknown = await migrate(plain, await folderOf(one)).catch((error: unknown) => error)
  const mend = String(reason)
    .split('\n')
    .filter((line) => /GRANT counterpart/.test(line))
  for (const statement of mend) await asAdministrator(address, statement)
  expect(await migrate(plain, await folderOf(one))).toEqual(['0001-one.sql'])
  const app = await connectDatabase(plain, { connectionsMax: 1 })
  const names = await app.directory((tx) => tx.query(sql`select current_user::text as u, session_user::text as s`))
  expect(names).toEqual([{ u: 'counterpart_app', s: 'plain_user' }])
  await app.close()
  await asAdministrator(address, `alter database ${String(row?.['name'])} owner to counterpart_owner`)
  await asAdministrator(address, `drop owned by plain_user; drop role plain_user`)
})

test('a user who may create roles prepares everything alone', async () => {
  const address = await emptyDatabase()
  await migrate(address, await folderOf({}))
  await asAdministrator(address, `drop role if exists founder`)
  await asAdministrator(address, `create role founder login createrole password 'test only'`)
  const [row] = await asAdministrator(address, `select quote_ident(current_database()) as name`)
  await asAdministrator(address, `alter database ${String(row?.['name'])} owner to founder`)
  await asAdministrator(
    address,
    `grant counterpart_owner, counterpart_app, counterpart_reader to founder with admin option`,
  )
  expect(await migrate(urlOf(address, 'founder'), await folderOf(one))).toEqual(['0001-one.sql'])
  await asAdministrator(address, `alter database ${String(row?.['name'])} owner to counterpart_owner`)
  await asAdministrator(address, `drop owned by founder; drop role founder`)
})

/** The same database by an address with a user in it, as an operator would give it. */
function urlOf(address: DatabaseAddress, user: string): DatabaseAddress {
  if (address.kind === 'socket') {
    return { kind: 'url', url: `postgres://${user}@${encodeURIComponent(address.folder)}/${address.database}` }
  }
  const url = new URL(address.url)
  url.username = user
  url.password = 'test only'
  return withDatabase({ kind: 'url', url: url.href }, url.pathname.slice(1))
}

test('a role that row-level security would not bind is refused', async () => {
  const address = await emptyDatabase()
  await migrate(address, await folderOf({}))
  await asAdministrator(address, 'alter role counterpart_reader bypassrls')
  try {
    await expect(migrate(address, await folderOf({}))).rejects.toThrow('ALTER ROLE counterpart_reader NOSUPERUSER')
  } finally {
    await asAdministrator(address, 'alter role counterpart_reader nobypassrls')
  }
})
