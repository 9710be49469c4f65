import { z } from 'zod'
import { sha256, toHex } from '../../kernel/record/format/digest.ts'
import { type EpochMillis, parseForeignTimestamp, parseInstant } from '../../kernel/time/instant.ts'
import { assertZone } from '../../kernel/time/zone.ts'

/** One event as a foreign log tells it, before any meaning is given to it. */
export type LogEvent = {
  readonly case: string
  readonly activity: string
  readonly lifecycle: string | null
  /** As written in the log; read by `mapEvent`. */
  readonly timestamp: string
  readonly resource: string | null
  /** Top-level attributes, only those that were asked for. */
  readonly attributes: Readonly<Record<string, string>>
  /** Cases in order of first appearance, from 0. */
  readonly caseIndex: number
  /** Position among all events and rejects of the log, from 0. */
  readonly eventIndex: number
  /** Line of the file, from 1. */
  readonly line: number
}

/** An event that could not be read or mapped; `row` is the line of the file, from 1; `case` where it could be read. */
export type Reject = {
  readonly kind: 'reject'
  readonly row: number
  readonly case?: string
  readonly reason: string
}

/** What an event of the log becomes under a mapping. `ordinal` breaks ties of `at`: its place in the log. */
export type MappedEvent = {
  readonly kind: 'event'
  readonly workItemReference: string
  readonly name: string
  readonly at: EpochMillis
  readonly ordinal: number
}
export type MapResult = MappedEvent | Reject | { readonly kind: 'dropped' }

/** A log that cannot be read any further: what is wrong, where, and how to mend it. */
export class LogReadError extends Error {
  readonly what: string
  readonly where: string
  readonly mend: string

  constructor({ what, where, mend }: { what: string; where: string; mend: string }) {
    super(`${where}: ${what}. ${mend}.`)
    this.name = 'LogReadError'
    this.what = what
    this.where = where
    this.mend = mend
  }
}

/** Events and rejects that leave the reader together, and are stored together. */
export const LOG_BATCH_MAX = 500

const NAME_MAX = 64
const REFERENCE_MAX = 200
/** Name of an event in the life of a work item. */
export const EventName = z
  .string()
  .max(NAME_MAX)
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'an event name is kebab-case, such as claim-received')
const Zone = z.string().refine(isZone, 'not an IANA time zone, such as Europe/Oslo')

/** Columns of a CSV log, by the header's text. */
export const LogColumns = z.strictObject({
  case: z.string().min(1),
  activity: z.string().min(1),
  timestamp: z.string().min(1),
  start: z.string().min(1).optional(),
  lifecycle: z.string().min(1).optional(),
  resource: z.string().min(1).optional(),
})
export type LogColumns = z.infer<typeof LogColumns>

/** How the events of a foreign log become events of work items. Stored with the import, so it is plain data. */
export const Mapping = z.strictObject({
  /** Zone of timestamps that carry no offset. Without it such events are rejected. */
  zone: Zone.optional(),
  classifier: z.enum(['activity', 'activity+lifecycle']),
  /** Classifier text → event name. */
  events: z.record(z.string(), EventName),
  unmapped: z.enum(['keep', 'drop', 'reject']),
  columns: LogColumns.optional(),
})
export type Mapping = z.infer<typeof Mapping>

function isZone(zone: string): boolean {
  try {
    assertZone(zone)
    return true
  } catch {
    return false
  }
}

/**
 * The text by which a mapping knows an event. Under 'activity+lifecycle' an event without a lifecycle counts as
 * 'complete', as the XES lifecycle extension has it.
 */
export function classifierText(classifier: Mapping['classifier'], event: LogEvent): string {
  return classifier === 'activity' ? event.activity : `${event.activity}+${event.lifecycle ?? 'complete'}`
}

