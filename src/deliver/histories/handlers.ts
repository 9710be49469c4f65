import type { z } from 'zod'
import type { Database } from '../../kernel/database/connect.ts'
import { isForeignKeyViolation, isUniqueViolation } from '../../kernel/database/errors.ts'
import { planAfresh } from '../../kernel/database/planning.ts'
import { findFile } from '../../kernel/files/store.ts'
import { bind, type Bound, type Context } from '../../kernel/handler.ts'
import { cursorOf, instantPositionOf } from '../../kernel/paging.ts'
import { sha256, toHex, utf8Bytes } from '../../kernel/record/format/digest.ts'
import { forbidden, notFound } from '../../kernel/refusal.ts'
import {
  cancelImport,
  finishImport,
  historyImport,
  historyImports,
  importExists,
  importNotRunning,
  importNotStopped,
  importOutOfStep,
  importRejects,
  mappingTooLong,
  observeWorkItems,
  resumeImport,
  startImport,
} from './commands.ts'
import type { ImportStep, ObservedEvent } from './model.ts'
import { entryOf, importedItemId, misusedKeys, observe, type Observed } from './observing.ts'
import { rejectFile } from './reject-file.ts'
import * as store from './store.ts'

/** The kind of wake at which an import goes on. */
export const importWake = 'import-history'
const mappingCharactersMax = 524_288

export function historyHandlers(database: Database): readonly Bound[] {
  return [
    bind(startImport, start),
    bind(cancelImport, async (context, { importId }) => {
      const found = await lockRunning(context, importId)
      return move(context, importId, found, { type: 'history-import-cancelled', state: 'cancelled', body: {} })
    }),
    bind(resumeImport, async (context, { importId }) => {
      const found = await lock(context, importId)
      if (found.state !== 'cancelled' && found.state !== 'failed') {
        throw importNotStopped.because(`This import is ${found.state}.`)
      }
      context.wake(importWake, importId, context.now)
      const acting = { ...found, actsFor: context.principal.id }
      return move(context, importId, acting, { type: 'history-import-resumed', state: 'running', body: {} })
    }),
    bind(observeWorkItems, observeBatch),
    bind(finishImport, finish),
    bind(historyImport, async (context, { importId }) => {
      const found = await store.findImport(context.tx, context.engagementId, importId)
      if (found === undefined) throw noImport()
      return found
    }),
    bind(historyImports, async (context, input) => {
      const before = instantPositionOf(input.cursor)
      const rows = await store.importsBefore(context.tx, context.engagementId, before, input.limit + 1)
      const page = rows.slice(0, input.limit)
      const last = page.at(-1)
      const isMore = rows.length > input.limit && last !== undefined
      return { rows: page, nextCursor: isMore ? cursorOf([String(last.startedAt), last.importId]) : null }
    }),
    bind(importRejects, async (context, { importId }) => {
      const { engagementId } = context
      if ((await store.findImport(context.tx, engagementId, importId)) === undefined) throw noImport()
      return rejectFile((after, limit) =>
        database.read(engagementId, (tx) => store.rejectsAfter(tx, engagementId, importId, after, limit)),
      )
    }),
  ]
}

function noImport() {
  return notFound.because('No import of this engagement has this id.')
}

async function start(context: Context, input: z.output<typeof startImport.input>) {
  const { tx, engagementId, principal } = context
  const { importId, fileId, format, queue } = input
  const mapping = JSON.stringify(input.mapping)
  if (mapping.length > mappingCharactersMax) {
    throw mappingTooLong.because(
      `It has ${mapping.length} characters; map the activities that matter, drop the others.`,
    )
  }
  const file = await findFile(tx, engagementId, fileId)
  if (file === undefined) throw notFound.because('No file of this engagement has this id; upload it first.')
  const made = { importId, fileId, format, mapping, queue, startedBy: principal.id }
  await store.insertImport(tx, engagementId, made, context.now).catch((error: unknown) => {
    if (isUniqueViolation(error)) throw importExists.because('Make a new id (a UUID) for a new import.')
    if (isForeignKeyViolation(error)) throw notFound.because('No file of this engagement has this id.')
    throw error
  })
  context.record({
    type: 'history-import-started',
    subject: `history-import/${importId}`,
    subjectVersion: 1,
    body: { sha256: file.sha256, mapping: toHex(sha256(utf8Bytes(mapping))), format, queue },
  })
  context.wake(importWake, importId, context.now)
  return { importId, state: 'running' as const }
}

async function lock(context: Context, importId: string): Promise<store.LockedImport> {
  const found = await store.lockImport(context.tx, context.engagementId, importId)
  if (found === undefined) throw noImport()
  return found
}

async function lockRunning(context: Context, importId: string): Promise<store.LockedImport> {
  const found = await lock(context, importId)
  if (found.state !== 'running') throw importNotRunning.because(`This import is ${found.state}.`)
  return found
}

interface ImportMove {
  readonly type: string
  readonly state: 'running' | 'completed' | 'cancelled' | 'failed'
  readonly body: Readonly<Record<string, string | number>>
  readonly message?: string | null
}

