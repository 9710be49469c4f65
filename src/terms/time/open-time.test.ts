import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseInstant } from '../../kernel/time/instant.ts'
import { openTimeOf } from './open-time.ts'
import { someCase, walkCase } from './testing/minute-walk.ts'
import { compileCalendar, dueAt, isOpen, nextOpen, openMillis, openMillisBefore } from './working-calendar.ts'

// Each walk compares about 170 questions; CALENDAR_WALKS=6000 asks about a million.
const walks = Number(process.env['CALENDAR_WALKS'] ?? 100)

test(
  'in every zone and week the compiled calendar agrees with a walk by the minute',
  () => {
    let asked = 0
    fc.assert(
      fc.property(someCase, (walked) => {
        const result = walkCase(walked)
        expect(result.wrong).toEqual([])
        asked += result.asked
      }),
      { numRuns: walks },
    )
    expect(asked).toBeGreaterThan(walks * 75)
  },
  60_000 + walks * 200,
)

test('open time never runs back, and its parts add up to the whole', () => {
  const year = { from: parseInstant('2026-01-01T00:00:00.000Z'), to: parseInstant('2027-01-01T00:00:00.000Z') }
  const compiled = compileCalendar({ zone: 'Europe/Oslo', week: { 'mon-fri': '08:00-11:30, 12:00-16:00' } }, year)
  const instant = fc.integer({ min: year.from, max: year.to })
  fc.assert(
    fc.property(instant, instant, instant, (...instants) => {
      const [a = 0, b = 0, c = 0] = instants.sort((x, y) => x - y)
      expect(openMillisBefore(compiled, a)).toBeLessThanOrEqual(openMillisBefore(compiled, b))
      expect(openMillis(compiled, a, b) + openMillis(compiled, b, c)).toBe(openMillis(compiled, a, c))
    }),
  )
})

test('work that uses up whole intervals is due at their closings, whatever their lengths', () => {
  for (const length of [1, 3, 512, 1000, 1024, 4096]) {
    const pieces = Array.from({ length: 9 }, (_, i) => ({ from: 2 * i * length, to: (2 * i + 1) * length, day: i }))
    const compiled = openTimeOf('Etc/UTC', { from: 0, to: 18 * length }, pieces)
    for (const [i, piece] of pieces.entries()) {
      expect(dueAt(compiled, 0, (i + 1) * length)).toBe(piece.to)
      expect(nextOpen(compiled, piece.from)).toBe(piece.from)
      expect(isOpen(compiled, piece.to)).toBe(false)
    }
  }
})

test('a due instant can be reached in steps', () => {
  const year = { from: parseInstant('2026-01-01T00:00:00.000Z'), to: parseInstant('2028-01-01T00:00:00.000Z') }
  const compiled = compileCalendar({ zone: 'America/New_York', week: { all: '01:00-02:30, 22:00-00:30' } }, year)
  const start = fc.integer({ min: year.from, max: parseInstant('2027-01-01T00:00:00.000Z') })
  const open = fc.integer({ min: 1, max: 400 * 3_600_000 })
  fc.assert(
    fc.property(start, open, open, (at, first, second) => {
      expect(dueAt(compiled, dueAt(compiled, at, first), second)).toBe(dueAt(compiled, at, first + second))
    }),
  )
})
