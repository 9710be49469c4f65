import { z } from 'zod'
import type { Allow, Role } from '../access/model.ts'
import { command, EngagementInput, PageInput, pageOf, query } from '../command.ts'
import type { RefusalType } from '../refusal.ts'
import {
  CommentCard,
  Difference,
  DocumentState,
  Move,
  Sha256,
  Signatory,
  SignatureCard,
  VersionCard,
  versionsMax,
} from './model.ts'
import { isAuthorsOwn, type MoveTable } from './moving.ts'
import {
  alreadySigned,
  documentExists,
  documentFull,
  nothingChanged,
  notInState,
  otherVersion,
  unfitContent,
  unknownVersion,
} from './refusals.ts'

/** What a kind of paper says of itself; everything else is read off it. */
export interface KindDraft<Name extends string, Id extends string, Content extends z.ZodType> {
  /** Kebab-case: names commands (`draft-agreement`), entries (`agreement-signed`) and subjects (`agreement/<id>`). */
  readonly name: Name
  readonly plural: string
  /** With its article, as summaries say it: `an agreement`. */
  readonly title: string
  /** Property that holds a paper's id in inputs and outputs: `agreementId`. */
  readonly idName: Id
  /** Property that holds a content's hash in entries: `agreementHash`. */
  readonly hashName: `${string}Hash`
  /** A closed schema that changes nothing of what it reads: its output is what is hashed. */
  readonly content: Content
  readonly moves: MoveTable
  readonly roles: {
    readonly read: readonly Role[]
    readonly comment: readonly Role[]
    /** Drafting, revising, proposing, withdrawing. */
    readonly draft: readonly Role[]
    readonly sign: readonly Role[]
  }
  /** What else may be refused where content is taken or signed. */
  readonly refusals: readonly RefusalType[]
  readonly example: z.input<Content>
}

export type DocumentKind<Name extends string, Id extends string, Content extends z.ZodType> = ReturnType<
  typeof documentKind<Name, Id, Content>
>

const exampleId = '0192f0c1-0000-7000-8000-0000000000d0'
const engagementId = '0192f0c1-0000-7000-8000-00000000000e'
const exampleHash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'

/** Declares a kind of paper: its schema and table of moves, and with them every command and query about it. */
export function documentKind<Name extends string, Id extends string, Content extends z.ZodType>(
  draft: KindDraft<Name, Id, Content>,
) {
  return {
    ...draft,
    commands: { ...contentCommandsOf(draft), ...decidingCommandsOf(draft) },
    queries: queriesOf(draft),
  }
}

/** Commands that take content or words. */
function contentCommandsOf<Name extends string, Id extends string, Content extends z.ZodType>(
  kind: KindDraft<Name, Id, Content>,
) {
  const { name, title, roles } = kind
  const { input, standing, path, named } = partsOf(kind)
  const taking = [unfitContent, ...kind.refusals]
  return {
    draft: command({
      name: `draft-${name}`,
      summary: `Drafts ${title}; only the own party sees it until it is proposed.`,
      path: path.all,
      input: input.extend({ content: kind.content }),
      output: standing,
      refusals: [documentExists, ...taking],
      allow: allowOf(kind, roles.draft),
      examples: [{ ...named, content: kind.example }] as never,
      versioned: true,
    }),
    revise: command({
      name: `revise-${name}`,
      summary: `Gives ${title} a new version (If-Match names the one before); signatures given so far fall away.`,
      path: `${path.one}/versions`,
      input: input.extend({ content: kind.content }),
      output: standing,
      refusals: [notInState, nothingChanged, documentFull, ...taking],
      allow: allowOf(kind, roles.draft, 'revise'),
      examples: [{ ...named, content: kind.example }] as never,
      versioned: true,
      edits: true,
    }),
    comment: command({
      name: `comment-on-${name}`,
      summary: `Says something about ${title}; a comment on a draft stays with the author's party.`,
      path: `${path.one}/comments`,
      input: input.extend({ commentId: z.uuid(), text: z.string().min(1).max(4_000) }),
      output: z.object({ commentId: z.uuid() }),
      refusals: [notInState, documentExists, documentFull],
      allow: allowOf(kind, roles.comment, 'comment'),
      examples: [{ ...named, commentId: exampleId, text: 'Clause 7.2 needs a rule for holidays.' }] as never,
    }),
  }
}

