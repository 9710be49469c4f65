import { isUniqueViolation } from '../database/errors.ts'
import { bind, bindPrepared, type Bound, type Caller } from '../handler.ts'
import { cursorOf, instantPositionOf } from '../paging.ts'
import { invalidInput } from '../refusal.ts'
import { fileExists, files, uploadFile, type FileCard } from './commands.ts'
import { keepFile } from './keeping.ts'
import * as store from './store.ts'

/** Handlers of files; their bytes lie in `filesFolder`. */
export function fileHandlers(filesFolder: string): readonly Bound[] {
  return [
    // A body may take minutes to arrive: it is on the disk before the transaction begins.
    bindPrepared(
      uploadFile,
      (caller, input) => {
        const { engagementId, now } = caller
        return keepFile({ filesFolder, engagementId }, { sha256: input.sha256, bytes: bodyOf(caller), now })
      },
      async (context, input, bytes) => {
        const { name, mediaType, sha256, fileId } = input
        const file: FileCard = {
          fileId,
          name,
          mediaType,
          sha256,
          bytes,
          uploadedBy: context.principal.id,
          uploadedAt: context.now,
        }
        await store.insertFile(context.tx, context.engagementId, file).catch(explainDouble)
        context.record({ type: 'file-received', subject: `file/${fileId}`, subjectVersion: 1, body: { sha256, bytes } })
        return file
      },
    ),
    bind(files, async (context, input) => {
      const before = instantPositionOf(input.cursor)
      const rows = await store.filesBefore(context.tx, context.engagementId, before, input.limit + 1)
      const page = rows.slice(0, input.limit)
      const last = page.at(-1)
      const isMore = rows.length > input.limit && last !== undefined
      return { rows: page, nextCursor: isMore ? cursorOf([String(last.uploadedAt), last.fileId]) : null }
    }),
  ]
}

function bodyOf(caller: Caller): AsyncIterable<Uint8Array> {
  const { bytes } = caller
  const isStream = typeof bytes === 'object' && bytes !== null && Symbol.asyncIterator in bytes
  if (isStream) return bytes
  throw invalidInput.because("Send the file's bytes as the body, with Content-Type: application/octet-stream.")
}

function explainDouble(error: unknown): never {
  if (isUniqueViolation(error)) throw fileExists.because('Make a new id (a UUID) for a new file.')
  throw error
}
