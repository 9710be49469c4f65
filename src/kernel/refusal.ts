/** Why an expected request is not carried out. Each kind has one HTTP status; a thrown bug is not a refusal. */
export type RefusalKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'stale'
  | 'over-limit'
  | 'unavailable'

export const statusOfKind = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  stale: 412,
  'over-limit': 429,
  unavailable: 503,
} as const satisfies Record<RefusalKind, number>

/** A refusal that a declaration names; `because` makes the answer for one case of it. */
export interface RefusalType {
  readonly code: string
  readonly kind: RefusalKind
  readonly title: string
  because(detail: string, more?: RefusalMore): Refusal
}

/** Facts a caller can act on: problems with their place, or how many seconds to wait. */
export interface RefusalMore {
  readonly problems?: readonly { readonly path: string; readonly message: string; readonly mend?: string }[]
  readonly retryAfterSeconds?: number
}

/** The answer "no", with what was wrong, where, and how to mend it. */
export class Refusal extends Error {
  readonly type: RefusalType
  readonly more: RefusalMore

  constructor(type: RefusalType, detail: string, more: RefusalMore = {}) {
    super(detail)
    this.name = 'Refusal'
    this.type = type
    this.more = more
  }
}

/** Declares a refusal. `code` is stable and kebab-case: callers branch on it. */
export function refusal(code: string, kind: RefusalKind, title: string): RefusalType {
  const type: RefusalType = { code, kind, title, because: (detail, more) => new Refusal(type, detail, more) }
  return type
}

export const unauthenticated = refusal('unauthenticated', 'unauthenticated', 'Sign in or send a valid key')
export const forbidden = refusal('forbidden', 'forbidden', 'Your role does not allow this')
export const notFound = refusal('not-found', 'not-found', 'There is no such thing here')
export const invalidInput = refusal('invalid-input', 'invalid', 'The input is not valid')
export const idempotencyKeyMissing = refusal('idempotency-key-missing', 'invalid', 'Send an Idempotency-Key')
export const idempotencyKeyReused = refusal('idempotency-key-reused', 'conflict', 'This key stands for another request')
export const staleVersion = refusal('stale-version', 'stale', 'The thing was changed meanwhile')
export const overLimit = refusal('over-limit', 'over-limit', 'Too many requests')
export const unavailable = refusal('unavailable', 'unavailable', 'Not available at this moment')

/** Refusals the single door itself may give; every other one stands in its declaration. */
export const doorRefusals: readonly RefusalType[] = [
  unauthenticated,
  forbidden,
  notFound,
  invalidInput,
  idempotencyKeyMissing,
  idempotencyKeyReused,
  staleVersion,
  overLimit,
  unavailable,
]
