import { z } from 'zod'
import { isUniqueViolation } from '../database/errors.ts'
import type { Context } from '../handler.ts'
import { toHex } from '../record/format/digest.ts'
import { newSubject, openSubject, seal, unseal } from '../record/sealing/sealing.ts'
import { findSubjectKeys, insertSealed, insertSubjectKeys, sealedOf } from '../record/sealing/store.ts'
import type { Secrets } from '../secrets.ts'
import { entryOf, keep, lockReadable, partyOf, type AnyKind, type Input } from './keeping.ts'
import { commentsMax, type CommentCard } from './model.ts'
import { moved } from './moving.ts'
import { documentExists, documentFull } from './refusals.ts'
import * as store from './store.ts'
import type { DocumentRow } from './store.ts'

const Said = z.object({ commentId: z.uuid().toLowerCase(), text: z.string() })

/**
 * Adds a comment. People name people in comments, so the text is sealed under the subject
 * `comment/<paper id>.<comment id>`, which can be erased by itself; the record holds its commitment.
 */
export async function comment(kind: AnyKind, secrets: Secrets, context: Context, input: Input) {
  const { commentId, text } = Said.parse(input)
  const before = await lockReadable(kind, context, input, 'comment')
  const party = partyOf(context)
  const state = moved(kind.moves, before, 'comment', party)
  if (before.comments >= commentsMax)
    throw documentFull.because(`A paper has at most ${commentsMax} comments; draft a new one.`)
  const { documentId, version } = before
  const said = {
    documentId,
    commentId,
    number: before.comments + 1,
    version,
    party,
    principalId: context.principal.id,
    madeAt: context.now,
  }
  const added = { ...said, shared: before.firstSharedVersion !== null }
  await store.insertComment(context.tx, context.engagementId, added).catch((error: unknown) => {
    if (isUniqueViolation(error)) throw documentExists.because('Make a new id (a UUID) for a new comment.')
    throw error
  })
  const commitment = sealText(kind, secrets, context, added, text)
  const row = keep(context, before, { state, comments: before.comments + 1 })
  context.record(entryOf(kind, row, 'commented', { comment: commentId, commitment, party, version }))
  return { commentId }
}

function sealText(
  kind: AnyKind,
  secrets: Secrets,
  context: Context,
  { documentId, commentId }: { readonly documentId: string; readonly commentId: string },
  text: string,
): string {
  const { tx, engagementId } = context
  // A comment of one paper can have the id of another's, so the subject names both.
  const subject = newSubject(secrets, engagementId, `comment/${documentId}.${commentId}`)
  const thing = thingOf(kind, documentId)
  const sealed = seal(subject.key, { engagementId, subjectId: subject.subjectId, thing, name: commentId, value: text })
  insertSubjectKeys(tx, engagementId, [subject], context.now)
  insertSealed(tx, engagementId, [sealed])
  return toHex(sealed.commitment)
}

/** The comments that a reader of the paper may see: all for the author's party, else those made since it was shared. */
export async function commentsFor(
  kind: AnyKind,
  secrets: Secrets,
  context: Context,
  row: DocumentRow,
): Promise<CommentCard[]> {
  const party = context.membership?.party
  if (party === 'neither') return []
  const all = await store.commentsOf(context.tx, context.engagementId, row.documentId)
  const seen = all.filter((one) => one.shared || party === row.author)
  const texts = await textsOf(kind, secrets, context, row.documentId)
  return seen.map((one) => ({ ...one, text: texts.get(one.commentId) ?? null }))
}

async function textsOf(
  kind: AnyKind,
  secrets: Secrets,
  context: Context,
  documentId: string,
): Promise<Map<string, string>> {
  const { tx, engagementId } = context
  const sealed = await sealedOf(tx, engagementId, thingOf(kind, documentId))
  const keys = await findSubjectKeys(
    tx,
    engagementId,
    sealed.map((row) => row.subjectId),
  )
  const keyOf = new Map(keys.map((row) => [row.subjectId, openSubject(secrets, engagementId, row)]))
  const texts = new Map<string, string>()
  for (const row of sealed) {
    const key = keyOf.get(row.subjectId)
    if (key !== undefined) texts.set(row.name, unseal(key, engagementId, row))
  }
  return texts
}

function thingOf(kind: AnyKind, documentId: string): string {
  return `${kind.name}/${documentId}`
}
