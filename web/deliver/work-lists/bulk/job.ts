import { z } from 'zod'
import type { ListedItem } from '../../../../src/deliver/work-lists/model.ts'
import { bulkKinds, type BulkKind, type BulkWish } from './plan.ts'

/** One item of a job: its own key makes it one effect, however often it is sent. */
const JobItem = z.object({
  workItemId: z.uuid(),
  reference: z.string(),
  key: z.uuid(),
  /** The queue it stood in, to which a move is taken back. */
  from: z.string(),
  /** The queue it moves to, or the ground. */
  value: z.string(),
})
export type JobItem = z.infer<typeof JobItem>

/** Something done with many items, one command each: as it is kept in this browser until it is done and seen. */
export const BulkJob = z.object({
  kind: z.enum(bulkKinds),
  value: z.string(),
  /** Whether it takes another job back. */
  isUndoing: z.boolean(),
  left: z.array(JobItem),
  done: z.array(JobItem),
  failed: z.array(JobItem.extend({ why: z.string() })),
  isCancelled: z.boolean(),
})
export type BulkJob = z.infer<typeof BulkJob>

/** A new job. `newKey` gives each item its idempotency key. */
export function jobOf({ kind, value }: BulkWish, items: readonly ListedItem[], newKey: () => string): BulkJob {
  const left = items.map(({ workItemId, reference, queue }) => {
    return { workItemId, reference, key: newKey(), from: queue, value }
  })
  return { kind, value, isUndoing: false, left, done: [], failed: [], isCancelled: false }
}

const backwards: Readonly<Partial<Record<BulkKind, BulkKind>>> = { move: 'move', withdraw: 'reinstate' }

/** The job that takes back what another did; undefined where that cannot be taken back, or nothing was done. */
export function undoOf(job: BulkJob, newKey: () => string): BulkJob | undefined {
  const kind = backwards[job.kind]
  if (kind === undefined || job.isUndoing || job.done.length === 0) return undefined
  const left = job.done.map((item) => ({ ...item, key: newKey(), from: item.value, value: item.from }))
  return { kind, value: '', isUndoing: true, left, done: [], failed: [], isCancelled: false }
}

/** The job after an item was answered: done, or refused for a reason. */
export function answered(job: BulkJob, item: JobItem, why: string | undefined): BulkJob {
  const left = job.left.filter(({ key }) => key !== item.key)
  if (why === undefined) return { ...job, left, done: [...job.done, item] }
  return { ...job, left, failed: [...job.failed, { ...item, why }] }
}

export function sizeOf({ left, done, failed }: BulkJob): number {
  return left.length + done.length + failed.length
}
