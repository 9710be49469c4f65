import type { z } from 'zod'
import { useQueries, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { statement, statements } from '../../../src/govern/statements/commands.ts'
import { asking } from '../../lib/calling.ts'
import { mayUse, useSelf, type Engagement } from '../../lib/session.ts'

/** What is known of an engagement's current month. */
export type Standing =
  | { readonly state: 'waiting'; readonly month?: string | undefined }
  | { readonly state: 'not-for-role' }
  | { readonly state: 'no-terms' }
  | { readonly state: 'failed'; readonly error: Error; readonly again: () => unknown }
  | { readonly state: 'known'; readonly shown: ShownMonth }

export type ShownMonth = z.output<typeof statement.output>
type Months = z.output<typeof statements.output>

/** Months are derived so many at a time, from the top: a long portfolio must not keep the server from the rest. */
const derivedAtOnce = 3

/** How each engagement stands, as far as it is known: first which months there are, then the figures of the newest. */
export function useStandings(rows: readonly Engagement[]): readonly Standing[] {
  const self = useSelf()
  const client = useQueryClient()
  const may = rows.map((engagement) => mayUse(statements, self, engagement))
  const lists = useQueries({
    queries: rows.map(({ engagementId }, row) => ({
      ...asking(statements, { engagementId, limit: 13 }),
      enabled: may[row] === true,
    })),
  })
  const newest = lists.map(({ data }) => data?.rows[0]?.month)
  const asked = rows.map(({ engagementId }, row) => asking(statement, { engagementId, month: newest[row] ?? '' }))
  const isOpen = (row: number) => (client.getQueryState(asked[row]?.queryKey ?? [])?.status ?? 'pending') === 'pending'
  const open = rows.map((_, row) => row).filter((row) => newest[row] !== undefined && isOpen(row))
  const turn = new Set(open.slice(0, derivedAtOnce))
  const figures = useQueries({
    queries: asked.map((query, row) => ({
      ...query,
      enabled: newest[row] !== undefined && (turn.has(row) || !isOpen(row)),
    })),
  })
  return rows.map((_, row) => (may[row] === true ? standingOf(lists[row], figures[row]) : { state: 'not-for-role' }))
}

function standingOf(
  list: UseQueryResult<Months> | undefined,
  figures: UseQueryResult<ShownMonth> | undefined,
): Standing {
  if (list?.isError === true) return { state: 'failed', error: list.error, again: list.refetch }
  if (list?.data === undefined) return { state: 'waiting' }
  const [newest] = list.data.rows
  if (newest === undefined) return { state: 'no-terms' }
  if (figures?.data !== undefined) return { state: 'known', shown: figures.data }
  if (figures?.isError === true) return { state: 'failed', error: figures.error, again: figures.refetch }
  return { state: 'waiting', month: newest.month }
}
