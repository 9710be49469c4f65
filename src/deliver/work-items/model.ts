import { z } from 'zod'

export const ItemState = z.enum(['open', 'held', 'asked', 'completed', 'withdrawn'])

/** Facts that terms can test: short texts, whole numbers, yes or no. Nothing personal. */
export const Facts = z.record(
  z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'names a fact in small letters, digits and dashes'),
  z.union([z.string().max(500), z.int(), z.boolean()]),
)
export type Facts = z.infer<typeof Facts>

/** Personal values by name; they are sealed, and only a commitment to each stands in the record. */
export const PersonalValues = z.record(z.string().regex(/^[a-z][a-z0-9-]{0,59}$/), z.string().max(4_000))

export const QueueName = z.string().regex(/^[a-z0-9-]{1,60}$/, 'is small letters, digits and dashes')

/** For whose answer an item rests. */
export const Asked = z.enum(['customer', 'client', 'third-party'])
export type Asked = z.infer<typeof Asked>

/** One unit of work, as it stands. */
export const WorkItem = z.object({
  workItemId: z.uuid(),
  reference: z.string(),
  queue: z.string(),
  state: ItemState,
  /** Number of entries the record has about this item. */
  version: z.int(),
  origin: z.enum(['live', 'imported']),
  receivedAt: z.number(),
  /** Earliest due instant of its running clocks under the agreed terms; null while none runs. */
  dueAt: z.number().nullable(),
  holderId: z.uuid().nullable(),
  leasedUntil: z.number().nullable(),
  /** Grows with each claim: a write that names an older one comes from a worker that lost the item. */
  fence: z.int(),
  completedAt: z.number().nullable(),
  /** Version of its queue's definition when it was claimed last: what it is completed with. Null without one. */
  formVersion: z.int().nullable(),
  facts: Facts,
})
export type WorkItem = z.infer<typeof WorkItem>

/** One thing that happened to a work item, as the terms see it. */
export const ItemEvent = z.object({
  sequence: z.int(),
  name: z.string(),
  occurredAt: z.number(),
  actorId: z.uuid(),
  entryId: z.string(),
  /** Entry id of the earlier event of this item that this one takes back; see `standingEvents`. */
  undoes: z.string().nullable(),
  /** What it added to the facts of its item; left out where it added none. */
  facts: Facts.optional(),
})
export type ItemEvent = z.infer<typeof ItemEvent>
