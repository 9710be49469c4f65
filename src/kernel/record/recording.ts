import type { Principal } from '../access/model.ts'
import { formatInstant, type EpochMillis } from '../time/instant.ts'
import { sha256 } from './format/digest.ts'
import { CanonicalError, encodeCanonical } from './format/canonical.ts'
import { encodeEntry, MAX_ENTRY_BYTES, type Entry } from './format/entry.ts'
import { leafHash } from './format/merkle.ts'
import { invalidInput } from '../refusal.ts'

/** What a handler says happened; the door adds who, when, by which command. */
export interface RecordedEvent {
  /** Kebab-case, past tense: `work-item-claimed`. */
  readonly type: string
  /** `kind/id` of the thing that changed. */
  readonly subject: string
  /** 1 for the first entry of a subject, then one more each time. */
  readonly subjectVersion: number
  readonly body: Entry['body']
  /** SHA-256 (hex) of the terms or rule the decision was taken under. */
  readonly rule?: string
  /** Id of the entry that led to this one. */
  readonly cause?: string
  /** Set where the entry's id follows from its content (imported history), so that a repetition is harmless. */
  readonly entryId?: string
}

/** An entry as it is stored and hashed. */
export interface StoredEntry {
  readonly entryId: string
  readonly actorId: string
  readonly type: string
  readonly subject: string
  readonly subjectVersion: number
  readonly recordedAt: EpochMillis
  readonly leafHash: Uint8Array
  readonly bytes: Uint8Array
}

export interface EntryOrigin {
  readonly engagementId: string
  readonly principal: Principal
  readonly command: string
  readonly idempotencyKey: string
  readonly now: EpochMillis
}

/**
 * Turns what happened into entry bytes. The client's idempotency key is the id of the first entry of its command;
 * further ones add `.1`, `.2` …, so a client can name its entries before the server answers.
 */
export function entriesOf(origin: EntryOrigin, events: readonly RecordedEvent[]): StoredEntry[] {
  return events.map((event, index) => {
    const entryId = event.entryId ?? entryIdOf(origin.idempotencyKey, index)
    const { principal } = origin
    const bytes = bytesOf({
      v: 1,
      type: event.type,
      engagement: origin.engagementId,
      id: entryId,
      subject: event.subject,
      subjectVersion: event.subjectVersion,
      cause: event.cause ?? null,
      actor: {
        organisation: principal.organisationId,
        kind: principal.kind === 'operator' ? 'system' : principal.kind,
        id: principal.id,
        site: principal.site,
      },
      command: origin.command,
      rule: event.rule ?? null,
      at: formatInstant(origin.now),
      body: event.body,
    })
    return {
      entryId,
      actorId: principal.id,
      type: event.type,
      subject: event.subject,
      subjectVersion: event.subjectVersion,
      recordedAt: origin.now,
      leafHash: leafHash(bytes),
      bytes,
    }
  })
}

/** The bytes of an entry. A body that is too long was asked for by the caller; any other fault in an entry is ours. */
function bytesOf(entry: Entry): Uint8Array {
  try {
    return encodeEntry(entry)
  } catch (error) {
    const length = error instanceof CanonicalError ? encodeCanonical(entry).length : 0
    if (length <= MAX_ENTRY_BYTES) throw error
    throw invalidInput.because(
      `What the record would keep of this has ${length} bytes, and an entry has at most ${MAX_ENTRY_BYTES}; send less.`,
    )
  }
}

/** Id of the n-th entry (from 0) of a command sent under a key. */
export function entryIdOf(idempotencyKey: string, index: number): string {
  return index === 0 ? idempotencyKey : `${idempotencyKey}.${index}`
}

/** Fingerprint of a request, to tell a retry from another request under the same key. */
export function inputHash(command: string, input: unknown, ifMatch: string | undefined): Uint8Array {
  return sha256(new TextEncoder().encode(JSON.stringify([command, input, ifMatch ?? null])))
}
