import { existsSync } from 'node:fs'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { monotonicMillis } from '../../../kernel/time/clock.ts'
import { type LogScan, type Mapping, type Reject, suggestMapping } from '../mapping.ts'
import { type KeyedEvent, type Progress, readLog, type ReadOptions, scanLog } from './caged.ts'

const LOGS = path.resolve('../shared/data/eventlogs')
const MAPPING: Mapping = { classifier: 'activity', events: {}, unmapped: 'keep' }
const HEADER = 'case,activity,timestamp\n'
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'histories-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

async function given(name: string, content: string | Uint8Array): Promise<string> {
  const file = path.join(folder, name)
  await writeFile(file, content)
  return file
}

function rows(count: number): string {
  const row = (i: number): string => `C${i % 997},step ${i % 5},2026-01-05T09:00:${String(i % 60).padStart(2, '0')}Z\n`
  return HEADER + Array.from({ length: count }, (_, i) => row(i)).join('')
}

async function readAll(file: string, options: Partial<ReadOptions> = {}) {
  const events: KeyedEvent[] = []
  const rejects: Reject[] = []
  const progress: Progress[] = []
  for await (const batch of readLog({ path: file, mapping: MAPPING, engagementId: 'e', ...options })) {
    events.push(...batch.events)
    rejects.push(...batch.rejects)
    progress.push(batch.progress)
  }
  return { events, rejects, progress }
}

type Expected = {
  name: string
  cases: number
  events: number
  rejected: number
  activities: number
  withoutOffset: number
}
const KNOWN_LOGS: Expected[] = [
  { name: '01_running-example.xes.gz', cases: 6, events: 42, rejected: 0, activities: 8, withoutOffset: 0 },
  { name: '02_teleclaims.xes.gz', cases: 3512, events: 46_138, rejected: 0, activities: 11, withoutOffset: 0 },
  { name: '03_repairExample.xes.gz', cases: 1104, events: 11_855, rejected: 0, activities: 8, withoutOffset: 0 },
  { name: '04_reviewing.xes.gz', cases: 100, events: 3730, rejected: 0, activities: 14, withoutOffset: 0 },
  { name: '11_tickets.xes.gz', cases: 9, events: 43, rejected: 0, activities: 6, withoutOffset: 43 },
  { name: 'xes_20.xes', cases: 0, events: 0, rejected: 1, activities: 0, withoutOffset: 0 },
  { name: 'interval_event_log.csv', cases: 1266, events: 16_218, rejected: 0, activities: 8, withoutOffset: 0 },
]

function counts(name: string, scan: LogScan): Expected {
  const activities = new Set(scan.activities.map((row) => row.activity)).size
  const { cases, events, rejected, withoutOffset } = scan
  return { name, cases, events, rejected, activities, withoutOffset }
}

describe('logs that others have counted', () => {
  for (const expected of KNOWN_LOGS) {
    const file = path.join(LOGS, expected.name)
    test.skipIf(!existsSync(file))(
      `${expected.name} has its cases and events (skipped where the data is absent)`,
      async () => {
        const scan = await scanLog(file)
        expect(counts(expected.name, scan)).toEqual(expected)
        const mapping = { ...suggestMapping(scan), zone: 'Europe/Oslo' }
        const { events, rejects, progress } = await readAll(file, { mapping })
        expect([events.length, rejects.length]).toEqual([expected.events, expected.rejected])
        expect(new Set(events.map((event) => event.key)).size).toBe(expected.events)
        expect(progress.at(-1)).toMatchObject({ events: expected.events + expected.rejected, cases: expected.cases })
        expect(progress.at(-1)?.bytesRead).toBe(progress.at(-1)?.bytesTotal)
      },
    )
  }
})

