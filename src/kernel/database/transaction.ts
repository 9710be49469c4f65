/**
 * One transaction on one connection. Statements are sent as they are made, without waiting for the one before: BEGIN,
 * the tenant context and the first query leave together, and so do the last writes and COMMIT.
 */
import type { PoolClient, QueryConfig, QueryResult } from 'pg'
import { CommitUnknownError, NotCommittedError, isAfterFailure, isConnectionLost } from './errors.ts'
import type { Sql } from './sql.ts'

export interface Tx {
  /** Sends the statement and gives its rows. Values arrive as row-types.ts says. */
  query<Row = Record<string, unknown>>(statement: Sql): Promise<Row[]>
  /** Sends the statement at once, in order, without waiting; its error, if any, surfaces instead of the commit. */
  later(statement: Sql): void
}

export class Transaction implements Tx {
  readonly #client: PoolClient
  readonly #prepares: boolean
  #failure: unknown
  #open = true
  #over = false
  #gathering = false

  constructor(client: PoolClient, prepares: boolean) {
    this.#client = client
    this.#prepares = prepares
  }

  /** Sends the opening statement as it is; it is never prepared, so that nothing can run outside a transaction. */
  begin(opening: 'begin' | 'begin isolation level repeatable read read only'): void {
    this.#submit({ text: opening }).catch(() => undefined)
  }

  async query<Row>(statement: Sql): Promise<Row[]> {
    const result = await this.#send(statement)
    return result.rows as Row[]
  }

  later(statement: Sql): void {
    void this.#send(statement)
  }

  /** The first error any statement met; the ones after it only say that the transaction is aborted. */
  get failure(): unknown {
    return this.#failure
  }

  /** What to throw for an error of the work: the cause, where the error is only its echo. */
  causeOf(error: unknown): unknown {
    return isAfterFailure(error) ? (this.#failure ?? error) : error
  }

  /** Whether Postgres confirmed the end, so that the connection may serve another transaction. */
  get isOver(): boolean {
    return this.#over
  }

  /** Sends COMMIT after whatever is under way, and throws the first error unless Postgres says that it committed. */
  async commit(): Promise<void> {
    if (this.#failure !== undefined) {
      await this.rollback()
      throw this.#failure
    }
    const { answer, error } = await this.#end('commit')
    if (answer?.command === 'COMMIT') return
    if (answer !== undefined) {
      throw this.#failure ?? new NotCommittedError(`Postgres answered COMMIT with ${answer.command}`)
    }
    if (!isConnectionLost(error)) throw this.#failure ?? error
    throw new CommitUnknownError('the connection broke during COMMIT; it is not known whether it stands', {
      cause: error,
    })
  }

  /** Sends ROLLBACK after whatever is under way. Never throws: `isOver` tells whether it was confirmed. */
  async rollback(): Promise<void> {
    await this.#end('rollback')
  }

  #send(statement: Sql): Promise<QueryResult> {
    if (!this.#open) throw new Error(`this transaction has ended; the statement was not sent: ${statement.text}`)
    const name = this.#prepares ? statement.name : undefined
    const config = { text: statement.text, values: [...statement.values] }
    const sent = this.#submit(name === undefined ? config : { ...config, name })
    // A statement nobody waits for must not end the process: its error is kept and surfaces at the end.
    sent.catch(() => undefined)
    return sent
  }

  async #end(ending: 'commit' | 'rollback'): Promise<{ answer?: QueryResult; error?: unknown }> {
    this.#open = false
    try {
      const answer = await this.#submit({ text: ending })
      this.#over = true
      return { answer }
    } catch (error) {
      return { error }
    }
  }

  #submit(config: QueryConfig): Promise<QueryResult> {
    this.#gather()
    return new Promise((resolve, reject) => {
      this.#client.query(config, (error: Error | null, result) => {
        // Answers arrive in the order of sending, so the first error noted is the first that happened.
        if (error) this.#failure ??= error
        if (error) reject(error)
        else resolve(result)
      })
    })
  }

  /** What is sent in one turn of the event loop leaves in one write: each write would wake the server up. */
  #gather(): void {
    if (this.#gathering) return
    this.#gathering = true
    const { stream } = this.#client.connection
    stream.cork()
    process.nextTick(() => {
      this.#gathering = false
      stream.uncork()
    })
  }
}
