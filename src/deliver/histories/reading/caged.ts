import { Worker } from 'node:worker_threads'
import { monotonicMillis } from '../../../kernel/time/clock.ts'
import { type LogColumns, LogReadError, type LogScan, type MappedEvent, Mapping, type Reject } from '../mapping.ts'

/** What a log may cost. Beyond any of these the reading ends with a LogReadError; the process lives on. */
export type CageLimits = {
  readonly heapMegabytes: number
  /** Longest silence of the reader while it is being waited for. */
  readonly stallMillis: number
  /** Longest total time spent waiting for the reader; the importer's own time does not count. */
  readonly workingMillis: number
  /** Bytes after unpacking. */
  readonly bytesMax: number
  readonly eventsMax: number
  readonly rejectsMax: number
}

const DEFAULT_LIMITS: CageLimits = {
  heapMegabytes: 256,
  stallMillis: 30_000,
  workingMillis: 30 * 60_000,
  bytesMax: 2 ** 31,
  eventsMax: 10_000_000,
  rejectsMax: 100_000,
}
// Batches that the reader may have under way: one being written by the importer, one being read.
const CREDITS = 2
const MORE = { kind: 'more' } as const

type Format = 'xes' | 'csv' | 'auto'
type Common = { path: string; format: Format; limits: CageLimits }
export type ReadTask = Common & { kind: 'read'; mapping: Mapping; engagementId: string; skipEvents: number }
export type ScanTask = Common & { kind: 'scan'; zone?: string; columns?: LogColumns }

/** `row` is the line of the file; `key` is the same whenever the same event of the same engagement is read. */
export type KeyedEvent = MappedEvent & { readonly key: string; readonly row: number }

/**
 * `events` counts the events of the log up to the end of this batch, whether handed over, rejected, dropped or skipped:
 * it is the `skipEvents` with which a broken import goes on. `cases` and `dropped` may run ahead by one piece of file.
 */
export type Progress = {
  readonly bytesRead: number
  readonly bytesTotal: number
  readonly events: number
  readonly cases: number
  readonly dropped: number
}
export type LogBatch = {
  readonly events: readonly KeyedEvent[]
  readonly rejects: readonly Reject[]
  readonly progress: Progress
}

/** Messages out of the cage. */
export type ToCage =
  | { kind: 'alive' }
  | { kind: 'batch'; events: KeyedEvent[]; rejects: Reject[]; progress: Progress }
  | { kind: 'scan'; scan: LogScan }
  | { kind: 'done' }
  | { kind: 'failed'; what: string; where: string; mend: string }

export type ReadOptions = {
  readonly path: string
  readonly format?: Format
  readonly mapping: Mapping
  readonly engagementId: string
  readonly signal?: AbortSignal
  /** Events of the log that an earlier reading has already handed over. */
  readonly skipEvents?: number
  readonly limits?: Partial<CageLimits>
}

/**
 * Reads a foreign event log in a worker thread and yields its mapped events in batches of at most 500 (LOG_BATCH_MAX);
 * a slow consumer holds the reader back. Ends the worker when the consumer stops or the signal aborts (then it throws
 * the signal's reason). Throws LogReadError for a log that cannot be read or that passes a limit.
 */
export async function* readLog(options: ReadOptions): AsyncGenerator<LogBatch, void, undefined> {
  const { path, format = 'auto', engagementId, signal, skipEvents = 0 } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const mapping = Mapping.parse(options.mapping)
  const cage = new Cage({ kind: 'read', path, format, mapping, engagementId, skipEvents, limits }, signal)
  try {
    for (let credit = 0; credit < CREDITS; credit += 1) cage.allowBatch()
    for (;;) {
      const message = await cage.next()
      if (message.kind === 'done') return
      if (message.kind !== 'batch') throw new Error(`the reader answered ${message.kind}`)
      yield { events: message.events, rejects: message.rejects, progress: message.progress }
      cage.allowBatch()
    }
  } finally {
    await cage.end()
  }
}

export type ScanOptions = {
  readonly format?: Format
  /** Zone for timestamps without an offset; UTC where absent, and the scan counts them. */
  readonly zone?: string
  readonly columns?: LogColumns
  readonly signal?: AbortSignal
  readonly limits?: Partial<CageLimits>
}

