import { z } from 'zod'
import type { Allow } from './access/model.ts'
import type { RefusalType } from './refusal.ts'

/**
 * Whose transaction a declaration belongs to: `engagement` (tenant tables, record entries), `directory`
 * (organisations, people, keys: no tenant content) or `public` (answers without a credential).
 */
export type Scope = 'engagement' | 'directory' | 'public'

/** What a caller may ask, declared once. REST, OpenAPI, MCP, client, CLI and the access matrix are read off it. */
export interface Declaration<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> {
  readonly kind: 'command' | 'query'
  readonly name: string
  readonly summary: string
  /** Path with `{names}` that are properties of the input. */
  readonly path: string
  readonly scope: Scope
  readonly input: Input
  readonly output: Output
  readonly refusals: readonly RefusalType[]
  readonly allow: Allow
  /** One line per example, shown first in the command line's help: an input as the caller would give it. */
  readonly examples: readonly z.input<Input>[]
  /** Set where the answer has a version that a later edit must name in If-Match. */
  readonly versioned: boolean
  /** Set where the caller must name the version it edits (If-Match). */
  readonly edits: boolean
  /** Set where the answer or the input holds a secret: what is kept of either for retries is sealed or keyed. */
  readonly secret: boolean
  /** Set where the request carries raw bytes besides its input, or the answer is raw bytes of this type. */
  readonly takesBytes: boolean
  readonly givesBytes: string | undefined
}

type Optional = 'scope' | 'examples' | 'versioned' | 'edits' | 'secret' | 'takesBytes' | 'givesBytes' | 'refusals'
type Draft<I extends z.ZodObject, O extends z.ZodType> = Omit<Declaration<I, O>, 'kind' | Optional> &
  Partial<Pick<Declaration<I, O>, Optional>>

/** Declares a command: it may change state, it needs an Idempotency-Key, it is recorded. */
export function command<I extends z.ZodObject, O extends z.ZodType>(draft: Draft<I, O>): Declaration<I, O> {
  return declare('command', draft)
}

/** Declares a query: it changes nothing. */
export function query<I extends z.ZodObject, O extends z.ZodType>(draft: Draft<I, O>): Declaration<I, O> {
  return declare('query', draft)
}

function declare<I extends z.ZodObject, O extends z.ZodType>(
  kind: 'command' | 'query',
  draft: Draft<I, O>,
): Declaration<I, O> {
  const defaults = { examples: [], refusals: [], versioned: false, edits: false, secret: false, takesBytes: false }
  return { ...defaults, givesBytes: undefined, scope: scopeOf(draft), ...draft, kind }
}

function scopeOf(draft: { path: string; allow: Allow }): Scope {
  if (draft.path.startsWith('/engagements/{engagementId}')) return 'engagement'
  return draft.allow.who === 'anyone' ? 'public' : 'directory'
}

/** Input part every declaration of an engagement has. */
export const EngagementInput = z.object({ engagementId: z.uuid() })

/** Input part of a list: a page is at most 200 rows; `cursor` is opaque and comes from the page before. */
export const PageInput = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** Output of a list. `nextCursor` is null on the last page. */
export function pageOf<T extends z.ZodType>(row: T) {
  return z.object({ rows: z.array(row), nextCursor: z.string().nullable() })
}

/** Output of a declaration that answers with raw bytes, whole or in chunks. */
export const RawBytes = z.custom<Uint8Array | AsyncIterable<Uint8Array>>(
  (value) =>
    value instanceof Uint8Array || (typeof value === 'object' && value !== null && Symbol.asyncIterator in value),
)

/** A file as an answer: its bytes, whole or in chunks, their media type, and what to call it. */
export interface NamedFile {
  readonly contentType: string
  readonly fileName: string
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>
}

/** Output of a declaration that answers with a file of one of several formats. */
export const FileBytes = z.custom<NamedFile>(
  (value) => typeof value === 'object' && value !== null && 'fileName' in value && 'bytes' in value,
)

/** The names in a declaration's path, in order. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
}
