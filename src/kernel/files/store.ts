import { z } from 'zod'
import { sql } from '../database/sql.ts'
import type { Tx } from '../database/transaction.ts'
import { fromHex, toHex } from '../record/format/digest.ts'
import type { EpochMillis } from '../time/instant.ts'
import type { FileCard } from './commands.ts'

export function insertFile(tx: Tx, engagementId: string, file: FileCard): Promise<unknown> {
  return tx.query(sql`
    insert into file (engagement_id, file_id, name, media_type, sha256, bytes, uploaded_by, uploaded_at)
    values (${engagementId}, ${file.fileId}, ${file.name}, ${file.mediaType}, ${fromHex(file.sha256)}, ${file.bytes},
      ${file.uploadedBy}, ${file.uploadedAt})`)
}

const FileRow = z.object({
  file_id: z.string(),
  name: z.string(),
  media_type: z.string(),
  sha256: z.instanceof(Uint8Array),
  bytes: z.number(),
  uploaded_by: z.string(),
  uploaded_at: z.number(),
})

function cardOf(row: unknown): FileCard {
  const one = FileRow.parse(row)
  return {
    fileId: one.file_id,
    name: one.name,
    mediaType: one.media_type,
    sha256: toHex(one.sha256),
    bytes: one.bytes,
    uploadedBy: one.uploaded_by,
    uploadedAt: one.uploaded_at,
  }
}

export async function findFile(tx: Tx, engagementId: string, fileId: string): Promise<FileCard | undefined> {
  const rows = await tx.query(sql`
    select file_id, name, media_type, sha256, bytes, uploaded_by, uploaded_at from file
    where engagement_id = ${engagementId} and file_id = ${fileId}`)
  return rows.map(cardOf)[0]
}

/** Newest first; `before` is the instant and id of the last row of the page before. */
export async function filesBefore(
  tx: Tx,
  engagementId: string,
  before: { readonly at: EpochMillis; readonly id: string } | undefined,
  limit: number,
): Promise<FileCard[]> {
  const rows = await tx.query(sql`
    select file_id, name, media_type, sha256, bytes, uploaded_by, uploaded_at from file
    where engagement_id = ${engagementId}
      and (uploaded_at, file_id) < (${before?.at ?? Number.MAX_SAFE_INTEGER}::bigint,
        ${before?.id ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}::uuid)
    order by uploaded_at desc, file_id desc limit ${limit}`)
  return rows.map(cardOf)
}
