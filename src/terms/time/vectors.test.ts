// oxlint-disable no-thenable -- `then` is a word of the terms here; a text is never called, so nothing awaits it
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { formatInstant, parseForeignTimestamp } from '../../kernel/time/instant.ts'
import { monthBounds } from '../../kernel/time/zone.ts'
import { ClockRule, judgeClock, openMillisOf, runClock } from './clock.ts'
import {
  combineCalendars,
  compileCalendar,
  dueAt,
  nextOpen,
  openMillis,
  type CompiledCalendar,
} from './working-calendar.ts'

// Published cases with their calendars; skipped where the data is absent.
const clockVectors = path.resolve('../shared/data/time/clock-vectors.json')
const slaVectors = path.resolve('../shared/data/vectors/sla_clock.json')
const areAbsent = !existsSync(clockVectors) || !existsSync(slaVectors)

const minute = 60_000
const at = (text: string) => parseForeignTimestamp(text)
const text = (instant: number) => formatInstant(instant).replace('.000Z', 'Z')

const Pairs = z.array(z.tuple([z.string(), z.string()]))
const ClockVectors = z.object({
  calendars: z.record(
    z.string(),
    z.object({ tz: z.string(), week: z.record(z.string(), Pairs), holidays: z.array(z.string()) }),
  ),
  vectors: z.array(
    z.object({
      op: z.enum(['due', 'next_open', 'between']),
      cal: z.string(),
      start: z.string(),
      end: z.string().default(''),
      minutes: z.number().default(0),
      expect: z.string().default(''),
      expect_minutes: z.number().default(0),
    }),
  ),
})

const SlaVectors = z.object({
  calendars: z.record(
    z.string(),
    z.object({
      tz: z.string(),
      week_sun_to_sat: z.array(z.string()),
      exceptions: z.record(z.string(), z.string()),
    }),
  ),
  elapsed: z.array(
    z.object({ calendar: z.string(), start: z.string(), end: z.string(), open_minutes: z.number(), why: z.string() }),
  ),
  due: z.array(
    z.object({
      calendar: z.string(),
      start: z.string(),
      add_open_minutes: z.number(),
      due: z.string(),
      why: z.string(),
    }),
  ),
  clock_scenarios: z.array(
    z.object({
      calendar: z.string(),
      target_open_minutes: z.number(),
      events: z.array(
        z.object({
          at: z.string(),
          event: z.string(),
          open_minutes_so_far: z.number(),
          due: z.string().optional(),
        }),
      ),
      why: z.string(),
    }),
  ),
  overlap: z.array(
    z.object({
      client: z.string(),
      client_hours: z.array(z.number()),
      provider: z.string(),
      provider_hours: z.array(z.number()),
      overlap_hours: z.number(),
      by_utc_month: z.array(z.number()),
    }),
  ),
})

function calendarOf(zone: string, week: Record<string, string>, specialDays: Record<string, string>, year: number) {
  const horizon = { from: at(`${year - 1}-12-01T00:00Z`), to: at(`${year + 1}-02-01T00:00Z`) }
  return compileCalendar({ zone, week, specialDays }, horizon)
}

const read = (file: string): unknown => JSON.parse(areAbsent ? 'null' : readFileSync(file, 'utf8'))

describe.skipIf(areAbsent)('published clock vectors (skipped where ../shared/data is absent)', () => {
  const data = areAbsent ? { calendars: {}, vectors: [] } : ClockVectors.parse(read(clockVectors))
  test.each(data.vectors)('$op on $cal from $start', (vector) => {
    const source = data.calendars[vector.cal]
    const week = Object.entries(source?.week ?? {}).map(([day, pairs]) => [
      day,
      pairs.map((pair) => pair.join('-')).join(', '),
    ])
    const closed = (source?.holidays ?? []).map((date) => [date, 'closed'])
    const year = Number(vector.start.slice(0, 4))
    const calendar = calendarOf(source?.tz ?? '', Object.fromEntries(week), Object.fromEntries(closed), year)
    const start = at(vector.start)
    if (vector.op === 'due') expect(text(dueAt(calendar, start, vector.minutes * minute))).toBe(vector.expect)
    if (vector.op === 'next_open') expect(text(nextOpen(calendar, start))).toBe(vector.expect)
    if (vector.op === 'between') {
      expect(openMillis(calendar, start, at(vector.end))).toBe(vector.expect_minutes * minute)
    }
  })
})

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

