/** Databases of the managed server, as its administrator: made from one another, named, remarked upon, dropped. */
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import { loginAs, withDatabase, type DatabaseAddress } from '../../kernel/database/session/login.ts'

export interface Databases {
  has(name: string): Promise<boolean>
  /** Makes an empty one, or a copy of another that nobody is connected to. */
  create(name: string, template?: string): Promise<void>
  drop(name: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** Commits there wait for the disk, as everywhere, or do not: for one that is thrown away if the machine stops. */
  waitForDisk(name: string, waits: boolean): Promise<void>
  /** The remark on a database; a copy does not inherit it. */
  remarkOn(name: string): Promise<string | undefined>
  remark(name: string, text: string): Promise<void>
  /** Tells the planner how large the tables of a database have become. */
  analyse(name: string): Promise<void>
}

/** Each act is a connection of its own: they are few. */
export function databasesOf(server: DatabaseAddress): Databases {
  const run = async (statement: string, database = 'postgres') => {
    const client = new Client(loginAs(withDatabase(server, database), 'administrator'))
    client.on('error', () => undefined)
    await client.connect()
    try {
      return (await client.query<{ found: string | null }>(statement)).rows[0]?.found ?? undefined
    } finally {
      await client.end()
    }
  }
  const act = async (statement: string, database?: string) => void (await run(statement, database))
  const named = escapeIdentifier
  return {
    has: async (name) =>
      (await run(`select datname as found from pg_database where datname = ${escapeLiteral(name)}`)) !== undefined,
    create: (name, template) =>
      act(`create database ${named(name)}${template === undefined ? '' : ` template ${named(template)}`}`),
    drop: (name) => act(`drop database if exists ${named(name)} with (force)`),
    rename: (from, to) => act(`alter database ${named(from)} rename to ${named(to)}`),
    waitForDisk: (name, waits) =>
      act(`alter database ${named(name)} ${waits ? 'reset synchronous_commit' : 'set synchronous_commit = off'}`),
    remarkOn: (name) =>
      run(
        `select shobj_description(oid, 'pg_database') as found from pg_database where datname = ${escapeLiteral(name)}`,
      ),
    remark: (name, text) => act(`comment on database ${named(name)} is ${escapeLiteral(text)}`),
    analyse: (name) => act('vacuum (analyze)', name),
  }
}
