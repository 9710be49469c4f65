import type { z } from 'zod'
import type { Membership, Principal } from './access/model.ts'
import type { Declaration } from './command.ts'
import type { Tx } from './database/transaction.ts'
import type { Session } from './identity/model.ts'
import type { RecordedEvent } from './record/recording.ts'
import type { Refusal } from './refusal.ts'
import type { EpochMillis } from './time/instant.ts'

/** Who calls, from where, and when: handed to every decision, so that none of them reads a clock. */
export interface Caller {
  readonly principal: Principal
  /** True where a job inside calls in the principal's place; a request from outside can never say so. */
  readonly acting: boolean
  /** Present in declarations of an engagement; a directory declaration has none. */
  readonly membership: Membership | undefined
  readonly engagementId: string
  /** The session that it is called with; none for an API key, a job inside, or nobody. */
  readonly session: Session | undefined
  /** Origin of the page that calls, like `https://host`, where a browser says so and the page is of this server. */
  readonly origin: string | undefined
  readonly now: EpochMillis
  readonly idempotencyKey: string
  /** The version the caller edits (If-Match), where the declaration edits. */
  readonly ifMatch: string | undefined
  /** Raw bytes that came with the call, where the declaration takes bytes. */
  readonly bytes: AsyncIterable<Uint8Array> | undefined
}

/** What a handler of one call works with. */
export interface Context extends Caller {
  readonly tx: Tx
  /** Appends an entry to the record, in the order of the calls, in this transaction; gives the entry's id. */
  record(event: RecordedEvent): string
  /** Asks to be woken: `kind`'s reaction runs once at or after `dueAt`, whatever process is alive then. */
  wake(kind: string, thingId: string, dueAt: EpochMillis): void
  /** Tests the declaration's `allow.relation`; refuses when it does not hold. */
  relation(name: string, holds: boolean): void
}

export type Handle<I extends z.ZodObject, O extends z.ZodType> = (
  context: Context,
  input: z.output<I>,
) => Promise<z.input<O>>

/** A handler that is handed what `prepare` made ready. */
export type HandlePrepared<I extends z.ZodObject, O extends z.ZodType, Ready> = (
  context: Context,
  input: z.output<I>,
  ready: Ready,
) => Promise<z.input<O>>

/** One call of a group, as a set-based handler sees it. */
export interface GroupedCall<Input> extends Caller {
  readonly input: Input
}

export interface Decision<Output, Change> {
  readonly output: Output
  readonly events: readonly RecordedEvent[]
  readonly change: Change
}

/**
 * A handler for many concurrent calls of one engagement, committed together. `lock` reads and locks for all of
 * them in one statement; `decide` is pure but for `locked`, which it may update so that the next call of the group
 * sees the effect of this one; `store` writes all changes with statements that nobody awaits.
 */
export interface HandleMany<Input, Output, Locked, Change> {
  lock(tx: Tx, calls: readonly GroupedCall<Input>[]): Promise<Locked>
  decide(locked: Locked, call: GroupedCall<Input>): Decision<Output, Change> | Refusal
  store(tx: Tx, changes: readonly Change[], now: EpochMillis): void
}

/**
 * Work before the transaction: for what may take longer than a connection should be held, such as a body that
 * streams in. It runs only where no earlier answer is kept, may run again when the call is repeated, and must leave
 * nothing that counts unless the handler says so.
 */
export type PrepareCall<I extends z.ZodObject, Ready> = (caller: Caller, input: z.output<I>) => Promise<Ready>

/** A declaration bound to the code that carries it out. */
export interface Bound {
  readonly declaration: Declaration
  readonly prepare: PrepareCall<z.ZodObject, unknown> | undefined
  readonly handle: HandlePrepared<z.ZodObject, z.ZodType, unknown> | undefined
  readonly handleMany: HandleMany<unknown, unknown, unknown, unknown> | undefined
}

type ErasedHandle = HandlePrepared<z.ZodObject, z.ZodType, unknown>

/** Binds a handler of single calls. */
export function bind<I extends z.ZodObject, O extends z.ZodType>(
  declaration: Declaration<I, O>,
  handle: Handle<I, O>,
): Bound {
  return { declaration, prepare: undefined, handle: handle as unknown as ErasedHandle, handleMany: undefined }
}

/** Binds a handler of single calls with work that is done before its transaction begins. */
export function bindPrepared<I extends z.ZodObject, O extends z.ZodType, Ready>(
  declaration: Declaration<I, O>,
  prepare: PrepareCall<I, Ready>,
  handle: HandlePrepared<I, O, Ready>,
): Bound {
  return {
    declaration,
    prepare,
    handle: handle as unknown as ErasedHandle,
    handleMany: undefined,
  }
}

/** Binds a set-based handler: concurrent calls of one engagement commit together. */
export function bindMany<I extends z.ZodObject, O extends z.ZodType, Locked, Change>(
  declaration: Declaration<I, O>,
  handleMany: HandleMany<z.output<I>, z.input<O>, Locked, Change>,
): Bound {
  const erased = handleMany as unknown as HandleMany<unknown, unknown, unknown, unknown>
  return { declaration, prepare: undefined, handle: undefined, handleMany: erased }
}