describe('reading in batches', () => {
  test('batches hold at most 500 events and an import that broke off goes on where it stood', async () => {
    const file = await given('batches.csv', rows(1_750))
    const whole = await readAll(file)
    expect(whole.progress.map((progress) => progress.events)).toEqual([500, 1_000, 1_500, 1_750])
    expect(whole.events.map((event) => event.ordinal)).toEqual(whole.events.map((_, i) => i))
    const rest = await readAll(file, { skipEvents: 1_000 })
    expect(rest.events).toEqual(whole.events.slice(1_000))
  })

  test('rejects and events keep the order of the log in the count that a resumed import starts from', async () => {
    const broken = rows(2_500).replaceAll(/,step 3,[^\n]*/g, ',step 3,never')
    const file = await given('rejects.csv', broken)
    const whole = await readAll(file)
    expect([whole.events.length, whole.rejects.length]).toEqual([2_000, 500])
    const rest = await readAll(file, { skipEvents: whole.progress[0]?.events ?? 0 })
    expect([rest.events.length, rest.rejects.length]).toEqual([1_600, 400])
  })

  test('an import that is repeated, or extended later, meets its own keys', async () => {
    const first = await readAll(await given('first.csv', rows(1_200)))
    const again = await readAll(await given('again.csv', rows(2_000)))
    expect(again.events.slice(0, 1_200).map((event) => event.key)).toEqual(first.events.map((event) => event.key))
  })

  test('a consumer that stops early ends the reader', async () => {
    const file = await given('early.csv', rows(50_000))
    for await (const batch of readLog({ path: file, mapping: MAPPING, engagementId: 'e' })) {
      expect(batch.progress.events).toBe(500)
      break
    }
  })

  test('an abort ends the reading with its reason', async () => {
    const file = await given('abort.csv', rows(50_000))
    const controller = new AbortController()
    const reading = (async () => {
      for await (const batch of readLog({
        path: file,
        mapping: MAPPING,
        engagementId: 'e',
        signal: controller.signal,
      })) {
        expect(batch.events).toHaveLength(500)
        controller.abort(new Error('the import was cancelled'))
      }
    })()
    await expect(reading).rejects.toThrow('the import was cancelled')
    await expect(scanLog(file, { signal: controller.signal })).rejects.toThrow('the import was cancelled')
  })

  test('text in UTF-16 and Latin-1 is read; bytes that are no text are an error', async () => {
    const text = `${HEADER}Å,x,2026-01-05T09:00:00Z\n`
    const wide = await given('utf16.csv', Buffer.from(`\uFEFF${text}`, 'utf16le'))
    expect((await readAll(wide)).events).toMatchObject([{ workItemReference: 'Å' }])
    const event =
      '<event><string key="concept:name" value="x"/><date key="time:timestamp" value="2026-01-05T09:00Z"/></event>'
    const trace = `<trace><string key="concept:name" value="Å"/>${event}</trace>`
    const latin = `<?xml version="1.0" encoding="ISO-8859-1"?><log>${trace}</log>`
    const narrow = await given('latin.xes', Buffer.from(latin, 'latin1'))
    expect((await readAll(narrow)).events).toMatchObject([{ workItemReference: 'Å' }])
    await expect(scanLog(await given('bad.csv', Buffer.from(text, 'latin1')))).rejects.toThrow(
      /no text. Save the log as UTF-8/,
    )
  })
})

/** Runs the reading and gives its error and the longest time for which the main loop stood still. */
async function underWatch(reading: Promise<unknown>): Promise<{ message: string; gapMillis: number }> {
  let gapMillis = 0
  let last = monotonicMillis()
  const timer = setInterval(() => {
    gapMillis = Math.max(gapMillis, monotonicMillis() - last)
    last = monotonicMillis()
  }, 5)
  const message = await reading.then(
    () => 'read to its end',
    (error: unknown) => (error instanceof Error ? `${error.name} ${error.message}` : String(error)),
  )
  clearInterval(timer)
  return { message, gapMillis }
}

