import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256Stream, toHex } from '../record/format/digest.ts'
import { unavailable } from '../refusal.ts'
import type { EpochMillis } from '../time/instant.ts'
import { newUuid } from '../uuid.ts'
import { fileBytesMax, fileDiffers, fileTooLarge, uploadBroken } from './commands.ts'

/** Where an engagement's files lie: each under the SHA-256 of its bytes. */
export interface FilePlace {
  readonly filesFolder: string
  readonly engagementId: string
}

const partSuffix = '.part'
const abandonedMillis = 86_400_000

/** Path of the bytes with this SHA-256 (hexadecimal). */
export function pathOfFile(place: FilePlace, sha256: string): string {
  return join(place.filesFolder, place.engagementId, sha256)
}

/**
 * Writes bytes as they arrive and keeps them when they are what was announced; gives their number. On return they
 * are on the disk for good. Nothing of them stays after a refusal. The same bytes again change nothing.
 */
export async function keepFile(
  place: FilePlace,
  announced: { readonly sha256: string; readonly bytes: AsyncIterable<Uint8Array>; readonly now: EpochMillis },
  bytesMax = fileBytesMax,
): Promise<number> {
  const folder = join(place.filesFolder, place.engagementId)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await removeAbandoned(folder, announced.now)
  const part = join(folder, `${newUuid(announced.now)}${partSuffix}`)
  try {
    const bytes = await writePart(part, announced, bytesMax)
    await rename(part, pathOfFile(place, announced.sha256))
    await flushFolder(folder)
    return bytes
  } catch (error) {
    await rm(part, { force: true })
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
      throw unavailable.because('The disk for files is full. Free space, then send the file again with the same key.')
    }
    throw error
  }
}

async function writePart(
  part: string,
  announced: { readonly sha256: string; readonly bytes: AsyncIterable<Uint8Array> },
  bytesMax: number,
): Promise<number> {
  const file = await open(part, 'wx', 0o600)
  try {
    const digest = sha256Stream()
    let total = 0
    for await (const chunk of arriving(announced.bytes, () => total)) {
      total += chunk.length
      if (total > bytesMax) throw fileTooLarge.because(`A file has at most ${bytesMax} bytes; split it.`)
      digest.update(chunk)
      await writeAll(file, chunk)
    }
    const found = toHex(digest.digest())
    if (found !== announced.sha256) {
      throw fileDiffers.because(`The ${total} bytes that arrived have the SHA-256 ${found}. Send the file again.`)
    }
    await file.sync()
    return total
  } finally {
    await file.close()
  }
}

/** The chunks; what breaks them off is told apart from what fails on the disk. */
async function* arriving(bytes: AsyncIterable<Uint8Array>, total: () => number): AsyncGenerator<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]()
  let ended = false
  try {
    for (;;) {
      const next = await iterator.next().catch((error: unknown) => {
        ended = true
        const reason = error instanceof Error ? error.message : String(error)
        throw uploadBroken.because(`After ${total()} bytes: ${reason}. Send the whole file again with the same key.`)
      })
      if (next.done === true) {
        ended = true
        return
      }
      yield next.value
    }
  } finally {
    if (!ended) await iterator.return?.()
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    written += (await file.write(chunk, written, chunk.length - written)).bytesWritten
  }
}

/** A rename is for good only when the folder is on the disk too. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Parts that a killed process left behind; no upload takes a day. */
async function removeAbandoned(folder: string, now: EpochMillis): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(partSuffix)) continue
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found !== undefined && found.mtimeMs < now - abandonedMillis) await rm(path, { force: true })
  }
}
