import { isCanonicalObject, type CanonicalObject, type CanonicalValue } from '../record/format/canonical.ts'
import type { Difference } from './model.ts'

export interface Differences {
  readonly differences: readonly Difference[]
  /** False where there are more than the limit. */
  readonly complete: boolean
}

const keyLengthMax = 100

/**
 * What differs between two values, by path: `terms.charges.set-up.price`, `clauses[id=7.2].text`, `tiers[0].to`.
 * Lists of objects that each have an `id` of their own are compared by it, so that a clause put in between does not
 * change all that follow; where common ids stand in another order, `clauses[order]` says so. No difference is given
 * exactly when both values are equal.
 */
export function differencesOf(old: CanonicalValue, next: CanonicalValue, most = 2_000): Differences {
  const differences: Difference[] = []
  compare({ differences, most: most + 1 }, '', old, next)
  return { differences: differences.slice(0, most), complete: differences.length <= most }
}

interface Found {
  readonly differences: Difference[]
  readonly most: number
}

function compare(found: Found, path: string, old: CanonicalValue | undefined, next: CanonicalValue | undefined): void {
  if (old === next || found.differences.length >= found.most) return
  if (old === undefined) return add(found, { path, change: 'added', new: next })
  if (next === undefined) return add(found, { path, change: 'removed', old })
  if (Array.isArray(old) && Array.isArray(next)) return compareLists(found, path, old, next)
  if (isCanonicalObject(old) && isCanonicalObject(next)) return compareMembers(found, path, old, next)
  add(found, { path, change: 'changed', old, new: next })
}

function add(found: Found, difference: Difference): void {
  found.differences.push(difference)
}

function compareMembers(found: Found, path: string, old: CanonicalObject, next: CanonicalObject): void {
  const names = [...new Set([...Object.keys(old), ...Object.keys(next)])].sort()
  for (const name of names) compare(found, memberPath(path, name), member(old, name), member(next, name))
}

/** An own member only: a paper may well have a member called `constructor`. */
function member(of: CanonicalObject, name: string): CanonicalValue | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined
}

function compareLists(
  found: Found,
  path: string,
  old: readonly CanonicalValue[],
  next: readonly CanonicalValue[],
): void {
  const [oldById, nextById] = [byId(old), byId(next)]
  if (oldById !== undefined && nextById !== undefined) return compareById(found, path, oldById, nextById)
  for (let at = 0; at < Math.max(old.length, next.length); at++) compare(found, `${path}[${at}]`, old[at], next[at])
}

type ById = ReadonlyMap<string, CanonicalValue>

function compareById(found: Found, path: string, old: ById, next: ById): void {
  for (const id of new Set([...old.keys(), ...next.keys()])) {
    compare(found, `${path}[id=${id}]`, old.get(id), next.get(id))
  }
  const [oldOrder, nextOrder] = [commonIds(old, next), commonIds(next, old)]
  if (oldOrder.every((id, at) => id === nextOrder[at])) return
  if (found.differences.length >= found.most) return
  add(found, { path: `${path}[order]`, change: 'changed', old: oldOrder, new: nextOrder })
}

function commonIds(of: ById, other: ById): string[] {
  return [...of.keys()].filter((id) => other.has(id))
}

/** The items by their ids, where each has one and no two have the same. */
function byId(items: readonly CanonicalValue[]): ById | undefined {
  const found = new Map<string, CanonicalValue>()
  for (const item of items) {
    const id = isCanonicalObject(item) ? member(item, 'id') : undefined
    if (typeof id !== 'string' || id.length > keyLengthMax || found.has(id)) return undefined
    found.set(id, item)
  }
  return found
}

function memberPath(path: string, name: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`
  return path === '' ? name : `${path}.${name}`
}
