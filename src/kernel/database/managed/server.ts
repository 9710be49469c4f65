/** One running Postgres: how it is started, when it is ready, how it is stopped. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Account } from './account.ts'
import { cleanEnvironment, spawnOptionsOf } from './account.ts'
import { noted } from './leftovers.ts'

export interface ServerPlan {
  readonly programs: string
  readonly cluster: string
  /** What Postgres calls the cluster folder. */
  readonly clusterName: string
  readonly account: Account
  readonly socketFolder: string
  readonly logFile: string
  readonly settings: Readonly<Record<string, string>>
}

const logBytesMax = 16 * 1024 * 1024
const readyMillisMax = 10 * 60_000
const pollMillis = 10

/** For two cores and some gigabytes; what is safe is never traded for speed here. */
const baseSettings = {
  listen_addresses: '',
  shared_buffers: '256MB',
  max_connections: '100',
  fsync: 'on',
  synchronous_commit: 'on',
  // A table without statistics gets plans that read all rows of an engagement, and keeps them until it is analysed.
  autovacuum_naptime: '2s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  log_checkpoints: 'off',
  // Error texts carry values of rows, and what is erased from the record must not live on in a log.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
} as const

/** Starts Postgres and waits until it takes connections, through crash recovery where there must be one. */
export async function startServer(plan: ServerPlan): Promise<ChildProcess> {
  const before = openLog(plan.logFile)
  const child = launch(plan, before.handle)
  closeSync(before.handle)
  let failure: Error | undefined
  child.once('error', (error) => {
    failure = error
  })
  for (let waited = 0; waited < readyMillisMax; waited += pollMillis) {
    if (failure !== undefined) throw new Error(`PostgreSQL cannot be started: ${failure.message}`, { cause: failure })
    if (hasEnded(child)) throw new Error(`PostgreSQL did not start: ${tailOf(plan.logFile, before.size)}`)
    const note = noted(plan.cluster)
    if (note !== undefined && note.pid === child.pid && note.status === 'ready') return child
    await new Promise((resolve) => setTimeout(resolve, pollMillis))
  }
  child.kill('SIGQUIT')
  throw new Error(
    `PostgreSQL was not ready after ${readyMillisMax / 60_000} minutes: ${tailOf(plan.logFile, before.size)}`,
  )
}

/** Fast shutdown; where that does not end in time, an immediate one, from which the next start recovers. */
export async function stopServer(child: ChildProcess): Promise<void> {
  for (const [name, millisMax] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (hasEnded(child)) return
    child.kill(name)
    await endedWithin(child, millisMax)
  }
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function launch(plan: ServerPlan, log: number): ChildProcess {
  const settings = { ...baseSettings, unix_socket_directories: plan.socketFolder, ...plan.settings }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const data = ['-D', plan.clusterName]
  return spawn(path.join(plan.programs, 'bin', 'postgres'), [...data, ...flags], {
    ...spawnOptionsOf(plan.account),
    cwd: plan.cluster,
    env: cleanEnvironment(),
    stdio: ['ignore', log, log],
    // A process group of its own: Ctrl-C in a terminal reaches us alone, and we stop Postgres when we are done.
    detached: true,
  })
}

function openLog(file: string): { handle: number; size: number } {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > logBytesMax) renameSync(file, `${file}.1`)
  return { handle: openSync(file, 'a', 0o600), size: size > logBytesMax ? 0 : size }
}

function tailOf(file: string, from: number): string {
  const lines = readFileSync(file).subarray(from).toString('utf8').trim().split('\n').slice(-5)
  return `${lines.join('\n')} (${file})`
}

function endedWithin(child: ChildProcess, millisMax: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      child.off('exit', done)
      resolve()
    }
    const timer = setTimeout(done, millisMax)
    child.once('exit', done)
  })
}
