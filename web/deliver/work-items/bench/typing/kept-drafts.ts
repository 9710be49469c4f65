import { useCallback, useState } from 'react'
import { keep, readKept } from '../../../../lib/kept.ts'
import { draftOf, emptyDraft, isEmpty, type Draft, type PersonalDraft } from './draft.ts'

/** Whose draft, of which item: nobody else who uses this browser is shown it. */
export interface DraftOwner {
  readonly principalId: string
  readonly engagementId: string
  readonly workItemId: string
}

/** A draft as it is kept: its open part in this browser, its personal part in this tab alone. */
export interface KeptDraft {
  readonly reference: string
  readonly draft: Draft
  readonly personal: PersonalDraft
}

const prefix = 'counterpart.'
const nameOf = ({ principalId, engagementId, workItemId }: DraftOwner) =>
  `draft.${principalId}.${engagementId}.${workItemId}`

/** What was typed for an item and is kept until the item is done, or laid aside. */
export function useDraft(owner: DraftOwner, reference: string) {
  const name = nameOf(owner)
  const [state, setState] = useState(() => ({ name, ...readDraft(name, reference) }))
  const kept = state.name === name ? state : { name, ...readDraft(name, reference) }
  const write = useCallback(
    (draft: Draft, personal: PersonalDraft) => {
      writeDraft(name, { reference, draft, personal })
      setState({ name, reference, draft, personal })
    },
    [name, reference],
  )
  return { draft: kept.draft, personal: kept.personal, write }
}

export function forgetDraft(owner: DraftOwner): void {
  keep(nameOf(owner), null)
  keepInTab(nameOf(owner), null)
}

/** The drafts that this browser keeps for a person in an engagement, by work item. */
export function draftsOf(principalId: string, engagementId: string): Map<string, KeptDraft> {
  const mine = `draft.${principalId}.${engagementId}.`
  const found = new Map<string, KeptDraft>()
  for (const name of new Set([...namesIn(() => localStorage), ...namesIn(() => sessionStorage)])) {
    if (!name.startsWith(mine)) continue
    const kept = readDraft(name, '')
    if (!isEmpty(kept.draft, kept.personal)) found.set(name.slice(mine.length), kept)
  }
  return found
}

/** Personal values of somebody else who used this tab before go, as soon as another person works in it. */
export function forgetPersonalOfOthers(principalId: string): void {
  for (const name of namesIn(() => sessionStorage)) {
    if (name.startsWith('draft.') && !name.startsWith(`draft.${principalId}.`)) keepInTab(name, null)
  }
}

function readDraft(name: string, reference: string): KeptDraft {
  const text = readKept(name)
  const personal = readPersonal(name)
  return { reference: referenceIn(text) ?? reference, draft: draftOf(text), personal }
}

function referenceIn(text: string | null): string | undefined {
  try {
    const { reference } = JSON.parse(text ?? '{}') as { reference?: unknown }
    return typeof reference === 'string' ? reference : undefined
  } catch {
    return undefined
  }
}

function writeDraft(name: string, { reference, draft, personal }: KeptDraft): void {
  const isBlank = isEmpty(draft, {}) && draft.wish === undefined && Object.keys(personal).length === 0
  keep(name, isBlank ? null : JSON.stringify({ ...emptyDraft, ...draft, reference }))
  keepInTab(name, Object.keys(personal).length === 0 ? null : JSON.stringify(personal))
}

function readPersonal(name: string): PersonalDraft {
  try {
    const kept = JSON.parse(sessionStorage.getItem(`${prefix}${name}`) ?? '{}') as Readonly<Record<string, unknown>>
    const texts = Object.entries(kept).filter((one): one is [string, string] => typeof one[1] === 'string')
    return Object.fromEntries(texts)
  } catch {
    return {}
  }
}

function keepInTab(name: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(`${prefix}${name}`)
    else sessionStorage.setItem(`${prefix}${name}`, text)
  } catch {
    // Storage is off or full: the page holds the values as long as it is open.
  }
}

function namesIn(storage: () => Storage): string[] {
  try {
    return Object.keys(storage())
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
  } catch {
    return []
  }
}