/** Gives one event of a log its meaning, or says why it has none. Never throws for what stands in the log. */
export function mapEvent(mapping: Mapping, event: LogEvent): MapResult {
  const text = classifierText(mapping.classifier, event)
  const mapped = Object.hasOwn(mapping.events, text) ? mapping.events[text] : undefined
  if (mapped === undefined && mapping.unmapped === 'drop') return { kind: 'dropped' }
  if (mapped === undefined && mapping.unmapped === 'reject') {
    return reject(event, `the mapping has no event for ${quoted(text)}`)
  }
  const name = mapped ?? kebab(text)
  if (name === null) return reject(event, `no event name can be made from ${quoted(text)}: name it in the mapping`)
  const reference = event.case.normalize('NFC')
  if (!isReference(reference)) {
    return reject(event, `the case ${quoted(reference)} is not 1 to ${REFERENCE_MAX} printable characters`)
  }
  try {
    const at = parseForeignTimestamp(event.timestamp, mapping.zone === undefined ? {} : { zone: mapping.zone })
    if (at < EARLIEST || at > LATEST)
      return reject(event, `${quoted(event.timestamp)} is not in the years 1970 to 9999`)
    return { kind: 'event', workItemReference: reference, name, at, ordinal: event.eventIndex }
  } catch (error) {
    return reject(event, error instanceof Error ? error.message : String(error))
  }
}

function reject(event: LogEvent, reason: string): Reject {
  return { kind: 'reject', row: event.line, case: event.case, reason }
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}

/**
 * Instants beyond these are no history: the record cannot hold a year after 9999, and a date before 1970 is a slip of
 * some export, which no statement of a month could be settled with.
 */
export const EARLIEST = parseInstant('1970-01-01T00:00:00.000Z')
export const LATEST = parseInstant('9999-12-31T23:59:59.999Z')

/** Whether the record can hold this text as a reference: it refuses control characters and lone surrogates. */
export function isReference(text: string): boolean {
  return text !== '' && text.length <= REFERENCE_MAX && text.isWellFormed() && !/\p{Cc}/u.test(text)
}

// Activities repeat for ever; their names are worked out once. Bounded, since a hostile log never repeats one.
const kebabs = new Map<string, string | null>()

function kebab(text: string): string | null {
  const known = kebabs.get(text)
  if (known !== undefined) return known
  const name = freshKebab(text)
  if (kebabs.size < 1_000 && text.length <= NAME_MAX) kebabs.set(text, name)
  return name
}

function freshKebab(text: string): string | null {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const words = plain.split(/[^a-z0-9]+/).filter((word) => word !== '')
  const name = words.join('-').slice(0, NAME_MAX).replace(/-$/, '')
  if (name === '') return null
  return /^[0-9]/.test(name) ? `event-${name}`.slice(0, NAME_MAX).replace(/-$/, '') : name
}

/** Identity of an imported event within its log: what makes two tellings the same event. */
export type EventIdentity = { readonly case: string; readonly classifier: string; readonly at: EpochMillis }

/**
 * Gives every event of one log a key (a version 8 UUID: SHA-256 of engagement, case, classifier text, instant and
 * the event's number among equal ones of its case), so that a repeated or extended import meets its own keys again.
 * The keyer must see the whole log from its first event. It keeps 16 bytes for each distinct event.
 */
export function eventKeyer(engagementId: string): (event: EventIdentity) => string {
  const encoder = new TextEncoder()
  const scratch = new Uint8Array(4_096)
  const seen = fingerprints()
  const repeats = new Map<string, number>()
  const digest = (event: EventIdentity, occurrence: number): Uint8Array => {
    const sizes = `${engagementId.length},${event.case.length},${event.classifier.length}`
    const fields = `${engagementId}${event.case}${event.classifier}${event.at},${occurrence}`
    const text = `imported-event/1:${sizes}:${fields}`
    // A UTF-16 unit takes at most three bytes; the scratch spares an allocation for each event.
    if (text.length * 3 > scratch.length) return sha256(encoder.encode(text))
    return sha256(scratch.subarray(0, encoder.encodeInto(text, scratch).written))
  }
  return (event) => {
    const first = digest(event, 0)
    if (seen(first)) return uuidOf(first)
    const key = uuidOf(first)
    const occurrence = (repeats.get(key) ?? 0) + 1
    repeats.set(key, occurrence)
    return uuidOf(digest(event, occurrence))
  }
}