describe('hostile files: a clear error, the process lives, the loop runs on', () => {
  const traces = '<trace><string key="concept:name" value="1"/></trace>\n'.repeat(2_000)
  const hostile: [name: string, content: () => string | Uint8Array, error: RegExp][] = [
    ['laughs.xes', () => '<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><log>&b;</log>', /document type/],
    ['nested.xes', () => '<log>'.repeat(1_000_000), /nested deeper than 64/],
    ['attribute.xes', () => `<log><string key="a" value="${'x'.repeat(50_000_000)}"/></log>`, /longer than 1048576/],
    ['bomb.xes.gz', () => gzipSync(`<log>${' '.repeat(100_000_000)}</log>`), /longer than 1048576/],
    [
      'bomb-of-traces.xes.gz',
      () => gzipSync(`<log>${traces.repeat(100)}</log>`),
      /larger than 8000000 bytes when unpacked/,
    ],
    ['bomb.csv.gz', () => gzipSync(HEADER + '\n'.repeat(100_000_000)), /larger than 8000000 bytes when unpacked/],
    ['cut.xes.gz', () => gzipSync(`<log>${traces}</log>`).subarray(0, 300), /the gzip file is cut off/],
    ['damaged.xes.gz', () => gzipSync(`<log>${traces}</log>`).fill(7, 20, 60), /the gzip file is damaged/],
    ['endless.csv', () => HEADER + 'x'.repeat(50_000_000), /a row is longer than 1048576/],
    ['zeros.csv', () => new Uint8Array(50_000_000), /longer than 1048576|no text/],
    ['log.zip', () => Buffer.from('PK\u0003\u0004 and so on'), /zip archive/],
    ['log.json', () => '{"ocel:events": {}}', /JSON/],
    ['empty.xes', () => '', /it is empty/],
    ['page.xes', () => '<html></html>', /<html>, not <log>/],
  ]
  for (const [name, content, error] of hostile) {
    test(
      name,
      async () => {
        const file = await given(name, content())
        const { message, gapMillis } = await underWatch(scanLog(file, { limits: { bytesMax: 8_000_000 } }))
        expect(message).toMatch(error)
        expect(message).toMatch(/^LogReadError /)
        expect(gapMillis).toBeLessThan(500)
      },
      20_000,
    )
  }

  test('a scan tells timestamps with an offset from those without, and counts the unreadable', async () => {
    const times = [
      '2026-01-05T09:00:00Z',
      '2026-01-05 09:00+01',
      '2026-01-05T09:00:00.5+0100',
      '2026-01-05T09:00-05:00',
    ]
    const local = ['2026-01-05T09:00:00', '2026-01-05 09:00', '2026-01-05 09:00:00.123']
    const cells = [...times, ...local, 'never'].map((time) => `A,x,${time}\n`)
    const scan = await scanLog(await given('offsets.csv', HEADER + cells.join('')))
    expect([scan.events, scan.withoutOffset, scan.unreadableTimestamps]).toEqual([8, 3, 1])
  })

  test('an absent file and a folder are errors that name the path', async () => {
    await expect(scanLog(path.join(folder, 'absent.csv'))).rejects.toThrow(/absent\.csv: the log cannot be opened/)
    await expect(scanLog(folder)).rejects.toThrow(/cannot be opened/)
  })

  test('a reader that outgrows its memory ends alone', async () => {
    const cases = Array.from({ length: 600_000 }, (_, i) => `case number ${i} of a great many,x,2026-01-05T09:00:00Z\n`)
    const file = await given('memory.csv', HEADER + cases.join(''))
    const { message } = await underWatch(scanLog(file, { limits: { heapMegabytes: 24 } }))
    expect(message).toMatch(/needs more than 24 MB of memory/)
  }, 30_000)

  test('a reader that takes too long in all, or falls silent, is stopped', async () => {
    const file = await given('long.csv', rows(300_000))
    await expect(scanLog(file, { limits: { workingMillis: 200 } })).rejects.toThrow(/stopped after 200 ms in all/)
    await expect(scanLog(file, { limits: { stallMillis: 1 } })).rejects.toThrow(/stopped after 1 ms of silence/)
  })

  test('a log is allowed its limits of events and rejects, and refused one more', async () => {
    const file = await given('limits.csv', rows(100))
    expect((await readAll(file, { limits: { eventsMax: 100 } })).events).toHaveLength(100)
    await expect(readAll(file, { limits: { eventsMax: 99 } })).rejects.toThrow('more than 99 events')
    const refusing: Partial<ReadOptions> = { mapping: { ...MAPPING, unmapped: 'reject' } }
    expect((await readAll(file, { ...refusing, limits: { rejectsMax: 100 } })).rejects).toHaveLength(100)
    await expect(readAll(file, { ...refusing, limits: { rejectsMax: 99 } })).rejects.toThrow(/99 events are rejected/)
  })

  test('a gzip bomb of 2 GB is refused without being kept', async () => {
    const file = path.join(folder, 'great-bomb.xes.gz')
    const part = gzipSync(traces.repeat(100))
    const handle = await open(file, 'w')
    await handle.write(gzipSync('<log>'))
    for (let i = 0; i < 200; i += 1) await handle.write(part)
    await handle.close()
    const { message } = await underWatch(scanLog(file, { limits: { bytesMax: 50_000_000 } }))
    expect(message).toMatch(/larger than 50000000 bytes when unpacked/)
  }, 30_000)
})
