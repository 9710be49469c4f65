import {
  findAnswers,
  findDirectoryAnswer,
  keepAnswers,
  keepDirectoryAnswer,
  type KeptAnswer,
} from '../answers/store.ts'
import type { Declaration } from '../command.ts'
import { isUniqueViolation } from '../database/errors.ts'
import type { Tx } from '../database/transaction.ts'
import type { Bound, Context } from '../handler.ts'
import { recordDirectoryEvent } from '../identity/store.ts'
import { wakeAt } from '../jobs/store.ts'
import { appendEntries } from '../record/store.ts'
import { entriesOf, entryIdOf, type RecordedEvent } from '../record/recording.ts'
import { forbidden, idempotencyKeyReused, Refusal } from '../refusal.ts'
import type { Prepared, Transacted, TransactingParts } from './transacted.ts'
import { decodeAnswer, encodeAnswer, sameRequest } from './answer.ts'
import { repeated } from './repeating.ts'

/** Thrown inside a transaction to roll it back: this key was answered before. */
class AnsweredBefore extends Error {
  readonly kept: KeptAnswer
  constructor(kept: KeptAnswer) {
    super('answered before')
    this.kept = kept
  }
}

/** Carries out calls one by one, each in a transaction of its own. */
export class SingleDoor {
  readonly #parts: TransactingParts
  readonly #inFlight = new Map<string, Promise<Transacted>>()

  constructor(parts: TransactingParts) {
    this.#parts = parts
  }

  /** Two calls under one key at the same time: the second waits for the first and gets its answer. */
  async run(bound: Bound, call: Prepared): Promise<Transacted> {
    if (bound.declaration.kind === 'query') return this.#ask(bound, call)
    const place = `${call.engagementId} ${call.principal.id} ${call.idempotencyKey}`
    await this.#inFlight.get(place)?.catch(() => undefined)
    const running = this.#command(bound, call)
    this.#inFlight.set(place, running)
    try {
      return await running
    } finally {
      if (this.#inFlight.get(place) === running) this.#inFlight.delete(place)
    }
  }

  async #ask(bound: Bound, call: Prepared): Promise<Transacted> {
    const engagementId = bound.declaration.scope === 'engagement' ? call.engagementId : null
    const ready = await bound.prepare?.(call, call.input)
    return this.#parts.database.read(engagementId, async (tx) => {
      const { context } = contextOf(bound.declaration, tx, call)
      const output = bound.declaration.output.parse(await handlerOf(bound)(context, call.input, ready))
      return { output, replayed: false, entries: [], recordedAt: call.now }
    })
  }

  async #command(bound: Bound, call: Prepared): Promise<Transacted> {
    // What is prepared before the transaction may be long and dear, so an answer that is kept spares it.
    const before = bound.prepare === undefined ? undefined : await this.#earlierAnswer(bound.declaration, call)
    if (before !== undefined) return this.#replay(bound.declaration, call, before)
    const ready = await bound.prepare?.(call, call.input)
    try {
      return await repeated(() => this.#transaction(bound, call, ready))
    } catch (error) {
      if (error instanceof AnsweredBefore) return this.#replay(bound.declaration, call, error.kept)
      const raced = error instanceof Refusal || isUniqueViolation(error)
      const kept = raced ? await this.#earlierAnswer(bound.declaration, call) : undefined
      if (kept === undefined) throw isUniqueViolation(error, 'record_entry_pkey') ? entryIdTaken(call) : error
      return this.#replay(bound.declaration, call, kept)
    }
  }

  #transaction(bound: Bound, call: Prepared, ready: unknown): Promise<Transacted> {
    const work = (tx: Tx) => this.#decideAndStore(bound, call, ready, tx)
    if (bound.declaration.scope === 'engagement') return this.#parts.database.tenant(call.engagementId, work)
    return this.#parts.database.directory(work)
  }

  async #decideAndStore(bound: Bound, call: Prepared, ready: unknown, tx: Tx): Promise<Transacted> {
    // The look-up of an earlier answer travels with the handler's first statement; its outcome is awaited before
    // anything is stored, and an answer found there rolls everything back.
    const earlier = findEarlier(bound.declaration, tx, call)
    earlier.catch(() => undefined)
    const { context, events, related } = contextOf(bound.declaration, tx, call)
    const outcome = await settled(handlerOf(bound)(context, call.input, ready))
    const kept = await earlier
    if (kept !== undefined) throw new AnsweredBefore(kept)
    if (!outcome.ok) throw outcome.error
    assertRelationTested(bound.declaration, related.tested)
    const output = bound.declaration.output.parse(outcome.value)
    return bound.declaration.scope === 'engagement'
      ? this.#storeInRecord(bound.declaration, tx, call, output, events)
      : this.#storeInDirectory(bound.declaration, tx, call, output, events)
  }

  #storeInRecord(
    declaration: Declaration,
    tx: Tx,
    call: Prepared,
    output: unknown,
    events: readonly RecordedEvent[],
  ): Transacted {
    const entries = entriesOf({ ...call, command: declaration.name }, events)
    appendEntries(tx, call.engagementId, entries)
    const answer = answerOf(output, call, entries)
    keepAnswers(tx, call.engagementId, [this.#keptOf(declaration, call, answer)])
    return answer
  }

  #storeInDirectory(
    declaration: Declaration,
    tx: Tx,
    call: Prepared,
    output: unknown,
    events: readonly RecordedEvent[],
  ): Transacted {
    for (const event of events) recordDirectoryEvent(tx, call.principal.id, declaration.name, event.subject, call.now)
    const answer = answerOf(output, call, [])
    if (declaration.scope === 'directory') keepDirectoryAnswer(tx, this.#keptOf(declaration, call, answer))
    return answer
  }

  #keptOf(declaration: Declaration, call: Prepared, answer: Transacted): KeptAnswer {
    return {
      principalId: call.principal.id,
      idempotencyKey: call.idempotencyKey,
      command: declaration.name,
      inputHash: call.inputHash,
      answer: encodeAnswer(declaration, this.#parts.secrets, answer),
      isSealed: declaration.secret,
      answeredAt: call.now,
    }
  }

  #earlierAnswer(declaration: Declaration, call: Prepared): Promise<KeptAnswer | undefined> {
    const engagementId = declaration.scope === 'engagement' ? call.engagementId : null
    return this.#parts.database.read(engagementId, (tx) => findEarlier(declaration, tx, call))
  }

  #replay(declaration: Declaration, call: Prepared, kept: KeptAnswer): Transacted {
    return sameRequest(call, kept, declaration) && decodeAnswer(declaration, this.#parts.secrets, kept.answer)
  }
}

