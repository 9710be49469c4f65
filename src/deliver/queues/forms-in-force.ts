import type { Tx } from '../../kernel/database/transaction.ts'
import type { Facts, WorkItem } from '../work-items/model.ts'
import { checkValues } from './checking.ts'
import { isPersonal, type FieldProblem } from './field-words.ts'
import type { Form } from './model.ts'
import { findDefinition } from './store.ts'

const keptMax = 500
/** Forms by engagement, queue and version. A version never changes, so what is kept is never stale. */
const kept = new Map<string, Form | null>()

type Claimed = Pick<WorkItem, 'queue' | 'formVersion'>

/** The forms that held items are completed with, ready for `completionProblems`. */
export async function formsOf(
  tx: Tx,
  engagementId: string,
  items: readonly Claimed[],
): Promise<Map<string, Form | null>> {
  const forms = new Map<string, Form | null>()
  for (const { queue, formVersion } of items) {
    if (formVersion === null) continue
    const key = keyOf(engagementId, queue, formVersion)
    const known = kept.get(key)
    const form = known === undefined ? await formOf(tx, engagementId, queue, formVersion) : known
    kept.set(key, form)
    if (kept.size > keptMax) kept.delete(kept.keys().next().value ?? '')
    forms.set(key, form)
  }
  return forms
}

async function formOf(tx: Tx, engagementId: string, queue: string, version: number): Promise<Form | null> {
  return (await findDefinition(tx, engagementId, queue, version))?.form ?? null
}

/** What a worker gives with a completion: facts in plain sight, personal values to be sealed. */
export interface Given {
  readonly facts: Facts
  readonly personal: Readonly<Record<string, string>>
}

/**
 * What the form of an item misses in a completion. What the item knew before counts as filled in; a fact in a field
 * that is personal, or the other way round, is in no field of the form.
 */
export function completionProblems(
  forms: ReadonlyMap<string, Form | null>,
  engagementId: string,
  item: Pick<WorkItem, 'queue' | 'formVersion' | 'facts'>,
  given: Given,
): readonly FieldProblem[] {
  if (item.formVersion === null) return []
  const key = keyOf(engagementId, item.queue, item.formVersion)
  const form = forms.get(key) ?? null
  if (form === null) return []
  const misplaced = misplacedIn(form, given)
  if (misplaced.length > 0) return misplaced
  const before = Object.entries(item.facts).filter(([name]) => Object.hasOwn(form.properties, name))
  return checkValues(key, form, { ...Object.fromEntries(before), ...given.facts, ...given.personal })
}

function misplacedIn(form: Form, { facts, personal }: Given): FieldProblem[] {
  const inOpen = Object.keys(facts).filter((name) => isPersonal(form.properties[name]))
  const sealed = Object.keys(personal).filter(
    (name) => Object.hasOwn(form.properties, name) && !isPersonal(form.properties[name]),
  )
  return [
    ...inOpen.map((path) => ({ path, message: 'is about a person; give it under personal, where it is sealed' })),
    ...sealed.map((path) => ({ path, message: 'is a fact; give it under facts' })),
  ]
}

function keyOf(engagementId: string, queue: string, version: number): string {
  return `${engagementId} ${queue} ${version}`
}
