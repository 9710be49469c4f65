import { describe, expect, test } from 'vitest'
import type { LogEvent, Reject } from '../mapping.ts'
import { type XesOptions, xesReader } from './xes.ts'

function read(text: string, options: XesOptions & { pieces?: number } = {}) {
  const events: LogEvent[] = []
  const rejects: Reject[] = []
  const names = new Set<string>()
  const sink = {
    event: (event: LogEvent) => void events.push(event),
    reject: (reject: Reject) => void rejects.push(reject),
    attribute: (name: string) => void names.add(name),
  }
  const reader = xesReader(sink, options)
  const size = options.pieces ?? text.length
  for (let i = 0; i < text.length; i += size) void reader.write(text.slice(i, i + size))
  void reader.end()
  return { events, rejects, names: [...names] }
}

const EVENT = `<event>
  <string key="concept:name" value="register &amp; check"/><date key='time:timestamp' value='2026-01-05T09:00:00Z'/>
</event>`
const NAME = '<int key="concept:name" value="3"/>'
const trace = (inside: string): string => `<log><trace><string key="concept:name" value="7"/>${inside}</trace></log>`

describe('what a log says', () => {
  test('an event keeps its case, activity, lifecycle, resource and timestamp as they are written', () => {
    const { events } = read(
      trace(`<event><string key="concept:name" value="pay"/><string key="lifecycle:transition" value="start"/>
        <string key="org:resource" value="Åse"/><string key="time:timestamp" value="1980-01-01 01:01:01"/></event>`),
    )
    expect(events).toEqual([
      {
        case: '7',
        activity: 'pay',
        lifecycle: 'start',
        timestamp: '1980-01-01 01:01:01',
        resource: 'Åse',
        attributes: {},
        caseIndex: 0,
        eventIndex: 0,
        line: 1,
      },
    ])
  })

  test('a log reads the same whole and one character at a time', () => {
    const text = `<?xml version='1.0'?>\n<!-- c --><log>\n<trace>${NAME}\n${EVENT}${EVENT}</trace>\n</log>`
    expect(read(text, { pieces: 1 })).toEqual(read(text))
    expect(read(text).events.map((event) => [event.activity, event.line])).toEqual([
      ['register & check', 4],
      ['register & check', 6],
    ])
  })

  test('a namespace prefix changes nothing', () => {
    const text = `<x:log xmlns:x="http://www.xes-standard.org/"><x:trace><x:string key="concept:name" value="a"/>
      <x:event><x:string key="concept:name" value="b"/><x:date key="time:timestamp" value="t"/></x:event>
      </x:trace></x:log>`
    expect(read(text).events).toMatchObject([{ case: 'a', activity: 'b', timestamp: 't' }])
  })

  test('nested attributes, lists and containers are passed over; asked-for attributes are kept', () => {
    const text =
      trace(`<event><string key="concept:name" value="outer"><string key="concept:name" value="inner"/></string>
      <list key="l"><values><string key="org:resource" value="nobody"/></values></list>
      <container key="c"><string key="cost" value="9"/></container>
      <int key="cost" value="50"/><date key="time:timestamp" value="t"/></event>`)
    const { events, names } = read(text, { attributes: ['cost', 'l'] })
    expect(events).toMatchObject([{ activity: 'outer', resource: null, attributes: { cost: '50' } }])
    expect(names).toEqual(['concept:name', 'l', 'c', 'cost', 'time:timestamp'])
  })

  test('a global default fills a missing attribute, but __INVALID__ does not, and no timestamp is made up', () => {
    const globals = `<global scope="trace"><string key="concept:name" value="nobody's"/></global>
      <global scope="event"><string key="concept:name" value="__INVALID__"/><string key="__proto__" value="x"/>
      <string key="lifecycle:transition" value="complete"/>
      <date key="time:timestamp" value="2011-04-13T14:02:31Z"/></global>`
    const inside = `<trace>${NAME}${EVENT}
      <event><date key="time:timestamp" value="t"/></event>
      <event><string key="concept:name" value="a"/></event></trace>`
    const { events, rejects } = read(`<log>${globals}${inside}</log>`)
    expect(events).toMatchObject([{ lifecycle: 'complete' }])
    expect(rejects.map((reject) => reject.reason)).toEqual([
      'the event has no concept:name',
      'the event has no time:timestamp',
    ])
  })

  test('a trace may say its name after its events', () => {
    expect(
      read(`<log><trace>${EVENT}<string key="concept:name" value="late"/>${EVENT}</trace></log>`).events,
    ).toMatchObject([
      { case: 'late', eventIndex: 0 },
      { case: 'late', eventIndex: 1 },
    ])
  })
})

