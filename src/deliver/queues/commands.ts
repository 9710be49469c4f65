import { z } from 'zod'
import { command, EngagementInput, query } from '../../kernel/command.ts'
import { PlainValue } from '../../kernel/documents/model.ts'
import { refusal } from '../../kernel/refusal.ts'
import { QueueName, WorkItem } from '../work-items/model.ts'
import { ListedItem, QueueDefinition, WaitingQueue } from './model.ts'

export const formUnfit = refusal('form-unfit', 'invalid', 'The form is not one that can be filled in')
export const queueChanged = refusal('queue-changed', 'conflict', 'The queue was defined anew meanwhile')

/** More than a queue is ever defined anew. */
const versionsMax = 1_000_000

const engagementId = '0192f0c1-0000-7000-8000-00000000000e'

export const defineQueue = command({
  name: 'define-queue',
  summary: 'Gives a queue its title and the form its items are completed with; claims from now on follow it.',
  path: '/engagements/{engagementId}/queues/{queue}/definitions',
  input: EngagementInput.extend({
    queue: QueueName,
    title: z.string().trim().min(1).max(120),
    form: PlainValue.describe(
      'a flat JSON Schema (draft 2020-12) of texts, whole numbers and yes or no; null leaves facts free',
    ),
    replaces: z.int().min(0).max(versionsMax).describe('the version this one was made from; 0 for the first'),
  }),
  output: z.object({ queue: QueueName, version: z.int() }),
  refusals: [formUnfit, queueChanged],
  allow: { who: 'members', roles: ['process-owner', 'delivery-manager'], party: 'either' },
  examples: [
    {
      engagementId,
      queue: 'claims',
      title: 'Claims',
      form: {
        type: 'object',
        properties: { outcome: { type: 'string', enum: ['set-up', 'not-covered'] } },
        required: ['outcome'],
      },
      replaces: 0,
    },
  ],
})

export const queueDefinitions = query({
  name: 'queue-definitions',
  summary: 'What queues are called and the forms of their items, as they are in force now; or one version of one.',
  path: '/engagements/{engagementId}/queues',
  input: EngagementInput.extend({
    queue: QueueName.optional(),
    version: z.coerce.number().int().min(1).max(versionsMax).optional().describe('with a queue: this version of it'),
  }),
  output: z.object({ rows: z.array(QueueDefinition) }),
  allow: { who: 'members', roles: 'any', party: 'any' },
})

export const workbench = query({
  name: 'workbench',
  summary: 'What a worker sees: the items held and asked about, what is due next, and how many are done.',
  path: '/engagements/{engagementId}/workbench',
  input: EngagementInput.extend({
    queue: QueueName.optional().describe('of this queue alone'),
    doneSince: z.coerce.number().int().describe('counts what the caller completed from this instant (ms) on'),
  }),
  output: z.object({
    held: z.array(WorkItem),
    asked: z.array(ListedItem),
    next: z.array(ListedItem),
    queues: z.array(WaitingQueue),
    done: z.int(),
  }),
  allow: { who: 'members', roles: ['agent', 'team-leader'], party: 'provider' },
})