function uuidOf(digest: Uint8Array): string {
  const bytes = digest.slice(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = toHex(bytes)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/**
 * A set of 64-bit digest parts in one flat table: `add` answers whether the digest is new. Ten million events take
 * 128 MB, where a Set of strings would take over 1 GB.
 */
function fingerprints(): (digest: Uint8Array) => boolean {
  let table = new Uint32Array(1 << 13)
  let count = 0
  const place = (into: Uint32Array, high: number, low: number): boolean => {
    const mask = into.length / 2 - 1
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const a = into[slot * 2]
      const b = into[slot * 2 + 1]
      if (a === high && b === low) return false
      if (a === 0 && b === 0) {
        into[slot * 2] = high
        into[slot * 2 + 1] = low
        return true
      }
    }
  }
  const grow = (): void => {
    const larger = new Uint32Array(table.length * 2)
    for (let i = 0; i < table.length; i += 2) {
      const [high = 0, low = 0] = [table[i], table[i + 1]]
      if (high !== 0 || low !== 0) place(larger, high, low)
    }
    table = larger
  }
  return (digest) => {
    // Two zeros mark an empty slot, so the high half is never zero.
    if (!place(table, wordAt(digest, 16) || 1, wordAt(digest, 20))) return false
    count += 1
    if (count * 8 > table.length * 3) grow()
    return true
  }
}

function wordAt(bytes: Uint8Array, i: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]]
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
}

/** What a log holds, counted before anything is imported. */
export type LogScan = {
  readonly format: 'xes' | 'csv'
  readonly cases: number
  readonly events: number
  readonly rejected: number
  /** The first rejects, at most 20. */
  readonly rejects: readonly Reject[]
  /** `first` and `last`: cases that begin or end with it, by instant, then by place in the log. Most frequent first. */
  readonly activities: readonly {
    readonly activity: string
    readonly lifecycle: string | null
    readonly count: number
    readonly first: number
    readonly last: number
  }[]
  readonly firstAt: EpochMillis | null
  readonly lastAt: EpochMillis | null
  /** Timestamps without an offset: a zone must be chosen (the scan itself read them as UTC unless it was given one). */
  readonly withoutOffset: number
  readonly unreadableTimestamps: number
  readonly attributeNames: readonly string[]
  /** The columns that a CSV log was read by. */
  readonly columns: LogColumns | null
}

/**
 * Proposes a mapping from a scan: the activity that most cases begin with is 'received', the one that most cases end
 * with is 'completed', every other keeps its own name in kebab-case. A zone is never guessed.
 */
export function suggestMapping(scan: LogScan): Mapping {
  const lifecycles = new Set(scan.activities.map((row) => row.lifecycle ?? 'complete'))
  const classifier = lifecycles.size > 1 ? 'activity+lifecycle' : 'activity'
  const tally = new Map<string, { first: number; last: number }>()
  for (const row of scan.activities) {
    const text = classifier === 'activity' ? row.activity : `${row.activity}+${row.lifecycle ?? 'complete'}`
    const sum = tally.get(text) ?? { first: 0, last: 0 }
    tally.set(text, { first: sum.first + row.first, last: sum.last + row.last })
  }
  const received = mostFrequent(tally, 'first', undefined)
  const completed = mostFrequent(tally, 'last', received)
  const names = new Map<string, string>()
  const taken = new Set<string>()
  const give = (text: string, name: string): void => {
    names.set(text, uniqueName(name, taken))
  }
  if (received !== undefined) give(received, 'received')
  if (completed !== undefined) give(completed, 'completed')
  for (const text of tally.keys()) if (!names.has(text)) give(text, kebab(text) ?? 'event')
  const mapping: Mapping = { classifier, events: Object.fromEntries(names), unmapped: 'reject' }
  return scan.columns === null ? mapping : { ...mapping, columns: scan.columns }
}

function mostFrequent(
  tally: ReadonlyMap<string, { first: number; last: number }>,
  end: 'first' | 'last',
  except: string | undefined,
): string | undefined {
  let best: string | undefined
  let most = 0
  for (const [text, counts] of tally) {
    if (text !== except && counts[end] > most) {
      best = text
      most = counts[end]
    }
  }
  return best
}

function uniqueName(name: string, taken: Set<string>): string {
  let unique = name
  for (let n = 2; taken.has(unique); n += 1) unique = `${name.slice(0, NAME_MAX - 8)}-${n}`.replace('--', '-')
  taken.add(unique)
  return unique
}
