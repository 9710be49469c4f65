import type { z } from 'zod'
import type { Declaration } from '../command.ts'
import { isUniqueViolation } from '../database/errors.ts'
import { bind, type Bound, type Context } from '../handler.ts'
import {
  CanonicalError,
  encodeCanonical,
  parseCanonical,
  type CanonicalObject,
  type CanonicalValue,
} from '../record/format/canonical.ts'
import { commitment, newSalt } from '../record/format/commitment.ts'
import { sha256, toHex } from '../record/format/digest.ts'
import { staleVersion } from '../refusal.ts'
import type { Secrets } from '../secrets.ts'
import { diff, list, show } from './answering.ts'
import { comment } from './commenting.ts'
import { entryOf, keep, lockReadable, partyOf, placeOf, standingOf, type AnyKind, type Input } from './keeping.ts'
import type { DocumentKind } from './kind.ts'
import { contentBytesMax, versionsMax } from './model.ts'
import { moved } from './moving.ts'
import { documentExists, documentFull, nothingChanged, otherVersion, unfitContent } from './refusals.ts'
import * as store from './store.ts'
import type { DocumentRow } from './store.ts'

/** What a kind decides by itself, on the server. */
export interface KindRules<Content> {
  /** What lists call the paper: 1 to 200 characters. */
  titleOf(content: Content): string
  /** Refuses content that cannot be taken now; asked before each drafting, revision and signature. */
  check(context: Context, content: Content): Promise<void>
  /** Stores what follows once both have signed; gives what else the `…-concluded` entry says. */
  conclude(context: Context, concluded: Concluded<Content>): Promise<CanonicalObject>
}

export interface Concluded<Content> {
  readonly documentId: string
  readonly sha256: string
  readonly content: Content
}

type Rules = KindRules<unknown>

/** Binds every command and query of a kind of paper. */
export function documentHandlers<Name extends string, Id extends string, Content extends z.ZodType>(
  kind: DocumentKind<Name, Id, Content>,
  rules: KindRules<z.output<Content>>,
  secrets: Secrets,
): readonly Bound[] {
  // Below here the schema's type does not matter: what comes in was parsed by it.
  const [own, of]: [AnyKind, Rules] = [kind, rules]
  const { commands, queries } = own
  const on = (declaration: Declaration, handle: (context: Context, input: Input) => Promise<Input>) =>
    bind(declaration, handle)
  return [
    on(commands.draft, (context, input) => draft(own, of, context, input)),
    on(commands.revise, (context, input) => revise(own, of, context, input)),
    on(commands.propose, (context, input) => propose(own, context, input)),
    on(commands.sign, (context, input) => sign(own, of, context, input)),
    on(commands.withdraw, (context, input) => withdraw(own, context, input)),
    on(commands.comment, (context, input) => comment(own, secrets, context, input)),
    on(queries.show, (context, input) => show(own, secrets, context, input)),
    on(queries.list, (context, input) => list(own, context, input)),
    on(queries.diff, (context, input) => diff(own, context, input)),
  ]
}

async function draft(kind: AnyKind, rules: Rules, context: Context, input: Input): Promise<Input> {
  const { content, encoded } = await taken(rules, context, input)
  const [author, place] = [partyOf(context), placeOf(kind, context, input)]
  const row: DocumentRow = {
    documentId: place.documentId,
    state: 'draft',
    author,
    title: rules.titleOf(content),
    version: 1,
    sha256: encoded.sha256,
    signedBy: [],
    firstSharedVersion: null,
    comments: 0,
    recorded: 1,
    createdAt: context.now,
    changedAt: context.now,
  }
  await store.insertDocument(context.tx, place, row).catch((error: unknown) => {
    if (isUniqueViolation(error)) throw documentExists.because('Make a new id (a UUID) for a new paper.')
    throw error
  })
  const hidden = storeVersion(context, row, encoded)
  context.record(entryOf(kind, row, 'drafted', { party: author, version: 1, ...hidden }))
  return standingOf(kind, row)
}

async function revise(kind: AnyKind, rules: Rules, context: Context, input: Input): Promise<Input> {
  const before = await lockReadable(kind, context, input, 'revise')
  const party = partyOf(context)
  const state = moved(kind.moves, before, 'revise', party)
  if (context.ifMatch !== String(before.version)) {
    throw staleVersion.because(
      `Its version is ${before.version}, not ${context.ifMatch}; read it again and redo your edit.`,
    )
  }
  if (before.version >= versionsMax)
    throw documentFull.because(`A paper has at most ${versionsMax} versions; draft a new one.`)
  const { content, encoded } = await taken(rules, context, input)
  if (encoded.sha256 === before.sha256) throw nothingChanged.because('Change something, or leave it as it is.')
  const title = rules.titleOf(content)
  const row = keep(context, before, { state, title, version: before.version + 1, sha256: encoded.sha256, signedBy: [] })
  const hidden = storeVersion(context, row, encoded)
  const said = hidden ?? { [kind.hashName]: row.sha256, cleared: before.signedBy }
  context.record(entryOf(kind, row, 'revised', { party, version: row.version, ...said }))
  return standingOf(kind, row)
}

