/** Which database, and as whom: the connection settings for each of the three roles and for the administrator. */
import type { ClientConfig } from 'pg'
import { rowTypes } from './row-types.ts'

/** Where the database is: one given by its address, or the managed one behind its socket. */
export type DatabaseAddress =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'socket'; readonly folder: string; readonly database: string }

/**
 * `administrator` is the user of the address (in the managed database its superuser) and serves migration only;
 * `owner` holds the tables; `app` is what commands run as; `reader` may only look.
 */
export type DatabaseRole = 'administrator' | 'owner' | 'app' | 'reader'

export const roleNames = {
  owner: 'counterpart_owner',
  app: 'counterpart_app',
  reader: 'counterpart_reader',
} as const

export interface SessionLimits {
  readonly statementTimeoutMillis: number
  readonly lockTimeoutMillis: number
  readonly idleInTransactionTimeoutMillis: number
}

const noLimits: SessionLimits = { statementTimeoutMillis: 0, lockTimeoutMillis: 0, idleInTransactionTimeoutMillis: 0 }

/** Settings for a pg client in that role. The role is fixed when the session starts, so RESET ROLE cannot leave it. */
export function loginAs(address: DatabaseAddress, role: DatabaseRole, limits: SessionLimits = noLimits): ClientConfig {
  const shared = { types: rowTypes, application_name: 'counterpart', keepAlive: true }
  if (address.kind === 'socket') {
    // The managed database lets the app and the reader log in as themselves: no session there can become the owner.
    const logsInItself = role === 'app' || role === 'reader'
    const user = logsInItself ? roleNames[role] : 'postgres'
    const options = sessionOptions(logsInItself ? 'administrator' : role, limits)
    return { ...shared, host: address.folder, port: 5432, user, password: '', database: address.database, options }
  }
  const url = parseUrl(address.url)
  const given = url.searchParams.get('options')
  url.searchParams.set('options', [given, sessionOptions(role, limits)].filter(Boolean).join(' '))
  return { ...shared, connectionString: url.href.replaceAll('+', '%20') }
}

/** The address with another database of the same server. */
export function withDatabase(address: DatabaseAddress, database: string): DatabaseAddress {
  if (address.kind === 'socket') return { ...address, database }
  const url = parseUrl(address.url)
  url.pathname = `/${encodeURIComponent(database)}`
  return { kind: 'url', url: url.href }
}

function sessionOptions(role: DatabaseRole, limits: SessionLimits): string {
  const settings = {
    // Fixed, so that text forms of values do not depend on the server's or the user's settings.
    TimeZone: 'UTC',
    DateStyle: 'ISO',
    IntervalStyle: 'iso_8601',
    search_path: 'public',
    // Plans are kept from when tables were small. Every statement of the product finds its rows by an index, so a plan
    // that reads a whole table is never right here; the one that wants all rows (settlement) allows it for itself.
    enable_seqscan: 'off',
    jit: 'off',
    statement_timeout: limits.statementTimeoutMillis,
    lock_timeout: limits.lockTimeoutMillis,
    idle_in_transaction_session_timeout: limits.idleInTransactionTimeoutMillis,
    ...(role === 'administrator' ? {} : { role: roleNames[role] }),
  }
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
}

function parseUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) {
    // The text itself may hold a password, so it is not repeated here.
    throw new Error('DATABASE_URL is not an address like postgres://user:password@host:5432/database')
  }
  return url
}
