import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256, toHex } from '../../../kernel/record/format/digest.ts'
import { parseInstant } from '../../../kernel/time/instant.ts'
import { everyFigure } from '../../explanation.ts'
import { historyBuilder } from '../../history.ts'
import { deriveInvoice } from '../../invoice.ts'
import type { Terms } from '../../model.ts'
import { settle } from '../../settle.ts'
import type { Settlement } from '../../settle.ts'
import type { Statement } from '../../statement.ts'
import { claimsDesk } from '../../testing/claims-desk.ts'

const months = ['2026-09', '2026-10', '2026-11', '2026-12']
const lateEvents = { clause: '6.9', settled: 'next-open-period' } as const
const terms = claimsDesk({ lateEvents })
const sha256Hex = (bytes: Uint8Array) => toHex(sha256(bytes))

type Event = { workItemId: string; name: string; at: number; id?: string; undoes?: string }

/** Closes months one after the other: before each closing the events of its batch come into the record. */
function closed(own: Terms, batches: readonly (readonly Event[])[]): Settlement[] {
  const settlements: Settlement[] = []
  const told: Event[] = []
  for (const [index, month] of months.entries()) {
    told.push(...(batches[index] ?? []))
    const builder = historyBuilder()
    for (const [leaf, event] of told.entries()) builder.add({ ...event, sequence: leaf, leafIndex: leaf })
    const earlier = settlements.map(({ statement }) => statement)
    const context = { engagement: 'e-1', termsHash: 'ab', treeSize: told.length, sha256Hex, earlier }
    const earlierTerms = new Map([['ab', own]])
    settlements.push(settle(own, builder.build(), { month }, { ...context, earlierTerms }))
  }
  return settlements
}

const at = (text: string) => parseInstant(`2026-${text}:00.000Z`)
const event = (workItemId: string, name: string, when: string): Event => ({ workItemId, name, at: at(when) })
const sum = (settlements: readonly Settlement[]) =>
  settlements.reduce((total, { statement }) => total + statement.totals.netMinor, 0)

test('what is told after its month was closed is settled in the next open one, line by line', () => {
  const inTime = [event('a', 'received', '09-02T08:00'), event('a', 'set-up', '09-02T10:00')]
  const late = [event('b', 'received', '09-03T08:00'), event('b', 'set-up', '09-08T08:00')]
  const [september, october, november] = closed(terms, [inTime, late])
  expect(september?.statement.adjustments).toEqual([])
  const lines = october?.statement.adjustments ?? []
  expect(lines.map(({ ofMonth, kind, id }) => [ofMonth, kind, id])).toEqual([
    ['2026-09', 'charge', 'set-up'],
    ['2026-09', 'credit', 'S2'],
  ])
  expect(lines[0]).toMatchObject({ fromMinor: 640, toMinor: 1_280, amountMinor: 640 })
  expect(lines[1]?.amountMinor).toBeLessThan(0)
  // The figure of the line opens what stood, and what follows now down to the late item.
  const figures = everyFigure(october?.statement.figures ?? [])
  const figure = figures.find(({ id }) => id === 'adjustments/2026-09/charge/set-up')
  expect(figure?.parts.map(({ value }) => value)).toEqual([640, 1_280])
  const units = everyFigure(figure ? [figure] : []).find(({ items }) => items !== undefined)
  expect(october?.evidence(units?.id ?? '').map(({ workItemId }) => workItemId)).toEqual(['a', 'b'])
  // Once is enough: the month after corrects nothing.
  expect(november?.statement.adjustments).toEqual([])
  const invoice = october && deriveInvoice(october.statement)
  expect(invoice?.lines.filter(({ kind }) => kind === 'adjustment')).toHaveLength(2)
})

test('what was taken back after its month was closed is corrected too', () => {
  const set = { ...event('a', 'set-up', '09-02T10:00'), id: 'one' }
  const undone = { ...event('a', 'undone', '10-02T10:00'), undoes: 'one' }
  const [, october] = closed(terms, [[event('a', 'received', '09-02T08:00'), set], [undone]])
  expect(october?.statement.adjustments?.find(({ kind }) => kind === 'charge')).toMatchObject({ amountMinor: -640 })
})

