import { type CsvError, type InfoRecord, parse, type Parser } from 'csv-parse'
import { LogColumns, type LogEvent, LogReadError } from '../mapping.ts'
import type { LogReader, LogSink } from './xes.ts'

export type CsvOptions = {
  /** Columns by their header text; without them the well-known names are looked for. */
  readonly columns?: LogColumns
  /** Other columns to keep as attributes. */
  readonly attributes?: readonly string[]
  readonly casesMax?: number
  /** Characters in one row, line breaks in quotes included. */
  readonly rowLengthMax?: number
  /** Characters in one field that is read. */
  readonly fieldLengthMax?: number
  readonly columnsMax?: number
  /** Told once, when the header has been understood. */
  readonly onColumns?: (columns: LogColumns) => void
}

const LIMITS = { casesMax: 1_000_000, rowLengthMax: 1 << 20, fieldLengthMax: 10_000, columnsMax: 256 }
const DELIMITERS = [',', ';', '\t'] as const
const WELL_KNOWN = {
  case: ['case:concept:name', 'case_id', 'caseid', 'case', 'trace_id', 'work_item_reference', 'work_item'],
  activity: ['concept:name', 'activity', 'activity_name', 'event_name', 'event', 'task'],
  timestamp: ['time:timestamp', 'timestamp', 'complete_timestamp', 'end_timestamp', 'end_time', 'time', 'at', 'date'],
  start: ['start_timestamp', 'start_time', 'start'],
  lifecycle: ['lifecycle:transition', 'lifecycle', 'transition'],
  resource: ['org:resource', 'resource', 'worker', 'user'],
} as const satisfies Record<keyof LogColumns, readonly string[]>
const ROLES = Object.keys(WELL_KNOWN) as (keyof typeof WELL_KNOWN)[]

/**
 * Streaming reader of a CSV log with a header: comma, semicolon or tab; quoted fields may hold line breaks. A row of
 * the wrong length or without case, activity or timestamp becomes a reject, and so do the lines that broken quotes make
 * unreadable. A row with a start column gives two events, 'start' and 'complete'; while its end is empty, the start.
 */
export function csvReader(sink: LogSink, options: CsvOptions = {}): LogReader {
  const rows = new CsvRows(sink, options)
  let parser: Parser | null = null
  let head = ''
  const feed = (text: string): Promise<void> => {
    parser ??= openParser(rows, delimiterOf(head))
    const target = parser
    return new Promise((resolve, reject) => {
      target.write(text, (error) => (error ? reject(clear(error)) : resolve()))
    })
  }
  return {
    async write(text) {
      if (parser !== null) return feed(text)
      head += text
      if (headerEnd(head) < 0 && head.length <= rows.limits.rowLengthMax) return
      return feed(head)
    },
    async end() {
      if (parser === null && head.trim() === '') {
        throw new LogReadError({
          what: 'the file has no header row',
          where: 'line 1',
          mend: 'Give a CSV file whose first row names its columns',
        })
      }
      if (parser === null) await feed(head)
      const target = parser
      await new Promise<void>((resolve, reject) => {
        target?.once('error', (error) => reject(clear(error)))
        target?.once('end', resolve)
        target?.end()
      })
      rows.end()
    },
  }
}

function openParser(rows: CsvRows, delimiter: string): Parser {
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: rows.limits.rowLengthMax,
    on_record: (record: string[], context: InfoRecord) => {
      rows.row(record, context.lines)
      // Nothing is passed on: the sink already has it.
      return null
    },
    on_skip: (error) => {
      if (error !== undefined) rows.unreadable(error)
    },
  })
  // Failures reach the writer through its callback; without a listener they would end the process.
  parser.on('error', () => undefined)
  parser.resume()
  return parser
}

function clear(error: Error): LogReadError {
  if (error instanceof LogReadError) return error
  return new LogReadError({ what: error.message, where: 'in the CSV text', mend: 'Export the log again as CSV' })
}

