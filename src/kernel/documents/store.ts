import { z } from 'zod'
import type { Party } from '../access/model.ts'
import { sql } from '../database/sql.ts'
import type { Tx } from '../database/transaction.ts'
import { fromHex, toHex } from '../record/format/digest.ts'
import type { EpochMillis } from '../time/instant.ts'
import {
  DocumentState,
  Signatory,
  type CommentCard,
  type Paper,
  type SignatureCard,
  type VersionCard,
} from './model.ts'

const Bytes = z.instanceof(Uint8Array)

const ContentOnly = z.object({ content: Bytes })

/** A paper's row: its standing, and what lists say of it. */
export interface DocumentRow extends Paper {
  readonly documentId: string
  readonly title: string
  readonly comments: number
  /** Entries of its subject in the record. */
  readonly recorded: number
  readonly createdAt: EpochMillis
  readonly changedAt: EpochMillis
}

const Row = z.object({
  document_id: z.string(),
  state: DocumentState,
  author_party: Signatory,
  title: z.string(),
  version: z.number(),
  sha256: Bytes,
  signed_by: z.array(Signatory),
  first_shared_version: z.number().nullable(),
  comments: z.number(),
  recorded: z.number(),
  created_at: z.number(),
  changed_at: z.number(),
})

function documentOf(row: unknown): DocumentRow {
  const one = Row.parse(row)
  return {
    documentId: one.document_id,
    state: one.state,
    author: one.author_party,
    title: one.title,
    version: one.version,
    sha256: toHex(one.sha256),
    signedBy: one.signed_by,
    firstSharedVersion: one.first_shared_version,
    comments: one.comments,
    recorded: one.recorded,
    createdAt: one.created_at,
    changedAt: one.changed_at,
  }
}

const columns = sql`document_id, state, author_party, title, version, sha256, signed_by, first_shared_version, comments,
  recorded, created_at, changed_at`

/** Which paper of which kind. */
export interface DocumentPlace {
  readonly engagementId: string
  readonly kind: string
  readonly documentId: string
}

/** The paper, locked until the transaction ends. */
export async function lockDocument(tx: Tx, place: DocumentPlace): Promise<DocumentRow | undefined> {
  const rows = await tx.query(sql`
    select ${columns} from document
    where engagement_id = ${place.engagementId} and document_id = ${place.documentId} and kind = ${place.kind}
    for update`)
  return rows.map(documentOf)[0]
}

export async function findDocument(tx: Tx, place: DocumentPlace): Promise<DocumentRow | undefined> {
  const rows = await tx.query(sql`
    select ${columns} from document
    where engagement_id = ${place.engagementId} and document_id = ${place.documentId} and kind = ${place.kind}`)
  return rows.map(documentOf)[0]
}

/** Papers of a kind that a party can see, by id: its own, those that were shared; for an auditor the agreed ones. */
export async function documentsOf(
  tx: Tx,
  seen: { readonly engagementId: string; readonly kind: string; readonly party: Party },
  after: string | undefined,
  most: number,
): Promise<DocumentRow[]> {
  const rows = await tx.query(sql`
    select ${columns} from document
    where engagement_id = ${seen.engagementId} and kind = ${seen.kind}
      and document_id > ${after ?? '00000000-0000-0000-0000-000000000000'}
      and (author_party = ${seen.party}::text or state = 'agreed'
        or (${seen.party}::text <> 'neither' and first_shared_version is not null))
    order by document_id limit ${most}`)
  return rows.map(documentOf)
}

/** Inserts the paper; rejects with a unique violation where its id is taken. */
export function insertDocument(tx: Tx, place: DocumentPlace, row: DocumentRow): Promise<unknown> {
  return tx.query(sql`
    insert into document (engagement_id, document_id, kind, state, author_party, title, version, sha256, signed_by,
      first_shared_version, comments, recorded, created_at, changed_at)
    values (${place.engagementId}, ${place.documentId}, ${place.kind}, ${row.state}, ${row.author}, ${row.title},
      ${row.version}, ${fromHex(row.sha256)}, ${row.signedBy}, ${row.firstSharedVersion}, ${row.comments},
      ${row.recorded}, ${row.createdAt}, ${row.changedAt})`)
}

export function updateDocument(tx: Tx, engagementId: string, row: DocumentRow): void {
  tx.later(sql`
    update document set state = ${row.state}, title = ${row.title}, version = ${row.version},
      sha256 = ${fromHex(row.sha256)}, signed_by = ${row.signedBy}, first_shared_version = ${row.firstSharedVersion},
      comments = ${row.comments}, recorded = ${row.recorded}, changed_at = ${row.changedAt}
    where engagement_id = ${engagementId} and document_id = ${row.documentId}`)
}

