/** The door to Postgres: a bounded pool of connections, and three ways to run a transaction. */
import { Pool } from 'pg'
import type { PoolClient } from 'pg'
import { DatabaseOverloadError, isConnectionLost } from './errors.ts'
import { loginAs } from './session/login.ts'
import type { DatabaseAddress } from './session/login.ts'
import { sql } from './sql.ts'
import type { Sql } from './sql.ts'
import { Transaction } from './transaction.ts'
import type { Tx } from './transaction.ts'

export interface Database {
  /** One transaction that sees and writes only rows of this engagement (row-level security). */
  tenant<T>(engagementId: string, work: (tx: Tx) => Promise<T>): Promise<T>
  /** One transaction without an engagement: directory tables and reference tables only. */
  directory<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** One read-only transaction on a single snapshot, of an engagement or (null) of none. */
  read<T>(engagementId: string | null, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Waits for running transactions, then closes every connection. Safe to call twice. */
  close(): Promise<void>
}

export interface ConnectOptions {
  /** `reader` gives a database whose every transaction may only look. Default `app`. */
  readonly role?: 'app' | 'reader'
  /** Connections at most. Default 16. */
  readonly connectionsMax?: number
  /** Transactions that may wait for a connection; one more is refused at once. Default 512. */
  readonly waitingMax?: number
  /** How long a transaction waits for a connection, and how long a stopped server is waited for. Default 5,000. */
  readonly waitMillisMax?: number
  /** Default 15,000. */
  readonly statementTimeoutMillis?: number
  /** Default 10,000. */
  readonly lockTimeoutMillis?: number
  /** Default 30,000: a transaction whose work does not go on is ended by the server. */
  readonly idleInTransactionTimeoutMillis?: number
  /** Whether the server keeps plans of the program's statements. Default true; a pooler between may need false. */
  readonly preparesStatements?: boolean
}

const defaults = {
  role: 'app',
  connectionsMax: 16,
  waitingMax: 512,
  waitMillisMax: 5_000,
  statementTimeoutMillis: 15_000,
  lockTimeoutMillis: 10_000,
  idleInTransactionTimeoutMillis: 30_000,
  preparesStatements: true,
} as const satisfies Required<ConnectOptions>

const reconnectPauseMillis = 100

/**
 * Opens the database in the role of the app (or reader) and proves that it can be reached. The roles must exist:
 * `migrate` makes them.
 */
export async function connectDatabase(address: DatabaseAddress, given: ConnectOptions = {}): Promise<Database> {
  const options = { ...defaults, ...given }
  const pool = openPool(address, options)
  const door = new Door(pool, options)
  try {
    await door.directory((tx) => tx.query(sql`select 1`))
  } catch (error) {
    await door.close()
    throw explained(error, options.role)
  }
  return door
}

function openPool(address: DatabaseAddress, options: Required<ConnectOptions>): Pool {
  const pool = new Pool({
    ...loginAs(address, options.role, options),
    pipeline: true,
    max: options.connectionsMax,
    connectionTimeoutMillis: options.waitMillisMax,
    idleTimeoutMillis: 60_000,
  })
  // A connection that breaks says so to whoever uses it; without a listener the same event would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

class Door implements Database {
  readonly #pool: Pool
  readonly #options: Required<ConnectOptions>
  #closing: Promise<void> | undefined
  /** Transactions that have a connection or wait for one. */
  #present = 0

  constructor(pool: Pool, options: Required<ConnectOptions>) {
    this.#pool = pool
    this.#options = options
  }

  async tenant<T>(engagementId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#write(tenantContext(engagementId), work)
  }

  async directory<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#write(undefined, work)
  }

  async read<T>(engagementId: string | null, work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.#acquire()
    const tx = new Transaction(client, this.#options.preparesStatements)
    tx.begin('begin isolation level repeatable read read only')
    if (engagementId !== null) tx.later(tenantContext(engagementId))
    try {
      const value = await work(tx)
      if (tx.failure !== undefined) throw tx.failure
      return value
    } catch (error) {
      throw tx.causeOf(error)
    } finally {
      // Nothing was written, so nobody waits for the end; the connection goes back when it is confirmed.
      void tx.rollback().then(() => this.#release(client, tx))
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#pool.end()
    return this.#closing
  }

  async #write<T>(context: Sql | undefined, work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.#acquire()
    const tx = new Transaction(client, this.#options.preparesStatements)
    try {
      tx.begin('begin')
      if (context !== undefined) tx.later(context)
      const value = await workOrRollBack(tx, work)
      await tx.commit()
      return value
    } finally {
      this.#release(client, tx)
    }
  }

  /** A connection, or a refusal where too many already have one or wait for one. */
  async #acquire(): Promise<PoolClient> {
    if (this.#present >= this.#options.connectionsMax + this.#options.waitingMax) {
      throw overloaded(`${this.#options.waitingMax} transactions wait already`)
    }
    this.#present += 1
    try {
      return await this.#connected()
    } catch (error) {
      this.#present -= 1
      throw error
    }
  }

  #release(client: PoolClient, tx: Transaction): void {
    this.#present -= 1
    client.release(!tx.isOver)
  }

  /** Waits while the server restarts: nothing has been sent yet, so trying again is always safe. */
  async #connected(): Promise<PoolClient> {
    const attemptsMax = Math.ceil(this.#options.waitMillisMax / reconnectPauseMillis)
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#pool.connect()
      } catch (error) {
        if (error instanceof Error && error.message.startsWith('timeout exceeded')) throw overloaded(error.message)
        if (!isConnectionLost(error) || attempt >= attemptsMax) throw error
      }
      await pause(reconnectPauseMillis)
    }
  }
}

function tenantContext(engagementId: string): Sql {
  if (engagementId === '') throw new Error('a tenant transaction needs the identifier of its engagement')
  return sql`select set_config('counterpart.engagement', ${engagementId}, true)`
}

async function workOrRollBack<T>(tx: Transaction, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await work(tx)
  } catch (error) {
    await tx.rollback()
    throw tx.causeOf(error)
  }
}

function overloaded(reason: string): DatabaseOverloadError {
  return new DatabaseOverloadError(`no database connection is free: ${reason}`)
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis))
}

function explained(error: unknown, role: 'app' | 'reader'): unknown {
  const message = error instanceof Error ? error.message : ''
  if (/invalid value for parameter "role"|role ".*" does not exist|permission denied to set role/.test(message)) {
    const hint = `the ${role} role cannot be taken on this database; run the migration first (${message})`
    return new Error(hint, { cause: error })
  }
  return error
}
