import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sql } from './sql.ts'
import { migrationsFolder, testDatabase } from './testing.ts'

const database = await testDatabase()

/** Tables found across engagements by id or time; they hold no content of an engagement. */
const directory = [
  'organisation',
  'principal',
  'credential',
  'engagement',
  'membership',
  'directory_answer',
  'directory_event',
  'sign_in_password',
  'one_time_codes',
  'recovery_code',
  'passkey',
  'passkey_challenge',
  'sign_in_attempt',
  'record_pending',
  'wake',
  'counterpart_migration',
]

interface Table {
  readonly name: string
  readonly enabled: boolean
  readonly forced: boolean
  readonly policies: number
  readonly tenant: boolean
}

const tables = await database.directory((tx) =>
  tx.query<Table>(sql`
    select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
      exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'engagement_id') as tenant
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1`),
)

test('every table that is not of the directory belongs to an engagement', () => {
  const lost = tables.filter((table) => !table.tenant && !directory.includes(table.name)).map((table) => table.name)
  expect(lost).toEqual([])
  expect(tables.length).toBeGreaterThan(15)
})

test('every tenant table has row-level security, enabled and forced, with a policy', () => {
  const open = tables
    .filter((table) => !directory.includes(table.name))
    .filter((table) => !table.enabled || !table.forced || table.policies === 0)
  expect(open).toEqual([])
})

test("every key, unique index and foreign key of a tenant table starts with the engagement's id", async () => {
  const keys = await database.directory((tx) =>
    tx.query<{ table: string; key: string; first: string }>(sql`
      select c.relname as table, i.relname as key, a.attname as first
      from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
      where x.indisunique
      union all
      select c.relname, k.conname, a.attname
      from pg_constraint k join pg_class c on c.oid = k.conrelid
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
      where k.contype = 'f'`),
  )
  const wrong = keys.filter((key) => !directory.includes(key.table) && key.first !== 'engagement_id')
  expect(wrong).toEqual([])
})

test('the app may not bypass row-level security, and owns no table', async () => {
  const [role] = await database.directory((tx) =>
    tx.query(sql`
      select r.rolbypassrls as bypasses, r.rolsuper as super,
        (select count(*)::int from pg_tables t where t.tableowner = current_user) as owned
      from pg_roles r where r.rolname = current_user`),
  )
  expect(role).toEqual({ bypasses: false, super: false, owned: 0 })
})

test('a tenant table without an engagement in the transaction shows nothing', async () => {
  for (const table of tables.filter((one) => !directory.includes(one.name))) {
    const rows = database.directory((tx) => tx.query(sql`select 1 from ${sql.identifier(table.name)} limit 1`))
    await expect(
      rows.then(
        (found) => found.length,
        () => 0,
      ),
    ).resolves.toBe(0)
  }
})

const saysDistribution = /Distribution: (directory|distributed|reference)/

test('each migration says how its tables are distributed', () => {
  const silent = readdirSync(migrationsFolder)
    .filter((name) => name.endsWith('.sql'))
    .filter((name) => !saysDistribution.test(readFileSync(join(migrationsFolder, name), 'utf8')))
  expect(silent).toEqual([])
})
