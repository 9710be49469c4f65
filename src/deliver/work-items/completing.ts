import type { Tx } from '../../kernel/database/transaction.ts'
import { bindMany, type Bound, type GroupedCall } from '../../kernel/handler.ts'
import { toHex } from '../../kernel/record/format/digest.ts'
import { newSubject, openSubject, seal } from '../../kernel/record/sealing/sealing.ts'
import {
  insertSealed,
  insertSubjectKeys,
  lockSubjectKeys,
  type SealedRow,
  type SubjectKeyRow,
} from '../../kernel/record/sealing/store.ts'
import type { Secrets } from '../../kernel/secrets.ts'
import { completionProblems, formsOf, type Given } from '../queues/forms-in-force.ts'
import type { Form } from '../queues/model.ts'
import { completeWorkItem, formUnsatisfied, subjectErased } from './commands.ts'
import { changeOf, claimedBy, itemIn, lockNamed, movedOutput, storeMoves, type Change } from './grouped.ts'
import type { WorkItem } from './model.ts'
import { complete, entryOf } from './moving.ts'

type Completion = GroupedCall<Given & { readonly workItemId: string; readonly fence: number }>

interface Locked {
  readonly items: Map<string, WorkItem>
  readonly forms: ReadonlyMap<string, Form | null>
  /** Keys of the subjects that personal values of these calls are sealed under, as far as they exist. */
  readonly keys: Map<string, SubjectKeyRow>
}

interface Completed extends Change {
  readonly subject: SubjectKeyRow | undefined
  readonly sealed: readonly SealedRow[]
}

/** Completions that come together commit together; each is held against the form its claim was given. */
export function completingHandler(secrets: Secrets): Bound {
  return bindMany(completeWorkItem, {
    lock: lockForCompletion,
    decide: (locked: Locked, call: Completion) => {
      const item = itemIn(locked.items, call.input.workItemId)
      const move = complete(item, claimedBy(call), call.input.facts, call.now)
      const problems = completionProblems(locked.forms, call.engagementId, item, call.input)
      if (problems.length > 0) {
        const said = problems.map(({ path, message }) => `${path} ${message}`).join('; ')
        throw formUnsatisfied.because(`${said}. Nothing was completed; mend these and send it again.`, { problems })
      }
      const { subject, sealed } = sealGiven(secrets, locked.keys, call)
      const personal = Object.fromEntries(sealed.map((row) => [row.name, toHex(row.commitment)]))
      const details = sealed.length === 0 ? move.details : { ...move.details, personal }
      locked.items.set(item.workItemId, move.item)
      const change: Completed = { ...changeOf(call, move), subject, sealed }
      return { output: movedOutput(move), events: [entryOf({ ...move, details }, undefined)], change }
    },
    store: (tx, changes: readonly Completed[], now) => {
      const engagementId = changes[0]?.engagementId ?? ''
      storeMoves(tx, changes)
      const subjects = changes.flatMap(({ subject }) => subject ?? [])
      insertSubjectKeys(tx, engagementId, subjects, now)
      const sealed = changes.flatMap((change) => change.sealed)
      insertSealed(tx, engagementId, sealed)
    },
  })
}

async function lockForCompletion(tx: Tx, calls: readonly Completion[]): Promise<Locked> {
  const engagementId = calls[0]?.engagementId ?? ''
  const subjects = calls.filter(({ input }) => Object.keys(input.personal).length > 0).map(subjectOf)
  const [items, keys] = await Promise.all([
    lockNamed(tx, calls),
    subjects.length === 0 ? [] : lockSubjectKeys(tx, engagementId, [...new Set(subjects)]),
  ])
  const forms = await formsOf(tx, engagementId, [...items.values()])
  return { items, forms, keys: new Map(keys.map((key) => [key.subjectId, key])) }
}

function subjectOf({ input }: Completion): string {
  return `work-item/${input.workItemId.toLowerCase()}`
}

/** Seals what is personal under the key of the item's customer, which is made where there is none yet. */
function sealGiven(secrets: Secrets, keys: Map<string, SubjectKeyRow>, call: Completion) {
  const { engagementId, input } = call
  const values = Object.entries(input.personal)
  if (values.length === 0) return { subject: undefined, sealed: [] }
  const thing = subjectOf(call)
  const known = keys.get(thing)
  const fresh = known === undefined ? newSubject(secrets, engagementId, thing) : undefined
  const key = known === undefined ? fresh?.key : openSubject(secrets, engagementId, known)
  if (key === undefined) {
    throw subjectErased.because('Nothing personal can be added to an item whose subject was erased.')
  }
  if (fresh !== undefined) keys.set(thing, fresh)
  const sealed = values.map(([name, value]) => seal(key, { engagementId, subjectId: thing, thing, name, value }))
  return { subject: fresh, sealed }
}
