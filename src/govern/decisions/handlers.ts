import { engagementsOf } from '../../kernel/access/store.ts'
import type { Database } from '../../kernel/database/connect.ts'
import { bindPrepared, type Bound, type Caller } from '../../kernel/handler.ts'
import { decisionsWaiting } from './commands.ts'
import type { Decision } from './model.ts'
import { decisionsIn, mayDecideAnything, type Seat } from './waiting.ts'

const engagementsMax = 200
/** Engagements that one caller's question looks into at the same time: each takes a connection. */
const atOnce = 4

export interface DecisionParts {
  readonly database: Database
}

/**
 * The question goes across engagements, and row-level security shows one at a time: each is looked into in a
 * transaction of its own, before the question's own one begins, so that no connection waits for another.
 */
export function decisionHandlers({ database }: DecisionParts): readonly Bound[] {
  return [
    bindPrepared(
      decisionsWaiting,
      async (caller) => {
        const seats = (await seatsOf(database, caller)).filter(mayDecideAnything)
        const found: Decision[] = []
        for (let from = 0; from < seats.length; from += atOnce) {
          const some = seats.slice(from, from + atOnce)
          const theirs = some.map((seat) => database.read(seat.engagementId, (tx) => decisionsIn(tx, seat)))
          found.push(...(await Promise.all(theirs)).flat())
        }
        return found.toSorted((left, right) => left.since - right.since)
      },
      async (_context, _input, rows) => ({ rows }),
    ),
  ]
}

async function seatsOf(database: Database, { principal, now }: Caller): Promise<Seat[]> {
  const seeker = {
    principalId: principal.id,
    organisationId: principal.organisationId,
    isAdministrator: principal.standing === 'administrator',
  }
  const rows = await database.read(null, (tx) => engagementsOf(tx, seeker, undefined, engagementsMax))
  return rows.map(({ engagementId, name, party, roles }) => {
    return { engagementId, name, principal, now, membership: { engagementId, party, roles } }
  })
}
