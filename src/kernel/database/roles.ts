/**
 * The three roles and what each may do. The owner holds the tables and is used for migration only; the app reads and
 * writes under row-level security; the reader looks under row-level security. None of them may pass by a policy.
 */
import type { Client } from 'pg'
import { codeOf } from './errors.ts'
import { roleNames } from './session/login.ts'

const allRoles = Object.values(roleNames)

/** Makes the roles where they are missing, lets the current user act as them, and grants them the public schema. */
export async function ensureRoles(client: Client, { mayLogIn }: { mayLogIn: boolean }): Promise<void> {
  try {
    for (const role of allRoles) await ensureRole(client, role, mayLogIn && role !== roleNames.owner)
    await refuseUnboundRoles(client)
    await ensureMembership(client)
    await ensureGrants(client)
  } catch (error) {
    if (codeOf(error) !== '42501') throw error
    throw new Error(await askAdministrator(client, error), { cause: error })
  }
}

async function ensureRole(client: Client, role: string, logsIn: boolean): Promise<void> {
  const found = await client.query('select rolcanlogin from pg_roles where rolname = $1', [role])
  const login = logsIn ? 'login' : 'nologin'
  if (found.rowCount === 0) {
    // Roles belong to the whole server, so a migration of another database may make the same one at the same moment.
    await client
      .query(`create role ${role} ${login} nosuperuser nobypassrls nocreatedb nocreaterole`)
      .catch((error) => {
        if (codeOf(error) !== '42710' && codeOf(error) !== '23505') throw error
      })
  } else if (logsIn && found.rows[0].rolcanlogin === false) {
    await client.query(`alter role ${role} login`)
  }
}

/** A role that may pass by policies would silently take the second wall away, so it is refused. */
async function refuseUnboundRoles(client: Client): Promise<void> {
  const unbound = await client.query(
    'select rolname from pg_roles where rolname = any($1) and (rolsuper or rolbypassrls)',
    [allRoles],
  )
  const names = unbound.rows.map((row) => row.rolname)
  if (names.length === 0) return
  const mend = names.map((name) => `ALTER ROLE ${name} NOSUPERUSER NOBYPASSRLS;`).join(' ')
  throw new Error(`row-level security would not bind ${names.join(', ')}; an administrator must run: ${mend}`)
}

async function ensureMembership(client: Client): Promise<void> {
  const version = await serverVersion(client)
  for (const role of allRoles) {
    // From 16 on a creator administers a role without being able to act as it (SET); before, membership was all.
    const kind = version >= 160_000 ? 'set' : 'member'
    const held = await client.query(`select pg_has_role(current_user, $1, $2) as held`, [role, kind])
    if (held.rows[0].held === true) continue
    await client.query(`grant ${role} to current_user${version >= 160_000 ? ' with set true, inherit false' : ''}`)
  }
}

async function ensureGrants(client: Client): Promise<void> {
  const { owner, app, reader } = roleNames
  const held = await client.query(
    `select has_schema_privilege($1, 'public', 'create') and has_schema_privilege($2, 'public', 'usage')
        and has_schema_privilege($3, 'public', 'usage') and has_database_privilege($1, current_database(), 'create')
        as held`,
    [owner, app, reader],
  )
  if (held.rows[0].held !== true) {
    const name = await client.query('select quote_ident(current_database()) as name')
    await client.query(`grant usage, create on schema public to ${owner}`)
    await client.query(`grant usage on schema public to ${app}, ${reader}`)
    await client.query(`grant create, connect, temporary on database ${name.rows[0].name} to ${owner}`)
    await client.query(`grant connect on database ${name.rows[0].name} to ${app}, ${reader}`)
  }
}

/** What the app and the reader get on tables and sequences that the owner is about to create. Run as the owner. */
export async function ensureDefaultPrivileges(client: Client): Promise<void> {
  const { app, reader } = roleNames
  const prefix = 'alter default privileges in schema public grant'
  await client.query(`${prefix} select, insert, update, delete on tables to ${app}`)
  await client.query(`${prefix} select on tables to ${reader}`)
  await client.query(`${prefix} usage, select on sequences to ${app}`)
}

/** The server's version as a number: 150018 is 15.18. */
export async function serverVersion(client: Client): Promise<number> {
  const answer = await client.query(`select current_setting('server_version_num')::int4 as version`)
  return answer.rows[0].version
}

async function askAdministrator(client: Client, error: unknown): Promise<string> {
  const who = await client.query('select quote_ident(current_user) as u, quote_ident(current_database()) as d')
  const { u: user, d: database } = who.rows[0]
  const { owner, app, reader } = roleNames
  const option = (await serverVersion(client)) >= 160_000 ? ' WITH SET TRUE, INHERIT FALSE' : ''
  const statements = [
    ...allRoles.map((role) => `CREATE ROLE ${role} NOLOGIN NOSUPERUSER NOBYPASSRLS;`),
    `GRANT ${allRoles.join(', ')} TO ${user}${option};`,
    `GRANT CREATE, CONNECT, TEMPORARY ON DATABASE ${database} TO ${owner};`,
    `GRANT CONNECT ON DATABASE ${database} TO ${app}, ${reader};`,
    `GRANT USAGE, CREATE ON SCHEMA public TO ${owner};`,
    `GRANT USAGE ON SCHEMA public TO ${app}, ${reader};`,
  ]
  const reason = error instanceof Error ? error.message : String(error)
  return [
    `the user ${user} may not prepare this database (${reason}).`,
    `An administrator must run once, connected to the database ${database}, leaving out roles that exist:`,
    ...statements.map((statement) => `  ${statement}`),
  ].join('\n')
}
