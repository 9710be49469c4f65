import type { CanonicalValue } from '../../src/kernel/record/format/canonical.ts'
import { isCanonicalObject } from '../../src/kernel/record/format/canonical.ts'
import type { Entry } from '../../src/kernel/record/format/entry.ts'
import { decodeEntry, isDigestText } from '../../src/kernel/record/format/entry.ts'
import type { VerifyingKey } from '../../src/kernel/record/format/keys.ts'
import { formatVkey, parseVkey } from '../../src/kernel/record/format/keys.ts'
import type { ItemState } from '../../src/terms/item-life.ts'
import { isItemMove, moveItem } from '../../src/terms/item-life.ts'

/** The two organisations of the engagement, as its first entry names them. */
export interface Parties {
  readonly client: string
  readonly provider: string
}

/** An entry that the rules of papers (agreements, statements, invoices) look at again. */
export interface IndexedEntry {
  readonly index: number
  readonly entry: Entry
}

/** Of an entry as much as the history of work items needs. */
export interface ItemEvent {
  readonly index: number
  readonly entry: Pick<Entry, 'id' | 'subject' | 'body'>
}

/** A key that cosigns checkpoints for an organisation. */
export interface KnownWitness {
  readonly organisation: string
  readonly key: VerifyingKey
}

/** What the entries must be compared with, and which indexes to build on the way. */
export interface EntryContext {
  readonly engagement: string
  readonly logKey: VerifyingKey
  readonly withCommitments: boolean
}

type Subject = { version: number; item: ItemState | undefined; last: Last | undefined }
/** Of the last entry about a subject, what one that undoes it must repeat. */
type Last = { readonly id: string; readonly occurredAt: CanonicalValue | undefined }

const PAPERS = new Set([
  'agreement-signed',
  'series-value-stated',
  'series-value-confirmed',
  'statement-drafted',
  'statement-approved',
  'invoice-derived',
])
const OPENED = 'engagement-opened'

/** The rules that hold for each entry by itself and for the order of entries; collects what later rules need. */
export class EntryRules {
  parties: Parties | undefined
  readonly papers: IndexedEntry[] = []
  readonly itemEvents: ItemEvent[] = []
  readonly witnesses: KnownWitness[] = []
  /** Every text in a body that may be a commitment, where asked for. */
  readonly digestsInBodies = new Set<string>()
  private readonly subjects = new Map<string, Subject>()
  private readonly actorsAndIds = new Set<string>()
  private readonly context: EntryContext

  constructor(context: EntryContext) {
    this.context = context
  }

  /** Takes the next entry's bytes; throws an Error that says which rule it breaks. */
  take(bytes: Uint8Array, index: number): void {
    const entry = decodeEntry(bytes)
    if (entry.engagement !== this.context.engagement) {
      throw new Error(`it is of the engagement ${entry.engagement}, not of ${this.context.engagement}`)
    }
    if (index === 0) this.open(entry)
    else if (entry.type === OPENED) throw new Error('an engagement is opened once, by its first entry')
    this.checkId(entry)
    this.checkSubject(entry)
    this.collect(entry, index)
  }

  private open(entry: Entry): void {
    const { client, provider, logKey } = entry.body
    if (entry.type !== OPENED) throw new Error(`the first entry must be '${OPENED}', not '${entry.type}'`)
    if (typeof client !== 'string' || typeof provider !== 'string' || client === provider) {
      throw new Error('the first entry must name two different organisations as client and provider')
    }
    if (logKey !== formatVkey(this.context.logKey)) {
      throw new Error('the first entry pins another log key than the one that signs this bundle')
    }
    this.parties = { client, provider }
  }

  private checkId(entry: Entry): void {
    const key = `${entry.actor.id} ${entry.id}`
    if (this.actorsAndIds.has(key)) throw new Error(`the id ${entry.id} was used before by the actor ${entry.actor.id}`)
    this.actorsAndIds.add(key)
  }

  private checkSubject(entry: Entry): void {
    let subject = this.subjects.get(entry.subject)
    if (subject === undefined) {
      subject = { version: 0, item: undefined, last: undefined }
      this.subjects.set(entry.subject, subject)
    }
    if (entry.subjectVersion !== subject.version + 1) {
      throw new Error(`version ${entry.subjectVersion} of ${entry.subject} follows version ${subject.version}`)
    }
    subject.version++
    // Imported history ('work-item-observed') is no move: what happened elsewhere followed other rules.
    if (entry.subject.startsWith('work-item/') && isItemMove(entry.type)) {
      const moved = moveItem(subject.item, entry.type)
      if (moved === undefined) {
        throw new Error(
          `'${entry.type}' is no legal move of ${entry.subject}, which is ${subject.item ?? 'not received'}`,
        )
      }
      subject.item = moved
    }
    checkUndoing(entry, subject.last)
    if (entry.subject.startsWith('work-item/')) subject.last = { id: entry.id, occurredAt: entry.body['occurredAt'] }
  }

  private collect(entry: Entry, index: number): void {
    if (typeof entry.body['event'] === 'string') {
      this.itemEvents.push({ index, entry: { id: entry.id, subject: entry.subject, body: entry.body } })
    }
    if (PAPERS.has(entry.type)) this.papers.push({ index, entry })
    if (entry.type === 'witness-registered') this.collectWitness(entry)
    if (this.context.withCommitments) collectDigests(entry.body, this.digestsInBodies)
  }

  private collectWitness(entry: Entry): void {
    const { verifierKey } = entry.body
    if (typeof verifierKey !== 'string') return
    const key = parseVkey(verifierKey)
    if (key.kind === 'cosigner') this.witnesses.push({ organisation: entry.actor.organisation, key })
  }
}

/** Only the last thing that happened to an item can be undone, and it is undone as of its own instant. */
function checkUndoing(entry: Entry, last: Last | undefined): void {
  const { undoes, occurredAt } = entry.body
  if (undoes === undefined || !entry.subject.startsWith('work-item/')) return
  if (undoes === last?.id && occurredAt === last.occurredAt) return
  throw new Error(`what it undoes is not the entry before it about ${entry.subject}, as of that entry's instant`)
}

function collectDigests(value: CanonicalValue, found: Set<string>): void {
  if (typeof value === 'string') {
    if (isDigestText(value)) found.add(value)
  } else if (Array.isArray(value)) {
    for (const item of value) collectDigests(item, found)
  } else if (isCanonicalObject(value)) {
    for (const member of Object.values(value)) collectDigests(member, found)
  }
}
