import { findMembership } from '../../kernel/access/store.ts'
import { systemActing } from '../../kernel/access/system.ts'
import type { Database } from '../../kernel/database/connect.ts'
import type { Credential } from '../../kernel/access/model.ts'
import type { Door } from '../../kernel/execute.ts'
import { pathOfFile } from '../../kernel/files/keeping.ts'
import { findPrincipal } from '../../kernel/identity/store.ts'
import type { Reacted, Reaction } from '../../kernel/jobs/waking.ts'
import type { LeasedWake } from '../../kernel/jobs/store.ts'
import { forbidden, idempotencyKeyReused, notFound, Refusal } from '../../kernel/refusal.ts'
import { finishImport, importNotRunning, importOutOfStep, observeWorkItems } from './commands.ts'
import { LogReadError, type Reject } from './mapping.ts'
import type { ImportReject } from './model.ts'
import { type LogBatch, readLog } from './reading/caged.ts'
import { findJob, type ImportJob } from './store.ts'

export interface ImportingParts {
  readonly database: Database
  readonly filesFolder: string
}

/** How often a running import looks whether it may go on; a cancelled one stops at its next step anyway. */
const lookMillis = 500

/** The import was cancelled, or another process does it: whoever ended it knows why. */
class Stopped extends Error {}

/**
 * Does an import from where it stands to the end of its log. Each step records its events and moves the import's place
 * in the log in one transaction, so a process that dies in between leaves nothing half done and nothing done twice.
 */
export function importHistoryReaction(door: Door, parts: ImportingParts): Reaction {
  return async (wake, keepsLease) => {
    const find = () => parts.database.read(wake.engagementId, (tx) => findJob(tx, wake.engagementId, wake.thingId))
    const job = await find()
    if (job?.state !== 'running') return { done: true }
    const stop = new AbortController()
    const looking = setInterval(() => {
      mayGoOn(find, keepsLease).then(
        (goesOn) => goesOn || stop.abort(new Stopped()),
        (error: unknown) => stop.abort(error),
      )
    }, lookMillis)
    try {
      return await importLog({ door, parts, wake, job }, stop.signal)
    } finally {
      clearInterval(looking)
    }
  }
}

async function mayGoOn(
  find: () => Promise<ImportJob | undefined>,
  keepsLease: () => Promise<boolean>,
): Promise<boolean> {
  return (await keepsLease()) && (await find())?.state === 'running'
}

interface Importing {
  readonly door: Door
  readonly parts: ImportingParts
  readonly wake: LeasedWake
  readonly job: ImportJob
}

async function importLog(importing: Importing, signal: AbortSignal): Promise<Reacted> {
  const { wake, job, parts } = importing
  const { engagementId } = wake
  const again: Reacted = { againAt: wake.dueAt }
  const path = pathOfFile({ filesFolder: parts.filesFolder, engagementId }, job.sha256)
  let at = job.eventsRead
  try {
    const { format, mapping } = job
    for await (const batch of readLog({ path, format, mapping, engagementId, signal, skipEvents: at })) {
      if (batch.progress.events === at) continue
      await takeStep(importing, at, batch)
      at = batch.progress.events
    }
    signal.throwIfAborted()
    await end(importing, await startersCredential(importing), at, null)
    return { done: true }
  } catch (error) {
    const refused = error instanceof Refusal ? error.type : undefined
    // Woken again, it looks at the state anew: an import that does not run any more ends there.
    if (error instanceof Stopped || refused === importNotRunning) return again
    if (refused === importOutOfStep || refused === idempotencyKeyReused) return again
    // Where the file lies is nobody's business outside this installation.
    const message = failureOf(error)?.replaceAll(path, 'the log')
    if (message === undefined) throw error
    const credential = systemActing(engagementId, { party: 'provider', roles: ['delivery-manager'] })
    await end(importing, credential, at, message).catch((late: unknown) => {
      if (!(late instanceof Refusal)) throw late
    })
    return again
  }
}

/** What cannot get better by trying again; undefined for everything else. */
function failureOf(error: unknown): string | undefined {
  if (error instanceof LogReadError) return error.message
  if (error instanceof Refusal && (error.type === forbidden || error.type === notFound)) {
    return `Who started or resumed the import may not import any more (${error.message}). Somebody else may resume it.`
  }
  return undefined
}

/** A job acts in the place of who started or resumed the import, with the rights that they have now. */
async function startersCredential({ wake, job, parts }: Importing): Promise<Credential> {
  return parts.database.read(null, async (tx) => {
    const [starter, membership] = await Promise.all([
      findPrincipal(tx, job.actsFor),
      findMembership(tx, wake.engagementId, job.actsFor),
    ])
    if (starter === undefined || starter.disabled || starter.organisationId === null) {
      throw notFound.because('this account is closed')
    }
    const { organisationId, standing, site } = starter
    return {
      kind: 'acting',
      principal: { kind: 'system', id: job.actsFor, organisationId, standing, site },
      membership,
    }
  })
}

async function takeStep(importing: Importing, from: number, batch: LogBatch): Promise<void> {
  const { door, wake, job } = importing
  const { events: to, bytesRead, cases } = batch.progress
  const events = batch.events.map(({ key, workItemReference, name, at, row }) => {
    return { key, reference: workItemReference, name, at, line: row }
  })
  await door.execute(observeWorkItems, {
    // Asked for each step: who loses the right to import loses it now.
    credential: await startersCredential(importing),
    input: {
      engagementId: wake.engagementId,
      queue: job.queue,
      events,
      step: { importId: wake.thingId, from, to, bytesRead, cases, rejects: batch.rejects.map(rejectOf) },
    },
    idempotencyKey: `import-${wake.thingId}-${from}`,
  })
}

/** Foreign text as a column can hold it. */
function rejectOf({ row, case: reference, reason }: Reject): ImportReject {
  const storable = (text: string, most: number) => text.slice(0, most).toWellFormed().replaceAll('\0', '\uFFFD')
  return { line: row, case: reference === undefined ? null : storable(reference, 200), reason: storable(reason, 1_000) }
}

async function end(importing: Importing, credential: Credential, at: number, message: string | null): Promise<void> {
  const { door, wake, job } = importing
  const outcome = message === null ? 'completed' : 'failed'
  await door.execute(finishImport, {
    credential,
    input: {
      engagementId: wake.engagementId,
      importId: wake.thingId,
      outcome,
      at,
      message: message?.slice(0, 2_000) ?? null,
    },
    // An import that is resumed has another version when it ends again.
    idempotencyKey: `import-${wake.thingId}-end-${job.version}`,
  })
}
