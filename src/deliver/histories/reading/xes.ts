import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { LogReadError, type LogEvent, type Reject } from '../mapping.ts'

/** Where a reader puts what it finds, in the order of the log. */
export type LogSink = {
  event(event: LogEvent): void
  reject(reject: Reject): void
  /** Called with the name of every top-level attribute of every event, where given. */
  attribute?(name: string): void
}

/** A reader is handed the decoded text of a log piece by piece. Both throw LogReadError. */
export type LogReader = { write(text: string): Promise<void> | void; end(): Promise<void> | void }

export type XesOptions = {
  /** Event attributes to keep beside the well-known four. */
  readonly attributes?: readonly string[]
  readonly depthMax?: number
  /** Characters in one attribute value. */
  readonly attributeLengthMax?: number
  readonly attributesPerEventMax?: number
  /** Events held back until their trace says its name. */
  readonly heldMax?: number
}

const LIMITS = { depthMax: 64, attributeLengthMax: 10_000, attributesPerEventMax: 256, heldMax: 10_000 }
// One tag, comment or text between tags. The parser keeps such a piece in memory until it ends.
const PIECE_MAX = 1 << 20
// What OpenXES writes as the default of an attribute that must always be given: it stands for no value.
const INVALID = '__INVALID__'
const KNOWN: Readonly<Record<string, keyof Known>> = {
  'concept:name': 'activity',
  'lifecycle:transition': 'lifecycle',
  'time:timestamp': 'timestamp',
  'org:resource': 'resource',
}

type Known = {
  activity: string | null
  lifecycle: string | null
  timestamp: string | null
  resource: string | null
}
type Draft = Known & {
  line: number
  attributeCount: number
  twice: string | null
  attributes: Record<string, string>
}
type Trace = { name: string | null; held: Draft[]; twice: boolean }

/**
 * Streaming reader of XES (IEEE 1849) as it is met in the wild: any namespace prefix or none, any attribute type,
 * nested attributes, lists and containers passed over, defaults from `<global scope="event">` (never for the
 * timestamp: a made-up instant would be false evidence). An event without a name or timestamp, in a trace without a
 * name or outside any trace becomes a reject. Document types are refused, so no entity can grow.
 */
export function xesReader(sink: LogSink, options: XesOptions = {}): LogReader {
  const parser = new SaxesParser<{ xmlns: false }>({ xmlns: false })
  const failed = (what: string, mend: string): LogReadError =>
    new LogReadError({ what, where: `line ${parser.line}, column ${parser.columnIndex + 1}`, mend })
  const structure = new XesStructure(sink, options, { line: () => parser.line, failed })
  let pieceStart = 0
  parser.on('doctype', () => {
    throw failed('the log declares a document type', 'Remove the DOCTYPE: entities are never expanded')
  })
  parser.on('error', (error) => {
    throw failed(`not well-formed XML (${error.message.replace(/^[\d:]+ /, '')})`, 'Export the log again as XES')
  })
  parser.on('opentag', (tag) => {
    pieceStart = parser.position
    structure.open(tag)
  })
  parser.on('closetag', () => {
    pieceStart = parser.position
    structure.close()
  })
  return {
    write(text) {
      parser.write(text)
      if (parser.position - pieceStart > PIECE_MAX) {
        throw failed(
          `one tag, comment or text is longer than ${PIECE_MAX} characters`,
          'Remove it: a log holds short attributes only',
        )
      }
    },
    end() {
      parser.close()
    },
  }
}

type Position = { line(): number; failed(what: string, mend: string): LogReadError }

/** The meaning of tags by their depth: log 1, trace 2, event 3, the event's attributes 4. */
class XesStructure {
  private readonly sink: LogSink
  private readonly limits: typeof LIMITS
  private readonly wanted: ReadonlySet<string>
  private readonly position: Position
  private readonly defaults: Known = { activity: null, lifecycle: null, timestamp: null, resource: null }
  private depth = 0
  private inEventGlobal = false
  private trace: Trace | null = null
  private draft: Draft | null = null
  private caseIndex = -1
  private eventIndex = 0

  constructor(sink: LogSink, options: XesOptions, position: Position) {
    this.sink = sink
    this.limits = { ...LIMITS, ...options }
    this.wanted = new Set(options.attributes)
    this.position = position
  }

  open(tag: SaxesTagPlain): void {
    this.depth += 1
    if (this.depth > this.limits.depthMax) {
      throw this.position.failed(
        `elements are nested deeper than ${this.limits.depthMax}`,
        'Flatten the nested attributes of this log',
      )
    }
    const name = tag.name.slice(tag.name.indexOf(':') + 1)
    const key = tag.attributes.key
    const value = tag.attributes.value
    if (value !== undefined && value.length > this.limits.attributeLengthMax) {
      throw this.position.failed(
        `the attribute ${JSON.stringify((key ?? '').slice(0, 80))} is longer than ${this.limits.attributeLengthMax}`,
        'Leave long texts out of the export',
      )
    }
    if (this.depth === 4) this.attributeOfEvent(key, value)
    else if (this.depth === 3) this.childOfTrace(name, key, value)
    else if (this.depth === 2) this.childOfLog(name, tag.attributes.scope)
    else if (this.depth === 1 && name !== 'log') {
      throw this.position.failed(`the document is <${tag.name.slice(0, 80)}>, not <log>`, 'Give a log in XES format')
    }
  }

