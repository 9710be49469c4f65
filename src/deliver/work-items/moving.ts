import type { RecordedEvent } from '../../kernel/record/recording.ts'
import { formatInstant, type EpochMillis } from '../../kernel/time/instant.ts'
import { moveItem, standingEvents, type ItemMove } from '../../terms/item-life.ts'
import { leaseLost, undoTooLate, wrongState } from './commands.ts'
import type { Asked, Facts, ItemEvent, WorkItem } from './model.ts'

/** How long a claim holds without being renewed. A dead worker's item is back within this and one round of wakes. */
export const leaseMillis = 20_000

/** What happened to an item: the state after it, and the event that terms and record see. */
export interface Move {
  readonly item: WorkItem
  readonly entryType: ItemMove
  readonly eventName: string
  readonly occurredAt: EpochMillis
  /** What the entry's body says besides event and instant. */
  readonly details: RecordedEvent['body']
  readonly facts: Facts | undefined
  /** Entry id of the event that this one takes back. */
  readonly undoes?: string
}

export interface NewItem {
  readonly workItemId: string
  readonly reference: string
  readonly queue: string
  readonly facts: Facts
}

export function receive(given: NewItem, commitments: Readonly<Record<string, string>>, now: EpochMillis): Move {
  const item: WorkItem = {
    ...given,
    state: 'open',
    version: 1,
    origin: 'live',
    receivedAt: now,
    dueAt: null,
    holderId: null,
    leasedUntil: null,
    fence: 0,
    completedAt: null,
    formVersion: null,
  }
  const personal = Object.keys(commitments).length === 0 ? {} : { personal: commitments }
  const details = { reference: given.reference, queue: given.queue, ...personal }
  return { ...moveOf(item, 'work-item-received', 'received', now), details, facts: given.facts }
}

/**
 * The item goes to one worker until the lease runs out; the fence tells this claim from every other one. It is to be
 * completed with the form that is in force now, whatever the queue is given meanwhile.
 */
export function claim(item: WorkItem, workerId: string, now: EpochMillis, formVersion: number | null = null): Move {
  const held = { holderId: workerId, leasedUntil: now + leaseMillis, fence: item.fence + 1, formVersion }
  const form = formVersion === null ? {} : { form: formVersion }
  return moved(item, 'work-item-claimed', 'claimed', now, held, { worker: workerId, fence: held.fence, ...form })
}

export function release(item: WorkItem, claimed: Claimed, now: EpochMillis): Move {
  requireLease(item, claimed, now)
  return moved(item, 'work-item-released', 'released', now, notHeld)
}

/** A lease that ran out returns the item, whoever notices it. */
export function expire(item: WorkItem, now: EpochMillis): Move {
  return moved(item, 'work-item-lease-expired', 'lease-expired', now, notHeld, { fence: item.fence })
}

/** The due instant is undefined while the clock rests, so none is kept. */
export function ask(item: WorkItem, claimed: Claimed, of: Asked, question: string, now: EpochMillis): Move {
  requireLease(item, claimed, now)
  return moved(item, 'work-item-asked', `asked-${of}`, now, { ...notHeld, dueAt: null }, { of, question })
}

export function answer(item: WorkItem, of: Asked, commitment: string, now: EpochMillis): Move {
  return moved(item, 'work-item-answered', `${of}-answered`, now, {}, { of, answer: commitment })
}

export function complete(item: WorkItem, claimed: Claimed, facts: Facts, now: EpochMillis): Move {
  requireLease(item, claimed, now)
  const done = { ...notHeld, dueAt: null, completedAt: now, facts: { ...item.facts, ...facts } }
  const move = moved(item, 'work-item-completed', 'completed', now, done)
  return Object.keys(facts).length === 0 ? move : { ...move, facts }
}

export function reopen(item: WorkItem, ground: string, now: EpochMillis): Move {
  return moved(item, 'work-item-reopened', 'reopened', now, { completedAt: null }, { ground })
}

export function withdraw(item: WorkItem, ground: string, now: EpochMillis): Move {
  return moved(item, 'work-item-withdrawn', 'withdrawn', now, { ...notHeld, dueAt: null }, { ground })
}

/** Moves an item that nobody holds to another queue. What its terms measure is not touched by that. */
export function moveTo(item: WorkItem, queue: string, now: EpochMillis): Move {
  if (item.queue === queue) throw wrongState.because(`The item is in ${queue} already; name another queue.`)
  return moved(item, 'work-item-moved', 'moved', now, { queue }, { from: item.queue, queue })
}

/**
 * Takes a withdrawal back. The event has the withdrawal's own instant and undoes it, so that history goes on as if the
 * item had never been withdrawn: an open question stays open, and whoever held the item holds it no more.
 */
