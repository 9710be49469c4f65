import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { kill, pid } from 'node:process'
import type { WitnessState } from './deciding.ts'

/**
 * Runs the work as the only witness on this state: two at once could each cosign another history. A lock left by a
 * process that died is taken over; one that is held is an Error that names the process.
 */
export async function alone<Result>(statePath: string, work: () => Promise<Result>): Promise<Result> {
  const lock = `${statePath}.lock`
  if (existsSync(lock)) {
    const holder = Number(readFileSync(lock, 'utf8'))
    if (isAlive(holder)) throw new Error(`the witness process ${holder} is at work on ${statePath}; wait for its end`)
    unlinkSync(lock)
  }
  writeSynced(lock, String(pid), 'wx')
  try {
    return await work()
  } finally {
    unlinkSync(lock)
  }
}

/** The remembered checkpoint; undefined where the file does not exist yet. */
export function readState(path: string): WitnessState {
  return existsSync(path) ? { note: readFileSync(path, 'utf8') } : undefined
}

/** Writes so that a crash leaves either the old state or the new one, whole: temporary file, sync, rename, sync. */
export function persistState(path: string, state: { readonly note: string }): void {
  const temporary = `${path}.new`
  writeSynced(temporary, state.note, 'w')
  renameSync(temporary, path)
  syncFolder(dirname(path))
}

/** Keeps both notes of an inconsistency in a new file, never over an older one; gives its path. */
export function keepEvidence(statePath: string, reason: string, held: string, offered: string): string {
  for (let n = 1; ; n++) {
    const path = `${statePath}.fork-${n}.txt`
    const text = `${reason}\n\n--- remembered checkpoint\n${held}\n--- offered checkpoint\n${offered}`
    // Asked again and again for the same fork, the witness keeps one file of it.
    if (existsSync(path)) {
      if (readFileSync(path, 'utf8') === text) return path
      continue
    }
    writeSynced(path, text, 'wx')
    syncFolder(dirname(path))
    return path
  }
}

function isAlive(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false
  try {
    return kill(processId, 0)
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function writeSynced(path: string, text: string, flags: 'w' | 'wx'): void {
  const file = openSync(path, flags, 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
