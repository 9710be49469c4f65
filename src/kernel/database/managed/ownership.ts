/**
 * One owner per data folder. The lock is the kernel's: SQLite (part of Node) holds it on a file, the only way in Node
 * to a lock that ends by itself when its process dies, however it dies. So nothing can be stale and nothing needs to
 * be judged by process numbers, which are used again.
 */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface Ownership {
  release(): void
}

/** A second process wanted the same data folder. */
export class DataFolderInUseError extends Error {
  override readonly name = 'DataFolderInUseError'
}

/** Takes the data folder (made where missing, closed to others) or throws saying who has it and since when. */
export function takeDataFolder(dataFolder: string): Ownership {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const note = path.join(dataFolder, 'owner.pid')
  const lock = new DatabaseSync(path.join(dataFolder, 'owner.lock'))
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    const message = error instanceof Error ? error.message : String(error)
    if (!/locked|busy/.test(message)) throw new Error(`${dataFolder} cannot be locked: ${message}`, { cause: error })
    throw new DataFolderInUseError(`the data folder ${dataFolder} is in use by ${describeOwner(note)}`)
  }
  writeFileSync(note, `${process.pid}\n`, { mode: 0o600 })
  return {
    release: () => {
      if (!lock.isOpen) return
      rmSync(note, { force: true })
      lock.close()
    },
  }
}

function describeOwner(note: string): string {
  try {
    const pid = readFileSync(note, 'utf8').trim()
    return `process ${pid} since ${statSync(note).mtime.toISOString()}; stop it first, or use another data folder`
  } catch {
    return 'a process that is starting or stopping at this moment; try again'
  }
}
