import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { Credential, Principal } from './access/model.ts'
import { authorise } from './access/authorising.ts'
import { admitted, unfit } from './admitting.ts'
import type { Declaration } from './command.ts'
import { CommitUnknownError, DatabaseOverloadError, isConnectionLost } from './database/errors.ts'
import type { Bound } from './handler.ts'
import type { Authenticate } from './identity/authenticating.ts'
import { doorRefusals, idempotencyKeyMissing, Refusal, staleVersion, unavailable, notFound } from './refusal.ts'
import { inputHash } from './record/recording.ts'
import { GroupedDoor } from './transacting/grouped.ts'
import { SingleDoor } from './transacting/single.ts'
import type { Prepared, TransactingParts } from './transacting/transacted.ts'
import type { Clock } from './time/clock.ts'

export interface Call {
  readonly credential: Credential
  readonly input: unknown
  readonly idempotencyKey?: string
  readonly ifMatch?: string
  readonly bytes?: AsyncIterable<Uint8Array>
  /** Origin of the page that calls, where it is a page of this server. */
  readonly origin?: string
}

/** The answer to a call. `entries` are the record entries it made, each with its leaf hash (hex). */
export interface Answer {
  readonly output: unknown
  readonly replayed: boolean
  readonly entries: readonly { readonly id: string; readonly leaf: string }[]
  readonly recordedAt: number
  readonly principal: Principal | undefined
  readonly engagementId: string | undefined
}

export interface Door {
  /** Carries out one call of a declaration. Throws a Refusal for every expected "no". */
  execute(declaration: Declaration, call: Call): Promise<Answer>
  readonly declarations: readonly Declaration[]
}

export interface DoorParts extends TransactingParts {
  readonly authenticate: Authenticate
  readonly clock: Clock
  readonly bound: readonly Bound[]
  /** Told after commit that an engagement has entries to place and wakes to look at. */
  readonly committed: (engagementId: string) => void
}

const Envelope = z.looseObject({ engagementId: z.uuid() })
/** It is the id of the command's first entry, so it begins as ids of entries do. */
const IdempotencyKey = z.string().regex(/^[A-Za-z0-9][\w.:-]{7,79}$/)

/**
 * The single door. HTTP, MCP, jobs and tests all come through here:
 * authenticate, authorise, parse, idempotency, transaction, record, answer.
 */
export function openDoor(parts: DoorParts): Door {
  const single = new SingleDoor(parts)
  const grouped = new GroupedDoor(parts)
  const boundByName = new Map(parts.bound.map((bound) => [bound.declaration.name, bound]))
  if (boundByName.size !== parts.bound.length) throw new Error('Two declarations share a name.')

  async function execute(declaration: Declaration, call: Call): Promise<Answer> {
    const bound = boundByName.get(declaration.name)
    if (bound === undefined) throw new Error(`No handler is bound to ${declaration.name}.`)
    const prepared = await prepare(declaration, call)
    const transacted =
      bound.handleMany === undefined ? await single.run(bound, prepared) : await grouped.run(bound, prepared)
    if (declaration.kind === 'command' && !transacted.replayed) parts.committed(prepared.engagementId)
    const engagementId = declaration.scope === 'engagement' ? prepared.engagementId : undefined
    return { ...transacted, principal: prepared.principal, engagementId }
  }

  async function prepare(declaration: Declaration, call: Call): Promise<Prepared> {
    const engagementId = engagementOf(declaration, call.input)
    const { principal, membership, session } = await parts.authenticate(call.credential, engagementId)
    const no = authorise(declaration, principal, membership)
    if (no !== undefined) throw no
    const input = parseInput(declaration, call.input)
    const idempotencyKey = keyOf(declaration, call)
    if (declaration.edits && call.ifMatch === undefined) {
      throw staleVersion.because('Send If-Match with the version you edit, as the ETag of your last read gave it.')
    }
    return {
      principal: principal ?? nobody,
      acting: call.credential.kind === 'acting',
      membership,
      engagementId: engagementId ?? nobody.id,
      input,
      session,
      origin: call.origin,
      inputHash: fingerprint(declaration, input, call.ifMatch),
      idempotencyKey,
      ifMatch: call.ifMatch,
      bytes: call.bytes,
      now: parts.clock.now(),
    }
  }

  /** A plain hash of a password could be guessed at; a keyed one cannot, without the key. */
  function fingerprint(declaration: Declaration, input: unknown, ifMatch: string | undefined): Uint8Array {
    const plain = inputHash(declaration.name, input, ifMatch)
    if (!declaration.secret) return plain
    return createHmac('sha256', parts.secrets.derive('fingerprint of input')).update(plain).digest()
  }

  return {
    declarations: parts.bound.map((bound) => bound.declaration),
    execute: async (declaration, call) => {
      try {
        return await execute(declaration, call)
      } catch (error) {
        throw expected(declaration, error)
      }
    },
  }
}

/** Stands for the caller of a public declaration; it owns nothing. */
const nobody: Principal = {
  kind: 'system',
  id: '00000000-0000-4000-8000-000000000000',
  organisationId: '00000000-0000-4000-8000-000000000000',
  standing: 'member',
  site: null,
}

function engagementOf(declaration: Declaration, input: unknown): string | undefined {
  if (declaration.scope !== 'engagement') return undefined
  const envelope = Envelope.safeParse(input)
  if (!envelope.success) throw notFound.because('Name the engagement by its id (a UUID).')
  return envelope.data.engagementId.toLowerCase()
}

function parseInput(declaration: Declaration, input: unknown): Record<string, unknown> {
  const parsed = declaration.input.safeParse(admitted(declaration, input))
  if (parsed.success) return parsed.data
  throw unfit(parsed.error)
}

function keyOf(declaration: Declaration, call: Call): string {
  if (declaration.kind === 'query') return 'query'
  const key = IdempotencyKey.safeParse(call.idempotencyKey)
  if (key.success) return key.data
  throw idempotencyKeyMissing.because(
    'Every command needs an Idempotency-Key of 8 to 80 letters, digits and ._:- that begins with a letter or digit; ' +
      'a UUID does well.',
  )
}

/** A refusal that the declaration does not name is a bug; a lost connection is "try again with the same key". */
function expected(declaration: Declaration, error: unknown): unknown {
  if (error instanceof Refusal) {
    const declared = declaration.refusals.includes(error.type) || doorRefusals.includes(error.type)
    return declared
      ? error
      : new Error(`${declaration.name} gave the undeclared refusal ${error.type.code}.`, { cause: error })
  }
  if (error instanceof DatabaseOverloadError) {
    return unavailable.because('All database connections are busy. Try again with the same key.', {
      retryAfterSeconds: 1,
    })
  }
  if (error instanceof CommitUnknownError || isConnectionLost(error)) {
    return unavailable.because(
      'The database connection was lost, so it is not known whether this took effect. Send it again with the same key.',
      { retryAfterSeconds: 1 },
    )
  }
  return error
}