export interface NewVersion extends VersionCard {
  readonly documentId: string
  readonly content: Uint8Array
  /** Set where the record holds a commitment in place of the hash. */
  readonly salt: Uint8Array | null
}

export function insertVersion(tx: Tx, engagementId: string, version: NewVersion): void {
  tx.later(sql`
    insert into document_version
      (engagement_id, document_id, version, sha256, content, party, principal_id, made_at, salt)
    values (${engagementId}, ${version.documentId}, ${version.version}, ${fromHex(version.sha256)}, ${version.content},
      ${version.party}, ${version.principalId}, ${version.madeAt}, ${version.salt})`)
}

/** The canonical bytes of a version's content. */
export async function findContent(
  tx: Tx,
  engagementId: string,
  documentId: string,
  version: number,
): Promise<Uint8Array | undefined> {
  const rows = await tx.query(sql`
    select content from document_version
    where engagement_id = ${engagementId} and document_id = ${documentId} and version = ${version}`)
  return rows.map((row) => ContentOnly.parse(row).content)[0]
}

const VersionRow = z.object({
  version: z.number(),
  sha256: Bytes,
  party: Signatory,
  principal_id: z.string(),
  made_at: z.number(),
})

/** Versions from one on, oldest first; a paper has a bounded number of them. */
export async function versionsFrom(
  tx: Tx,
  engagementId: string,
  documentId: string,
  from: number,
): Promise<VersionCard[]> {
  const rows = await tx.query(sql`
    select version, sha256, party, principal_id, made_at from document_version
    where engagement_id = ${engagementId} and document_id = ${documentId} and version >= ${from} order by version`)
  return rows.map((row) => {
    const { version, sha256, party, principal_id, made_at } = VersionRow.parse(row)
    return { version, sha256: toHex(sha256), party, principalId: principal_id, madeAt: made_at }
  })
}

export interface NewSignature {
  readonly documentId: string
  readonly version: number
  readonly party: Signatory
  readonly principalId: string
  readonly signedAt: EpochMillis
}

export function insertSignature(tx: Tx, engagementId: string, signature: NewSignature): void {
  tx.later(sql`
    insert into document_signature (engagement_id, document_id, version, party, principal_id, signed_at)
    values (${engagementId}, ${signature.documentId}, ${signature.version}, ${signature.party},
      ${signature.principalId}, ${signature.signedAt})`)
}

const SignatureRow = z.object({
  version: z.number(),
  party: Signatory,
  principal_id: z.string(),
  signed_at: z.number(),
})

/** Signatures from a version on, oldest first. */
export async function signaturesFrom(
  tx: Tx,
  engagementId: string,
  document: DocumentRow,
  from: number,
): Promise<SignatureCard[]> {
  const rows = await tx.query(sql`
    select version, party, principal_id, signed_at from document_signature
    where engagement_id = ${engagementId} and document_id = ${document.documentId} and version >= ${from}
    order by version, signed_at, party`)
  return rows.map((row) => {
    const { version, party, principal_id, signed_at } = SignatureRow.parse(row)
    return { version, party, principalId: principal_id, signedAt: signed_at, stands: version === document.version }
  })
}

export interface NewComment extends Omit<CommentCard, 'text'> {
  readonly documentId: string
  /** 1 for the first of the paper, then one more each time. */
  readonly number: number
}

/** Inserts the comment without its text, which is sealed; rejects with a unique violation where its id is taken. */
export function insertComment(tx: Tx, engagementId: string, comment: NewComment): Promise<unknown> {
  return tx.query(sql`
    insert into document_comment
      (engagement_id, document_id, comment_id, number, version, party, principal_id, made_at, shared)
    values (${engagementId}, ${comment.documentId}, ${comment.commentId}, ${comment.number}, ${comment.version},
      ${comment.party}, ${comment.principalId}, ${comment.madeAt}, ${comment.shared})`)
}

const CommentRow = z.object({
  comment_id: z.string(),
  version: z.number(),
  party: Signatory,
  principal_id: z.string(),
  made_at: z.number(),
  shared: z.boolean(),
})

/** Comments without their texts, oldest first; a paper has a bounded number of them. */
export async function commentsOf(
  tx: Tx,
  engagementId: string,
  documentId: string,
): Promise<Omit<CommentCard, 'text'>[]> {
  const rows = await tx.query(sql`
    select comment_id, version, party, principal_id, made_at, shared from document_comment
    where engagement_id = ${engagementId} and document_id = ${documentId} order by number`)
  return rows.map((row) => {
    const { comment_id, principal_id, made_at, ...rest } = CommentRow.parse(row)
    return { commentId: comment_id, principalId: principal_id, madeAt: made_at, ...rest }
  })
}
