import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeCanonical } from '../kernel/record/format/canonical.ts'
import { parseInstant } from '../kernel/time/instant.ts'
import { everyFigure } from './explanation.ts'
import type { Figure } from './explanation.ts'
import { historyBuilder } from './history.ts'
import type { History } from './history.ts'
import { deriveInvoice } from './invoice.ts'
import { CLAIMS_DESK, claimsDesk, settled } from './testing/claims-desk.ts'

type Event = { workItemId: string; name: string; at: number; sequence: number; facts?: { language: string } }

const NAMES = ['received', 'set-up', 'asked', 'answered', 'reopened', 'withdrawn', 'excused', 'force-majeure', 'noise']
const start = parseInstant('2026-09-15T00:00:00.000Z')
const hour = 3_600_000

/** Up to 40 work items with any events in any order from mid September to mid November; instants often coincide. */
const events: fc.Arbitrary<Event[]> = fc
  .array(
    fc.record({
      workItemId: fc.integer({ min: 0, max: 39 }).map((item) => `item-${item}`),
      name: fc.constantFrom('received', 'received', 'received', ...NAMES, 'set-up'),
      at: fc.integer({ min: 0, max: 60 * 24 }).map((hours) => start + hours * hour),
    }),
    { maxLength: 200 },
  )
  .map((list) =>
    list.map((event, sequence) => ({
      ...event,
      sequence,
      ...(sequence % 3 === 0 ? { facts: { language: sequence % 2 === 0 ? 'da' : 'no' } } : {}),
    })),
  )

const build = (list: readonly Event[]): History => {
  const builder = historyBuilder()
  for (const event of list) builder.add(event)
  return builder.build()
}

const { S2: level } = CLAIMS_DESK.serviceLevels
const measure = CLAIMS_DESK.measures['set-up-on-time']
const credit = (percent: string) => ({ of: 'charges', bands: [{ from: '0 %', credit: percent }] })
const terms = claimsDesk({
  'measures.closed': { ...measure, population: 'closed-in-period' },
  'measures.danish': { ...measure, share: { ...measure.share, only: { language: 'da' } } },
  'serviceLevels.S3': { ...level, measure: 'closed', credit: credit('7.77 %') },
  'serviceLevels.S4': { ...level, measure: 'danish', credit: credit('3.333 %') },
  'charges.notes': {
    clause: '5.9',
    rounding: 'half-even',
    unit: { per: 'noise', counts: 'events', price: 'EUR 0.3335' },
  },
})

const bytes = (value: unknown) => new TextDecoder().decode(encodeCanonical(value as never))

test('the same events in any order of arrival give the same statement, to the byte', () => {
  fc.assert(
    fc.property(
      events.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([list, shuffled]) => {
        expect(bytes(settled(terms, build(shuffled)).statement)).toBe(bytes(settled(terms, build(list)).statement))
      },
    ),
  )
})

test('every count of a statement opens exactly so many rows, and their ids are the digest', () => {
  fc.assert(
    fc.property(events, (list) => {
      const { statement, evidence } = settled(terms, build(list))
      for (const figure of everyFigure(statement.figures)) {
        const rows = evidence(figure.id)
        if (!figure.items) {
          expect(rows).toEqual([])
          continue
        }
        expect(rows.length).toBe(figure.value)
        expect(rows.length).toBe(figure.items.count)
        const ids = rows.map(({ workItemId }) => workItemId)
        expect(ids).toEqual(ids.toSorted())
        if (figure.unit === 'work-items') expect(new Set(ids).size).toBe(ids.length)
      }
    }),
  )
})

test('counted is on time and late, the population is counted and excluded', () => {
  fc.assert(
    fc.property(events, (list) => {
      const { statement } = settled(terms, build(list))
      const figures = new Map(everyFigure(statement.figures).map((figure) => [figure.id, figure]))
      const value = (id: string, part: string) => Number(figures.get(`serviceLevels/${id}/${part}`)?.value)
      for (const { id, numerator, denominator } of statement.serviceLevels) {
        expect(value(id, 'on-time') + value(id, 'late')).toBe(value(id, 'counted'))
        expect(value(id, 'counted') + value(id, 'excluded')).toBe(value(id, 'population'))
        expect(value(id, 'excluded-1') + value(id, 'excluded-2')).toBe(value(id, 'excluded'))
        expect([value(id, 'on-time'), value(id, 'counted')]).toEqual([numerator, denominator])
      }
    }),
  )
})

test('every figure of a line is in the tree, under an id of its own', () => {
  fc.assert(
    fc.property(events, (list) => {
      const { statement } = settled(terms, build(list))
      const ids = everyFigure(statement.figures).map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      const used = [
        ...statement.serviceLevels.flatMap(({ figures }) => Object.values(figures)),
        ...statement.credits.map(({ figure }) => figure),
        ...statement.charges.map(({ figure }) => figure),
        ...Object.values(statement.totals.figures),
      ]
      expect(used.filter((id) => !ids.includes(id))).toEqual([])
    }),
  )
})

test('lines add up to totals exactly, and credits never exceed the cap', () => {
  fc.assert(
    fc.property(events, (list) => {
      const { statement } = settled(terms, build(list))
      const sum = (lines: readonly { amountMinor: number }[]) =>
        lines.reduce((total, line) => total + line.amountMinor, 0)
      const { chargesMinor, creditsMinor, netMinor, capMinor = NaN } = statement.totals
      expect(sum(statement.charges)).toBe(chargesMinor)
      expect(sum(statement.credits)).toBe(creditsMinor)
      expect(chargesMinor - creditsMinor).toBe(netMinor)
      expect(creditsMinor).toBeLessThanOrEqual(capMinor)
      expect(capMinor * 100).toBeLessThanOrEqual(chargesMinor * 12)
      expect(sum(deriveInvoice(statement).lines)).toBe(netMinor)
    }),
  )
})

test('money figures repeat the lines: no amount stands without its explanation', () => {
  fc.assert(
    fc.property(events, (list) => {
      const { statement } = settled(terms, build(list))
      const byId = new Map<string, Figure>(everyFigure(statement.figures).map((figure) => [figure.id, figure]))
      for (const line of [...statement.charges, ...statement.credits]) {
        expect(byId.get(line.figure)?.value).toBe(line.amountMinor)
      }
      const parts = byId.get('totals/charges')?.parts ?? []
      expect(parts.reduce((total, { value }) => total + Number(value), 0)).toBe(statement.totals.chargesMinor)
    }),
  )
})

test('an item is due in one month only: three months together count nobody twice by a single clock run', () => {
  fc.assert(
    fc.property(events, (list) => {
      const lives = list.filter(({ name }) => name !== 'reopened')
      const history = build(lives)
      const seen = ['2026-09', '2026-10', '2026-11', '2026-12'].flatMap((month) =>
        settled(terms, history, month)
          .evidence('serviceLevels/S2/population')
          .map(({ workItemId }) => workItemId),
      )
      expect(new Set(seen).size).toBe(seen.length)
    }),
  )
})
