import { useSyncExternalStore } from 'react'
import type { z } from 'zod'
import {
  moveWorkItem,
  reinstateWorkItem,
  reopenWorkItem,
  withdrawWorkItem,
} from '../../../../src/deliver/work-items/commands.ts'
import { CallRefused, send } from '../../../lib/calling.ts'
import { keep, readKept } from '../../../lib/kept.ts'
import { answered, BulkJob, type JobItem } from './job.ts'

const atOnce = 8
const attemptsMax = 4
const pauseMillis = 500
const keepEveryMillis = 400

/** A job as it goes on in this tab. One that no tab carries on is at rest, and can be gone on with. */
export interface Running {
  readonly job: BulkJob
  readonly isRunning: boolean
}

const current = new Map<string, Running>()
const watchers = new Set<() => void>()
let keepTimer: ReturnType<typeof setTimeout> | undefined

/** Whose job it is, and in which engagement: another person of the same browser does not see it. */
function placeOf(engagementId: string, principalId: string): string {
  return `bulk.${engagementId}.${principalId}`
}

function set(place: string, next: Running | undefined): void {
  if (next === undefined) current.delete(place)
  else current.set(place, next)
  for (const watcher of watchers) watcher()
  clearTimeout(keepTimer)
  const write = () => keep(place, next === undefined ? null : JSON.stringify(next.job))
  if (next?.isRunning === true) keepTimer = setTimeout(write, keepEveryMillis)
  else write()
}

function find(place: string): Running | undefined {
  const known = current.get(place)
  if (known !== undefined) return known
  const text = readKept(place)
  if (text === null) return undefined
  const kept = BulkJob.safeParse(parsed(text))
  if (!kept.success) return undefined
  const found = { job: kept.data, isRunning: false }
  current.set(place, found)
  return found
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The job of a person in an engagement: going on, at rest, done, or none. */
export function useBulkJob(engagementId: string, principalId: string) {
  const place = placeOf(engagementId, principalId)
  const running = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => find(place),
  )
  return {
    running,
    start: (job: BulkJob) => void run(engagementId, place, job),
    goOn: () => {
      const found = find(place)
      if (found !== undefined && !found.isRunning) void run(engagementId, place, { ...found.job, isCancelled: false })
    },
    cancel: () => {
      const found = find(place)
      if (found !== undefined) set(place, { ...found, job: { ...found.job, isCancelled: true } })
    },
    dismiss: () => set(place, undefined),
  }
}

/** Sends what is left, several at a time, until it is done, cancelled, or the server cannot be reached. */
async function run(engagementId: string, place: string, job: BulkJob): Promise<void> {
  const waiting = [...job.left]
  set(place, { job, isRunning: true })
  // What is kept before anything is sent: after a reload the same wishes go on under the same keys.
  keep(place, JSON.stringify(job))
  let isReached = true
  const sender = async () => {
    for (;;) {
      const now = current.get(place)
      const item = waiting.shift()
      if (item === undefined || now === undefined || now.job.isCancelled || !isReached) return
      const outcome = await sent(engagementId, job.kind, item)
      if (outcome === 'unreached') isReached = false
      else note(place, item, outcome.why)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, sender))
  const last = current.get(place)
  if (last !== undefined) set(place, { ...last, isRunning: false })
}

function note(place: string, item: JobItem, why: string | undefined): void {
  const now = current.get(place)
  if (now !== undefined) set(place, { ...now, job: answered(now.job, item, why) })
}

type Outcome = { readonly why: string | undefined } | 'unreached'

/** An answer that was lost, or a server that is busy, is asked again under the same key. */
async function sent(engagementId: string, kind: BulkJob['kind'], item: JobItem): Promise<Outcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await sendOne(engagementId, kind, item)
      return { why: undefined }
    } catch (error) {
      const refusal = error instanceof CallRefused ? error : undefined
      if (refusal?.status === 401) return 'unreached'
      if (refusal !== undefined && refusal.status < 500 && refusal.status !== 429) return { why: refusal.message }
      if (attempt === attemptsMax) return 'unreached'
      await new Promise((resolve) => setTimeout(resolve, pauseMillis * attempt))
    }
  }
}

type ReopenGround = z.input<typeof reopenWorkItem.input>['ground']
type WithdrawGround = z.input<typeof withdrawWorkItem.input>['ground']

function sendOne(engagementId: string, kind: BulkJob['kind'], { workItemId, key, value }: JobItem): Promise<unknown> {
  const item = { engagementId, workItemId }
  switch (kind) {
    case 'move':
      return send(moveWorkItem, { ...item, queue: value }, key)
    case 'withdraw':
      return send(withdrawWorkItem, { ...item, ground: value as WithdrawGround }, key)
    case 'reopen':
      return send(reopenWorkItem, { ...item, ground: value as ReopenGround }, key)
    case 'reinstate':
      return send(reinstateWorkItem, item, key)
  }
}
