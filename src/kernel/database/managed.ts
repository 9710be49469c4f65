/**
 * A real Postgres of our own for one data folder: set up at the first start, taken over from a killed owner, started
 * again when it dies, stopped with us. It listens on a private Unix socket only.
 */
import type { ChildProcess } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client, escapeIdentifier } from 'pg'
import { loginAs } from './session/login.ts'
import type { DatabaseAddress } from './session/login.ts'
import { accountFor } from './managed/account.ts'
import type { Account } from './managed/account.ts'
import { packagedPostgres, reachablePostgres } from './managed/binaries.ts'
import { ensureCluster, nameFor } from './managed/cluster.ts'
import { endLeftovers } from './managed/leftovers.ts'
import { takeDataFolder } from './managed/ownership.ts'
import type { Ownership } from './managed/ownership.ts'
import { hasEnded, startServer, stopServer } from './managed/server.ts'
import type { ServerPlan } from './managed/server.ts'

export interface ManagedOptions {
  readonly dataFolder: string
  /** Name of the database, made where missing. Default `counterpart`. */
  readonly database?: string
  /** Folder with bin/, lib/ and share/ of a Postgres. Default: the one that the npm package brings. */
  readonly programs?: string
  /** Further settings of postgresql.conf; tests switch fsync off here. */
  readonly settings?: Readonly<Record<string, string>>
  readonly log?: (line: string) => void
  /** Called once when Postgres cannot be kept running any more. */
  readonly onFailure?: (error: Error) => void
}

export interface ManagedPostgres {
  readonly address: DatabaseAddress
  /** The process number of the postmaster that runs now. */
  processId(): number | undefined
  /** Stops Postgres cleanly and lets the data folder go. Safe to call twice. */
  stop(): Promise<void>
}

/** A start that fails is tried again this often, with growing pauses; one that succeeds counts anew. */
const startsMax = 5
const startPauseMillis = 200

/** Starts it, or throws: DataFolderInUseError where another process has the data folder. */
export async function startManagedPostgres(options: ManagedOptions): Promise<ManagedPostgres> {
  const dataFolder = path.resolve(options.dataFolder)
  const log = options.log ?? (() => undefined)
  const ownership = takeDataFolder(dataFolder)
  try {
    const cluster = path.join(dataFolder, 'postgres')
    const account = accountFor(cluster)
    await endLeftovers(cluster, log)
    const programs = reachablePostgres(options.programs ?? packagedPostgres(), account, log)
    ensureCluster(cluster, programs, account)
    const socketFolder = makeSocketFolder(account)
    const logFile = path.join(dataFolder, 'postgres.log')
    const clusterName = nameFor(cluster, programs, account)
    const settings = options.settings ?? {}
    const plan = { programs, cluster, clusterName, account, socketFolder, logFile, settings }
    const keeper = new Keeper(plan, ownership, options)
    await keeper.start(options.database ?? 'counterpart')
    return keeper
  } catch (error) {
    ownership.release()
    throw error
  }
}

class Keeper implements ManagedPostgres {
  readonly address: DatabaseAddress
  readonly #plan: ServerPlan
  readonly #ownership: Ownership
  readonly #log: (line: string) => void
  readonly #onFailure: (error: Error) => void
  #child: ChildProcess | undefined
  #restarting: Promise<void> = Promise.resolve()
  #stopping: Promise<void> | undefined

  constructor(plan: ServerPlan, ownership: Ownership, options: ManagedOptions) {
    this.address = { kind: 'socket', folder: plan.socketFolder, database: options.database ?? 'counterpart' }
    this.#plan = plan
    this.#ownership = ownership
    this.#log = options.log ?? (() => undefined)
    this.#onFailure = options.onFailure ?? (() => undefined)
  }

  async start(database: string): Promise<void> {
    try {
      await this.#launch()
      await ensureDatabase({ kind: 'socket', folder: this.#plan.socketFolder, database: 'postgres' }, database)
      process.on('exit', this.#onExit)
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  processId(): number | undefined {
    return this.#child?.pid
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<void> {
    process.off('exit', this.#onExit)
    await this.#restarting
    if (this.#child !== undefined) await stopServer(this.#child)
    rmSync(this.#plan.socketFolder, { recursive: true, force: true })
    this.#ownership.release()
  }

  async #launch(): Promise<void> {
    const child = await startServer(this.#plan)
    this.#child = child
    child.once('exit', () => this.#onEnded(child))
    // It may have ended between being ready and being watched.
    if (hasEnded(child)) this.#onEnded(child)
  }

  #onEnded(child: ChildProcess): void {
    if (this.#stopping !== undefined || this.#child !== child) return
    this.#child = undefined
    this.#log(`PostgreSQL ended unexpectedly (${child.signalCode ?? `code ${child.exitCode}`}); starting it again`)
    this.#restarting = this.#restart()
  }

  async #restart(): Promise<void> {
    for (let attempt = 1; this.#stopping === undefined; attempt += 1) {
      try {
        await endLeftovers(this.#plan.cluster, this.#log)
        // Ending leftovers takes their socket folder along, which is ours here.
        prepareSocketFolder(this.#plan.socketFolder, this.#plan.account)
        await this.#launch()
        return
      } catch (error) {
        const failure = error instanceof Error ? error : new Error(String(error))
        this.#log(failure.message)
        if (attempt >= startsMax) {
          this.#onFailure(failure)
          return
        }
      }
      await new Promise((resolve) => setTimeout(resolve, startPauseMillis * attempt))
    }
  }

  /** The last moment of a process that ends without stopping us: Postgres shuts down by itself after that. */
  readonly #onExit = (): void => {
    this.#child?.kill('SIGINT')
  }
}

/** A fresh private folder with a short path: the path of a Unix socket may have 107 bytes, a data folder any length. */
function makeSocketFolder(account: Account): string {
  const short = Buffer.byteLength(os.tmpdir()) <= 60 ? os.tmpdir() : '/tmp'
  const folder = mkdtempSync(path.join(short, 'counterpart-'))
  prepareSocketFolder(folder, account)
  return folder
}

function prepareSocketFolder(folder: string, account: Account): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (account.drops) chownSync(folder, account.uid, account.gid)
}

async function ensureDatabase(server: DatabaseAddress, name: string): Promise<void> {
  const client = new Client(loginAs(server, 'administrator'))
  client.on('error', () => undefined)
  await client.connect()
  try {
    const found = await client.query('select from pg_database where datname = $1', [name])
    if (found.rowCount === 0) await client.query(`create database ${escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}