describe('what is rejected, with its line and its reason', () => {
  test('every event of a trace without a name', () => {
    const { events, rejects } = read(`<log>\n<trace>${EVENT}\n<event/>\n</trace></log>`)
    expect(events).toEqual([])
    expect(rejects).toEqual([
      { kind: 'reject', row: 2, reason: 'trace 1 has no concept:name, so its events belong to no case' },
      {
        kind: 'reject',
        row: 5,
        reason:
          'trace 1 has no concept:name, so its events belong to no case; ' +
          'the event has no concept:name; the event has no time:timestamp',
      },
    ])
  })

  test('an event outside any trace', () => {
    expect(read(`<log>${EVENT}</log>`).rejects).toMatchObject([
      { row: 1, reason: expect.stringContaining('outside any') },
    ])
  })

  test('an event that says a thing twice', () => {
    const twice = '<string key="concept:name" value="a"/><date key="concept:name" value="b"/>'
    expect(read(trace(`<event>${twice}</event>`)).rejects).toMatchObject([
      { reason: 'the event gives concept:name twice' },
    ])
  })
})

describe('hostile logs end with what, where and how to mend it', () => {
  test('a billion laughs are refused before any is expanded', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "${'&a;'.repeat(10)}">]><log>&b;</log>`
    expect(() => read(bomb)).toThrow(/^line 1, column \d+: the log declares a document type\. Remove the DOCTYPE/)
  })

  test('an entity that nobody declared is refused', () => {
    expect(() => read('<log>\n<string key="a" value="&b;"/></log>')).toThrow(/^line 2, column \d+: not well-formed XML/)
  })

  test('nesting is allowed to 64 and refused at 65', () => {
    const nested = (depth: number): string => `<log>${'<a>'.repeat(depth - 1)}${'</a>'.repeat(depth - 1)}</log>`
    expect(read(nested(64)).events).toEqual([])
    expect(() => read(nested(65))).toThrow(/nested deeper than 64/)
    expect(() => read('<log>' + '<a>'.repeat(1_000_000), { pieces: 65_536 })).toThrow(/nested deeper than 64/)
  })

  test('an attribute value is allowed 10,000 characters and refused one more', () => {
    const value = (length: number): string => trace(`<event><string key="k" value="${'x'.repeat(length)}"/></event>`)
    expect(read(value(10_000)).rejects).toHaveLength(1)
    expect(() => read(value(10_001))).toThrow(/"k" is longer than 10000/)
  })

  test('an attribute, comment or text without end is refused long before it fills the memory', () => {
    for (const start of ['<log><string key="', '<log><!-- ', '<log> ', '<log a="1" ']) {
      let written = 0
      const reader = xesReader({ event: () => undefined, reject: () => undefined })
      const flood = (): void => {
        void reader.write(start)
        for (; written < 50_000_000; written += 65_536) void reader.write('x'.repeat(65_536))
      }
      expect(flood).toThrow()
      expect(written).toBeLessThan(2_000_000)
    }
  })

  test('an event is allowed 256 attributes and refused one more', () => {
    const event = (count: number): string => trace(`<event>${'<int key="k" value="1"/>'.repeat(count)}</event>`)
    expect(read(event(256)).rejects).toHaveLength(1)
    expect(() => read(event(257))).toThrow(/more than 256 attributes/)
  })

  test('a log that is cut off is an error, not a shorter log', () => {
    expect(() => read(trace(EVENT).slice(0, -8))).toThrow(/not well-formed XML/)
  })

  test('a document of another kind is refused by its name', () => {
    expect(() => read('<html><body/></html>')).toThrow(/the document is <html>, not <log>/)
    expect(() => read('')).toThrow(/not well-formed/)
  })
})