/** Index of the line break that ends the header, or −1: one within quotes does not. */
function headerEnd(text: string): number {
  let quoted = false
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === 34) quoted = !quoted
    else if (!quoted && (code === 10 || code === 13)) return i
  }
  return -1
}

function delimiterOf(head: string): string {
  const end = headerEnd(head)
  const header = (end < 0 ? head : head.slice(0, end)).replaceAll(/"[^"]*"/g, '')
  let best: string = DELIMITERS[0]
  let most = 0
  for (const delimiter of DELIMITERS) {
    const count = header.split(delimiter).length - 1
    if (count > most) [best, most] = [delimiter, count]
  }
  return best
}

type Places = { [role in keyof typeof WELL_KNOWN]: number }

class CsvRows {
  readonly limits: typeof LIMITS
  private readonly sink: LogSink
  private readonly options: CsvOptions
  private readonly cases = new Map<string, number>()
  private places: Places | null = null
  private header: readonly string[] = []
  private kept: readonly (readonly [string, number])[] = []
  private eventIndex = 0
  private endLine = 0
  private surplus = 0
  private broken: string | null = null

  constructor(sink: LogSink, options: CsvOptions) {
    this.sink = sink
    this.options = options
    this.limits = {
      casesMax: options.casesMax ?? LIMITS.casesMax,
      rowLengthMax: options.rowLengthMax ?? LIMITS.rowLengthMax,
      fieldLengthMax: options.fieldLengthMax ?? LIMITS.fieldLengthMax,
      columnsMax: options.columnsMax ?? LIMITS.columnsMax,
    }
  }

  /** `parserLine` is the line on which the row ends as the parser counts: it takes CR LF within quotes for two. */
  row(fields: readonly string[], parserLine: number): void {
    const endLine = parserLine - this.surplus
    const breaks = endLine === this.endLine + 1 ? [] : fields.flatMap((field) => field.match(/\r\n|\n|\r/g) ?? [])
    const twofold = breaks.filter((text) => text.length === 2).length
    const line = endLine - breaks.length - twofold
    this.surplus += twofold
    this.settleBroken(`lines ${this.endLine + 1} to ${line - 1} were passed over`)
    this.endLine = line + breaks.length
    if (this.places === null) this.readHeader(fields)
    else if (fields.length === this.header.length) this.readRow(this.places, fields, line)
    else this.reject(line, `the row has ${fields.length} fields, the header ${this.header.length}`)
  }

  /** Quotes that the parser cannot follow: it passes over the text until they make sense again. */
  unreadable(error: CsvError): void {
    const where = `line ${this.endLine + 1}`
    if (error.code === 'CSV_MAX_RECORD_SIZE') {
      const what = `a row is longer than ${this.limits.rowLengthMax} characters`
      throw new LogReadError({ what, where, mend: 'Close its quotes, or leave long texts out of the export' })
    }
    if (this.places === null) throw new LogReadError({ what: error.message, where, mend: 'Mend the header row' })
    this.broken ??= error.message.slice(0, 200)
  }

  end(): void {
    this.settleBroken('everything after it was passed over')
  }

  private settleBroken(consequence: string): void {
    if (this.broken === null) return
    this.reject(this.endLine + 1, `broken quotes (${this.broken}): ${consequence}`)
    this.broken = null
  }

  private readHeader(fields: readonly string[]): void {
    const header = fields.map((field) => field.trim())
    if (header.length > this.limits.columnsMax) {
      throw this.headerError(`the header names more than ${this.limits.columnsMax} columns`, 'Leave columns out')
    }
    const place = (role: keyof Places): number => this.placeOf(role, header)
    this.places = {
      case: place('case'),
      activity: place('activity'),
      timestamp: place('timestamp'),
      start: place('start'),
      lifecycle: place('lifecycle'),
      resource: place('resource'),
    }
    this.header = header
    const used = new Set(Object.values(this.places))
    for (const [i, name] of header.entries()) if (!used.has(i)) this.sink.attribute?.(name)
    this.kept = (this.options.attributes ?? [])
      .map((name): readonly [string, number] => [name, header.indexOf(name)])
      .filter(([, index]) => index >= 0)
    const named = Object.entries(this.places).filter(([, index]) => index >= 0)
    this.options.onColumns?.(LogColumns.parse(Object.fromEntries(named.map(([role, index]) => [role, header[index]]))))
  }

