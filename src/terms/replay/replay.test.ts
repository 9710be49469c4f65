import { expect, test } from 'vitest'
import { sha256, toHex } from '../../kernel/record/format/digest.ts'
import { claimsDesk, historyOf, settled } from '../testing/claims-desk.ts'
import { compare } from './comparing.ts'
import { replay, ReplayCancelled } from './replay.ts'

const sha256Hex = (bytes: Uint8Array) => toHex(sha256(bytes))
const history = historyOf({
  september: ['received 2026-09-02T08:00Z', 'set-up 2026-09-20T08:00Z'],
  october: ['received 2026-10-05T08:00Z', 'set-up 2026-10-20T08:00Z'],
  november: ['received 2026-11-03T08:00Z', 'set-up 2026-11-03T09:00Z'],
})
const asked = { engagement: 'e-1', treeSize: 1, sha256Hex, from: '2026-09', to: '2026-11' }
const trigger = { missed: 'expected', times: 2, withinMonths: 2, hits: 'reusable' }

test('months are played one after the other, each looking back at those before it', () => {
  const statements = replay(claimsDesk({ 'serviceLevels.S2.trigger': trigger }), history, asked)
  expect(statements.map(({ credits }) => credits.length)).toEqual([0, 1, 0])
})

test('terms that begin later are taken as if they had begun with the first month', () => {
  const contract = { clause: '1', from: '2027-02-01', to: '2028-01-31' }
  const [first] = replay(claimsDesk({ effective: '2027-02-01', contract }), history, asked)
  const { statement } = settled(claimsDesk(), history, '2026-09')
  expect(first?.totals).toEqual(statement.totals)
})

test('what a draft changes is told for each term and year, and adds up to the difference of the bills', () => {
  const dearer = claimsDesk({ 'charges.governance.fixed.amount': 'EUR 2600.00', 'serviceLevels.S2.credit': undefined })
  const { money, levels, a, b } = compare(claimsDesk(), dearer, history, asked)
  expect(money.map(({ kind, id, differenceMinor }) => [kind, id, differenceMinor])).toEqual([
    ['charge', 'governance', 30_000],
    ['charge', 'set-up', 0],
    ['credit', 'S2', expect.any(Number)],
    ['net', 'net', expect.any(Number)],
  ])
  const difference = (of: string) => money.filter(({ kind }) => kind === of).map((row) => row.differenceMinor)
  const parts = [...difference('charge'), ...difference('credit')].reduce((sum, one) => sum + one, 0)
  expect(difference('net')).toEqual([parts])
  const sum = (of: typeof a) => of.reduce((total, { totals }) => total + totals.netMinor, 0)
  expect(parts).toBe(sum(b) - sum(a))
  expect(levels).toEqual([{ id: 'S2', name: expect.any(String), year: '2026', aMissed: 2, bMissed: 2 }])
})

test('a replay tells how far it is, and ends when nobody wants to know any more', () => {
  const heard: number[] = []
  compare(claimsDesk(), claimsDesk(), history, { ...asked, progress: ({ count, of }) => heard.push(count / of) })
  expect(heard).toEqual([1, 2, 3, 4, 5, 6].map((count) => count / 6))
  const signal = { aborted: false }
  const progress = () => {
    signal.aborted = true
  }
  expect(() => replay(claimsDesk(), history, { ...asked, signal, progress })).toThrow(ReplayCancelled)
  expect(() => replay(claimsDesk(), history, { ...asked, from: '2027-01' })).toThrow('1 to 240 months')
  const dollars = claimsDesk({ currency: 'USD', charges: {}, 'serviceLevels.S2.credit': undefined })
  expect(() => compare(claimsDesk(), dollars, history, asked)).toThrow('in one currency')
})