test('without the clause a closed month is never looked at again', () => {
  const late = [event('b', 'received', '09-03T08:00'), event('b', 'set-up', '09-03T09:00')]
  const [, october] = closed(claimsDesk(), [[], late])
  expect(october?.statement.adjustments).toBeUndefined()
  expect(october?.statement.totals).not.toHaveProperty('adjustmentsMinor')
})

// The cap of a month is the only one here, and a month that is computed again has its own.
test('closed month by month with events that come late, the money is that of events that came in time', () => {
  const names = ['received', 'received', 'set-up', 'set-up', 'asked', 'answered', 'reopened', 'withdrawn', 'excused']
  const told = fc.record({
    workItemId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    name: fc.constantFrom(...names),
    hours: fc.integer({ min: 0, max: 90 * 24 }),
    // By how many closings it comes late.
    delay: fc.integer({ min: 0, max: 3 }),
  })
  fc.assert(
    fc.property(fc.array(told, { maxLength: 40 }), (list) => {
      const inTime: Event[][] = months.map(() => [])
      const asTold: Event[][] = months.map(() => [])
      const inOrder = list.map(({ hours, ...rest }) => ({ ...rest, at: at('09-01T00:00') + hours * 3_600_000 }))
      // Events of one instant keep the order of the record in both worlds only if no two share one.
      const distinct = [...new Map(inOrder.map((one) => [`${one.workItemId} ${one.at}`, one])).values()]
      for (const { delay, ...one } of distinct) {
        const month = months.findIndex((name) => new Date(one.at + 7_200_000).toISOString().startsWith(name))
        inTime[month]?.push(one)
        asTold[Math.min(month + delay, months.length - 1)]?.push(one)
      }
      expect(sum(closed(terms, asTold))).toBe(sum(closed(terms, inTime)))
    }),
    { numRuns: 60 },
  )
})

const statementsOf = (own: Terms, batches: readonly (readonly Event[])[]): Statement[] =>
  closed(own, batches).map(({ statement }) => statement)

test('credits that the next invoice bears are deducted there, and in the last month of the contract nothing is left', () => {
  const late = (month: string) => [
    event(month, 'received', `${month}-02T08:00`),
    event(month, 'set-up', `${month}-20T08:00`),
  ]
  const own = claimsDesk({
    'credits.applied': 'next-invoice',
    'credits.cashWithinDays': 30,
    contract: { clause: '1', from: '2026-09-01', to: '2026-12-31' },
  })
  const statements = statementsOf(own, [late('09'), late('10'), [], late('12')])
  const told = statements.map(({ totals, deferral }) => [
    totals.creditsMinor,
    totals.deductedMinor,
    deferral?.deferredMinor,
  ])
  const [september = [], october = [], , december = []] = told
  expect(told).toEqual([
    [september[0], 0, september[0]],
    [october[0], september[0], october[0]],
    [0, october[0], 0],
    [december[0], december[0], 0],
  ])
  expect([september[0], october[0], december[0]].every((minor) => (minor ?? 0) > 0)).toBe(true)
  for (const statement of statements) {
    const { lines, netMinor } = deriveInvoice(statement)
    const deducted = lines.filter(({ kind }) => kind === 'credit').reduce((total, line) => total - line.amountMinor, 0)
    expect(deducted).toBe(statement.totals.deductedMinor)
    expect(netMinor).toBe(statement.totals.netMinor)
    expect(statement.cashWithinDays).toBe(30)
  }
})

test('after its contract a month is not settled, and the last one ends with the contract', () => {
  const contract = { clause: '1', from: '2026-02-01', to: '2026-09-15' }
  const own = claimsDesk({ contract, 'measures.set-up-on-time.share.where.within': '1 business-hours' })
  const builder = historyBuilder()
  for (const [sequence, one] of [
    event('before', 'received', '09-15T08:00'),
    event('after', 'received', '09-16T08:00'),
  ].entries())
    builder.add({ ...one, sequence })
  const history = builder.build()
  const context = { engagement: 'e-1', termsHash: 'ab', treeSize: 2, sha256Hex }
  const { statement } = settle(own, history, { month: '2026-09' }, context)
  expect(statement.serviceLevels[0]).toMatchObject({ denominator: 1 })
  expect(statement.period.to).toBe('2026-09-15T22:00:00.000Z')
  expect(() => settle(own, history, { month: '2026-10' }, context)).toThrow('The contract ended on 2026-09-15')
})
