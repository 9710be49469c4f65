import { z } from 'zod'
import type { CanonicalValue } from '../record/format/canonical.ts'

/** Where a paper of two parties stands. `signed`: one party has signed the newest version; `agreed`: both have. */
export const DocumentState = z.enum(['draft', 'proposed', 'signed', 'agreed', 'withdrawn'])
export type DocumentState = z.infer<typeof DocumentState>

/** What can be done with a paper once it is drafted. */
export const Move = z.enum(['revise', 'propose', 'comment', 'sign', 'withdraw'])
export type Move = z.infer<typeof Move>

/** A party that can draft and sign; an auditor of neither party only reads. */
export const Signatory = z.enum(['client', 'provider'])
export type Signatory = z.infer<typeof Signatory>

/** A paper's current standing: what decisions about it need to know. */
export interface Paper {
  readonly state: DocumentState
  /** The party that drafted it. */
  readonly author: Signatory
  readonly version: number
  /** SHA-256 (hex) of the newest version's canonical bytes. */
  readonly sha256: string
  /** Parties whose signature stands under the newest version. */
  readonly signedBy: readonly Signatory[]
  /** The version that was proposed; earlier ones stay with the author's party. */
  readonly firstSharedVersion: number | null
}

export const contentBytesMax = 1_048_576
/** Versions, and comments, that one paper can have. */
export const versionsMax = 500
export const commentsMax = 500
const depthMax = 32
const nameLengthMax = 200

/** SHA-256 in lower-case hexadecimal. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is a SHA-256 in 64 lower-case hexadecimal digits')

/**
 * Any plain JSON value that another schema reads later. Its depth is bounded here, because what comes after (hashing,
 * comparing) goes down into it.
 */
export const PlainValue = z.custom<CanonicalValue>(
  (value) => isPlain(value, depthMax),
  `is plain JSON, at most ${depthMax} deep, with names of at most ${nameLengthMax} characters`,
)

function isPlain(value: unknown, depthLeft: number): boolean {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true
  if (typeof value !== 'object' || depthLeft === 0) return false
  if (Array.isArray(value)) return value.every((item) => isPlain(item, depthLeft - 1))
  return Object.entries(value).every(([name, inner]) => name.length <= nameLengthMax && isPlain(inner, depthLeft - 1))
}

export const VersionCard = z.object({
  version: z.int(),
  sha256: Sha256,
  party: Signatory,
  principalId: z.uuid(),
  madeAt: z.number(),
})
export type VersionCard = z.infer<typeof VersionCard>

export const SignatureCard = z.object({
  version: z.int(),
  party: Signatory,
  principalId: z.uuid(),
  signedAt: z.number(),
  /** False once a later version has taken its place. */
  stands: z.boolean(),
})
export type SignatureCard = z.infer<typeof SignatureCard>

export const CommentCard = z.object({
  commentId: z.uuid(),
  version: z.int(),
  party: Signatory,
  principalId: z.uuid(),
  madeAt: z.number(),
  /** False where it was made on a draft: only the author's party sees it. */
  shared: z.boolean(),
  /** Null once it was erased. */
  text: z.string().nullable(),
})
export type CommentCard = z.infer<typeof CommentCard>

export const Difference = z.object({
  path: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  old: z.custom<CanonicalValue>().optional(),
  new: z.custom<CanonicalValue>().optional(),
})
export type Difference = z.infer<typeof Difference>
