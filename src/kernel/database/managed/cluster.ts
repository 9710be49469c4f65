/** The folder that Postgres keeps its files in: made whole or not at all, reached without its path where need be. */
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, lchownSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { fsyncSync, openSync, closeSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Account } from './account.ts'
import { cleanEnvironment, spawnOptionsOf } from './account.ts'

/**
 * Makes the cluster where there is none. A half-made one of a killed start is thrown away: the folder gets its name
 * only when it is complete.
 */
export function ensureCluster(cluster: string, programs: string, account: Account): void {
  const carried = majorOf(programs, account)
  if (existsSync(cluster)) {
    const written = Number(readFileSync(path.join(cluster, 'PG_VERSION'), 'utf8'))
    if (written !== carried) {
      throw new Error(
        `${cluster} was written by PostgreSQL ${written}, but this release carries ${carried}; take a ` +
          `backup with the earlier release and restore it into a new data folder`,
      )
    }
    if (account.drops && statSync(cluster).uid !== account.uid) handOver(cluster, account)
    return
  }
  const unfinished = `${cluster}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  if (account.drops) chownSync(unfinished, account.uid, account.gid)
  chmodSync(unfinished, 0o700)
  initialise(unfinished, programs, carried, account)
  renameSync(unfinished, cluster)
  syncFolder(path.dirname(cluster))
}

/**
 * What to call the cluster folder towards Postgres when it starts in that folder. An account that root dropped to may
 * be shut out of a folder above (a clone under /root or mktemp -d); through its own working folder, which root
 * entered for it, it needs no way through them. Before release 16 Postgres leaves its working folder while starting.
 */
export function nameFor(cluster: string, programs: string, account: Account): string {
  if (!account.drops || process.platform !== 'linux' || majorOf(programs, account) < 16) return cluster
  return '/proc/self/cwd'
}

function initialise(folder: string, programs: string, major: number, account: Account): void {
  const locale = major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'] : ['--locale=C']
  const made = spawnSync(
    path.join(programs, 'bin', 'initdb'),
    [
      `--pgdata=${nameFor(folder, programs, account)}`,
      '--username=postgres',
      '--auth=trust',
      '--encoding=UTF8',
      '--data-checksums',
      ...locale,
    ],
    { ...spawnOptionsOf(account), cwd: folder, env: cleanEnvironment(), encoding: 'utf8' },
  )
  if (made.status === 0) return
  rmSync(folder, { recursive: true, force: true })
  throw new Error(`PostgreSQL could not set up ${folder}: ${made.error?.message ?? made.stderr.trim()}`)
}

function majorOf(programs: string, account: Account): number {
  const program = path.join(programs, 'bin', 'postgres')
  const options = { ...spawnOptionsOf(account), cwd: '/', env: cleanEnvironment(), encoding: 'utf8' } as const
  const major = /PostgreSQL\) (\d+)/.exec(spawnSync(program, ['--version'], options).stdout ?? '')?.[1]
  if (major === undefined) throw new Error(`${program} does not tell its version`)
  return Number(major)
}

/** A cluster made by root itself (a restored backup, say) goes to the account that will run on it. */
function handOver(folder: string, account: Account): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name)
    if (entry.isDirectory()) handOver(place, account)
    else lchownSync(place, account.uid, account.gid)
  }
  chownSync(folder, account.uid, account.gid)
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
