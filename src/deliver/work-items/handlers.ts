import { bind, type Bound, type Context } from '../../kernel/handler.ts'
import { newUuid } from '../../kernel/uuid.ts'
import { cursorOf, instantPositionOf } from '../../kernel/paging.ts'
import { notFound } from '../../kernel/refusal.ts'
import { newSubject, openSubject, seal, unseal } from '../../kernel/record/sealing/sealing.ts'
import {
  insertSealed,
  insertSubjectKeys,
  lockSubjectKeys,
  findSubjectKeys,
  sealedOf,
} from '../../kernel/record/sealing/store.ts'
import { standingEvents } from '../../terms/item-life.ts'
import { toHex } from '../../kernel/record/format/digest.ts'
import type { Secrets } from '../../kernel/secrets.ts'
import {
  answerWorkItem,
  askAndPause,
  expireLeases,
  moveWorkItem,
  queueBacklog,
  reinstateWorkItem,
  reopenWorkItem,
  revealPersonalValues,
  subjectErased,
  undoCompletion,
  withdrawWorkItem,
  workItem,
  workItems,
  wrongState,
} from './commands.ts'
import { completingHandler } from './completing.ts'
import { earliestDue } from './due.ts'
import { groupedHandlers, movedOutput } from './grouped.ts'
import { Asked, type ItemEvent, type WorkItem } from './model.ts'
import {
  answer,
  ask,
  entryOf,
  expire,
  leaseMillis,
  moveTo,
  reinstate,
  reopen,
  undoCompletion as takeBack,
  withdraw,
  type Move,
} from './moving.ts'
import { currentDueRules, receivingHandler } from './receiving.ts'
import * as store from './store.ts'

const expiredAtOnceMax = 500

export function workItemHandlers(secrets: Secrets): readonly Bound[] {
  return [
    receivingHandler(secrets),
    ...groupedHandlers(),
    completingHandler(secrets),
    bind(undoCompletion, undo),
    bind(askAndPause, async (context, input) => {
      const item = await lockOne(context, input.workItemId)
      const name = `question-${item.version + 1}`
      const claimed = { workerId: context.principal.id, fence: input.fence }
      const move = ask(item, claimed, input.of, '', context.now)
      const question = await sealText(context, secrets, item, name, input.question)
      return storeOne(context, { ...move, details: { ...move.details, question } })
    }),
    bind(answerWorkItem, async (context, input) => {
      const item = await lockOne(context, input.workItemId)
      const move = answer(item, await askedOf(context, item), '', context.now)
      const commitment = await sealText(context, secrets, item, `answer-${item.version + 1}`, input.answer)
      return storeOne(context, await withDue(context, { ...move, details: { ...move.details, answer: commitment } }))
    }),
    bind(reopenWorkItem, async (context, input) => {
      const item = await lockOne(context, input.workItemId)
      return storeOne(context, await withDue(context, reopen(item, input.ground, context.now)))
    }),
    bind(withdrawWorkItem, async (context, input) => {
      const item = await lockOne(context, input.workItemId)
      return storeOne(context, withdraw(item, input.ground, context.now))
    }),
    bind(moveWorkItem, async (context, input) => {
      const item = await lockOne(context, input.workItemId)
      return storeOne(context, moveTo(item, input.queue, context.now))
    }),
    bind(reinstateWorkItem, async (context, input) => {
      const { tx, engagementId, now } = context
      const item = await lockOne(context, input.workItemId)
      const events = await store.eventsOf(tx, engagementId, item.workItemId)
      const bare = reinstate(item, events, now)
      // An open question leaves an item without a due instant, as asking it did.
      const move = bare.item.state === 'asked' ? bare : await withDue(context, bare)
      const undone = events.findLast(({ entryId }) => entryId === move.undoes)
      if (undone !== undefined) store.markUndone(tx, engagementId, item.workItemId, undone.sequence)
      return storeOne(context, move)
    }),
    bind(expireLeases, async (context) => {
      const expired = await store.lockExpired(context.tx, context.engagementId, context.now, expiredAtOnceMax)
      for (const item of expired) storeOne(context, expire(item, context.now))
      return { returned: expired.length, nextAt: await store.nextLeaseEnd(context.tx, context.engagementId) }
    }),
    bind(revealPersonalValues, (context, input) => reveal(context, secrets, input)),
    ...queries,
  ]
}

const queries: readonly Bound[] = [
  bind(workItem, async (context, input) => {
    const [item, events] = await Promise.all([
      store.findItem(context.tx, context.engagementId, input.workItemId),
      store.eventsOf(context.tx, context.engagementId, input.workItemId),
    ])
    if (item === undefined) throw notFound.because('No work item of this engagement has this id.')
    return { item, events }
  }),
  bind(workItems, async (context, input) => {
    const place = instantPositionOf(input.cursor)
    const after = place && { receivedAt: place.at, workItemId: place.id }
    const { state, queue, reference, limit } = input
    const filter = { state, queue, reference, after, limit: limit + 1 }
    const rows = await store.listItems(context.tx, context.engagementId, filter)
    const page = rows.slice(0, input.limit)
    const last = page.at(-1)
    const isMore = rows.length > input.limit && last !== undefined
    return { rows: page, nextCursor: isMore ? cursorOf([String(last.receivedAt), last.workItemId]) : null }
  }),
  bind(queueBacklog, async (context) => ({ rows: await store.countByQueue(context.tx, context.engagementId) })),
]

