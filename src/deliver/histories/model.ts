import { z } from 'zod'
import { EARLIEST, EventName, isReference, LATEST, LOG_BATCH_MAX } from './mapping.ts'

export const ImportState = z.enum(['running', 'completed', 'cancelled', 'failed'])
export type ImportState = z.infer<typeof ImportState>

export const LogFormat = z.enum(['xes', 'csv', 'auto'])

/** How far an import got. What was read and neither recorded nor known nor rejected was dropped by the mapping. */
export const ImportProgress = z.object({
  bytesRead: z.number(),
  bytesTotal: z.number(),
  /** Events of the log that are dealt with; the import goes on after them. */
  eventsRead: z.number(),
  cases: z.number(),
  /** Work items that this import brought in. */
  items: z.number(),
  /** Events that are new in the record. */
  recorded: z.number(),
  /** Events that the record had already. */
  known: z.number(),
  dropped: z.number(),
  rejected: z.number(),
})
export type ImportProgress = z.infer<typeof ImportProgress>

/** One import of a log, as it stands. */
export const HistoryImport = z.object({
  importId: z.uuid(),
  fileId: z.uuid(),
  format: LogFormat,
  queue: z.string(),
  state: ImportState,
  startedBy: z.uuid(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  /** Why it failed, and how to mend it; null for any other state. */
  message: z.string().nullable(),
  progress: ImportProgress,
})
export type HistoryImport = z.infer<typeof HistoryImport>

/** One event in the life of a work item that was worked on elsewhere. */
export const ObservedEvent = z.object({
  /** Identity of the event: told again under the same key, it is the same event. */
  key: z.uuid().toLowerCase(),
  reference: z
    .string()
    .refine((text) => isReference(text) && text.normalize('NFC') === text, 'is 1 to 200 printable characters in NFC'),
  name: EventName,
  /** Instant in milliseconds since 1970-01-01T00:00:00Z. */
  at: z.int().min(EARLIEST).max(LATEST),
  /** Line of the file it comes from. */
  line: z.int().min(1).optional(),
})
export type ObservedEvent = z.infer<typeof ObservedEvent>

/** An event of the log that was not taken, and why. */
export const ImportReject = z.object({
  line: z.int().min(1),
  case: z.string().max(200).nullable(),
  reason: z.string().max(1_000),
})
export type ImportReject = z.infer<typeof ImportReject>

/** The part of an import that its events are: from one count of events of the log to another. */
export const ImportStep = z.object({
  importId: z.uuid().toLowerCase(),
  from: z.int().min(0),
  to: z.int().min(1),
  bytesRead: z.int().min(0),
  cases: z.int().min(0),
  rejects: z.array(ImportReject).max(LOG_BATCH_MAX),
})
export type ImportStep = z.infer<typeof ImportStep>
