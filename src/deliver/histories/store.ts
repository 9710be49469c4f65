import { z } from 'zod'
import { sql } from '../../kernel/database/sql.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import type { EpochMillis } from '../../kernel/time/instant.ts'
import { Mapping } from './mapping.ts'
import { ImportState, LogFormat, type HistoryImport, type ImportReject, type ImportStep } from './model.ts'
import type { NewEvent, ObservedItem } from './observing.ts'

export interface NewImport {
  readonly importId: string
  readonly fileId: string
  readonly format: z.infer<typeof LogFormat>
  /** JSON, kept exactly as it was hashed. */
  readonly mapping: string
  readonly queue: string
  readonly startedBy: string
}

export function insertImport(tx: Tx, engagementId: string, made: NewImport, now: EpochMillis): Promise<unknown> {
  return tx.query(sql`
    insert into history_import
      (engagement_id, import_id, file_id, format, mapping, queue, state, version, started_by, acts_for, started_at)
    values (${engagementId}, ${made.importId}, ${made.fileId}, ${made.format}, ${made.mapping}, ${made.queue},
      'running', 1, ${made.startedBy}, ${made.startedBy}, ${now})`)
}

const LockedRow = z.object({
  state: ImportState,
  version: z.number(),
  acts_for: z.string(),
  events_read: z.number(),
  recorded: z.number(),
  known: z.number(),
  items: z.number(),
  rejected: z.number(),
  file_id: z.string(),
})

export async function lockImport(tx: Tx, engagementId: string, importId: string) {
  const rows = await tx.query(sql`
    select state, version, acts_for, events_read, recorded, known, items, rejected, file_id from history_import
    where engagement_id = ${engagementId} and import_id = ${importId} for update`)
  return rows.map((row) => {
    const { acts_for, events_read, file_id, ...rest } = LockedRow.parse(row)
    return { ...rest, actsFor: acts_for, eventsRead: events_read, fileId: file_id }
  })[0]
}
export type LockedImport = NonNullable<Awaited<ReturnType<typeof lockImport>>>

/** Moves an import to a state; `actsFor` changes where somebody else lets it go on. */
export function moveImport(
  tx: Tx,
  engagementId: string,
  importId: string,
  to: {
    readonly state: ImportState
    readonly version: number
    readonly actsFor: string
    readonly endedAt: EpochMillis | null
    readonly message: string | null
  },
): void {
  tx.later(sql`
    update history_import set state = ${to.state}, version = ${to.version}, acts_for = ${to.actsFor},
      ended_at = ${to.endedAt}, message = ${to.message}
    where engagement_id = ${engagementId} and import_id = ${importId}`)
}

/** Counts of one step of an import. */
export interface StepCounts {
  readonly items: number
  readonly recorded: number
  readonly known: number
  readonly rejected: number
}

export function advanceImport(tx: Tx, engagementId: string, step: ImportStep, counts: StepCounts): void {
  tx.later(sql`
    update history_import set events_read = ${step.to}, bytes_read = ${step.bytesRead}, cases = ${step.cases},
      items = items + ${counts.items}, recorded = recorded + ${counts.recorded}, known = known + ${counts.known},
      rejected = rejected + ${counts.rejected}
    where engagement_id = ${engagementId} and import_id = ${step.importId}`)
}

export function insertRejects(
  tx: Tx,
  engagementId: string,
  importId: string,
  firstNo: number,
  rejects: readonly ImportReject[],
): void {
  if (rejects.length === 0) return
  tx.later(sql`
    insert into history_import_reject (engagement_id, import_id, reject_no, line, case_reference, reason)
    select ${engagementId}::uuid, ${importId}::uuid, * from unnest(
      ${rejects.map((_, index) => firstNo + index)}::bigint[], ${rejects.map((reject) => reject.line)}::bigint[],
      ${rejects.map((reject) => reject.case)}::text[], ${rejects.map((reject) => reject.reason)}::text[])`)
}

const RejectRow = z.object({
  reject_no: z.number(),
  line: z.number(),
  case_reference: z.string().nullable(),
  reason: z.string(),
})

export async function rejectsAfter(tx: Tx, engagementId: string, importId: string, after: number, limit: number) {
  const rows = await tx.query(sql`
    select reject_no, line, case_reference, reason from history_import_reject
    where engagement_id = ${engagementId} and import_id = ${importId} and reject_no > ${after}
    order by reject_no limit ${limit}`)
  return rows.map((row) => {
    const one = RejectRow.parse(row)
    return { rejectNo: one.reject_no, line: one.line, case: one.case_reference, reason: one.reason }
  })
}

