import { createReadStream, type ReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { type Readable, pipeline } from 'node:stream'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { createGunzip } from 'node:zlib'
import type { KeyedEvent, Progress, ReadTask, ScanTask, ToCage } from './caged.ts'
import {
  classifierText,
  eventKeyer,
  type LogColumns,
  type LogEvent,
  LOG_BATCH_MAX,
  LogReadError,
  mapEvent,
  type Reject,
} from '../mapping.ts'
import { csvReader } from './csv.ts'
import { Counting, tooManyEvents } from './scanning.ts'
import { type LogReader, type LogSink, xesReader } from './xes.ts'

/**
 * The inside of the cage: opens the file, unpacks and decodes it, reads and maps its events. Whatever the file does to
 * this thread stays here; `caged.ts` watches it from outside.
 */

const CHUNK_BYTES = 1 << 18
const BATCH_EVENTS = LOG_BATCH_MAX

type Source = { bytesTotal: number; bytesRead(): number; chunks: AsyncIterable<string> }
type Task = ReadTask | ScanTask

async function openSource(task: Task): Promise<Source> {
  // Looked at before it is opened: opening a pipe would wait for its writer.
  const found = await stat(task.path).catch((error: unknown) => {
    throw unreadable(task.path, error instanceof Error ? error.message : String(error))
  })
  if (!found.isFile()) throw unreadable(task.path, 'it is not a file')
  if (found.size === 0) throw unreadable(task.path, 'it is empty')
  const file = await open(task.path, 'r')
  const start = new Uint8Array(4)
  await file.read(start, 0, 4, 0)
  await file.close()
  if (start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4) {
    throw unreadable(task.path, 'it is a zip archive; unpack it first')
  }
  const raw = createReadStream(task.path, { highWaterMark: CHUNK_BYTES })
  const bytes = start[0] === 0x1f && start[1] === 0x8b ? gunzipped(raw) : raw
  return { bytesTotal: found.size, bytesRead: () => raw.bytesRead, chunks: decoded(bytes, task.limits.bytesMax) }
}

function unreadable(path: string, reason: string): LogReadError {
  return new LogReadError({ what: `the log cannot be opened: ${reason}`, where: path, mend: 'Give an XES or CSV file' })
}

function gunzipped(raw: ReadStream): Readable {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  // Errors of both come out of the iteration over the unpacked bytes.
  pipeline(raw, gunzip, () => undefined)
  return gunzip
}

async function* decoded(bytes: Readable, bytesMax: number): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null
  let total = 0
  const where = (): string => `after byte ${total} of the unpacked log`
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      decoder ??= decoderFor(chunk)
      const text = decoder.decode(chunk, { stream: true })
      total += chunk.length
      if (total > bytesMax) {
        const what = `the log is larger than ${bytesMax} bytes when unpacked`
        throw new LogReadError({ what, where: where(), mend: 'Split it, or raise the limit if its source is trusted' })
      }
      yield text
    }
    const rest = decoder?.decode()
    if (rest !== undefined && rest !== '') yield rest
  } catch (error) {
    throw explained(error, where())
  }
}

function explained(error: unknown, where: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new LogReadError({ what: 'bytes that are no text', where, mend: 'Save the log as UTF-8' })
  }
  if (code.startsWith('Z_')) {
    const what = code === 'Z_BUF_ERROR' ? 'the gzip file is cut off' : 'the gzip file is damaged'
    return new LogReadError({ what, where, mend: 'Fetch the file again' })
  }
  return error
}

/** Byte order mark, else the encoding that the XML declaration names, else UTF-8. */
function decoderFor(head: Buffer): TextDecoder {
  const [a, b] = head
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le', { fatal: true })
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be', { fatal: true })
  const declaration = /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})["']/
  const label = declaration.exec(head.toString('latin1', 0, 300))?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(label, { fatal: true })
  } catch {
    throw new LogReadError({ what: `unknown encoding ${label}`, where: 'line 1', mend: 'Save the log as UTF-8' })
  }
}

function formatOf(task: Task, text: string): 'xes' | 'csv' {
  if (task.format !== 'auto') return task.format
  const first = text.trimStart().slice(0, 1)
  if (first !== '{' && first !== '[') return first === '<' ? 'xes' : 'csv'
  const what = 'the log is JSON (perhaps OCEL)'
  throw new LogReadError({ what, where: 'line 1', mend: 'Export it as XES or CSV' })
}

type Readers = { xes(): LogReader; csv(): LogReader }

/** Hands the text to the reader that fits it; `each` runs after every piece and once at the end. */
async function readThrough(task: Task, source: Source, readers: Readers, each: () => Promise<void>): Promise<void> {
  let reader: LogReader | null = null
  for await (const text of source.chunks) {
    reader ??= readers[formatOf(task, text)]()
    await reader.write(text)
    await each()
  }
  await reader?.end()
  await each()
}

