import { z } from 'zod'
import { command, EngagementInput, FileBytes, PageInput, query } from '../../kernel/command.ts'
import { refusal } from '../../kernel/refusal.ts'
import { ItemState } from '../work-items/model.ts'
import { ItemView, KeptView, ListedItem, ViewName } from './model.ts'

export const tooManyRows = refusal('too-many-rows', 'conflict', 'A file holds at most a million work items')
export const tooManyViews = refusal('too-many-views', 'conflict', 'You keep as many views as there can be')

/** A count goes so far; beyond it stands that there are more. */
export const countedMax = 200_000
export const fileRowsMax = 1_000_000
export const viewsMax = 100

const engagementId = '0192f0c1-0000-7000-8000-00000000000e'
const viewId = '0192f0c1-0000-7000-8000-00000000000f'
const readers = { who: 'members', roles: 'any', party: 'any' } as const
const keepers = { who: 'members', roles: 'any', party: 'either', relation: 'owner of the view' } as const
const ViewInput = EngagementInput.extend({ viewId: z.uuid() })

export const workItemList = query({
  name: 'work-item-list',
  summary: 'The work items of a view in its order: the page after a cursor, or the one so many rows from the first.',
  path: '/engagements/{engagementId}/work-item-list',
  input: EngagementInput.extend(ItemView.shape)
    .extend(PageInput.shape)
    .extend({ skip: z.coerce.number().int().min(0).max(fileRowsMax).default(0).describe('rows to pass over') }),
  output: z.object({
    rows: z.array(ListedItem),
    nextCursor: z.string().nullable(),
    /** Zone of the days in the view. */
    zone: z.string(),
  }),
  allow: readers,
  examples: [{ engagementId, state: 'open,held', late: 'yes', sort: 'due' }],
})

export const workItemCounts = query({
  name: 'work-item-counts',
  summary: 'How many work items a view has, and how many it would have with another state, queue or lateness.',
  path: '/engagements/{engagementId}/work-item-list/counts',
  input: EngagementInput.extend(ItemView.shape),
  output: z.object({
    total: z.int(),
    /** False where there are more than were counted. */
    isExact: z.boolean(),
    late: z.int(),
    states: z.array(z.object({ state: ItemState, items: z.int() })),
    queues: z.array(z.object({ queue: z.string(), items: z.int() })),
    zone: z.string(),
  }),
  allow: readers,
  examples: [{ engagementId, queue: 'motor-claims' }],
})

export const workItemFile = query({
  name: 'work-item-file',
  summary: 'All work items of a view, in its order and with its columns, as a file.',
  path: '/engagements/{engagementId}/work-item-list/file',
  input: EngagementInput.extend(ItemView.shape).extend({
    format: z.enum(['csv', 'xlsx']).default('csv'),
    title: z.string().max(120).optional().describe('what the view is called, for the name of the file'),
  }),
  output: FileBytes,
  givesBytes: 'application/octet-stream',
  refusals: [tooManyRows],
  allow: readers,
  examples: [{ engagementId, completedIn: '2026-10', format: 'xlsx' }],
})

export const itemViews = query({
  name: 'item-views',
  summary: 'The views of work items that the caller keeps, and those that others of the own party share.',
  path: '/engagements/{engagementId}/item-views',
  input: EngagementInput,
  output: z.object({ rows: z.array(KeptView) }),
  allow: readers,
})

export const keepItemView = command({
  name: 'keep-item-view',
  summary: 'Keeps a view of work items under a name, for the caller or for all of the own party.',
  path: '/engagements/{engagementId}/item-views/{viewId}',
  input: ViewInput.extend({ name: ViewName, isShared: z.boolean().default(false), view: ItemView }),
  output: KeptView,
  refusals: [tooManyViews],
  allow: keepers,
  examples: [{ engagementId, viewId, name: 'Late, motor', view: { late: 'yes', queue: 'motor-claims' } }],
})

export const renameItemView = command({
  name: 'rename-item-view',
  summary: 'Gives a kept view another name.',
  path: '/engagements/{engagementId}/item-views/{viewId}/name',
  input: ViewInput.extend({ name: ViewName }),
  output: KeptView,
  allow: keepers,
  examples: [{ engagementId, viewId, name: 'Late ones' }],
})

export const deleteItemView = command({
  name: 'delete-item-view',
  summary: 'Forgets a kept view; the work items stay as they are.',
  path: '/engagements/{engagementId}/item-views/{viewId}/deletion',
  input: ViewInput,
  output: z.object({ viewId: z.uuid() }),
  allow: keepers,
  examples: [{ engagementId, viewId }],
})
