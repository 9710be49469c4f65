import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { z } from 'zod'
import type { Declaration } from '../../src/kernel/command.ts'
import { CallRefused, callForBytes } from '../../src/kernel/client/call.ts'
import type { DeskPerson } from './desk.ts'

/** A command as its caller remembers it: noted before it was sent, answered at most once. */
export interface Noted {
  readonly key: string
  readonly actorId: string
  readonly command: string
  /** How often it was sent under its key. More than once: an answer was lost on the way. */
  sends: number
  answer: { readonly output: unknown; readonly replayed: boolean; readonly receipts: readonly string[] } | undefined
  /** Code of the refusal, where the answer was "no". */
  refused: string | undefined
}

const attemptMillisMax = 15_000
const pauseMillis = 20

/** Callers' side of the story: what they sent, and what they were told. */
export class Ledger {
  readonly commands: Noted[] = []
  /** Answers that no caller may get, whatever is killed: a 5xx other than "unavailable". */
  readonly bugs: string[] = []
  answeredCount = 0
  readonly #url: () => string

  constructor(url: () => string) {
    this.#url = url
  }

  /** Sends a command until it is answered, each time under the same key. Throws CallRefused for a "no". */
  async carryOut<I extends z.ZodObject, O extends z.ZodType>(
    who: DeskPerson,
    declaration: Declaration<I, O>,
    input: z.input<I>,
  ): Promise<z.output<O>> {
    const noted: Noted = {
      key: randomUUID(),
      actorId: who.principalId,
      command: declaration.name,
      sends: 0,
      answer: undefined,
      refused: undefined,
    }
    this.commands.push(noted)
    for (;;) {
      noted.sends += 1
      const answer = await this.#attempt(who, declaration, input, noted)
      if (answer !== undefined) {
        noted.answer = answer
        this.answeredCount += 1
        return answer.output as z.output<O>
      }
      await pause(pauseMillis)
    }
  }

  /** One sending: an answer, or nothing where it is not known what became of it. */
  async #attempt(
    who: DeskPerson,
    declaration: Declaration,
    input: Readonly<Record<string, unknown>>,
    noted: Noted,
  ): Promise<Noted['answer']> {
    const signal = AbortSignal.timeout(attemptMillisMax)
    const connection = { url: this.#url(), secret: who.secret }
    try {
      const response = await callForBytes(connection, declaration, input, { idempotencyKey: noted.key, signal })
      const replayed = response.headers.get('idempotent-replayed') === 'true'
      const receipts = (response.headers.get('counterpart-receipt') ?? '')
        .split(/(?<=\}), /)
        .filter((one) => one !== '')
      return { output: await response.json(), replayed, receipts }
    } catch (error) {
      if (!(error instanceof CallRefused)) return undefined
      if (error.status >= 500 && error.status !== 503)
        this.bugs.push(`${declaration.name}: ${error.status} ${error.message}`)
      if (error.status >= 500) return undefined
      noted.refused = error.code
      throw error
    }
  }
}
