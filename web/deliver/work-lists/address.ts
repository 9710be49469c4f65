import type { z } from 'zod'
import { ItemView } from '../../../src/deliver/work-lists/model.ts'
import type { Items } from '../../routes/search.ts'

/** What stands in the address of the list. */
export type Search = z.output<typeof Items>
/** Parts of a view that change; undefined takes a part off. */
export type Changes = { readonly [Name in keyof ItemView]?: ItemView[Name] | undefined }

/** What `*` in an address stands for: what the kept view says there does not hold. */
const lifted = '*'
const parts = Object.keys(ItemView.shape) as readonly (keyof ItemView)[]

/** The view that an address means: its kept view, changed by the parts that stand in it. */
export function viewIn(search: Search, kept: ItemView | undefined): ItemView {
  const meant = parts.flatMap((name) => {
    const value = search[name] === lifted ? undefined : (search[name] ?? kept?.[name])
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(meant) as ItemView
}

/** The address after a change of the view: only what differs from its kept view stands in it. */
export function changed(search: Search, kept: ItemView | undefined, next: Changes): Search {
  const view: Readonly<Record<string, string | undefined>> = { ...viewIn(search, kept), ...next }
  const written = parts.flatMap((name) => {
    const [value, before] = [view[name], kept?.[name]]
    if (value === before) return []
    return [[name, value ?? lifted]]
  })
  return { ...Object.fromEntries(written), ...(search.view === undefined ? {} : { view: search.view }) } as Search
}

/** Whether an address says something else than its kept view. */
export function isChanged(search: Search): boolean {
  return parts.some((name) => search[name] !== undefined)
}

const filters = parts.filter((name) => !['sort', 'order', 'columns'].includes(name))

/** Whether a view leaves any items out. */
export function isFiltered(view: ItemView): boolean {
  return filters.some((name) => view[name] !== undefined)
}

/** All filters taken off, for `changed`. */
export const unfiltered: Changes = Object.fromEntries(filters.map((name) => [name, undefined]))

/** An address as one text, as it stands after the `?`: to come back to. */
export function textOf(search: Search): string {
  const given = Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return new URLSearchParams(given).toString()
}