const ImportRow = z.object({
  import_id: z.string(),
  file_id: z.string(),
  format: LogFormat,
  queue: z.string(),
  state: ImportState,
  started_by: z.string(),
  started_at: z.number(),
  ended_at: z.number().nullable(),
  message: z.string().nullable(),
  bytes_read: z.number(),
  bytes_total: z.number(),
  events_read: z.number(),
  cases: z.number(),
  items: z.number(),
  recorded: z.number(),
  known: z.number(),
  rejected: z.number(),
})

function importOf(row: unknown): HistoryImport {
  const one = ImportRow.parse(row)
  return {
    importId: one.import_id,
    fileId: one.file_id,
    format: one.format,
    queue: one.queue,
    state: one.state,
    startedBy: one.started_by,
    startedAt: one.started_at,
    endedAt: one.ended_at,
    message: one.message,
    progress: {
      bytesRead: one.state === 'completed' ? one.bytes_total : one.bytes_read,
      bytesTotal: one.bytes_total,
      eventsRead: one.events_read,
      cases: one.cases,
      items: one.items,
      recorded: one.recorded,
      known: one.known,
      dropped: one.events_read - one.recorded - one.known - one.rejected,
      rejected: one.rejected,
    },
  }
}

export async function findImport(tx: Tx, engagementId: string, importId: string): Promise<HistoryImport | undefined> {
  const rows = await tx.query(sql`
    select i.import_id, i.file_id, i.format, i.queue, i.state, i.started_by, i.started_at, i.ended_at, i.message,
      i.bytes_read, f.bytes as bytes_total, i.events_read, i.cases, i.items, i.recorded, i.known, i.rejected
    from history_import i join file f on f.engagement_id = i.engagement_id and f.file_id = i.file_id
    where i.engagement_id = ${engagementId} and i.import_id = ${importId}`)
  return rows.map(importOf)[0]
}

/** Newest first; `before` is the start and id of the last row of the page before. */
export async function importsBefore(
  tx: Tx,
  engagementId: string,
  before: { readonly at: EpochMillis; readonly id: string } | undefined,
  limit: number,
): Promise<HistoryImport[]> {
  const rows = await tx.query(sql`
    select i.import_id, i.file_id, i.format, i.queue, i.state, i.started_by, i.started_at, i.ended_at, i.message,
      i.bytes_read, f.bytes as bytes_total, i.events_read, i.cases, i.items, i.recorded, i.known, i.rejected
    from history_import i join file f on f.engagement_id = i.engagement_id and f.file_id = i.file_id
    where i.engagement_id = ${engagementId}
      and (i.started_at, i.import_id) < (${before?.at ?? Number.MAX_SAFE_INTEGER}::bigint,
        ${before?.id ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}::uuid)
    order by i.started_at desc, i.import_id desc limit ${limit}`)
  return rows.map(importOf)
}

const JobRow = z.object({
  state: ImportState,
  version: z.number(),
  acts_for: z.string(),
  format: LogFormat,
  mapping: z.string(),
  queue: z.string(),
  events_read: z.number(),
  sha256: z.string(),
})

/** What the job of an import works with. */
export async function findJob(tx: Tx, engagementId: string, importId: string) {
  const rows = await tx.query(sql`
    select i.state, i.version, i.acts_for, i.format, i.mapping, i.queue, i.events_read,
      encode(f.sha256, 'hex') as sha256
    from history_import i join file f on f.engagement_id = i.engagement_id and f.file_id = i.file_id
    where i.engagement_id = ${engagementId} and i.import_id = ${importId}`)
  return rows.map((row) => {
    const { acts_for, events_read, mapping, ...rest } = JobRow.parse(row)
    return { ...rest, actsFor: acts_for, eventsRead: events_read, mapping: Mapping.parse(JSON.parse(mapping)) }
  })[0]
}
export type ImportJob = NonNullable<Awaited<ReturnType<typeof findJob>>>

/** A work item to be, until its first events are written: it has no entry yet. */
export interface NewItem {
  readonly workItemId: string
  readonly reference: string
  readonly receivedAt: EpochMillis
}