  private placeOf(role: keyof Places, header: readonly string[]): number {
    const mapped = this.options.columns
    const names = mapped === undefined ? WELL_KNOWN[role] : mapped[role] === undefined ? [] : [mapped[role]]
    const plain = mapped === undefined ? header.map((name) => name.toLowerCase().replaceAll(/[\s-]+/g, '_')) : header
    for (const name of names) {
      const place = plain.indexOf(name)
      if (place < 0) continue
      if (plain.includes(name, place + 1)) {
        throw this.headerError(`two columns are called ${JSON.stringify(name)}`, 'Give each column its own name')
      }
      return place
    }
    if (role !== 'case' && role !== 'activity' && role !== 'timestamp' && mapped?.[role] === undefined) return -1
    throw this.headerError(
      `no column for the ${role} (looked for ${names.join(', ')}; found ${header.join(', ').slice(0, 300)})`,
      `Name the column of the ${role} in the mapping`,
    )
  }

  private headerError(what: string, mend: string): LogReadError {
    return new LogReadError({ what, where: 'line 1', mend })
  }

  private readRow(places: Places, fields: readonly string[], line: number): void {
    const field = (role: keyof Places): string => fields[places[role]] ?? ''
    const tooLong = ROLES.find((role) => field(role).length > this.limits.fieldLengthMax)
    const [start, end] = [field('start').trim(), field('timestamp').trim()]
    const lacking = [
      field('case') === '' ? 'case' : null,
      field('activity') === '' ? 'activity' : null,
      start === '' && end === '' ? 'timestamp' : null,
    ].filter((role) => role !== null)
    const name = tooLong === 'case' ? '' : field('case')
    if (tooLong !== undefined) {
      this.reject(line, `the ${tooLong} is longer than ${this.limits.fieldLengthMax} characters`, name)
    } else if (lacking.length > 0) this.reject(line, `the row has no ${lacking.join(', no ')}`, name)
    else if (places.start < 0)
      this.emit(fields, places, { timestamp: end, lifecycle: field('lifecycle') || null, line })
    else {
      if (start !== '') this.emit(fields, places, { timestamp: start, lifecycle: 'start', line })
      if (end !== '') this.emit(fields, places, { timestamp: end, lifecycle: 'complete', line })
    }
  }

  private emit(
    fields: readonly string[],
    places: Places,
    told: Pick<LogEvent, 'timestamp' | 'lifecycle' | 'line'>,
  ): void {
    const caseName = fields[places.case] ?? ''
    this.sink.event({
      case: caseName,
      activity: fields[places.activity] ?? '',
      lifecycle: told.lifecycle,
      timestamp: told.timestamp,
      resource: fields[places.resource] || null,
      attributes: Object.fromEntries(this.kept.map(([name, index]) => [name, fields[index] ?? ''])),
      caseIndex: this.caseIndexOf(caseName, told.line),
      eventIndex: this.eventIndex,
      line: told.line,
    })
    this.eventIndex += 1
  }

  private caseIndexOf(name: string, line: number): number {
    const known = this.cases.get(name)
    if (known !== undefined) return known
    if (this.cases.size >= this.limits.casesMax) {
      throw new LogReadError({
        what: `the log has more than ${this.limits.casesMax} cases`,
        where: `line ${line}`,
        mend: 'Check which column names the case, or split the log',
      })
    }
    this.cases.set(name, this.cases.size)
    return this.cases.size - 1
  }

  private reject(row: number, reason: string, name = ''): void {
    this.sink.reject({ kind: 'reject', row, ...(name === '' ? {} : { case: name }), reason })
    this.eventIndex += 1
  }
}
