/**
 * What an earlier owner left behind. Killed with SIGKILL, it leaves Postgres running; Postgres killed so leaves its
 * backends. Only whoever holds the data folder may call this, so whatever runs on it is a leftover.
 */
import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import path from 'node:path'

const pollMillis = 20

/** Ends every Postgres process on that cluster folder, gently at first, and clears its lock file. */
export async function endLeftovers(cluster: string, log: (line: string) => void): Promise<void> {
  // Read first: a Postgres that ends takes its note along.
  const note = noted(cluster)
  const found = processesOn(cluster)
  if (found.length > 0) {
    log(`PostgreSQL still runs from an earlier start (process ${found.join(', ')}); stopping it`)
    if (note !== undefined && found.includes(note.pid)) {
      signal([note.pid], 'SIGINT')
      await emptied(cluster, 15_000)
    } else {
      // Backends without their postmaster end by themselves unless they are computing.
      await emptied(cluster, 500)
    }
    for (const name of ['SIGQUIT', 'SIGKILL'] as const) {
      signal(processesOn(cluster), name)
      await emptied(cluster, 5_000)
    }
    const left = processesOn(cluster)
    if (left.length > 0) throw new Error(`PostgreSQL of an earlier start does not end (process ${left.join(', ')})`)
  }
  if (note !== undefined && path.basename(note.socketFolder).startsWith('counterpart-')) {
    rmSync(note.socketFolder, { recursive: true, force: true })
  }
  // Its number may belong to any other process by now (containers start counting at 1), which would stop Postgres.
  rmSync(path.join(cluster, 'postmaster.pid'), { force: true })
}

/** What the running postmaster noted about itself: lines 1, 5 and 8 of postmaster.pid. */
export function noted(cluster: string): { pid: number; socketFolder: string; status: string } | undefined {
  try {
    const lines = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), socketFolder: lines[4] ?? '', status: (lines[7] ?? '').trim() }
  } catch {
    return undefined
  }
}

/** The Postgres processes that work in the cluster folder. Every one of them has it as its working folder. */
function processesOn(cluster: string): number[] {
  const folder = statSync(cluster, { throwIfNoEntry: false })
  if (folder === undefined) return []
  if (process.platform !== 'linux') return postmasterWithoutProc(cluster)
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      try {
        const place = statSync(`/proc/${entry}/cwd`)
        const isThere = place.ino === folder.ino && place.dev === folder.dev
        return isThere && readFileSync(`/proc/${entry}/comm`, 'utf8').trim() === 'postgres'
      } catch {
        // Gone meanwhile, or another user's.
        return false
      }
    })
    .map(Number)
}

/** Where there is no /proc, the noted process counts if it is a Postgres. */
function postmasterWithoutProc(cluster: string): number[] {
  const pid = noted(cluster)?.pid
  if (pid === undefined || !(pid > 0)) return []
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).includes('postgres')
      ? [pid]
      : []
  } catch {
    return []
  }
}

async function emptied(cluster: string, millisMax: number): Promise<void> {
  for (let waited = 0; waited < millisMax && processesOn(cluster).length > 0; waited += pollMillis) {
    await new Promise((resolve) => setTimeout(resolve, pollMillis))
  }
}

function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch {
      // It ended by itself meanwhile.
    }
  }
}
