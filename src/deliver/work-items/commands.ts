import { z } from 'zod'
import { command, EngagementInput, PageInput, pageOf, query } from '../../kernel/command.ts'
import { refusal } from '../../kernel/refusal.ts'
import { Asked, Facts, ItemEvent, ItemState, PersonalValues, QueueName, WorkItem } from './model.ts'

export const nothingToClaim = refusal('nothing-to-claim', 'conflict', 'No work item waits in this queue')
export const leaseLost = refusal('lease-lost', 'conflict', 'You do not hold this work item any more')
export const wrongState = refusal('wrong-state', 'conflict', 'The work item is not in a state that allows this')
export const referenceTaken = refusal('reference-taken', 'conflict', 'A work item with this id or reference exists')
export const formUnsatisfied = refusal('form-unsatisfied', 'invalid', 'What was given does not fill the form')
export const undoTooLate = refusal('undo-too-late', 'conflict', 'The completion can not be taken back any more')
export const subjectErased = refusal('subject-erased', 'conflict', 'The personal values of this item were erased')

const item = '0192f0c1-0000-7000-8000-00000000000a'
const engagementId = '0192f0c1-0000-7000-8000-00000000000e'
const ItemInput = EngagementInput.extend({ workItemId: z.uuid() })
const HeldInput = ItemInput.extend({ fence: z.int().min(1) })
const Moved = z.object({ workItemId: z.uuid(), state: ItemState, version: z.int(), dueAt: z.number().nullable() })
const workers = { who: 'members', roles: ['agent', 'team-leader'], party: 'provider' } as const

export const receiveWorkItem = command({
  name: 'receive-work-item',
  summary: 'Takes in a work item; its clocks start.',
  path: '/engagements/{engagementId}/work-items',
  input: ItemInput.extend({
    reference: z.string().min(1).max(200),
    queue: QueueName,
    facts: Facts.default({}),
    personal: PersonalValues.default({}),
  }),
  output: Moved,
  refusals: [referenceTaken],
  allow: {
    who: 'members',
    roles: ['engineer', 'process-owner', 'agent', 'team-leader', 'delivery-manager'],
    party: 'either',
  },
  examples: [{ engagementId, workItemId: item, reference: 'CLM-88213', queue: 'claims', facts: { language: 'nb' } }],
})

export const claimNextWorkItem = command({
  name: 'claim-next-work-item',
  summary: 'Gives the caller the open item of a queue that is due first, for as long as the lease is renewed.',
  path: '/engagements/{engagementId}/work-items/claims',
  input: EngagementInput.extend({ queue: QueueName }),
  output: z.object({ item: WorkItem, fence: z.int(), leasedUntil: z.number() }),
  refusals: [nothingToClaim],
  allow: workers,
  examples: [{ engagementId, queue: 'claims' }],
})

export const renewLease = command({
  name: 'renew-lease',
  summary: 'Keeps a held item for another while; a client sends this every few seconds.',
  path: '/engagements/{engagementId}/work-items/{workItemId}/lease',
  input: HeldInput,
  output: z.object({ leasedUntil: z.number() }),
  refusals: [leaseLost],
  allow: workers,
  examples: [{ engagementId, workItemId: item, fence: 1 }],
})

export const releaseWorkItem = command({
  name: 'release-work-item',
  summary: 'Gives a held item back to its queue.',
  path: '/engagements/{engagementId}/work-items/{workItemId}/release',
  input: HeldInput,
  output: Moved,
  refusals: [leaseLost],
  allow: workers,
  examples: [{ engagementId, workItemId: item, fence: 1 }],
})

export const askAndPause = command({
  name: 'ask-and-pause',
  summary: 'Asks a question about a held item; the terms say whose time runs until the answer.',
  path: '/engagements/{engagementId}/work-items/{workItemId}/question',
  input: HeldInput.extend({ of: Asked, question: z.string().min(1).max(4_000) }),
  output: Moved,
  refusals: [leaseLost, subjectErased],
  allow: workers,
  examples: [{ engagementId, workItemId: item, fence: 1, of: 'customer', question: 'Which policy number?' }],
})

export const answerWorkItem = command({
  name: 'answer-work-item',
  summary: 'Answers the question of an item that rests; it goes back to its queue and its clocks go on.',
  path: '/engagements/{engagementId}/work-items/{workItemId}/answer',
  input: ItemInput.extend({ answer: z.string().min(1).max(4_000) }),
  output: Moved,
  refusals: [wrongState, subjectErased],
  allow: {
    who: 'members',
    roles: ['agent', 'team-leader', 'process-owner', 'engineer'],
    party: 'either',
  },
  examples: [{ engagementId, workItemId: item, answer: 'Policy 4711.' }],
})

export const completeWorkItem = command({
  name: 'complete-work-item',
  summary: 'Completes a held item with what its form asks for; facts given here are added to its facts.',
  path: '/engagements/{engagementId}/work-items/{workItemId}/completion',
  input: HeldInput.extend({ facts: Facts.default({}), personal: PersonalValues.default({}) }),
  output: Moved,
  refusals: [leaseLost, formUnsatisfied, subjectErased],
  allow: workers,
  examples: [{ engagementId, workItemId: item, fence: 1, facts: { outcome: 'set-up' } }],
})

