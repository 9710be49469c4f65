import type { Context } from '../handler.ts'
import type { Party } from '../access/model.ts'
import { parseCanonical, type CanonicalValue } from '../record/format/canonical.ts'
import { notFound } from '../refusal.ts'
import type { Secrets } from '../secrets.ts'
import { commentsFor } from './commenting.ts'
import { differencesOf } from './differing.ts'
import { placeOf, standingOf, type AnyKind, type Input, type NamedKind } from './keeping.ts'
import type { Move } from './model.ts'
import { openMoves, readableFrom, readersOf } from './moving.ts'
import { unknownVersion } from './refusals.ts'
import * as store from './store.ts'
import type { DocumentRow } from './store.ts'

/** One paper as the caller's party may see it, at its newest version or at the one asked for. */
export async function show(kind: AnyKind, secrets: Secrets, context: Context, input: Input): Promise<Input> {
  const { tx, engagementId } = context
  const { row, from } = await findReadable(kind, context, input)
  const shownVersion = typeof input['shownVersion'] === 'number' ? input['shownVersion'] : row.version
  const content = await readContent(kind, context, row, from, shownVersion)
  const [versions, signatures, comments] = await Promise.all([
    store.versionsFrom(tx, engagementId, row.documentId, from),
    store.signaturesFrom(tx, engagementId, row, from),
    commentsFor(kind, secrets, context, row),
  ])
  const access = { readers: readersOf(row), moves: movesOf(kind, context, row) }
  return { ...rowOf(kind, row), shownVersion, content, versions, signatures, comments, access }
}

/** A page of the papers that the caller's party can see. */
export async function list(kind: AnyKind, context: Context, input: Input): Promise<Input> {
  const { engagementId } = context
  const [cursor, limit] = [input['cursor'] as string | undefined, input['limit'] as number]
  const seen = { engagementId, kind: kind.name, party: partyOf(context) }
  const rows = await store.documentsOf(context.tx, seen, cursor, limit + 1)
  const page = rows.slice(0, limit)
  const nextCursor = rows.length > limit ? (page.at(-1)?.documentId ?? null) : null
  return { rows: page.map((row) => rowOf(kind, row)), nextCursor }
}

/** What differs between two versions that the caller's party may read. */
export async function diff(kind: AnyKind, context: Context, input: Input): Promise<Input> {
  const { row, from: first } = await findReadable(kind, context, input)
  const [from, to] = [input['from'] as number, input['to'] as number]
  const old = await readContent(kind, context, row, first, from)
  const next = await readContent(kind, context, row, first, to)
  return { from, to, ...differencesOf(old, next) }
}

/** The content of one version of a paper, the newest where none is named, as the caller's party may read it. */
export async function readableContent(
  kind: NamedKind,
  context: Context,
  input: Input,
  version: number | undefined,
): Promise<CanonicalValue> {
  const { row, from } = await findReadable(kind, context, input)
  return readContent(kind, context, row, from, version ?? row.version)
}

async function findReadable(
  kind: NamedKind,
  context: Context,
  input: Input,
): Promise<{ row: DocumentRow; from: number }> {
  const row = await store.findDocument(context.tx, placeOf(kind, context, input))
  const from = row && readableFrom(row, partyOf(context))
  if (row === undefined || from === undefined) throw notFound.because(`There is no ${kind.name} with this id here.`)
  return { row, from }
}

async function readContent(
  kind: NamedKind,
  context: Context,
  row: DocumentRow,
  from: number,
  version: number,
): Promise<CanonicalValue> {
  const asked =
    version < from ? undefined : store.findContent(context.tx, context.engagementId, row.documentId, version)
  const bytes = await asked
  if (bytes !== undefined) return parseCanonical(bytes)
  throw unknownVersion.because(`You can read versions ${from} to ${row.version} of this ${kind.name}.`)
}

/** Moves that the caller could make now: open to the party, and within its roles. */
function movesOf(kind: AnyKind, context: Context, row: DocumentRow): Move[] {
  const party = partyOf(context)
  if (party === 'neither') return []
  const held = context.membership?.roles ?? []
  const { draft, comment, sign } = kind.roles
  const rolesOf = { revise: draft, propose: draft, withdraw: draft, comment, sign } satisfies Record<Move, unknown>
  return openMoves(kind.moves, row, party).filter((move) => held.some((role) => rolesOf[move].includes(role)))
}

function rowOf(kind: AnyKind, row: DocumentRow) {
  const { author, title, createdAt, changedAt } = row
  return { ...standingOf(kind, row), author, title, createdAt, changedAt }
}

/** The caller's side: of a party, or of an auditor, who is neither. */
function partyOf(context: Context): Party {
  return context.membership?.party ?? 'neither'
}
