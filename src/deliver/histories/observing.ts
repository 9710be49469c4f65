import type { RecordedEvent } from '../../kernel/record/recording.ts'
import { sha256, utf8Bytes } from '../../kernel/record/format/digest.ts'
import { formatInstant, type EpochMillis } from '../../kernel/time/instant.ts'
import { uuidFrom } from '../../kernel/uuid.ts'
import type { ObservedEvent } from './model.ts'

/** A work item as far as observing it needs. */
export interface ObservedItem {
  readonly workItemId: string
  readonly reference: string
  readonly origin: 'live' | 'imported'
  /** How many entries the record has about it; 0 for one that this batch brings in. */
  readonly version: number
  readonly receivedAt: EpochMillis
  readonly completedAt: EpochMillis | null
}

/** An event that is new: the item's entry of this version. */
export interface NewEvent {
  readonly event: ObservedEvent
  readonly workItemId: string
  readonly version: number
}

export interface Observed {
  readonly events: readonly NewEvent[]
  /** Items that these events change, as they are afterwards. */
  readonly items: readonly ObservedItem[]
  readonly itemsCreated: number
  readonly known: number
  readonly rejects: readonly { readonly index: number; readonly reason: string }[]
}

/** The id of the work item that stands for a reference of a foreign log: the same in every import. */
export function importedItemId(engagementId: string, reference: string): string {
  return uuidFrom(sha256(utf8Bytes(`imported-work-item/1:${engagementId}:${reference}`)))
}

/**
 * Places of events whose key stands for something else: for another entry of the same actor, or for an event of
 * another item in this batch. Nothing is made for them.
 * @param used subjects of the actor's entries by entry id
 */
export function misusedKeys(
  engagementId: string,
  events: readonly ObservedEvent[],
  used: ReadonlyMap<string, string>,
): Set<number> {
  const subjects = new Map(used)
  const misused = new Set<number>()
  for (const [index, event] of events.entries()) {
    const subject = `work-item/${importedItemId(engagementId, event.reference)}`
    const before = subjects.get(event.key) ?? subject
    if (before === subject) subjects.set(event.key, subject)
    else misused.add(index)
  }
  return misused
}

/**
 * Decides what events from elsewhere change. An event whose key is known changes nothing; one about an item that is
 * worked on here is refused, as its history is written here. An item is completed from its event 'completed' on, and
 * was received at its earliest event.
 * @param items by reference, locked
 * @param known keys of events that these items have already
 * @param misused places of events whose key cannot be taken
 */
export function observe(
  events: readonly ObservedEvent[],
  items: ReadonlyMap<string, ObservedItem>,
  known: ReadonlySet<string>,
  misused: ReadonlySet<number>,
): Observed {
  const changed = new Map<string, ObservedItem>()
  const seen = new Set(known)
  const news: NewEvent[] = []
  const rejects: { index: number; reason: string }[] = []
  let knownCount = 0
  let itemsCreated = 0
  for (const [index, event] of events.entries()) {
    const item = changed.get(event.reference) ?? items.get(event.reference)
    if (misused.has(index)) rejects.push({ index, reason: `the key ${event.key} is the id of another entry` })
    else if (item === undefined || item.origin === 'live') rejects.push({ index, reason: takenReason(event, item) })
    else if (seen.has(event.key)) knownCount += 1
    else {
      seen.add(event.key)
      if (item.version === 0) itemsCreated += 1
      const after = withEvent(item, event)
      changed.set(event.reference, after)
      news.push({ event, workItemId: item.workItemId, version: after.version })
    }
  }
  return { events: news, items: [...changed.values()], itemsCreated, known: knownCount, rejects }
}

function takenReason(event: ObservedEvent, item: ObservedItem | undefined): string {
  const reference = JSON.stringify(event.reference)
  if (item === undefined) return `the id that ${reference} leads to belongs to another work item`
  return `${reference} is the reference of a work item that is worked on here, and its history is written here`
}

function withEvent(item: ObservedItem, event: ObservedEvent): ObservedItem {
  const isCompletion = event.name === 'completed'
  return {
    ...item,
    version: item.version + 1,
    receivedAt: Math.min(item.receivedAt, event.at),
    completedAt: isCompletion ? Math.max(item.completedAt ?? event.at, event.at) : item.completedAt,
  }
}

/** The record's entry about a new event. Who worked on the item elsewhere is personal and is left out. */
export function entryOf(
  { event, workItemId, version }: NewEvent,
  queue: string,
  cause: string | undefined,
): RecordedEvent {
  return {
    type: 'work-item-observed',
    subject: `work-item/${workItemId}`,
    subjectVersion: version,
    entryId: event.key,
    ...(cause === undefined ? {} : { cause }),
    body: {
      event: event.name,
      occurredAt: formatInstant(event.at),
      ...(version === 1 ? { reference: event.reference, queue } : {}),
    },
  }
}
