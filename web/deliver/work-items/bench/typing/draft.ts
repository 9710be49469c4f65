import { Facts } from '../../../../../src/deliver/work-items/model.ts'
import type { WorkItem } from '../../../../../src/deliver/work-items/model.ts'
import { isPersonal, problemsOf, type FieldValues } from '../../../../../src/deliver/queues/field-words.ts'
import type { Field, Form } from '../../../../../src/deliver/queues/model.ts'

/** What is typed for an item and not sent yet, as it stands in the browser's storage. */
export interface Draft {
  readonly facts: readonly DraftFact[]
  readonly question: string
  /** The wish that was sent and not answered: whatever becomes of it, it is sent again under the same key. */
  readonly wish?: string
}

export interface DraftFact {
  readonly name: string
  readonly value: string
}

/** What is typed into fields that are about a person: kept apart, for as long as this tab lives. */
export type PersonalDraft = Readonly<Record<string, string>>

export const emptyDraft: Draft = { facts: [], question: '' }

/** Reads a kept draft; what cannot be read is none. */
export function draftOf(text: string | null): Draft {
  if (text === null) return emptyDraft
  try {
    const { facts, question, wish } = JSON.parse(text) as { facts?: unknown; question?: unknown; wish?: unknown }
    const kept = Array.isArray(facts) ? facts.filter(isDraftFact) : []
    return {
      facts: kept,
      question: typeof question === 'string' ? question : '',
      ...(typeof wish === 'string' ? { wish } : {}),
    }
  } catch {
    return emptyDraft
  }
}

function isDraftFact(value: unknown): value is DraftFact {
  const fact = value as Partial<DraftFact> | null
  return typeof fact?.name === 'string' && typeof fact.value === 'string'
}

/** True where nothing was typed that could be lost. */
export function isEmpty(draft: Draft, personal: PersonalDraft): boolean {
  const values = [draft.question, ...draft.facts.map(({ value }) => value), ...Object.values(personal)]
  return values.every((value) => value.trim() === '')
}

/** What was typed, as plain text that can be copied. */
export function textOf(draft: Draft, personal: PersonalDraft): string {
  const facts = [...draft.facts.map(({ name, value }) => [name, value]), ...Object.entries(personal)]
  const lines = facts.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}`)
  return [...lines, draft.question].filter((line) => line !== '').join('\n')
}

export interface Completion {
  readonly facts: Facts
  readonly personal: PersonalDraft
  /** Names of the fields that do not hold what they should, in their order, and whether they are empty. */
  readonly wrong: readonly { readonly name: string; readonly isMissing: boolean }[]
}

/**
 * What a draft gives to a form. Fields that were left empty give nothing, and what the item knew before counts as
 * filled in.
 */
export function formCompletion(form: Form, item: Pick<WorkItem, 'facts'>, draft: Draft, personal: PersonalDraft) {
  const typed: [string, string][] = [
    ...draft.facts.map(({ name, value }): [string, string] => [name, value]),
    ...Object.entries(personal),
  ]
  const given = typed.filter(([name, value]) => Object.hasOwn(form.properties, name) && value.trim() !== '')
  const values = Object.fromEntries(given.map(([name, value]) => [name, valueFor(form.properties[name], value.trim())]))
  const known = Object.entries(item.facts).filter(([name]) => Object.hasOwn(form.properties, name))
  const all: FieldValues = { ...Object.fromEntries(known), ...values }
  const sealed = Object.entries(values).filter(([name]) => isPersonal(form.properties[name]))
  const open = Object.entries(values).filter(([name]) => !isPersonal(form.properties[name]))
  return {
    facts: Object.fromEntries(open),
    personal: Object.fromEntries(sealed) as PersonalDraft,
    wrong: problemsOf(form, all).map(({ path }) => ({ name: path, isMissing: !Object.hasOwn(all, path) })),
  } satisfies Completion
}

function valueFor(field: Field | undefined, text: string): string | number | boolean {
  if (field?.type === 'integer') return /^-?\d{1,16}$/.test(text) ? Number(text) : text
  if (field?.type === 'boolean') return text === 'yes' ? true : text === 'no' ? false : text
  return text
}

/**
 * The facts that a draft gives where there is no form: a whole number is a number, `yes` and `no` are what they say,
 * everything else a text.
 */
export function freeCompletion(draft: Draft): Completion {
  const given = draft.facts.filter(({ value }) => value.trim() !== '')
  const facts = Object.fromEntries(given.map(({ name, value }) => [name.trim(), freeValue(value.trim())]))
  const parsed = Facts.safeParse(facts)
  const wrong = parsed.success ? [] : parsed.error.issues.map(({ path }) => String(path[0] ?? ''))
  return {
    facts: parsed.success ? parsed.data : {},
    personal: {},
    wrong: [...new Set(wrong)].map((name) => ({ name, isMissing: false })),
  }
}

function freeValue(text: string): string | number | boolean {
  if (text === 'yes') return true
  if (text === 'no') return false
  return /^-?(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text
}

/** Names of facts that finished items of a queue carry and this one lacks: the fields to offer. */
export function offeredNames(finished: readonly Pick<WorkItem, 'facts'>[], item: Pick<WorkItem, 'facts'>): string[] {
  const names = new Set(finished.flatMap(({ facts }) => Object.keys(facts)))
  return [...names].filter((name) => !Object.hasOwn(item.facts, name)).sort()
}