async function read(task: ReadTask, port: MessagePort): Promise<void> {
  const credits = creditsFrom(port)
  const source = await openSource(task)
  const batcher = new Batcher(task)
  const { sink } = batcher
  const columns: { columns?: LogColumns } = task.mapping.columns === undefined ? {} : { columns: task.mapping.columns }
  const readers: Readers = { xes: () => xesReader(sink), csv: () => csvReader(sink, columns) }
  const hand = async (): Promise<void> => {
    await credits.one()
    const { events, rejects, end } = batcher.take(BATCH_EVENTS)
    const bytes = { bytesRead: source.bytesRead(), bytesTotal: source.bytesTotal }
    const progress: Progress = { ...bytes, events: end, cases: batcher.cases, dropped: batcher.dropped }
    post(port, { kind: 'batch', events, rejects, progress })
  }
  await readThrough(task, source, readers, async () => {
    post(port, { kind: 'alive' })
    while (batcher.size >= BATCH_EVENTS) await hand()
  })
  await hand()
  post(port, { kind: 'done' })
}

/** Maps, keys and counts; holds what was read until the outside takes it. */
class Batcher {
  cases = 0
  dropped = 0
  readonly sink: LogSink
  private met = 0
  private rejected = 0
  private queue: { position: number; result: KeyedEvent | Reject }[] = []
  private readonly task: ReadTask
  private readonly key: ReturnType<typeof eventKeyer>

  constructor(task: ReadTask) {
    this.task = task
    this.key = eventKeyer(task.engagementId)
    this.sink = { event: (event) => this.event(event), reject: (reject) => this.reject(reject) }
  }

  get size(): number {
    return this.queue.length
  }

  /** The next results in the order of the log, and the number of events of the log up to their end. */
  take(count: number): { events: KeyedEvent[]; rejects: Reject[]; end: number } {
    const taken = this.queue.slice(0, count)
    this.queue = this.queue.slice(count)
    const events: KeyedEvent[] = []
    const rejects: Reject[] = []
    for (const { result } of taken) {
      if (result.kind === 'event') events.push(result)
      else rejects.push(result)
    }
    return { events, rejects, end: this.queue[0]?.position ?? this.met }
  }

  private event(event: LogEvent): void {
    this.cases = Math.max(this.cases, event.caseIndex + 1)
    const result = mapEvent(this.task.mapping, event)
    if (result.kind === 'reject') this.reject(result)
    else if (result.kind === 'dropped') {
      this.meet()
      this.dropped += 1
    } else {
      this.meet()
      const classifier = classifierText(this.task.mapping.classifier, event)
      // Skipped events are keyed too: equal ones after them must get the next number.
      const key = this.key({ case: result.workItemReference, classifier, at: result.at })
      this.keep({ ...result, key, row: event.line })
    }
  }

  private reject(reject: Reject): void {
    this.meet()
    this.rejected += 1
    if (this.rejected > this.task.limits.rejectsMax) {
      const what = `more than ${this.task.limits.rejectsMax} events are rejected, the last one because ${reject.reason}`
      throw new LogReadError({ what, where: `line ${reject.row}`, mend: 'Mend the mapping or the log' })
    }
    this.keep(reject)
  }

  private keep(result: KeyedEvent | Reject): void {
    if (this.met > this.task.skipEvents) this.queue.push({ position: this.met - 1, result })
  }

  private meet(): void {
    this.met += 1
    if (this.met > this.task.limits.eventsMax) throw tooManyEvents(this.task.limits.eventsMax)
  }
}

type Credits = { one(): Promise<void> }

/** Each 'more' from outside allows one batch: a slow importer holds the reader back. */
function creditsFrom(port: MessagePort): Credits {
  let credit = 0
  let wake: (() => void) | null = null
  port.on('message', () => {
    credit += 1
    wake?.()
  })
  return {
    async one() {
      if (credit === 0) await new Promise<void>((resolve) => (wake = resolve))
      credit -= 1
    },
  }
}

async function scan(task: ScanTask, port: MessagePort): Promise<void> {
  const source = await openSource(task)
  const counting = new Counting(task)
  const columns: { columns?: LogColumns } = task.columns === undefined ? {} : { columns: task.columns }
  const readers: Readers = {
    xes: () => xesReader(counting.begin('xes')),
    csv: () => csvReader(counting.begin('csv'), { ...columns, onColumns: (found) => (counting.scan.columns = found) }),
  }
  await readThrough(task, source, readers, async () => post(port, { kind: 'alive' }))
  post(port, { kind: 'scan', scan: counting.result() })
}

function post(port: MessagePort, message: ToCage): void {
  port.postMessage(message)
}

async function main(port: MessagePort, task: Task): Promise<void> {
  try {
    if (task.kind === 'read') await read(task, port)
    else await scan(task, port)
  } catch (error) {
    if (!(error instanceof LogReadError)) throw error
    post(port, { kind: 'failed', what: error.what, where: error.where, mend: error.mend })
  }
  port.close()
}

if (parentPort === null) throw new Error('caged.worker.ts runs only as a worker thread')
await main(parentPort, workerData as Task)
