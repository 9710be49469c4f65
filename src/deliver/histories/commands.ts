import { z } from 'zod'
import { command, EngagementInput, PageInput, pageOf, query, RawBytes } from '../../kernel/command.ts'
import { refusal } from '../../kernel/refusal.ts'
import { QueueName } from '../work-items/model.ts'
import { LOG_BATCH_MAX, Mapping } from './mapping.ts'
import { HistoryImport, ImportState, ImportStep, LogFormat, ObservedEvent } from './model.ts'

export const importExists = refusal('import-exists', 'conflict', 'An import with this id exists')
export const mappingTooLong = refusal('mapping-too-long', 'invalid', 'The mapping is longer than 512 KiB')
export const importNotRunning = refusal('import-not-running', 'conflict', 'The import is not running')
export const importNotStopped = refusal('import-not-stopped', 'conflict', 'Only a cancelled or failed import goes on')
export const importOutOfStep = refusal('import-out-of-step', 'conflict', 'The import has got to another place')

const engagementId = '0192f0c1-0000-7000-8000-00000000000e'
const importId = '0192f0c1-0000-7000-8000-0000000000a1'
const fileId = '0192f0c1-0000-7000-8000-0000000000f1'
const ImportInput = EngagementInput.extend({ importId: z.uuid().toLowerCase() })
const Moved = z.object({ importId: z.uuid(), state: ImportState })

const importers = {
  who: 'members',
  roles: ['delivery-manager', 'process-owner', 'vendor-manager', 'engineer'],
  party: 'either',
} as const

export const startImport = command({
  name: 'start-import',
  summary: 'Imports an uploaded event log (XES, also gzipped, or CSV) as the history of work items, in the background.',
  path: '/engagements/{engagementId}/imports',
  input: ImportInput.extend({
    fileId: z.uuid().toLowerCase(),
    format: LogFormat.default('auto'),
    mapping: Mapping,
    queue: QueueName,
  }),
  output: Moved,
  refusals: [importExists, mappingTooLong],
  allow: importers,
  examples: [
    {
      engagementId,
      importId,
      fileId,
      queue: 'claims',
      mapping: {
        zone: 'Europe/Oslo',
        classifier: 'activity',
        events: { 'Register claim': 'received', 'Close claim': 'completed' },
        unmapped: 'keep',
      },
    },
  ],
})

export const cancelImport = command({
  name: 'cancel-import',
  summary: 'Stops a running import: nothing is imported after this answer. What was imported stays.',
  path: '/engagements/{engagementId}/imports/{importId}/cancellation',
  input: ImportInput,
  output: Moved,
  refusals: [importNotRunning],
  allow: importers,
  examples: [{ engagementId, importId }],
})

export const resumeImport = command({
  name: 'resume-import',
  summary: 'Lets a cancelled or failed import go on where it stopped, in the place of who resumes it.',
  path: '/engagements/{engagementId}/imports/{importId}/resumption',
  input: ImportInput,
  output: Moved,
  refusals: [importNotStopped],
  allow: importers,
  examples: [{ engagementId, importId }],
})

export const observeWorkItems = command({
  name: 'observe-work-items',
  summary: 'Records what happened to work items that were worked on elsewhere; events known already change nothing.',
  path: '/engagements/{engagementId}/work-items/observations',
  input: EngagementInput.extend({
    queue: QueueName,
    events: z.array(ObservedEvent).max(LOG_BATCH_MAX),
    /** Given by the job of an import only: moves its progress together with its events. */
    step: ImportStep.optional(),
  }),
  output: z.object({
    recorded: z.number(),
    known: z.number(),
    items: z.number(),
    /** Events that were not taken, by their place in `events`. */
    rejects: z.array(z.object({ index: z.number(), reason: z.string() })),
  }),
  refusals: [importNotRunning, importOutOfStep],
  allow: importers,
  examples: [
    {
      engagementId,
      queue: 'claims',
      events: [
        {
          key: '6b0a7c1e-52f1-8c3d-9a40-0d5a3f1b2c4d',
          reference: 'CLM-88213',
          name: 'received',
          at: 1_767_596_400_000,
        },
      ],
    },
  ],
})

export const finishImport = command({
  name: 'finish-import',
  summary: 'Ends an import; its own job says so when the log is through or cannot be read any further.',
  path: '/engagements/{engagementId}/imports/{importId}/end',
  input: ImportInput.extend({
    outcome: z.enum(['completed', 'failed']),
    /** Events of the log that were dealt with. */
    at: z.int().min(0),
    message: z.string().max(2_000).nullable(),
  }),
  output: Moved,
  refusals: [importNotRunning, importOutOfStep],
  allow: { ...importers, relation: 'job of this import' },
  examples: [{ engagementId, importId, outcome: 'completed', at: 46_138, message: null }],
})

export const historyImport = query({
  name: 'history-import',
  summary: 'One import: its state, and how far it got in counts.',
  path: '/engagements/{engagementId}/imports/{importId}',
  input: ImportInput,
  output: HistoryImport,
  allow: importers,
})

export const historyImports = query({
  name: 'history-imports',
  summary: 'Imports of the engagement, newest first.',
  path: '/engagements/{engagementId}/imports',
  input: EngagementInput.extend(PageInput.shape),
  output: pageOf(HistoryImport),
  allow: importers,
})

export const importRejects = query({
  name: 'import-rejects',
  summary: 'The reject file of an import as CSV: row of the file, case, reason.',
  path: '/engagements/{engagementId}/imports/{importId}/rejects',
  input: ImportInput,
  output: RawBytes,
  givesBytes: 'text/csv; charset=utf-8',
  allow: importers,
})
