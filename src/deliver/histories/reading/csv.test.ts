import { describe, expect, test } from 'vitest'
import type { LogColumns, LogEvent, Reject } from '../mapping.ts'
import { type CsvOptions, csvReader } from './csv.ts'

async function read(text: string, options: CsvOptions & { pieces?: number } = {}) {
  const events: LogEvent[] = []
  const rejects: Reject[] = []
  const found: LogColumns[] = []
  const sink = {
    event: (event: LogEvent) => void events.push(event),
    reject: (reject: Reject) => void rejects.push(reject),
  }
  const reader = csvReader(sink, { ...options, onColumns: (columns) => void found.push(columns) })
  const size = options.pieces ?? Math.max(1, text.length)
  for (let i = 0; i < text.length; i += size) await reader.write(text.slice(i, i + size))
  await reader.end()
  return { events, rejects, columns: found[0] }
}

describe('what a CSV log says', () => {
  test('well-known columns are found whatever their order, case and delimiter', async () => {
    for (const delimiter of [',', ';', '\t']) {
      const text = ['Timestamp,Org:Resource,Case ID,Activity', '2026-01-05T09:00:00Z,Åse,7,pay'].join('\r\n')
      const { events, columns } = await read(text.replaceAll(',', delimiter), { pieces: 3 })
      expect(columns).toEqual({
        case: 'Case ID',
        activity: 'Activity',
        timestamp: 'Timestamp',
        resource: 'Org:Resource',
      })
      expect(events).toEqual([
        {
          case: '7',
          activity: 'pay',
          lifecycle: null,
          timestamp: '2026-01-05T09:00:00Z',
          resource: 'Åse',
          attributes: {},
          caseIndex: 0,
          eventIndex: 0,
          line: 2,
        },
      ])
    }
  })

  test('a mapping names columns by their exact header', async () => {
    const columns = { case: 'Vorgang', activity: 'Schritt', timestamp: 'Zeit' }
    const text = 'Zeit;Schritt;Vorgang;Betrag\n1;b;c;9,50\n'
    const { events } = await read(text, { columns, attributes: ['Betrag', 'absent'] })
    expect(events).toMatchObject([{ case: 'c', activity: 'b', timestamp: '1', attributes: { Betrag: '9,50' } }])
  })

  test('a row with a start gives a start and a completion; unfinished work gives its start alone', async () => {
    const { events } = await read('case,activity,start_time,end_time\nA,pay,1,2\nA,check,3,\nB,pay,,4\n')
    expect(events.map((event) => [event.activity, event.lifecycle, event.timestamp, event.caseIndex])).toEqual([
      ['pay', 'start', '1', 0],
      ['pay', 'complete', '2', 0],
      ['check', 'start', '3', 0],
      ['pay', 'complete', '4', 1],
    ])
  })

  test('quoted fields hold delimiters, quotes and line breaks, and lines are still counted rightly', async () => {
    const text = '\uFEFF"case","activity","timestamp"\n"A","say ""hi"",\r\nthen go",1\n\n\nB,x,2\nC,y\n'
    const whole = await read(text)
    expect(whole.events.map((event) => [event.activity, event.line])).toEqual([
      ['say "hi",\r\nthen go', 2],
      ['x', 6],
    ])
    expect(whole.rejects).toEqual([{ kind: 'reject', row: 7, reason: 'the row has 2 fields, the header 3' }])
    expect(await read(text, { pieces: 1 })).toEqual(whole)
  })
})

describe('what is rejected, with its line and its reason', () => {
  test('rows without case, activity or timestamp', async () => {
    const { rejects } = await read('case,activity,timestamp\n,x,1\nA,,\n')
    expect(rejects.map((reject) => [reject.row, reject.reason])).toEqual([
      [2, 'the row has no case'],
      [3, 'the row has no activity, no timestamp'],
    ])
  })

  test('rows that broken quotes make unreadable are named by their lines, and the rest is read', async () => {
    const stray = await read('case,activity,timestamp\nA,5" pipe,1\nB,x,2\n')
    expect(stray.rejects).toMatchObject([{ row: 2, reason: expect.stringContaining('lines 2 to 2 were passed over') }])
    expect(stray.events).toMatchObject([{ case: 'B', line: 3 }])
    const missing = await read('case,activity,timestamp\nA,"x,1\nB,y,2\nC,"z",3\nD,w,4\n')
    expect(missing.rejects).toMatchObject([
      { row: 2, reason: expect.stringContaining('lines 2 to 4 were passed over') },
    ])
    expect(missing.events).toMatchObject([{ case: 'D', line: 5 }])
    const open = await read('case,activity,timestamp\nA,x,1\nB,"x,1\nC,x,2\n')
    expect(open.rejects).toMatchObject([{ row: 3, reason: expect.stringContaining('everything after it') }])
    expect(open.events).toHaveLength(1)
  })

  test('a field of 10,000 characters is read, a longer one rejected', async () => {
    const text = (length: number): string => `case,activity,timestamp\nA,${'x'.repeat(length)},1\n`
    expect((await read(text(10_000))).events).toHaveLength(1)
    expect((await read(text(10_001))).rejects).toMatchObject([
      { reason: 'the activity is longer than 10000 characters' },
    ])
  })
})

describe('hostile logs end with what, where and how to mend it', () => {
  test('a row without end is refused long before it fills the memory', async () => {
    for (const start of ['case,activity,timestamp\nA,', 'case,activity,timestamp\nA,"', '', '"']) {
      let written = 0
      const reader = csvReader({ event: () => undefined, reject: () => undefined })
      const flood = async (): Promise<void> => {
        await reader.write(start)
        for (; written < 50_000_000; written += 65_536) await reader.write('x'.repeat(65_536))
      }
      await expect(flood()).rejects.toThrow(/^line \d: .*longer than 1048576/)
      expect(written).toBeLessThan(2_000_000)
    }
  })

  test('a missing column is named with what was found', async () => {
    await expect(read('case,activity,wen\nA,x,1')).rejects.toThrow(
      /no column for the timestamp .*found case, activity, wen/,
    )
  })

  test('a column that stands twice is refused', async () => {
    await expect(read('case,activity,timestamp,case\n')).rejects.toThrow('two columns are called "case"')
  })

  test('columns, cases and an empty file have their limits', async () => {
    const wide = Array.from({ length: 257 }, (_, i) => `c${i}`).join(',')
    await expect(read(`${wide}\n`)).rejects.toThrow('more than 256 columns')
    await expect(read('case,activity,timestamp\nA,x,1\nB,x,1\n', { casesMax: 1 })).rejects.toThrow('more than 1 cases')
    await expect(read('')).rejects.toThrow('no header row')
  })
})
