import { keepPreviousData, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '../../../src/kernel/client/call.ts'
import { workItemCounts, workItemList } from '../../../src/deliver/work-lists/commands.ts'
import type { ItemView, ListedItem } from '../../../src/deliver/work-lists/model.ts'
import { asking, here, keyOf } from '../../lib/calling.ts'

const pageRows = 100
const gatheredRows = 200

type Page = z.output<typeof workItemList.output>

/** The pages that the rows in view stand on, by number. */
export interface PageRange {
  readonly from: number
  readonly to: number
}

/** The same object as before where the same pages are in view, so that nothing is drawn again. */
export function pagesInView(before: PageRange, first: number, last: number): PageRange {
  const [from, to] = [Math.floor(first / pageRows), Math.floor(last / pageRows)]
  return before.from === from && before.to === to ? before : { from, to }
}

/** The rows in view, and how many there are; as many pages are asked for as the view touches. */
export function useRowPages(engagementId: string, view: ItemView, range: PageRange) {
  const client = useQueryClient()
  const counts = useQuery({ ...asking(workItemCounts, { engagementId, ...view }), placeholderData: keepPreviousData })
  const { from, to } = range
  const page = (number: number) => ({ ...askingPage(client, engagementId, view, number), enabled: number <= to })
  // No window shows more than two hundred rows, so it touches three pages at most.
  const pages = [useQuery(page(from)), useQuery(page(from + 1)), useQuery(page(from + 2))]
  const byNumber = new Map(pages.map(({ data }, place) => [from + place, data]))
  const rowAt = (index: number): ListedItem | undefined =>
    byNumber.get(Math.floor(index / pageRows))?.rows[index % pageRows] ?? keptRow(client, engagementId, view, index)
  const problem = pages.find(({ error }) => error !== null)
  return { counts, rowAt, count: countOf(byNumber, counts.data?.total ?? 0), problem }
}

/** The page after the last one is known to be none before the counts say so. */
function countOf(byNumber: ReadonlyMap<number, Page | undefined>, counted: number): number {
  const last = [...byNumber].find(([, page]) => page?.nextCursor === null && page.rows.length > 0)
  return last === undefined ? counted : last[0] * pageRows + (last[1]?.rows.length ?? 0)
}

function pageInput(engagementId: string, view: ItemView, number: number) {
  return { engagementId, ...view, limit: pageRows, skip: number * pageRows }
}

/** A page goes on from the one before where that one is there, and is fresh; else it is jumped to. */
function askingPage(client: QueryClient, engagementId: string, view: ItemView, number: number) {
  const input = pageInput(engagementId, view, number)
  return {
    queryKey: keyOf(workItemList, input),
    queryFn: ({ signal }: { readonly signal: AbortSignal }): Promise<Page> => {
      const key = keyOf(workItemList, pageInput(engagementId, view, number - 1))
      const before = number === 0 ? undefined : client.getQueryState<Page>(key)
      const cursor = before?.isInvalidated === false ? before.data?.nextCursor : undefined
      const { skip, ...rest } = input
      return call(here, workItemList, cursor ? { ...rest, cursor } : { ...rest, skip }, { signal })
    },
  }
}

function keptRow(client: QueryClient, engagementId: string, view: ItemView, index: number): ListedItem | undefined {
  const key = keyOf(workItemList, pageInput(engagementId, view, Math.floor(index / pageRows)))
  return client.getQueryData<Page>(key)?.rows[index % pageRows]
}

/** The rows from one place to another, loaded where they are not there yet. */
export async function rowsBetween(
  client: QueryClient,
  engagementId: string,
  view: ItemView,
  [from, to]: readonly [number, number],
): Promise<ListedItem[]> {
  const rows: ListedItem[] = []
  for (let number = Math.floor(from / pageRows); number * pageRows <= to; number += 1) {
    const page = await client.ensureQueryData(askingPage(client, engagementId, view, number))
    rows.push(...page.rows.filter((_row, place) => isBetween(number * pageRows + place, from, to)))
  }
  return rows
}

function isBetween(index: number, from: number, to: number): boolean {
  return index >= from && index <= to
}

/** All items of a view, up to a number, page by page; told how many there are so far. */
export async function gather(
  engagementId: string,
  view: ItemView,
  most: number,
  { signal, onCount }: { readonly signal: AbortSignal; readonly onCount: (items: number) => void },
): Promise<ListedItem[]> {
  const rows: ListedItem[] = []
  for (let cursor: string | undefined; ;) {
    const asked = { engagementId, ...view, limit: gatheredRows, ...(cursor === undefined ? {} : { cursor }) }
    const page: Page = await call(here, workItemList, asked, { signal })
    rows.push(...page.rows)
    onCount(rows.length)
    if (page.nextCursor === null || rows.length >= most) return rows.slice(0, most)
    cursor = page.nextCursor
  }
}