async function lockOne(context: Context, workItemId: string): Promise<WorkItem> {
  const [item] = await store.lockItems(context.tx, context.engagementId, [workItemId])
  if (item === undefined) throw notFound.because('No work item of this engagement has this id.')
  return item
}

function storeOne(context: Context, move: Move) {
  const entryId = context.record(entryOf(move, undefined))
  store.updateItems(context.tx, context.engagementId, [move])
  store.insertEvents(context.tx, context.engagementId, [{ move, actorId: context.principal.id, entryId }])
  return movedOutput(move)
}

/** The item comes back into the hands that completed it, with the lease and the due instant it had. */
async function undo(context: Context, input: { readonly workItemId: string }) {
  const { tx, engagementId, now } = context
  const item = await lockOne(context, input.workItemId)
  const [events, given] = await Promise.all([
    store.eventsOf(tx, engagementId, item.workItemId),
    store.givenFacts(tx, engagementId, item.workItemId),
  ])
  const last = events.at(-1)
  context.relation('one who completed it,', last?.name !== 'completed' || last.actorId === context.principal.id)
  const taken = await withDue(context, takeBack(item, last, given, now))
  storeOne(context, taken)
  store.markUndone(tx, engagementId, item.workItemId, item.version)
  context.wake('expire-leases', 'all', now + leaseMillis)
  return { item: taken.item, fence: taken.item.fence, leasedUntil: now + leaseMillis }
}

/** For whose answer an item rests: its last question says so. */
async function askedOf(context: Context, item: WorkItem): Promise<Asked> {
  const events = await store.eventsOf(context.tx, context.engagementId, item.workItemId)
  const asked = events.findLast((event) => event.name.startsWith('asked-'))
  if (item.state === 'asked' && asked !== undefined) return Asked.parse(asked.name.slice('asked-'.length))
  throw wrongState.because(`The item is ${item.state}; there is no open question to answer.`)
}

type Told = Pick<ItemEvent, 'name' | 'occurredAt' | 'sequence' | 'entryId' | 'facts'> & {
  readonly undoes: string | null | undefined
}

/** The due instant after a clock went on or started again: its whole history is replayed. */
async function withDue(context: Context, move: Move): Promise<Move> {
  const [rules, events] = await Promise.all([
    currentDueRules(context.tx, context.engagementId, context.now),
    store.eventsOf(context.tx, context.engagementId, move.item.workItemId),
  ])
  if (rules === undefined) return move
  const { eventName: name, occurredAt, undoes } = move
  const told = [...events, { name, occurredAt, sequence: move.item.version, entryId: '', undoes }]
  const clockEvents = standingEvents<Told>(told).map((event) => {
    return { name: event.name, at: event.occurredAt, sequence: event.sequence, facts: event.facts }
  })
  return { ...move, item: { ...move.item, dueAt: earliestDue(rules, clockEvents, context.now) } }
}

/** Seals a text about an item's customer and gives the commitment for the record. */
async function sealText(
  context: Context,
  secrets: Secrets,
  item: WorkItem,
  name: string,
  value: string,
): Promise<string> {
  const { tx, engagementId, now } = context
  const subjectId = `work-item/${item.workItemId}`
  const [known] = await lockSubjectKeys(tx, engagementId, [subjectId])
  const fresh = known === undefined ? newSubject(secrets, engagementId, subjectId) : undefined
  const key = known === undefined ? fresh?.key : openSubject(secrets, engagementId, known)
  if (key === undefined)
    throw subjectErased.because('Nothing personal can be added to an item whose subject was erased.')
  if (fresh !== undefined) insertSubjectKeys(tx, engagementId, [fresh], now)
  const sealed = seal(key, { engagementId, subjectId, thing: subjectId, name, value })
  insertSealed(tx, engagementId, [sealed])
  return toHex(sealed.commitment)
}

/** Need to know: a worker reads only of an item held now; those who oversee read any, and each reading is recorded. */
async function reveal(
  context: Context,
  secrets: Secrets,
  input: { readonly workItemId: string; readonly ground: string },
) {
  const { tx, engagementId, principal } = context
  const item = await lockOne(context, input.workItemId)
  const overseeing = ['team-leader', 'quality-analyst', 'process-owner', 'contract-officer']
  const oversees = context.membership?.roles.some((role) => overseeing.includes(role)) ?? false
  const holds = item.holderId === principal.id && (item.leasedUntil ?? 0) > context.now
  context.relation('holder of the item, or a role that oversees it,', oversees || holds)
  const subjectId = `work-item/${item.workItemId}`
  const [[key], sealed] = await Promise.all([
    findSubjectKeys(tx, engagementId, [subjectId]),
    sealedOf(tx, engagementId, subjectId),
  ])
  const opened = key && openSubject(secrets, engagementId, key)
  if (key !== undefined && opened === undefined) throw subjectErased.because('They were destroyed and cannot be shown.')
  const values =
    opened === undefined ? [] : sealed.map((row) => ({ name: row.name, value: unseal(opened, engagementId, row) }))
  const names = values.map((value) => value.name)
  context.record({
    type: 'personal-values-revealed',
    subject: `reveal/${newUuid(context.now)}`,
    subjectVersion: 1,
    body: { workItem: item.workItemId, ground: input.ground, names },
  })
  return { values }
}