  close(): void {
    if (this.depth === 3 && this.draft !== null) this.closeEvent(this.draft)
    else if (this.depth === 2) this.closeTrace()
    this.depth -= 1
  }

  private childOfLog(name: string, scope: string | undefined): void {
    if (name === 'trace') {
      this.caseIndex += 1
      this.trace = { name: null, held: [], twice: false }
    } else if (name === 'global') {
      this.inEventGlobal = scope === 'event'
    } else if (name === 'event') {
      this.reject(this.position.line(), 'the event stands outside any trace, so it belongs to no case')
    }
  }

  private childOfTrace(name: string, key: string | undefined, value: string | undefined): void {
    if (this.inEventGlobal) {
      const known = key !== undefined && Object.hasOwn(KNOWN, key) ? KNOWN[key] : undefined
      if (known !== undefined && known !== 'timestamp' && value !== INVALID) this.defaults[known] = value || null
    } else if (this.trace !== null && name === 'event') {
      this.draft = {
        activity: null,
        lifecycle: null,
        timestamp: null,
        resource: null,
        line: this.position.line(),
        attributeCount: 0,
        twice: null,
        attributes: {},
      }
    } else if (this.trace !== null && key === 'concept:name' && value !== undefined && value !== '') {
      if (this.trace.name !== null) this.trace.twice = true
      else this.nameTrace(this.trace, value)
    }
  }

  private attributeOfEvent(key: string | undefined, value: string | undefined): void {
    const draft = this.draft
    if (draft === null || key === undefined) return
    draft.attributeCount += 1
    if (draft.attributeCount > this.limits.attributesPerEventMax) {
      throw this.position.failed(
        `an event has more than ${this.limits.attributesPerEventMax} attributes`,
        'Leave attributes out of the export',
      )
    }
    this.sink.attribute?.(key)
    // A list or container has no value of its own; an empty text says nothing.
    if (value === undefined || value === '') return
    if (this.wanted.has(key)) draft.attributes[key] = value
    const known = Object.hasOwn(KNOWN, key) ? KNOWN[key] : undefined
    if (known === undefined) return
    if (draft[known] !== null) draft.twice = key
    draft[known] = value
  }

  private closeEvent(draft: Draft): void {
    this.draft = null
    const trace = this.trace
    if (trace === null) throw new Error('an event was opened outside a trace')
    if (trace.name !== null) this.emit(trace, trace.name, draft)
    else if (trace.held.push(draft) > this.limits.heldMax) {
      throw this.position.failed(
        `trace ${this.caseIndex + 1} has ${this.limits.heldMax} events before its concept:name`,
        'Write the name of a trace before its events',
      )
    }
  }

  // A trace may say its name after its first events: these wait for it.
  private nameTrace(trace: Trace, name: string): void {
    trace.name = name
    for (const draft of trace.held) this.emit(trace, name, draft)
    trace.held = []
  }

  private closeTrace(): void {
    const trace = this.trace
    this.inEventGlobal = false
    this.trace = null
    if (trace === null) return
    for (const draft of trace.held) {
      const reasons = [`trace ${this.caseIndex + 1} has no concept:name, so its events belong to no case`]
      this.reject(draft.line, [...reasons, ...this.lacks(draft)].join('; '))
    }
  }

  private emit(trace: Trace, name: string, draft: Draft): void {
    const { timestamp } = draft
    const activity = draft.activity ?? this.defaults.activity
    if (draft.twice !== null) this.reject(draft.line, `the event gives ${draft.twice} twice`, name)
    else if (trace.twice) this.reject(draft.line, `trace ${this.caseIndex + 1} gives concept:name twice`)
    else if (activity === null || timestamp === null) this.reject(draft.line, this.lacks(draft).join('; '), name)
    else {
      this.sink.event({
        case: name,
        activity,
        lifecycle: draft.lifecycle ?? this.defaults.lifecycle,
        timestamp,
        resource: draft.resource ?? this.defaults.resource,
        attributes: draft.attributes,
        caseIndex: this.caseIndex,
        eventIndex: this.eventIndex,
        line: draft.line,
      })
      this.eventIndex += 1
    }
  }

  private lacks(draft: Draft): string[] {
    const lacking: string[] = []
    if ((draft.activity ?? this.defaults.activity) === null) lacking.push('the event has no concept:name')
    if (draft.timestamp === null) lacking.push('the event has no time:timestamp')
    return lacking
  }

  private reject(row: number, reason: string, name?: string): void {
    this.sink.reject({ kind: 'reject', row, ...(name === undefined ? {} : { case: name }), reason })
    this.eventIndex += 1
  }
}
