import { z } from 'zod'
import { ItemState, QueueName, WorkItem } from '../work-items/model.ts'

const FieldName = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/)
const named = { title: z.string().optional(), description: z.string().optional() }

/** A text; with `x-personal` it is about a person, is sealed, and stands nowhere in plain sight. */
const TextField = z.strictObject({
  ...named,
  type: z.literal('string'),
  enum: z.array(z.string()).optional(),
  format: z.literal('date').optional(),
  minLength: z.int().optional(),
  maxLength: z.int().optional(),
  pattern: z.string().optional(),
  'x-personal': z.boolean().optional(),
})
const IntegerField = z.strictObject({
  ...named,
  type: z.literal('integer'),
  minimum: z.int().optional(),
  maximum: z.int().optional(),
})
const BooleanField = z.strictObject({ ...named, type: z.literal('boolean') })

/** One field of a form. */
export const Field = z.discriminatedUnion('type', [TextField, IntegerField, BooleanField])
export type Field = z.infer<typeof Field>

/** A form: a flat subset of JSON Schema, draft 2020-12. Its fields stand in the order in which they are filled in. */
export const Form = z.strictObject({
  $schema: z.literal('https://json-schema.org/draft/2020-12/schema').optional(),
  type: z.literal('object'),
  title: z.string().optional(),
  description: z.string().optional(),
  properties: z.record(FieldName, Field),
  required: z.array(z.string()).optional(),
  additionalProperties: z.literal(false).optional(),
})
export type Form = z.infer<typeof Form>

/** What a queue is called and what its items are completed with, as one version of it says. */
export const QueueDefinition = z.object({
  queue: QueueName,
  version: z.int(),
  title: z.string(),
  form: Form.nullable(),
  definedAt: z.number(),
})
export type QueueDefinition = z.infer<typeof QueueDefinition>

/** A queue as a worker sees it. */
export const WaitingQueue = z.object({
  queue: z.string(),
  title: z.string().nullable(),
  /** Version of its definition that is in force now. */
  version: z.int().nullable(),
  waiting: z.int(),
})

/** An item in a worker's list. */
export const ListedItem = WorkItem.pick({ workItemId: true, reference: true, queue: true, dueAt: true }).extend({
  state: ItemState,
})
export type ListedItem = z.infer<typeof ListedItem>