function move(context: Context, importId: string, found: store.LockedImport, to: ImportMove) {
  const { engagementId, now } = context
  const version = found.version + 1
  const { state, body, message = null } = to
  const endedAt = state === 'running' ? null : now
  store.moveImport(context.tx, engagementId, importId, { state, version, actsFor: found.actsFor, endedAt, message })
  context.record({ type: to.type, subject: `history-import/${importId}`, subjectVersion: version, body })
  return { importId, state }
}

async function finish(context: Context, input: z.output<typeof finishImport.input>) {
  // Only the job knows whether the log is through: nobody else can say so of a file in the record.
  context.relation('job of this import', context.acting)
  const found = await lockRunning(context, input.importId)
  requireStep(found, input.at)
  const { message } = input
  if (input.outcome === 'failed') {
    return move(context, input.importId, found, { type: 'history-import-failed', state: 'failed', body: {}, message })
  }
  const file = await findFile(context.tx, context.engagementId, found.fileId)
  if (file === undefined) throw new Error(`The file ${found.fileId} of an import is gone.`)
  const { eventsRead: events, recorded, known, items, rejected } = found
  const body = { sha256: file.sha256, events, recorded, known, items, rejected }
  return move(context, input.importId, found, { type: 'history-imported', state: 'completed', body })
}

function requireStep(found: store.LockedImport, at: number): void {
  if (found.eventsRead !== at) throw importOutOfStep.because(`It has got to event ${found.eventsRead}, not ${at}.`)
}

async function observeBatch(context: Context, input: z.output<typeof observeWorkItems.input>) {
  const { step } = input
  const found = step === undefined ? undefined : await lockStep(context, step)
  const observed = await observeEvents(context, input.queue, input.events)
  const cause = step === undefined ? undefined : `history-import/${step.importId}`
  for (const event of observed.events) context.record(entryOf(event, input.queue, cause))
  store.updateItems(context.tx, context.engagementId, observed.items)
  store.insertEvents(context.tx, context.engagementId, context.principal.id, observed.events)
  if (step !== undefined && found !== undefined) advance(context, step, found, input.events, observed)
  const { known, itemsCreated: items, rejects } = observed
  return { recorded: observed.events.length, known, items, rejects: [...rejects] }
}

/** The import, locked, when this step is its next one and its own job takes it. */
async function lockStep(context: Context, step: ImportStep): Promise<store.LockedImport> {
  const found = await lockRunning(context, step.importId)
  if (!context.acting || found.actsFor !== context.principal.id) {
    throw forbidden.because('Only the job of an import takes its steps; leave `step` out.')
  }
  requireStep(found, step.from)
  return found
}

async function observeEvents(context: Context, queue: string, events: readonly ObservedEvent[]): Promise<Observed> {
  if (events.length === 0) return observe([], new Map(), new Set(), new Set())
  const { tx, engagementId } = context
  planAfresh(tx)
  const keys = events.map((event) => event.key)
  const used = await store.findUsedKeys(tx, engagementId, context.principal.id, keys)
  const misused = misusedKeys(engagementId, events, used)
  const wanted = newItems(
    engagementId,
    events.filter((_, index) => !misused.has(index)),
  )
  store.insertItemsOnce(tx, engagementId, queue, wanted)
  const references = wanted.map((item) => item.reference)
  const locked = await store.lockByReference(tx, engagementId, references)
  const items = new Map(locked.map((item) => [item.reference, item]))
  const asked = events.flatMap(({ reference, key }) => {
    const item = items.get(reference)
    return item === undefined || item.version === 0 ? [] : [{ workItemId: item.workItemId, key }]
  })
  return observe(events, items, await store.findKnownKeys(tx, engagementId, asked), misused)
}

/** An item for each reference, in the order in which they are made and locked. */
function newItems(engagementId: string, events: readonly ObservedEvent[]): store.NewItem[] {
  const earliest = new Map<string, number>()
  for (const { reference, at } of events) earliest.set(reference, Math.min(at, earliest.get(reference) ?? at))
  return [...earliest]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([reference, receivedAt]) => {
      return { workItemId: importedItemId(engagementId, reference), reference, receivedAt }
    })
}

function advance(
  context: Context,
  step: ImportStep,
  found: store.LockedImport,
  events: readonly ObservedEvent[],
  observed: Observed,
): void {
  const refused = observed.rejects.map(({ index, reason }) => {
    const event = events[index]
    return { line: event?.line ?? index + 1, case: event?.reference ?? null, reason: reason.slice(0, 1_000) }
  })
  const rejects = [...step.rejects, ...refused].sort((one, other) => one.line - other.line)
  store.insertRejects(context.tx, context.engagementId, step.importId, found.rejected + 1, rejects)
  store.advanceImport(context.tx, context.engagementId, step, {
    items: observed.itemsCreated,
    recorded: observed.events.length,
    known: observed.known,
    rejected: rejects.length,
  })
}
