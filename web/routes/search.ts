import { z } from 'zod'
import { QueueName } from '../../src/deliver/work-items/model.ts'
import { ItemView } from '../../src/deliver/work-lists/model.ts'
import { Month } from '../../src/govern/statements/model.ts'

/** What stands in the address of each page. Anything else there is left out, so that an old link still opens. */
const text = z.string().max(400).optional().catch(undefined)
const uuid = z.uuid().optional().catch(undefined)
const month = Month.optional().catch(undefined)

export const SignIn = z.object({
  // A path of this site and of no other.
  to: z
    .string()
    .regex(/^\/(?![/\\])/)
    .max(2_000)
    .optional()
    .catch(undefined),
})
/** `open` is what is being changed. */
export const Security = z.object({ open: z.literal('password').optional().catch(undefined) })
/** `engagement` narrows what waits to one. */
export const Work = z.object({ engagement: uuid })
/** `person` is whose sheet is open, `add` the kind of whom to add. */
export const People = z.object({ person: uuid, add: z.enum(['person', 'ai', 'system']).optional().catch(undefined) })
/**
 * `member` is whose sheet is open; with `add` it is that of somebody new. `role` and `party` narrow the list to those
 * whom a figure counts.
 */
export const Members = z.object({
  member: uuid,
  add: z.literal('member').optional().catch(undefined),
  role: text,
  party: z.enum(['client', 'provider']).optional().catch(undefined),
})
export const Home = z.object({ month })
/**
 * `ev` is the figure whose evidence is open, `item` the id of the item whose clock is. `by` is a fact by which the
 * items of the figure are grouped, `is` the value of the group that is open (`without`: the group that has none),
 * `beside` the month that the levels are compared with.
 */
export const Statement = z.object({
  month,
  ev: text,
  item: text,
  by: text,
  is: text,
  without: z.literal('yes').optional().catch(undefined),
  beside: z.literal('before').optional().catch(undefined),
})
export const Invoice = z.object({ month, line: z.string().regex(/^\d+$/).optional().catch(undefined) })
const side = z
  .string()
  .regex(/^(?:agreed|pasted|[0-9a-f-]{36}(?:@\d{1,6})?)$/)
  .optional()
  .catch(undefined)
/**
 * `a` and `b` are the terms that are compared ('agreed', 'pasted', a paper's id, `id@version`), played from a month to
 * another. `term` is the one whose months are shown (`charge/fee`), `month` and `ev` the figure that is open.
 */
export const Compare = z.object({ a: side, b: side, from: month, to: month, term: text, month, ev: text })
export const Terms = z.object({ paper: z.uuid().optional().catch(undefined) })
const { shape } = ItemView
/** A part of a view of work items; `*` lifts what the kept view of the address says there. */
const part = <Schema extends z.ZodType>(schema: z.ZodOptional<Schema>) =>
  z
    .union([z.literal('*'), schema.unwrap()])
    .optional()
    .catch(undefined)
/** The view itself, part by part; `view` is the id of a kept one that the other parts change. */
export const Items = z.object({
  view: uuid,
  state: part(shape.state),
  queue: part(shape.queue),
  receivedFrom: part(shape.receivedFrom),
  receivedTo: part(shape.receivedTo),
  dueFrom: part(shape.dueFrom),
  dueTo: part(shape.dueTo),
  late: part(shape.late),
  completedIn: part(shape.completedIn),
  completedFrom: part(shape.completedFrom),
  completedTo: part(shape.completedTo),
  holder: part(shape.holder),
  reference: part(shape.reference),
  fact: part(shape.fact),
  sort: part(shape.sort),
  order: part(shape.order),
  columns: part(shape.columns),
})
/** `list` is the address of the list one came from, and `at` the place of the item in it. */
export const Item = z.object({
  clock: text,
  list: z.string().max(4_000).optional().catch(undefined),
  at: z
    .string()
    .regex(/^\d{1,7}$/)
    .optional()
    .catch(undefined),
})
export const Workbench = z.object({ queue: QueueName.optional().catch(undefined) })
/** `size`: only the first entries, so many as a figure or an earlier checkpoint was made from. */
const numberText = z
  .string()
  .regex(/^\d{1,15}$/)
  .optional()
  .catch(undefined)
const dateText = z.iso.date().optional().catch(undefined)

/**
 * `entry` is how links to an entry were once written; `after` is where the page before ended; `size` leaves the entries
 * that a checkpoint covers.
 */
export const Record = z.object({
  order: z.literal('oldest').optional().catch(undefined),
  subject: text,
  kind: text,
  type: text,
  by: z.enum(['client', 'provider']).optional().catch(undefined),
  since: dateText,
  until: dateText,
  after: text,
  size: numberText,
  entry: numberText,
})
/** `size` is the checkpoint in which the entry is looked for. */
export const RecordEntry = z.object({ size: numberText })
/** `size` is the checkpoint that is open; `from` and `to` are those compared; `before` is where the list begins. */
export const Checkpoints = z.object({ size: numberText, from: numberText, to: numberText, before: numberText })
