import { Facts } from '../../../src/deliver/work-items/model.ts'
import type { WorkItem } from '../../../src/deliver/work-items/model.ts'

/** What is typed for an item and not sent yet, as it stands in the browser's storage. */
export interface Draft {
  readonly facts: readonly DraftFact[]
  readonly question: string
}

export interface DraftFact {
  readonly name: string
  readonly value: string
}

export const emptyDraft: Draft = { facts: [], question: '' }

/** Reads a kept draft; what cannot be read is none. */
export function draftOf(text: string | null): Draft {
  if (text === null) return emptyDraft
  try {
    const { facts, question } = JSON.parse(text) as { facts?: unknown; question?: unknown }
    const kept = Array.isArray(facts) ? facts.filter(isDraftFact) : []
    return { facts: kept, question: typeof question === 'string' ? question : '' }
  } catch {
    return emptyDraft
  }
}

function isDraftFact(value: unknown): value is DraftFact {
  const fact = value as Partial<DraftFact> | null
  return typeof fact?.name === 'string' && typeof fact.value === 'string'
}

/**
 * The facts that a draft gives: a whole number is a number, `yes` and `no` are what they say, everything else a text.
 * Fields that were left empty give none. The problems name the field.
 */
export function factsOf(draft: Draft): { readonly facts: Facts; readonly problems: readonly string[] } {
  const given = draft.facts.filter(({ value }) => value.trim() !== '')
  const facts = Object.fromEntries(given.map(({ name, value }) => [name.trim(), valueOf(value.trim())]))
  const parsed = Facts.safeParse(facts)
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  return { facts: parsed.success ? parsed.data : {}, problems }
}

function valueOf(text: string): string | number | boolean {
  if (text === 'yes') return true
  if (text === 'no') return false
  return /^-?(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text
}

/** Names of facts that finished items of a queue carry and this one lacks: the fields to offer. */
export function offeredNames(finished: readonly Pick<WorkItem, 'facts'>[], item: Pick<WorkItem, 'facts'>): string[] {
  const names = new Set(finished.flatMap(({ facts }) => Object.keys(facts)))
  return [...names].filter((name) => !Object.hasOwn(item.facts, name)).sort()
}