/** Counts what a log holds, in the same cage. Throws as `readLog` does. */
export async function scanLog(path: string, options: ScanOptions = {}): Promise<LogScan> {
  const { format = 'auto', zone, columns, signal } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const asked = { ...(zone === undefined ? {} : { zone }), ...(columns === undefined ? {} : { columns }) }
  const cage = new Cage({ kind: 'scan', path, format, limits, ...asked }, signal)
  try {
    const message = await cage.next()
    if (message.kind !== 'scan') throw new Error(`the reader answered ${message.kind}`)
    return message.scan
  } finally {
    await cage.end()
  }
}

/** The outside of the cage: one worker, its messages, and the watch over its memory and time. */
class Cage {
  private readonly worker: Worker
  private readonly limits: CageLimits
  private readonly path: string
  private readonly signal: AbortSignal | undefined
  private readonly messages: ToCage[] = []
  private failure: Error | null = null
  private wake: (() => void) | null = null
  private waitedMillis = 0

  constructor(task: ReadTask | ScanTask, signal: AbortSignal | undefined) {
    signal?.throwIfAborted()
    this.limits = task.limits
    this.path = task.path
    this.signal = signal
    // The worker sees no environment: a hostile file that took it over would find no secret there.
    this.worker = new Worker(new URL('./caged.worker.ts', import.meta.url), {
      workerData: task,
      env: {},
      execArgv: [],
      resourceLimits: {
        maxOldGenerationSizeMb: task.limits.heapMegabytes,
        maxYoungGenerationSizeMb: 32,
        stackSizeMb: 4,
      },
    })
    this.worker.on('message', (message: ToCage) => this.hear(message))
    this.worker.on('error', (error) => this.fail(this.death(error)))
    this.worker.on('exit', () => this.fail(this.error('the reader ended before the log did', 'Try again')))
    signal?.addEventListener('abort', this.abort)
  }

  allowBatch(): void {
    this.worker.postMessage(MORE, [])
  }

  /** The next message but for signs of life. */
  async next(): Promise<ToCage> {
    for (;;) {
      if (this.signal?.aborted === true) throw this.signal.reason
      const message = this.messages.shift()
      if (message?.kind === 'failed') throw new LogReadError(message)
      if (message !== undefined) return message
      if (this.failure !== null) throw this.failure
      await this.wait()
    }
  }

  async end(): Promise<void> {
    this.signal?.removeEventListener('abort', this.abort)
    await this.worker.terminate()
  }

  private readonly abort = (): void => this.wake?.()

  private hear(message: ToCage): void {
    if (message.kind !== 'alive') this.messages.push(message)
    this.wake?.()
  }

  private fail(error: Error): void {
    this.failure ??= error
    this.wake?.()
  }

  /** Waits for any sign from the worker. A worker that is not waited for may be held back and is not blamed. */
  private async wait(): Promise<void> {
    const left = this.limits.workingMillis - this.waitedMillis
    const began = monotonicMillis()
    let woken = false
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.wake = () => {
        woken = true
        resolve()
      }
      timer = setTimeout(resolve, Math.max(0, Math.min(this.limits.stallMillis, left)))
    })
    clearTimeout(timer)
    this.wake = null
    this.waitedMillis += monotonicMillis() - began
    if (woken && this.waitedMillis <= this.limits.workingMillis) return
    const stalled = !woken && left > this.limits.stallMillis
    const spent = stalled ? `${this.limits.stallMillis} ms of silence` : `${this.limits.workingMillis} ms in all`
    this.fail(this.error(`the reader was stopped after ${spent}`, 'Split the log, or raise the time limit'))
  }

  private death(error: unknown): LogReadError {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
      const what = `the log needs more than ${this.limits.heapMegabytes} MB of memory`
      return this.error(what, 'Split it, or raise the memory limit')
    }
    const what = `the reader failed: ${error instanceof Error ? error.message : String(error)}`
    return this.error(what, 'Check that the file is an XES or CSV log')
  }

  private error(what: string, mend: string): LogReadError {
    return new LogReadError({ what, where: this.path, mend })
  }
}
