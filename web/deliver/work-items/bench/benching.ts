import { useCallback, useEffect, useRef, useState } from 'react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { workbench } from '../../../../src/deliver/queues/commands.ts'
import { claimNextWorkItem, completeWorkItem, undoCompletion } from '../../../../src/deliver/work-items/commands.ts'
import type { WorkItem } from '../../../../src/deliver/work-items/model.ts'
import { firstInstantAtOrAfter } from '../../../../src/kernel/time/zone.ts'
import { asking, CallRefused, send } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { dateIn } from '../../../lib/formats.ts'
import { useNow } from '../../../lib/now.ts'
import { untilAnswered } from './answering.ts'
import type { Completion } from './typing/draft.ts'

export type Bench = z.output<typeof workbench.output>

/** How long the reader is offered to take a completion back; the server's clock has the last word. */
const undoMillis = 10_000

/** A completion that can still be taken back. */
export interface Undoable {
  readonly item: WorkItem
  readonly key: string
}

/** What the reader's bench holds, and what can be done at it. A queue of undefined means all of them. */
export function useBench(queue: string | undefined) {
  const cached = useCachedBench(queue)
  const { query, change, lookAgain } = cached
  const { engagementId } = useThisEngagement()
  const [currentId, setCurrentId] = useState<string>()
  const [error, setError] = useState<Error>()
  const gone = useGone()
  const claimKey = useRef<string>(undefined)
  /** Claims what is due first; undefined where nothing waits. */
  const claim = async (): Promise<WorkItem | undefined> => {
    const from = dueFirst(query.data)
    if (from === undefined) return undefined
    const key = (claimKey.current ??= crypto.randomUUID())
    const wish = () => send(claimNextWorkItem, { engagementId, queue: from }, key)
    try {
      const { item } = await untilAnswered(wish, noop, gone)
      await change((bench) => withHeld(bench, item))
      return item
    } catch (reason) {
      lookAgain()
      if (reason instanceof CallRefused && reason.code === 'nothing-to-claim') return undefined
      throw reason
    } finally {
      claimKey.current = undefined
    }
  }
  const claimNext = async () => {
    setError(undefined)
    await claim().then(
      (item) => setCurrentId(item?.workItemId),
      (reason: unknown) => setError(asError(reason)),
    )
  }
  return { ...cached, held: query.data?.held ?? [], currentId, setCurrentId, claim, claimNext, error, gone }
}

/** The server's answer, changed here as soon as something is known, and asked again when the feed tells of it. */
function useCachedBench(queue: string | undefined) {
  const { engagementId, provider } = useThisEngagement()
  const client = useQueryClient()
  const { zone } = provider
  const doneSince = firstInstantAtOrAfter({ date: dateIn(useNow(60_000), zone), minuteOfDay: 0, zone })
  const asked = asking(workbench, { engagementId, doneSince, ...(queue === undefined ? {} : { queue }) })
  const query = useQuery(asked)
  const change = async (make: (bench: Bench) => Bench) => {
    await client.cancelQueries({ queryKey: asked.queryKey })
    client.setQueryData<Bench>(asked.queryKey, (bench) => bench && make(bench))
  }
  const going = useGoing()
  const lookAgain = () => void client.invalidateQueries({ queryKey: [engagementId, 'workbench'] })
  const letGo = async (item: WorkItem) => {
    going.expect(item)
    await change((bench) => withoutHeld(bench, item.workItemId, 0))
    lookAgain()
  }
  return { query, change, lookAgain, letGo, going }
}

/** Items that leave because of us: of all others that are suddenly not held any more, somebody took them. */
function useGoing() {
  const [marks] = useState(() => new Set<string>())
  const markOf = ({ workItemId, fence }: WorkItem) => `${workItemId} ${fence}`
  return {
    expect: (item: WorkItem) => void marks.add(markOf(item)),
    stays: (item: WorkItem) => void marks.delete(markOf(item)),
    has: (item: WorkItem) => marks.has(markOf(item)),
  }
}

/** The queue whose first item is due before those of the others; undefined where nothing is known to wait. */
function dueFirst(bench: Bench | undefined): string | undefined {
  return bench?.next[0]?.queue
}

function withHeld(bench: Bench, item: WorkItem): Bench {
  const { workItemId } = item
  return {
    ...bench,
    held: [...bench.held.filter((one) => one.workItemId !== workItemId), item],
    next: bench.next.filter((one) => one.workItemId !== workItemId),
    queues: bench.queues.map((one) =>
      one.queue === item.queue ? { ...one, waiting: Math.max(0, one.waiting - 1) } : one,
    ),
  }
}

function withoutHeld(bench: Bench, workItemId: string, done: number): Bench {
  return { ...bench, held: bench.held.filter((one) => one.workItemId !== workItemId), done: bench.done + done }
}

/** Ends when the page is left: what waits for an answer stops waiting. */
function useGone(): AbortSignal {
  const [controller] = useState(() => new AbortController())
  const isShown = useRef(true)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
      // Strict mode shows a component twice; only one that stays away is gone.
      setTimeout(() => isShown.current || controller.abort(), 0)
    }
  }, [controller])
  return controller.signal
}

/** Completing and taking back: both at once on the page, and answered by the server before anything is forgotten. */
export function useFinishing(bench: ReturnType<typeof useBench>, forget: (item: WorkItem) => void) {
  const { engagementId } = useThisEngagement()
  const [undoable, setUndoable] = useState<Undoable>()
  const [isBusy, setBusy] = useState(false)
  const finishing = useRef<string>(undefined)
  const forgetNow = useCallback(forget, [forget])
  useEffect(() => {
    if (undoable === undefined) return
    // Only when it cannot be taken back any more is what was typed let go.
    const timer = setTimeout(() => {
      setUndoable(undefined)
      forgetNow(undoable.item)
    }, undoMillis)
    return () => clearTimeout(timer)
  }, [undoable, forgetNow])

  /** Sends a completion and claims the next item in the same moment; throws the server's refusal of the completion. */
  const finish = async (item: WorkItem, given: Completion, key: string, unanswered: () => void): Promise<void> => {
    if (finishing.current !== undefined) return
    finishing.current = item.workItemId
    bench.going.expect(item)
    setBusy(true)
    const other = bench.held.find((one) => one.workItemId !== item.workItemId)
    const next = other === undefined ? bench.claim() : Promise.resolve(other)
    next.catch(() => undefined)
    try {
      const { workItemId, fence } = item
      const { facts, personal } = given
      const input = { engagementId, workItemId, fence, facts, personal }
      await untilAnswered(() => send(completeWorkItem, input, key), unanswered, bench.gone)
      if (undoable !== undefined) forget(undoable.item)
      setUndoable({ item, key: crypto.randomUUID() })
      const following = await next.catch(() => undefined)
      await bench.change((before) => withoutHeld(before, workItemId, 1))
      bench.setCurrentId(following?.workItemId)
    } catch (error) {
      bench.going.stays(item)
      throw error
    } finally {
      finishing.current = undefined
      setBusy(false)
    }
  }

  const undo = async () => {
    if (undoable === undefined) return
    const { item, key } = undoable
    const input = { engagementId, workItemId: item.workItemId }
    const back = await untilAnswered(() => send(undoCompletion, input, key), noop, bench.gone)
    setUndoable(undefined)
    await bench.change((before) => ({ ...withHeld(before, back.item), done: Math.max(0, before.done - 1) }))
    bench.setCurrentId(back.item.workItemId)
  }
  return { finish, isBusy, undoable, undo }
}

function noop(): void {}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}
