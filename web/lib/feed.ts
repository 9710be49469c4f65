import { useEffect, useSyncExternalStore } from 'react'
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { call } from '../../src/kernel/client/call.ts'
import { recordCheckpoint } from '../../src/kernel/record/reading/commands.ts'
import { here } from './calling.ts'
import { askEngagements, askSelf } from './session.ts'

/** What must be asked again when the record tells of a subject of this kind, by names of declarations. */
const toldBy: Readonly<Record<string, readonly string[]>> = {
  'work-item': [
    'work-items',
    'work-item',
    'work-item-list',
    'work-item-counts',
    'queue-backlog',
    'workbench',
    'statements',
    'statement',
    'statement-evidence',
    'statement-evidence-groups',
    'statement-history',
    'volume-by-day',
  ],
  queue: ['queue-definitions', 'workbench'],
  agreement: ['agreements', 'agreement', 'agreed-terms', 'statements', 'statement', 'decisions-waiting'],
  statement: [
    'statements',
    'statement',
    'statement-evidence',
    'statement-evidence-groups',
    'statement-history',
    'invoice',
    'decisions-waiting',
  ],
  member: ['members', 'engagements', 'decisions-waiting'],
}
/** The same by the type of an entry, where only some of a subject's entries matter. */
const toldByType: Readonly<Record<string, readonly string[]>> = {
  'work-item-asked': ['decisions-waiting'],
  'work-item-answered': ['decisions-waiting'],
  'work-item-withdrawn': ['decisions-waiting'],
}
const always = ['record-entries', 'record-excerpt', 'record-checkpoint', 'record-checkpoints', 'record-witnesses']

/** Answers that take the server a while to derive are asked again at most this often, the others soon. */
const derived: readonly string[] = [
  'work-item-counts',
  'statement',
  'statement-evidence',
  'statement-evidence-groups',
  'statement-history',
  'volume-by-day',
]
/** Answers that are of no one engagement. */
const acrossEngagements: readonly string[] = ['engagements', 'decisions-waiting']
const soonMillis = 250
const slowMillis = 4_000
const againMillis = 3_000

export type FeedState = 'connecting' | 'live' | 'lost'

let state: FeedState = 'connecting'
const watchers = new Set<() => void>()

function setState(next: FeedState): void {
  state = next
  for (const watcher of watchers) watcher()
}

/** Whether the pages follow the record as it grows. */
export function useFeedState(): FeedState {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => state,
  )
}

/** Follows an engagement's record while a page of it is open, and lets go of answers that are no longer true. */
export function useFeed(engagementId: string): void {
  const client = useQueryClient()
  useEffect(() => follow(engagementId, client), [engagementId, client])
}

function follow(engagementId: string, client: QueryClient): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let next: number | undefined
  let isOver = false
  const forgetting = forgetter(engagementId, client)
  const open = async () => {
    next ??= (await call(here, recordCheckpoint, { engagementId })).treeSize
    if (isOver) return
    source = new EventSource(`/api/engagements/${engagementId}/record/stream?from=${next}`)
    source.addEventListener('open', () => setState('live'))
    source.addEventListener('entry', (event) => {
      next = Number(event.lastEventId) + 1
      forgetting.hear(event.data as string)
    })
    source.addEventListener('ended', again)
    source.addEventListener('error', again)
  }
  const again = () => {
    source?.close()
    if (isOver) return
    setState('lost')
    clearTimeout(timer)
    timer = setTimeout(startAgain, againMillis)
  }
  const start = () => void open().catch(again)
  // A feed that ended may have ended with the session, or with the reader's part: who shows the page looks at that.
  const startAgain = () => {
    void client
      .fetchQuery({ ...askSelf, staleTime: 0 })
      .then(async (self) => {
        if (self === null || isOver) return
        await client.invalidateQueries({ queryKey: askEngagements.queryKey })
        if (!isOver) await open()
      })
      .catch(again)
  }
  setState('connecting')
  start()
  return () => {
    isOver = true
    clearTimeout(timer)
    forgetting.stop()
    source?.close()
  }
}

/** Names of declarations whose answers an entry may have changed. */
function toldByEntry(data: string): readonly string[] {
  const { entry } = JSON.parse(data) as { entry?: { subject?: string; type?: string } }
  const kind = entry?.subject?.split('/')[0] ?? ''
  return [...always, ...(toldBy[kind] ?? []), ...(toldByType[entry?.type ?? ''] ?? [])]
}

/** Gathers what was heard for a moment, so that a burst of entries asks once. */
function forgetter(engagementId: string, client: QueryClient) {
  const heard = new Set<string>()
  const timers = new Map<boolean, ReturnType<typeof setTimeout>>()
  const forget = (isSlow: boolean) => {
    timers.delete(isSlow)
    const names = [...heard].filter((name) => derived.includes(name) === isSlow)
    for (const name of names) {
      heard.delete(name)
      void client.invalidateQueries({ queryKey: [engagementId, name] })
      if (acrossEngagements.includes(name)) void client.invalidateQueries({ queryKey: ['directory', name] })
    }
  }
  return {
    hear: (data: string) => {
      for (const name of toldByEntry(data)) heard.add(name)
      if (!timers.has(false))
        timers.set(
          false,
          setTimeout(() => forget(false), soonMillis),
        )
      if (!timers.has(true))
        timers.set(
          true,
          setTimeout(() => forget(true), slowMillis),
        )
    },
    stop: () => {
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