async function propose(kind: AnyKind, context: Context, input: Input): Promise<Input> {
  const before = await lockReadable(kind, context, input, 'propose')
  const party = partyOf(context)
  const state = moved(kind.moves, before, 'propose', party)
  const row = keep(context, before, { state, firstSharedVersion: before.version })
  context.record(entryOf(kind, row, 'proposed', { party, version: row.version, [kind.hashName]: row.sha256 }))
  return standingOf(kind, row)
}

async function sign(kind: AnyKind, rules: Rules, context: Context, input: Input): Promise<Input> {
  const before = await lockReadable(kind, context, input, 'sign')
  const party = partyOf(context)
  const state = moved(kind.moves, before, 'sign', party)
  if (input['sha256'] !== before.sha256) {
    throw otherVersion.because(
      `The newest is version ${before.version} with the SHA-256 ${before.sha256}; read it before you sign.`,
    )
  }
  const content = await contentOf(kind, context, before)
  await rules.check(context, content)
  const signedBy = [...before.signedBy, party].sort()
  const row = keep(context, before, { state, signedBy })
  const { documentId, version, sha256: signedHash } = row
  const signature = { documentId, version, party, principalId: context.principal.id, signedAt: context.now }
  store.insertSignature(context.tx, context.engagementId, signature)
  context.record(entryOf(kind, row, 'signed', { party, version, [kind.hashName]: signedHash }))
  if (state !== 'agreed') return standingOf(kind, row)
  const concluded = keep(context, row, {})
  const more = await rules.conclude(context, { documentId, sha256: signedHash, content })
  context.record(entryOf(kind, concluded, 'concluded', { ...more, [kind.hashName]: signedHash }))
  return standingOf(kind, concluded)
}

async function withdraw(kind: AnyKind, context: Context, input: Input): Promise<Input> {
  const before = await lockReadable(kind, context, input, 'withdraw')
  const party = partyOf(context)
  const row = keep(context, before, { state: moved(kind.moves, before, 'withdraw', party) })
  context.record(entryOf(kind, row, 'withdrawn', { party, version: row.version }))
  return standingOf(kind, row)
}

/** The content of an input, checked, with the bytes that will be hashed. */
async function taken(rules: Rules, context: Context, input: Input) {
  const { content } = input
  const encoded = encodeContent(content as CanonicalValue)
  await rules.check(context, content)
  return { content, encoded }
}

async function contentOf(kind: AnyKind, context: Context, row: DocumentRow): Promise<unknown> {
  const bytes = await store.findContent(context.tx, context.engagementId, row.documentId, row.version)
  if (bytes === undefined) throw new Error(`${kind.name} ${row.documentId} has no content of version ${row.version}.`)
  return kind.content.parse(parseCanonical(bytes))
}

/**
 * Stores the row's version. For one that is not shared yet it gives what the record says in place of the hash: a salted
 * commitment to it, because a draft that differs from a known paper in one price could be guessed from its hash.
 */
function storeVersion(context: Context, row: DocumentRow, encoded: EncodedContent): CanonicalObject | undefined {
  const isShared = row.firstSharedVersion !== null
  const salt = isShared ? null : newSalt()
  const made = { party: partyOf(context), principalId: context.principal.id, madeAt: context.now }
  const { documentId, version } = row
  const stored = { documentId, version, sha256: encoded.sha256, content: encoded.bytes, salt, ...made }
  store.insertVersion(context.tx, context.engagementId, stored)
  return salt === null ? undefined : { commitment: toHex(commitment({ salt, value: encoded.sha256 })) }
}

interface EncodedContent {
  readonly bytes: Uint8Array
  readonly sha256: string
}

/** The canonical bytes of a content and their hash (hex): what a signature is given for. */
function encodeContent(content: CanonicalValue): EncodedContent {
  try {
    const bytes = encodeCanonical(content, { maxBytes: contentBytesMax, maxDepth: 64 })
    return { bytes, sha256: toHex(sha256(bytes)) }
  } catch (error) {
    if (error instanceof CanonicalError) throw unfitContent.because(`content: ${error.message}`)
    throw error
  }
}