export function reinstate(item: WorkItem, events: readonly ItemEvent[], now: EpochMillis): Move {
  const withdrawal = standingEvents(events).findLast(({ name }) => name === 'withdrawn')
  if (item.state !== 'withdrawn' || withdrawal === undefined) {
    throw wrongState.because(`The item is ${item.state}; there is no withdrawal to take back.`)
  }
  const taken = { sequence: item.version + 1, name: 'reinstated', occurredAt: now, actorId: '', entryId: '' }
  const standing = standingEvents([...events, { ...taken, undoes: withdrawal.entryId }])
  const isAsked = standing.findLast(({ name }) => name !== 'moved')?.name.startsWith('asked-') ?? false
  const entryType = isAsked ? 'work-item-question-reinstated' : 'work-item-reinstated'
  return {
    ...moved(item, entryType, 'reinstated', now, {}),
    occurredAt: withdrawal.occurredAt,
    undoes: withdrawal.entryId,
  }
}

/** How long a completion can be taken back, by the server's clock. After that it is a matter of reopening. */
export const undoMillis = 10_000

/** What an event of an item added to its facts. */
export interface GivenFacts {
  readonly entryId: string
  readonly undoes: string | null
  readonly facts: Facts
}

/**
 * Takes the last completion back: the same worker holds the item again, under a new fence and lease. The event has the
 * completion's own instant, so that every period that counts the one counts the other, and both fall out of history.
 */
export function undoCompletion(
  item: WorkItem,
  last: ItemEvent | undefined,
  given: readonly GivenFacts[],
  now: EpochMillis,
): Move {
  const type = 'work-item-completion-undone'
  const state = moveItem(item.state, type)
  if (state === undefined || last?.name !== 'completed' || item.origin === 'imported') {
    throw wrongState.because(`The item is ${item.state}; there is no completion to take back.`)
  }
  if (now - last.occurredAt > undoMillis) {
    throw undoTooLate.because('Ten seconds have passed. Somebody who may reopen it can do so, with a ground.')
  }
  const holder = { holderId: last.actorId, leasedUntil: now + leaseMillis, fence: item.fence + 1 }
  return {
    item: { ...item, ...holder, state, version: item.version + 1, completedAt: null, facts: factsWithout(given, last) },
    entryType: type,
    eventName: 'completion-undone',
    occurredAt: last.occurredAt,
    details: { worker: last.actorId, fence: holder.fence },
    facts: undefined,
    undoes: last.entryId,
  }
}

function factsWithout(given: readonly GivenFacts[], last: ItemEvent): Facts {
  const after = [...given, { entryId: '', undoes: last.entryId, facts: {} }]
  return Object.assign({}, ...standingEvents(after).map(({ facts }) => facts)) as Facts
}

/** Who says to hold an item, and by which claim. */
export interface Claimed {
  readonly workerId: string
  readonly fence: number
}

/** Refuses a worker whose lease ran out or whose item was claimed by another since: a zombie changes nothing. */
export function requireLease(item: WorkItem, claimed: Claimed, now: EpochMillis): void {
  const isHolder = item.state === 'held' && item.holderId === claimed.workerId && item.fence === claimed.fence
  if (isHolder && (item.leasedUntil ?? 0) > now) return
  const why = isHolder ? 'The lease ran out' : 'It is not yours under this fence'
  throw leaseLost.because(`${why}. Claim the next item; what you typed is still with you.`)
}

const notHeld = { holderId: null, leasedUntil: null } as const

function moved(
  item: WorkItem,
  entryType: ItemMove,
  eventName: string,
  now: EpochMillis,
  change: Partial<WorkItem>,
  details: RecordedEvent['body'] = {},
): Move {
  // For the record an imported item has never been received here: no move of it would be legal for the verifier.
  if (item.origin === 'imported') {
    throw wrongState.because('It was worked on elsewhere: import what happened to it there instead.')
  }
  const state = moveItem(item.state, entryType)
  if (state === undefined)
    throw wrongState.because(`The item is ${item.state}; ${eventName} does not follow from that.`)
  const after = { ...item, ...change, state, version: item.version + 1 }
  return { ...moveOf(after, entryType, eventName, now), details, facts: undefined }
}

function moveOf(item: WorkItem, entryType: ItemMove, eventName: string, occurredAt: EpochMillis) {
  return { item, entryType, eventName, occurredAt }
}

/** The record entry of a move. */
export function entryOf(move: Move, termsHash: string | undefined): RecordedEvent {
  const facts = move.facts === undefined || Object.keys(move.facts).length === 0 ? {} : { facts: move.facts }
  return {
    type: move.entryType,
    subject: `work-item/${move.item.workItemId}`,
    subjectVersion: move.item.version,
    body: {
      ...move.details,
      event: move.eventName,
      occurredAt: formatInstant(move.occurredAt),
      ...facts,
      ...(move.undoes === undefined ? {} : { undoes: move.undoes }),
    },
    ...(termsHash === undefined ? {} : { rule: termsHash }),
  }
}