describe.skipIf(areAbsent)('published service level vectors (skipped where ../shared/data is absent)', () => {
  const empty: z.infer<typeof SlaVectors> = { calendars: {}, elapsed: [], due: [], clock_scenarios: [], overlap: [] }
  const data = areAbsent ? empty : SlaVectors.parse(read(slaVectors))

  function named(name: string): CompiledCalendar {
    const source = data.calendars[name]
    const hours = (value: string) => (value === '' ? 'closed' : value)
    const week = days.map((day, i) => [day, hours(source?.week_sun_to_sat[i] ?? '')])
    const special = Object.entries(source?.exceptions ?? {}).map(([date, value]) => [date, hours(value)])
    return calendarOf(source?.tz ?? '', Object.fromEntries(week), Object.fromEntries(special), 2026)
  }

  test.each(data.elapsed)('elapsed: $calendar, $why', ({ calendar, start, end, open_minutes }) => {
    expect(openMillis(named(calendar), at(start), at(end)) / minute).toBe(open_minutes)
  })

  test.each(data.due)('due: $calendar, $why', ({ calendar, start, add_open_minutes, due }) => {
    expect(text(dueAt(named(calendar), at(start), add_open_minutes * minute))).toBe(due)
  })

  test.each(data.clock_scenarios)('clock: $why', ({ calendar: name, target_open_minutes, events }) => {
    const isRestart = events.some(({ event }) => event === 'reset')
    const rule = ClockRule.parse({
      clause: '1',
      calendar: name,
      runs: { from: 'start', to: 'stop' },
      rests: [{ from: 'pause', to: 'resume', owner: 'customer' }],
      reopened: { on: ['resume', 'reset'], then: isRestart ? 'restart' : 'resume' },
    })
    const calendar = named(name)
    const told = events.map((event, sequence) => ({ name: event.event, at: at(event.at), sequence }))
    for (const [i, { at: when, open_minutes_so_far, due }] of events.entries()) {
      const reading = runClock(rule, told.slice(0, i + 1), at(when))
      const target = { kind: 'open-time', millis: target_open_minutes * minute } as const
      const judged = judgeClock(reading, calendar, target, at(when))
      expect(openMillisOf(reading, calendar) / minute).toBe(open_minutes_so_far)
      if (due === 'breached' || open_minutes_so_far > target_open_minutes) expect(judged.verdict).toBe('breached')
      else if (due !== undefined) expect([judged.verdict, text(judged.dueAt ?? 0)]).toEqual(['running', due])
      else expect(judged.verdict).toBe(events[i]?.event === 'stop' ? 'met' : 'paused')
    }
  })

  test.each(data.overlap)('overlap: $client and $provider', (pair) => {
    const week = (hours: readonly number[]) => ({
      'mon-fri': hours.map((hour) => `${String(hour).padStart(2, '0')}:00`).join('-'),
    })
    const client = calendarOf(pair.client, week(pair.client_hours), {}, 2026)
    const provider = calendarOf(pair.provider, week(pair.provider_hours), {}, 2026)
    const both = combineCalendars(client, provider, 'intersection')
    const hours = (from: number, to: number) => openMillis(both, from, to) / 3_600_000
    expect(hours(at('2026-01-01T00:00Z'), at('2027-01-01T00:00Z'))).toBe(pair.overlap_hours)
    const months = pair.by_utc_month.map((_, month) => {
      const { from, to } = monthBounds(`2026-${String(month + 1).padStart(2, '0')}`, 'Etc/UTC')
      return hours(from, to)
    })
    expect(months).toEqual(pair.by_utc_month)
  })
})
