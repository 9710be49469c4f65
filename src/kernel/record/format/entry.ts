import type { CanonicalLimits, CanonicalObject, CanonicalValue } from './canonical.ts'
import { encodeCanonical, isCanonicalObject, parseCanonical } from './canonical.ts'

export const MAX_ENTRY_BYTES = 16_384
const ENTRY_LIMITS: CanonicalLimits = { maxBytes: MAX_ENTRY_BYTES, maxDepth: 64 }

export type ActorKind = 'person' | 'ai' | 'system'

/** Who did it: on behalf of which organisation, and from which site. */
export type Actor = {
  readonly organisation: string
  readonly kind: ActorKind
  readonly id: string
  readonly site: string | null
}

/** One fact of an engagement's record. Its bytes are its canonical encoding; they are never changed afterwards. */
export type Entry = {
  readonly v: 1
  /** What happened, in kebab case and the past tense: 'work-item-claimed'. */
  readonly type: string
  /** UUID of the engagement whose record this is. */
  readonly engagement: string
  /** Made by the client of the command, so that it can name its entry before the server answers; a UUID as a rule. */
  readonly id: string
  /** 'kind/reference', for example 'work-item/6f1c…'. */
  readonly subject: string
  /** 1 for the first entry about the subject, then one more each time. */
  readonly subjectVersion: number
  /** The entry (its id) or thing ('kind/reference') that caused this one. */
  readonly cause: string | null
  readonly actor: Actor
  /** Name of the command, in kebab case. */
  readonly command: string
  /** SHA-256 of the rule (terms, procedure) that was applied, in hexadecimal. */
  readonly rule: string | null
  /** Instant in UTC with milliseconds: '2026-10-01T08:00:00.000Z'. */
  readonly at: string
  readonly body: CanonicalObject
}

/** Which field of an entry is wrong, and what it must be. */
export class EntryError extends Error {
  readonly field: string
  constructor(field: string, message: string) {
    super(`entry field '${field}' ${message}`)
    this.name = 'EntryError'
    this.field = field
  }
}

/** The bytes of an entry. Throws EntryError or CanonicalError where the entry is not well formed or too long. */
export function encodeEntry(entry: Entry): Uint8Array {
  checkEntry(entry)
  return encodeCanonical(entry, ENTRY_LIMITS)
}

/** The entry of stored bytes. Throws CanonicalError or EntryError; accepts exactly what encodeEntry writes. */
export function decodeEntry(bytes: Uint8Array): Entry {
  const value = parseCanonical(bytes, ENTRY_LIMITS)
  if (!isCanonicalObject(value)) throw new EntryError('(whole)', 'must be an object')
  checkEntry(value)
  return value
}

/** Whether a text is a UUID in lower case. */
export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && UUID.test(text)
}

/** Whether a text may be an id within the engagement: at most 128 of A-Za-z0-9._:@+=~-, the first a letter or digit. */
export function isReference(text: unknown): text is string {
  return typeof text === 'string' && REFERENCE.test(text)
}

/** Whether a text is a SHA-256 digest in lower-case hexadecimal. */
export function isDigestText(text: unknown): text is string {
  return typeof text === 'string' && DIGEST.test(text)
}

/** Whether a text is an instant as entries write it, on a day that exists. */
export function isInstantText(text: unknown): text is string {
  if (typeof text !== 'string' || !INSTANT.test(text)) return false
  const day = Number(text.slice(8, 10))
  return day <= 28 || day <= daysInMonth(Number(text.slice(0, 4)), Number(text.slice(5, 7)))
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const DIGEST = /^[0-9a-f]{64}$/
const KEBAB = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/
const REFERENCE = /^[A-Za-z0-9][A-Za-z0-9._:@+=~-]{0,127}$/
const SUBJECT = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*\/[A-Za-z0-9][A-Za-z0-9._:@+=~/-]{0,127}$/
const INSTANT = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

const ENTRY_KEYS = [
  'actor',
  'at',
  'body',
  'cause',
  'command',
  'engagement',
  'id',
  'rule',
  'subject',
  'subjectVersion',
  'type',
  'v',
] as const
const ACTOR_KEYS = ['id', 'kind', 'organisation', 'site'] as const

function checkEntry(value: CanonicalObject): asserts value is CanonicalObject & Entry {
  checkKeys(value, ENTRY_KEYS, '(whole)')
  if (value['v'] !== 1) throw new EntryError('v', 'must be 1')
  checkPattern(value['type'], KEBAB, 'type', 'in kebab case')
  checkPattern(value['engagement'], UUID, 'engagement', 'a UUID in lower case')
  checkPattern(value['id'], REFERENCE, 'id', 'a reference of at most 128 A-Za-z0-9._:@+=~-')
  checkPattern(
    value['subject'],
    SUBJECT,
    'subject',
    "'kind/reference', the reference of at most 128 A-Za-z0-9._:@+=~/-",
  )
  checkVersion(value['subjectVersion'])
  checkCause(value['cause'])
  checkActor(value['actor'])
  checkPattern(value['command'], KEBAB, 'command', 'in kebab case')
  if (value['rule'] !== null) checkPattern(value['rule'], DIGEST, 'rule', 'null or 64 hexadecimal digits')
  if (!isInstantText(value['at'])) throw new EntryError('at', 'must be an instant such as 2026-10-01T08:00:00.000Z')
  if (!isCanonicalObject(value['body'])) throw new EntryError('body', 'must be an object')
}

function checkKeys(value: CanonicalObject, expected: readonly string[], field: string): void {
  // Parsed bytes have their keys in order already; only an entry still to be written may need the sorting.
  const found = Object.keys(value)
  const keys = expected.every((key, i) => found[i] === key) ? found : found.sort()
  for (let i = 0; i < expected.length; i++) {
    if (keys[i] === expected[i]) continue
    throw new EntryError(field, `must have exactly the keys ${expected.join(', ')}`)
  }
  if (keys.length !== expected.length) throw new EntryError(field, `has the unknown key '${keys[expected.length]}'`)
}

function checkPattern(value: CanonicalValue | undefined, pattern: RegExp, field: string, what: string): void {
  if (typeof value !== 'string' || !pattern.test(value)) throw new EntryError(field, `must be ${what}`)
}

function checkVersion(value: CanonicalValue | undefined): void {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw new EntryError('subjectVersion', 'must be a whole number from 1')
  }
}

function checkCause(cause: CanonicalValue | undefined): void {
  if (cause === null || isReference(cause)) return
  checkPattern(cause, SUBJECT, 'cause', "null, the id of an entry or 'kind/reference'")
}

function checkActor(actor: CanonicalValue | undefined): void {
  if (!isCanonicalObject(actor)) throw new EntryError('actor', 'must be an object')
  checkKeys(actor, ACTOR_KEYS, 'actor')
  checkPattern(actor['organisation'], REFERENCE, 'actor.organisation', 'a reference of at most 128 characters')
  checkPattern(actor['kind'], /^(?:person|ai|system)$/, 'actor.kind', "'person', 'ai' or 'system'")
  checkPattern(actor['id'], REFERENCE, 'actor.id', 'a reference of at most 128 characters')
  if (actor['site'] !== null) checkPattern(actor['site'], REFERENCE, 'actor.site', 'null or a reference')
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