export const undoCompletion = command({
  name: 'undo-completion',
  summary: 'Takes a completion back within ten seconds: the item is held again, as if it had not been completed.',
  path: '/engagements/{engagementId}/work-items/{workItemId}/completion/undoing',
  input: ItemInput,
  output: z.object({ item: WorkItem, fence: z.int(), leasedUntil: z.number() }),
  refusals: [wrongState, undoTooLate],
  allow: { ...workers, relation: 'one who completed it,' },
  examples: [{ engagementId, workItemId: item }],
})

export const reopenWorkItem = command({
  name: 'reopen-work-item',
  summary: 'Opens a completed item again; the terms say what that does to its clocks.',
  path: '/engagements/{engagementId}/work-items/{workItemId}/reopening',
  input: ItemInput.extend({ ground: z.enum(['defect', 'new-information', 'closed-in-error']) }),
  output: Moved,
  refusals: [wrongState],
  allow: {
    who: 'members',
    roles: ['process-owner', 'quality-analyst', 'team-leader'],
    party: 'either',
  },
  examples: [{ engagementId, workItemId: item, ground: 'defect' }],
})

export const withdrawWorkItem = command({
  name: 'withdraw-work-item',
  summary: 'Takes an item back that is no longer wanted.',
  path: '/engagements/{engagementId}/work-items/{workItemId}/withdrawal',
  input: ItemInput.extend({ ground: z.enum(['duplicate', 'no-longer-wanted', 'sent-in-error']) }),
  output: Moved,
  refusals: [wrongState],
  allow: { who: 'members', roles: ['process-owner', 'engineer', 'vendor-manager'], party: 'client' },
  examples: [{ engagementId, workItemId: item, ground: 'duplicate' }],
})

export const reinstateWorkItem = command({
  name: 'reinstate-work-item',
  summary: 'Takes a withdrawal back that was a mistake: the item waits again, as if it had not been withdrawn.',
  path: '/engagements/{engagementId}/work-items/{workItemId}/reinstatement',
  input: ItemInput,
  output: Moved,
  refusals: [wrongState],
  allow: { who: 'members', roles: ['process-owner', 'engineer', 'vendor-manager'], party: 'client' },
  examples: [{ engagementId, workItemId: item }],
})

export const moveWorkItem = command({
  name: 'move-work-item',
  summary: 'Moves an item that nobody holds to another queue; its clocks go on as they are.',
  path: '/engagements/{engagementId}/work-items/{workItemId}/queue',
  input: ItemInput.extend({ queue: QueueName }),
  output: Moved,
  refusals: [wrongState],
  allow: { who: 'members', roles: ['team-leader', 'delivery-manager', 'process-owner'], party: 'either' },
  examples: [{ engagementId, workItemId: item, queue: 'motor-glass' }],
})

export const expireLeases = command({
  name: 'expire-leases',
  summary: 'Returns items to their queues whose lease has run out.',
  path: '/engagements/{engagementId}/work-items/expired-leases',
  input: EngagementInput,
  output: z.object({ returned: z.int(), nextAt: z.number().nullable() }),
  allow: { who: 'members', roles: ['team-leader', 'delivery-manager'], party: 'provider' },
  examples: [{ engagementId }],
})

export const revealPersonalValues = command({
  name: 'reveal-personal-values',
  summary: 'Opens the sealed personal values of an item; who did so, and why, stands in the record.',
  path: '/engagements/{engagementId}/work-items/{workItemId}/personal-values',
  input: ItemInput.extend({ ground: z.enum(['to-do-the-work', 'quality-check', 'dispute', 'data-subject-request']) }),
  output: z.object({ values: z.array(z.object({ name: z.string(), value: z.string() })) }),
  refusals: [subjectErased],
  allow: {
    who: 'members',
    roles: ['agent', 'team-leader', 'quality-analyst', 'process-owner', 'contract-officer'],
    party: 'either',
    relation: 'holder of the item, or a role that oversees it,',
  },
  secret: true,
  examples: [{ engagementId, workItemId: item, ground: 'to-do-the-work' }],
})

export const workItem = query({
  name: 'work-item',
  summary: 'One work item and everything that happened to it.',
  path: '/engagements/{engagementId}/work-items/{workItemId}',
  input: ItemInput,
  output: z.object({ item: WorkItem, events: z.array(ItemEvent) }),
  allow: { who: 'members', roles: 'any', party: 'any' },
})

export const workItems = query({
  name: 'work-items',
  summary: 'Work items by state, queue or reference, earliest received first.',
  path: '/engagements/{engagementId}/work-items',
  input: EngagementInput.extend(PageInput.shape).extend({
    state: ItemState.optional(),
    queue: QueueName.optional(),
    reference: z.string().min(1).max(200).optional().describe('the one item with exactly this reference'),
  }),
  output: pageOf(WorkItem),
  allow: { who: 'members', roles: 'any', party: 'any' },
})

export const queueBacklog = query({
  name: 'queue-backlog',
  summary: 'How many items of each queue are in each state.',
  path: '/engagements/{engagementId}/work-items/backlog',
  input: EngagementInput,
  output: z.object({ rows: z.array(z.object({ queue: z.string(), state: ItemState, items: z.int() })) }),
  allow: { who: 'members', roles: 'any', party: 'any' },
})