/** Further entries of a command are called `key.1`, `key.2` …: another key may not look like one of them. */
export function entryIdTaken(call: Prepared): Refusal {
  return idempotencyKeyReused.because(`An entry of yours is called ${call.idempotencyKey} already. Make a new key.`)
}

/** The handler of a single call; a query or command with a set-based handler never comes here. */
function handlerOf(bound: Bound) {
  if (bound.handle === undefined) throw new Error(`${bound.declaration.name} has no single handler.`)
  return bound.handle
}

async function findEarlier(declaration: Declaration, tx: Tx, call: Prepared): Promise<KeptAnswer | undefined> {
  const key = { principalId: call.principal.id, idempotencyKey: call.idempotencyKey }
  if (declaration.scope === 'engagement') return (await findAnswers(tx, call.engagementId, [key]))[0]
  return declaration.scope === 'directory' ? findDirectoryAnswer(tx, key) : undefined
}

export function answerOf(
  output: unknown,
  call: Prepared,
  entries: readonly { readonly entryId: string; readonly leafHash: Uint8Array }[],
): Transacted {
  const named = entries.map((entry) => ({ id: entry.entryId, leaf: Buffer.from(entry.leafHash).toString('hex') }))
  return { output, replayed: false, entries: named, recordedAt: call.now }
}

function contextOf(declaration: Declaration, tx: Tx, call: Prepared) {
  const events: RecordedEvent[] = []
  const related = { tested: false }
  const context: Context = {
    ...call,
    tx,
    record: (event) => {
      events.push(event)
      return event.entryId ?? entryIdOf(call.idempotencyKey, events.length - 1)
    },
    wake: (kind, thingId, dueAt) => wakeAt(tx, { engagementId: call.engagementId, kind, thingId, dueAt }),
    relation: (name, holds) => {
      related.tested = true
      if (!holds) throw forbidden.because(`Only the ${name} may ${declaration.name.replaceAll('-', ' ')}.`)
    },
  }
  return { context, events, related }
}

function assertRelationTested(declaration: Declaration, tested: boolean): void {
  if (declaration.allow.who === 'members' && declaration.allow.relation !== undefined && !tested) {
    throw new Error(`${declaration.name} declares the relation ${declaration.allow.relation} and did not test it.`)
  }
}

async function settled<T>(
  work: Promise<T>,
): Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }> {
  try {
    return { ok: true, value: await work }
  } catch (error) {
    return { ok: false, error }
  }
}
