import { z } from 'zod'
import { Facts, ItemState } from '../work-items/model.ts'

/** In what order items stand; each has a way round that is meant when none is named. */
export const ItemSort = z.enum(['received', 'due', 'completed', 'reference'])
export type ItemSort = z.infer<typeof ItemSort>

/** Columns that every item has; a fact is a column too, `fact.outcome`. */
export const itemColumns = ['reference', 'queue', 'state', 'received', 'due', 'completed', 'origin', 'id'] as const
export const factColumn = /^fact\.([a-z][a-z0-9-]{0,59})$/
export const columnsMax = 20

const state = ItemState.options.join('|')
const Day = z.iso.date().refine((text) => text > '1900' && text < '9999', 'is a day of the years 1900 to 9998')

/**
 * Which work items are meant, in which order, and what is shown of them: one schema for a list, a file, a kept view and
 * an address. Every part is a short text, so that it can stand in an address as it is. Days are those of the zone of
 * the agreed terms, and the last one counts in full.
 */
export const ItemView = z.object({
  state: z
    .string()
    .regex(new RegExp(`^(?:${state})(?:,(?:${state})){0,4}$`), `is one or more of ${ItemState.options.join(', ')}`)
    .optional()
    .describe('states, separated by commas'),
  queue: z
    .string()
    .regex(/^[a-z0-9-]{1,60}(?:,[a-z0-9-]{1,60}){0,19}$/, 'is names of queues, separated by commas')
    .optional()
    .describe('queues, separated by commas'),
  receivedFrom: Day.optional(),
  receivedTo: Day.optional().describe('last day, included'),
  dueFrom: Day.optional(),
  dueTo: Day.optional().describe('last day, included'),
  late: z.literal('yes').optional().describe('past its due instant now'),
  completedIn: z
    .string()
    .regex(/^(?:19|[2-9]\d)\d\d-(?:0[1-9]|1[0-2])$/, 'is a month, such as 2026-10')
    .optional()
    .describe('a month of the zone of the terms'),
  completedFrom: Day.optional(),
  completedTo: Day.optional().describe('last day, included'),
  holder: z.enum(['me', 'none']).optional().describe('held by the caller, or by nobody'),
  reference: z.string().min(1).max(200).optional().describe('how the reference begins'),
  fact: z
    .string()
    .max(600)
    .regex(/^[a-z][a-z0-9-]{0,59}=[^]*$/, 'is name=value')
    .optional()
    .describe('a fact and its value: outcome=set-up'),
  sort: ItemSort.optional(),
  order: z.enum(['asc', 'desc']).optional(),
  columns: z
    .string()
    .max(1_400)
    .refine(areColumns, `is up to ${columnsMax} of ${itemColumns.join(', ')} and fact.<name>, separated by commas`)
    .optional(),
})
export type ItemView = z.infer<typeof ItemView>

function areColumns(text: string): boolean {
  const names = text.split(',')
  const isKnown = (name: string) => (itemColumns as readonly string[]).includes(name) || factColumn.test(name)
  return names.length <= columnsMax && new Set(names).size === names.length && names.every(isKnown)
}

/** Of a work item as much as a list shows. */
export const ListedItem = z.object({
  workItemId: z.uuid(),
  reference: z.string(),
  queue: z.string(),
  state: ItemState,
  version: z.int(),
  origin: z.enum(['live', 'imported']),
  receivedAt: z.number(),
  dueAt: z.number().nullable(),
  completedAt: z.number().nullable(),
  /** Whether the caller holds it; who else does is a matter of the party that works it. */
  isMine: z.boolean(),
  facts: Facts,
})
export type ListedItem = z.infer<typeof ListedItem>

export const ViewName = z.string().trim().min(1).max(80)

/** A view that was kept, as one of those sees it who may. */
export const KeptView = z.object({
  viewId: z.uuid(),
  name: z.string(),
  /** Whether everybody of the owner's own party sees it. */
  isShared: z.boolean(),
  isOwn: z.boolean(),
  view: ItemView,
})
export type KeptView = z.infer<typeof KeptView>

/** The columns of a view that names none. */
export const usualColumns = ['reference', 'queue', 'state', 'received', 'due', 'completed'] as const

/** The columns of a view, in their order. */
export function columnsOf(view: ItemView): readonly string[] {
  return view.columns === undefined ? usualColumns : view.columns.split(',')
}
