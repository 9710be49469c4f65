import { findAnswers, keepAnswers, type KeptAnswer } from '../answers/store.ts'
import type { Declaration } from '../command.ts'
import { DatabaseOverloadError, isConnectionLost, isUniqueViolation } from '../database/errors.ts'
import type { Tx } from '../database/transaction.ts'
import { grouping } from '../grouping.ts'
import type { Bound, Decision, GroupedCall, HandleMany } from '../handler.ts'
import { appendEntries } from '../record/store.ts'
import { entriesOf, type StoredEntry } from '../record/recording.ts'
import { Refusal } from '../refusal.ts'
import { decodeAnswer, encodeAnswer, sameRequest } from './answer.ts'
import { repeated } from './repeating.ts'
import { answerOf, entryIdTaken } from './single.ts'
import type { Prepared, Transacted, TransactingParts } from './transacted.ts'

type Many = HandleMany<unknown, unknown, unknown, unknown>
type Outcome = Transacted | Error

const groupSizeMax = 256

/** Carries out concurrent calls of one engagement and declaration in one transaction, each with its own answer. */
export class GroupedDoor {
  readonly #parts: TransactingParts
  readonly #lanes = new Map<string, ReturnType<typeof grouping<Prepared, Transacted>>>()

  constructor(parts: TransactingParts) {
    this.#parts = parts
  }

  run(bound: Bound, call: Prepared): Promise<Transacted> {
    if (bound.handleMany === undefined) throw new Error(`${bound.declaration.name} has no set-based handler.`)
    return this.#laneOf(bound, bound.handleMany).submit(call.engagementId, call)
  }

  #laneOf(bound: Bound, handleMany: Many) {
    const { name } = bound.declaration
    const known = this.#lanes.get(name)
    if (known !== undefined) return known
    const made = grouping<Prepared, Transacted>(
      (_key, calls) => this.#flush(bound.declaration, handleMany, calls),
      groupSizeMax,
    )
    this.#lanes.set(name, made)
    return made
  }

  /**
   * One transaction for all. Where that fails by a call of the group (a key used twice at once, an entry that is too
   * long), each goes alone, so that one caller's fault is not everybody's.
   */
  async #flush(declaration: Declaration, many: Many, calls: readonly Prepared[]): Promise<readonly Outcome[]> {
    try {
      return await repeated(() => this.#transaction(declaration, many, calls))
    } catch (error) {
      if (isConnectionLost(error) || error instanceof DatabaseOverloadError) throw error
      if (calls.length > 1) return this.#oneByOne(declaration, many, calls)
      if (!isUniqueViolation(error)) throw error
      return this.#afterCollision(declaration, calls[0], error)
    }
  }

  async #oneByOne(declaration: Declaration, many: Many, calls: readonly Prepared[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    for (const call of calls) {
      try {
        outcomes.push(...(await this.#flush(declaration, many, [call])))
      } catch (error) {
        outcomes.push(error instanceof Error ? error : new Error(String(error)))
      }
    }
    return outcomes
  }

  async #afterCollision(declaration: Declaration, call: Prepared | undefined, error: unknown): Promise<Outcome[]> {
    if (call === undefined) throw error
    const kept = await this.#parts.database.read(call.engagementId, (tx) =>
      findAnswers(tx, call.engagementId, [keyOf(call)]),
    )
    if (kept[0] === undefined) throw isUniqueViolation(error, 'record_entry_pkey') ? entryIdTaken(call) : error
    return [this.#replay(declaration, call, kept[0])]
  }

  #transaction(declaration: Declaration, many: Many, calls: readonly Prepared[]): Promise<Outcome[]> {
    const engagementId = calls[0]?.engagementId
    if (engagementId === undefined) return Promise.resolve([])
    return this.#parts.database.tenant(engagementId, async (tx) => {
      const asked = findAnswers(tx, engagementId, calls.map(keyOf))
      const locking = many.lock(tx, calls)
      const [kept, locked] = await Promise.all([asked, locking])
      const known = new Map(kept.map((one) => [placeOf(one), one]))
      const outcomes = this.#decideAll(declaration, many, tx, calls, known, locked)
      return this.#answeredMeanwhile(declaration, tx, calls, outcomes)
    })
  }

  /**
   * A refusal may be the effect of the same call, sent before: under way when its answer was looked for, committed
   * while we waited for its locks. Then its answer counts, not the refusal.
   */
  async #answeredMeanwhile(
    declaration: Declaration,
    tx: Tx,
    calls: readonly Prepared[],
    outcomes: readonly Outcome[],
  ): Promise<Outcome[]> {
    const refused = calls.filter((_call, index) => outcomes[index] instanceof Refusal)
    if (refused.length === 0) return [...outcomes]
    const kept = await findAnswers(tx, refused[0]?.engagementId ?? '', refused.map(keyOf))
    const keptByPlace = new Map(kept.map((one) => [placeOf(one), one]))
    return outcomes.map((outcome, index) => {
      const call = calls[index]
      const found = call === undefined ? undefined : keptByPlace.get(placeOf(keyOf(call)))
      return outcome instanceof Refusal && call && found ? this.#replay(declaration, call, found) : outcome
    })
  }

  #decideAll(
    declaration: Declaration,
    many: Many,
    tx: Tx,
    calls: readonly Prepared[],
    keptByPlace: Map<string, KeptAnswer>,
    locked: unknown,
  ): Outcome[] {
    const changes: unknown[] = []
    const entries: StoredEntry[] = []
    const answers: KeptAnswer[] = []
    const outcomes = calls.map((call): Outcome => {
      const kept = keptByPlace.get(placeOf(keyOf(call)))
      if (kept !== undefined) return this.#replay(declaration, call, kept)
      const decided = decideOne(many, locked, call)
      if (decided instanceof Error) return decided
      const made = entriesOf({ ...call, command: declaration.name }, decided.events)
      const answer = answerOf(declaration.output.parse(decided.output), call, made)
      const keeping = this.#keptOf(declaration, call, answer)
      // The same key twice in one group: the second gets the first one's answer.
      keptByPlace.set(placeOf(keeping), keeping)
      changes.push(decided.change)
      entries.push(...made)
      answers.push(keeping)
      return answer
    })
    if (changes.length > 0) {
      many.store(tx, changes, calls[0]?.now ?? 0)
      appendEntries(tx, calls[0]?.engagementId ?? '', entries)
      keepAnswers(tx, calls[0]?.engagementId ?? '', answers)
    }
    return outcomes
  }

  #keptOf(declaration: Declaration, call: Prepared, answer: Transacted): KeptAnswer {
    const answerBytes = encodeAnswer(declaration, this.#parts.secrets, answer)
    return {
      ...keyOf(call),
      command: declaration.name,
      inputHash: call.inputHash,
      answer: answerBytes,
      isSealed: declaration.secret,
      answeredAt: call.now,
    }
  }

  #replay(declaration: Declaration, call: Prepared, kept: KeptAnswer): Outcome {
    try {
      return sameRequest(call, kept, declaration) && decodeAnswer(declaration, this.#parts.secrets, kept.answer)
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }
}

function decideOne(many: Many, locked: unknown, call: Prepared): Decision<unknown, unknown> | Error {
  try {
    return many.decide(locked, call satisfies GroupedCall<unknown>)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

function keyOf(call: Prepared) {
  return { principalId: call.principal.id, idempotencyKey: call.idempotencyKey }
}

function placeOf(key: { readonly principalId: string; readonly idempotencyKey: string }): string {
  return `${key.principalId} ${key.idempotencyKey}`
}
