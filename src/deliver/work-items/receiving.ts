import { findAgreedTerms } from '../../contract/agreements/agreed-terms.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { bindMany, type Bound, type GroupedCall } from '../../kernel/handler.ts'
import { newSubject, seal } from '../../kernel/record/sealing/sealing.ts'
import {
  insertSealed,
  insertSubjectKeys,
  type SealedRow,
  type SubjectKeyRow,
} from '../../kernel/record/sealing/store.ts'
import { toHex } from '../../kernel/record/format/digest.ts'
import type { Secrets } from '../../kernel/secrets.ts'
import type { EpochMillis } from '../../kernel/time/instant.ts'
import { receiveWorkItem, referenceTaken } from './commands.ts'
import { dueRulesOf, earliestDue, type DueRules } from './due.ts'
import { movedOutput, type Change } from './grouped.ts'
import { entryOf, receive, type NewItem } from './moving.ts'
import { findTaken, insertEvents, insertItems } from './store.ts'

type Given = NewItem & { readonly personal: Readonly<Record<string, string>> }

interface Received extends Change {
  readonly subject: SubjectKeyRow | undefined
  readonly sealed: readonly SealedRow[]
}

/** Receiving is set-based: a file drop or a busy gateway sends many at once. */
export function receivingHandler(secrets: Secrets): Bound {
  return bindMany(receiveWorkItem, {
    lock: async (tx, calls: readonly GroupedCall<Given>[]) => {
      const engagementId = calls[0]?.engagementId ?? ''
      const ids = calls.map((call) => call.input.workItemId)
      const references = calls.map((call) => call.input.reference)
      const [taken, rules] = await Promise.all([
        findTaken(tx, engagementId, ids, references),
        currentDueRules(tx, engagementId, calls[0]?.now ?? 0),
      ])
      return { taken, rules }
    },
    decide: (locked, call) => {
      const { workItemId, reference } = call.input
      if (locked.taken.has(workItemId) || locked.taken.has(reference)) {
        throw referenceTaken.because(`${reference}: give each work item an id and a reference of its own.`)
      }
      locked.taken.add(workItemId).add(reference)
      return received(secrets, locked.rules, call)
    },
    store: (tx, changes: readonly Received[], now) => storeReceived(tx, changes, now),
  })
}

function received(secrets: Secrets, rules: DueRules | undefined, call: GroupedCall<Given>) {
  const { personal, ...given } = call.input
  const { subject, sealed } = sealAll(secrets, call.engagementId, given.workItemId, personal)
  const commitments = Object.fromEntries(sealed.map((row) => [row.name, toHex(row.commitment)]))
  const { workItemId, reference, queue, facts } = given
  const bare = receive({ workItemId, reference, queue, facts }, commitments, call.now)
  const started = [{ name: bare.eventName, at: bare.occurredAt, sequence: 1, facts }]
  const dueAt = rules === undefined ? null : earliestDue(rules, started, call.now)
  const move = { ...bare, item: { ...bare.item, dueAt } }
  const change: Received = {
    engagementId: call.engagementId,
    move,
    actorId: call.principal.id,
    entryId: call.idempotencyKey,
    subject,
    sealed,
  }
  return { output: movedOutput(move), events: [entryOf(move, rules?.termsHash)], change }
}

function sealAll(
  secrets: Secrets,
  engagementId: string,
  workItemId: string,
  personal: Readonly<Record<string, string>>,
): { readonly subject: SubjectKeyRow | undefined; readonly sealed: readonly SealedRow[] } {
  const values = Object.entries(personal)
  if (values.length === 0) return { subject: undefined, sealed: [] }
  const thing = `work-item/${workItemId}`
  const subject = newSubject(secrets, engagementId, thing)
  const sealed = values.map(([name, value]) =>
    seal(subject.key, { engagementId, subjectId: thing, thing, name, value }),
  )
  return { subject, sealed }
}

function storeReceived(tx: Tx, changes: readonly Received[], now: EpochMillis): void {
  const engagementId = changes[0]?.engagementId ?? ''
  insertItems(
    tx,
    engagementId,
    changes.map((change) => change.move),
  )
  insertEvents(tx, engagementId, changes)
  insertSubjectKeys(
    tx,
    engagementId,
    changes.flatMap((change) => change.subject ?? []),
    now,
  )
  insertSealed(
    tx,
    engagementId,
    changes.flatMap((change) => change.sealed),
  )
}

/** The due rules of the terms that are agreed now; undefined while no agreement is in force. */
export async function currentDueRules(tx: Tx, engagementId: string, now: EpochMillis): Promise<DueRules | undefined> {
  const agreed = await findAgreedTerms(tx, engagementId, now)
  return agreed && dueRulesOf(agreed.termsHash, agreed.terms, now)
}