/** Commands that decide about a content as it stands. */
function decidingCommandsOf<Name extends string, Id extends string, Content extends z.ZodType>(
  kind: KindDraft<Name, Id, Content>,
) {
  const { name, title, roles } = kind
  const { input, standing, path, named } = partsOf(kind)
  return {
    propose: command({
      name: `propose-${name}`,
      summary: `Shows ${title} to the other party, as it stands now; versions before stay with the author.`,
      path: `${path.one}/proposal`,
      input,
      output: standing,
      refusals: [notInState],
      allow: allowOf(kind, roles.draft, 'propose'),
      examples: [named] as never,
      versioned: true,
    }),
    sign: command({
      name: `sign-${name}`,
      summary: `Signs ${title}: the hash of the version that was read. It is agreed once both parties signed the same.`,
      path: `${path.one}/signatures`,
      input: input.extend({ sha256: Sha256 }),
      output: standing,
      refusals: [notInState, alreadySigned, otherVersion, unfitContent, ...kind.refusals],
      allow: allowOf(kind, roles.sign, 'sign'),
      examples: [{ ...named, sha256: exampleHash }] as never,
      versioned: true,
    }),
    withdraw: command({
      name: `withdraw-${name}`,
      summary: `Takes back ${title} that is not agreed yet.`,
      path: `${path.one}/withdrawal`,
      input,
      output: standing,
      refusals: [notInState],
      allow: allowOf(kind, roles.draft, 'withdraw'),
      examples: [named] as never,
      versioned: true,
    }),
  }
}

function queriesOf<Name extends string, Id extends string, Content extends z.ZodType>(
  kind: KindDraft<Name, Id, Content>,
) {
  const { input, standing, path } = partsOf(kind)
  const allow: Allow = { who: 'members', roles: kind.roles.read, party: 'any' }
  const Version = z.coerce.number().int().min(1).max(versionsMax)
  const row = standing.extend({ author: Signatory, title: z.string(), createdAt: z.number(), changedAt: z.number() })
  return {
    show: query({
      name: kind.name,
      summary: `One of the ${kind.plural}: content, state, versions, signatures, comments, and who may do what now.`,
      path: path.one,
      input: input.extend({ shownVersion: Version.optional() }),
      output: row.extend({
        shownVersion: z.int(),
        content: kind.content,
        versions: z.array(VersionCard),
        signatures: z.array(SignatureCard),
        comments: z.array(CommentCard),
        access: z.object({ readers: z.array(z.enum(['client', 'provider', 'neither'])), moves: z.array(Move) }),
      }),
      refusals: [unknownVersion],
      allow,
      versioned: true,
    }),
    list: query({
      name: kind.plural,
      summary: `The ${kind.plural} of the engagement that the caller's party can see.`,
      path: path.all,
      input: EngagementInput.extend(PageInput.shape).extend({ cursor: z.uuid().optional() }),
      output: pageOf(row),
      allow,
    }),
    diff: query({
      name: `${kind.name}-diff`,
      summary: `What differs between two versions of ${kind.title}, by path.`,
      path: `${path.one}/differences`,
      input: input.extend({ from: Version, to: Version }),
      output: z.object({ from: z.int(), to: z.int(), complete: z.boolean(), differences: z.array(Difference) }),
      refusals: [unknownVersion],
      allow,
    }),
  }
}

function partsOf<Name extends string, Id extends string, Content extends z.ZodType>(
  kind: KindDraft<Name, Id, Content>,
) {
  const id = { [kind.idName]: z.uuid() } as Record<Id, z.ZodUUID>
  const all = `/engagements/{engagementId}/${kind.plural}`
  return {
    input: EngagementInput.extend(id),
    /** What a move answers. `version` counts versions of the content; it is the ETag. */
    standing: z.object(id).extend({ state: DocumentState, version: z.int(), sha256: Sha256 }),
    path: { all, one: `${all}/{${kind.idName}}` },
    named: { engagementId, [kind.idName]: exampleId },
  }
}

function allowOf(kind: { readonly moves: MoveTable }, roles: readonly Role[], move?: Move): Allow {
  const relation = move !== undefined && isAuthorsOwn(kind.moves, move) ? { relation: 'author' } : {}
  return { who: 'members', roles, party: 'either', ...relation }
}
