import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseInstant } from '../../kernel/time/instant.ts'
import { rowsOf } from '../explanation.ts'
import type { Rows } from '../explanation.ts'
import { historyBuilder } from '../history.ts'
import { clockedShares, populationsOneByOne } from '../level/population.ts'
import type { Population } from '../level/population.ts'
import { named } from '../model.ts'
import { claimsDesk, CLAIMS_DESK } from '../testing/claims-desk.ts'
import { compileCalendar } from '../time/working-calendar.ts'
import { populationsOf } from './column-population.ts'
import { itemClocks } from './item-clocks.ts'

const start = parseInstant('2026-09-25T00:00:00.000Z')
const hour = 3_600_000
const window = { from: start + 6 * 24 * hour, to: start + 20 * 24 * hour }
const measure = CLAIMS_DESK.measures['set-up-on-time']
const populations = ['due-in-period', 'closed-in-period', 'received-in-period'] as const
// The last one is fixed by the local clock, so that it is read one by one beside the others.
const byEvening = { receivedBy: '12:00', dueBy: '15:00', days: 0, laterDays: 1, whilePaused: 'does-not-move' } as const
const withins = ['90 minutes', '8 business-hours', '1 business-day', 'rolling 30 hours', byEvening]
const reopenings = ['resume', 'restart', 'ignore'] as const

const names = ['received', 'set-up', 'asked', 'answered', 'reopened', 'withdrawn', 'excused', 'scope-changed']
const events = fc.array(
  fc.record({
    workItemId: fc.constantFrom('a', 'b', 'é', 'd', 'e', 'f'),
    name: fc.constantFrom('received', 'received', 'set-up', ...names),
    at: fc.integer({ min: 0, max: 25 * 24 }).map((hours) => start + hours * hour),
    language: fc.constantFrom('da', 'nb', undefined),
  }),
  { maxLength: 60 },
)

// The rules spelled out event by event are the meaning; columns are only a faster way to it.
test('populations over columns are those of clocks that are replayed one by one, row by row', () => {
  const terms = fc.record({
    population: fc.constantFrom(...populations),
    then: fc.constantFrom(...reopenings),
    only: fc.constantFrom({}, { only: { language: 'da' } }),
    restarts: fc.boolean(),
  })
  fc.assert(
    fc.property(events, terms, (told, { population, then, only, restarts }) => {
      const builder = historyBuilder()
      for (const [sequence, { language, ...event }] of told.entries()) {
        builder.add({ ...event, sequence, ...(language ? { facts: { language } } : {}) })
      }
      const history = builder.build()
      const measures = withins.map((within, index) => {
        const where = { clock: 'set-up', within }
        const share = { of: 'work-item', where, ...only }
        return [`measures.m${index}`, { ...measure, population, share }] as const
      })
      const parsed = claimsDesk({
        ...Object.fromEntries(measures),
        'clocks.set-up': {
          clause: '7.2',
          calendar: 'oslo',
          runs: { from: 'received', to: 'set-up' },
          rests: [{ from: 'asked', to: 'answered', owner: 'customer' }],
          // oxlint-disable-next-line no-thenable -- the word of the terms; a text is never called
          reopened: { on: 'reopened', then },
          cancelled: ['withdrawn'],
          ...(restarts ? { restarts: ['scope-changed'] } : {}),
        },
      })
      const horizon = { from: start - 24 * hour, to: start + 200 * 24 * hour }
      const calendarOf = (name: string) => compileCalendar(named(parsed.calendars, name), horizon)
      const clock = itemClocks(history, { clocks: parsed.clocks, calendarOf }, window.to)('set-up')
      const shares = withins.flatMap((_, index) => {
        const share = named(parsed.measures, `m${index}`)
        return share.kind === 'share' ? clockedShares(share).map((one) => ({ ...one, window })) : []
      })
      const byColumns = populationsOf(history, { clock, shares })
      const oneByOne = populationsOneByOne(history, { clock, shares })
      expect(byColumns).toHaveLength(withins.length)
      for (const [index, slow] of oneByOne.entries()) {
        const fast = byColumns[index]
        if (!fast) throw new Error('Each share has a population.')
        expectSame(fast, slow)
      }
    }),
    { numRuns: 200 },
  )
})

function expectSame(fast: Population, slow: Population): void {
  for (const list of Object.keys(slow) as (keyof Population)[]) {
    expect([list, rowsOf(fast[list])]).toEqual([list, rowsOf(slow[list])])
    expect(idsText(fast[list])).toBe(idsText(slow[list]))
    expect(fast[list].length).toBe(slow[list].length)
  }
}

function idsText(rows: Rows): string {
  if ('idBytes' in rows) return new TextDecoder().decode(rows.idBytes())
  return rows.map(({ workItemId }) => workItemId).join('\n')
}