/**
 * Makes the items that are not there yet, in the order of their references, so that two imports of the same cases wait
 * for each other instead of locking crosswise. Where id or reference is in use nothing is made.
 */
export function insertItemsOnce(tx: Tx, engagementId: string, queue: string, items: readonly NewItem[]): void {
  tx.later(sql`
    insert into work_item (engagement_id, work_item_id, reference, queue, state, version, origin, received_at)
    select ${engagementId}::uuid, work_item_id, reference, ${queue}, 'open', 0, 'imported', received_at from unnest(
      ${items.map((item) => item.workItemId)}::uuid[], ${items.map((item) => item.reference)}::text[],
      ${items.map((item) => item.receivedAt)}::bigint[]) as n (work_item_id, reference, received_at)
    on conflict do nothing`)
}

const ItemRow = z.object({
  work_item_id: z.string(),
  reference: z.string(),
  origin: z.enum(['live', 'imported']),
  version: z.number(),
  received_at: z.number(),
  completed_at: z.number().nullable(),
})

export async function lockByReference(
  tx: Tx,
  engagementId: string,
  references: readonly string[],
): Promise<ObservedItem[]> {
  const rows = await tx.query(sql`
    select work_item_id, reference, origin, version, received_at, completed_at from work_item
    where engagement_id = ${engagementId} and reference = any(${references}::text[])
    order by reference for update`)
  return rows.map((row) => {
    const one = ItemRow.parse(row)
    return {
      workItemId: one.work_item_id,
      reference: one.reference,
      origin: one.origin,
      version: one.version,
      receivedAt: one.received_at,
      completedAt: one.completed_at,
    }
  })
}

const UsedRow = z.object({ entry_id: z.string(), subject: z.string() })

/** Which of these keys the actor has used before as the id of an entry, and about what subject. */
export async function findUsedKeys(
  tx: Tx,
  engagementId: string,
  actorId: string,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.query(sql`
    select entry_id, subject from record_entry
    where engagement_id = ${engagementId} and actor_id = ${actorId} and entry_id = any(${keys}::text[])`)
  return new Map(
    rows.map((row) => {
      const one = UsedRow.parse(row)
      return [one.entry_id, one.subject]
    }),
  )
}

const KnownRow = z.object({ entry_id: z.string() })

/** Which of these events their items have already, by key. */
export async function findKnownKeys(
  tx: Tx,
  engagementId: string,
  asked: readonly { readonly workItemId: string; readonly key: string }[],
): Promise<Set<string>> {
  if (asked.length === 0) return new Set()
  const rows = await tx.query(sql`
    select e.entry_id from unnest(
      ${asked.map((one) => one.workItemId)}::uuid[], ${asked.map((one) => one.key)}::text[])
      as a (work_item_id, entry_id)
    join work_item_event e on e.engagement_id = ${engagementId} and e.work_item_id = a.work_item_id
      and e.entry_id = a.entry_id`)
  return new Set(rows.map((row) => KnownRow.parse(row).entry_id))
}

export function updateItems(tx: Tx, engagementId: string, items: readonly ObservedItem[]): void {
  if (items.length === 0) return
  tx.later(sql`
    update work_item w set version = n.version, received_at = n.received_at, completed_at = n.completed_at,
      state = case when n.completed_at is null then 'open' else 'completed' end
    from unnest(
      ${items.map((item) => item.workItemId)}::uuid[], ${items.map((item) => item.version)}::int[],
      ${items.map((item) => item.receivedAt)}::bigint[], ${items.map((item) => item.completedAt)}::bigint[])
      as n (work_item_id, version, received_at, completed_at)
    where w.engagement_id = ${engagementId} and w.work_item_id = n.work_item_id`)
}

export function insertEvents(tx: Tx, engagementId: string, actorId: string, events: readonly NewEvent[]): void {
  if (events.length === 0) return
  tx.later(sql`
    insert into work_item_event (engagement_id, work_item_id, sequence, name, occurred_at, actor_id, entry_id)
    select ${engagementId}::uuid, work_item_id, sequence, name, occurred_at, ${actorId}::uuid, entry_id from unnest(
      ${events.map((one) => one.workItemId)}::uuid[], ${events.map((one) => one.version)}::int[],
      ${events.map((one) => one.event.name)}::text[], ${events.map((one) => one.event.at)}::bigint[],
      ${events.map((one) => one.event.key)}::text[]) as n (work_item_id, sequence, name, occurred_at, entry_id)`)
}
