import { z } from 'zod'
import type { Context } from '../handler.ts'
import type { CanonicalObject } from '../record/format/canonical.ts'
import type { RecordedEvent } from '../record/recording.ts'
import { notFound } from '../refusal.ts'
import type { DocumentKind } from './kind.ts'
import { Signatory, type Move } from './model.ts'
import { isAuthorsOwn, readableFrom } from './moving.ts'
import * as store from './store.ts'
import type { DocumentPlace, DocumentRow } from './store.ts'

/** A kind with its schema's type left aside: what handlers of all kinds work with. */
export type AnyKind = DocumentKind<string, string, z.ZodType>
/** Of a kind, as much as finds its papers. */
export type NamedKind = Pick<AnyKind, 'name' | 'idName'>
export type Input = Readonly<Record<string, unknown>>

/** The paper, locked; one that the caller's party may not read does not exist for it. */
export async function lockReadable(kind: AnyKind, context: Context, input: Input, move: Move): Promise<DocumentRow> {
  const row = await store.lockDocument(context.tx, placeOf(kind, context, input))
  const party = partyOf(context)
  if (row === undefined || readableFrom(row, party) === undefined) {
    throw notFound.because(`There is no ${kind.name} with this id here.`)
  }
  if (isAuthorsOwn(kind.moves, move)) context.relation('author', party === row.author)
  return row
}

/** What a move changes of a paper. */
export type Changed = Partial<
  Pick<DocumentRow, 'state' | 'title' | 'version' | 'sha256' | 'signedBy' | 'firstSharedVersion' | 'comments'>
>

/** The row after one more entry of its subject, stored. */
export function keep(context: Context, before: DocumentRow, changed: Changed): DocumentRow {
  const row = { ...before, ...changed, recorded: before.recorded + 1, changedAt: context.now }
  store.updateDocument(context.tx, context.engagementId, row)
  return row
}

/** The entry that goes with a row as it was just kept. */
export function entryOf(kind: AnyKind, row: DocumentRow, event: string, body: CanonicalObject): RecordedEvent {
  const subject = `${kind.name}/${row.documentId}`
  return { type: `${kind.name}-${event}`, subject, subjectVersion: row.recorded, body }
}

/** What every move answers. */
export function standingOf(kind: AnyKind, row: DocumentRow) {
  return { [kind.idName]: row.documentId, state: row.state, version: row.version, sha256: row.sha256 }
}

export function placeOf(kind: NamedKind, context: Context, input: Input): DocumentPlace {
  const documentId = z.uuid().parse(input[kind.idName]).toLowerCase()
  return { engagementId: context.engagementId, kind: kind.name, documentId }
}

/** The caller's side; the door lets only the two parties come to a command. */
export function partyOf(context: Context): Signatory {
  return Signatory.parse(context.membership?.party)
}
