import { expect, test } from 'vitest'
import { parseInstant } from '../../kernel/time/instant.ts'
import { claimsDeskSource } from '../../terms/testing/claims-desk.ts'
import { dueRulesOf, earliestDue } from './due.ts'

const at = (text: string) => parseInstant(`2026-10-05T${text}:00.000Z`)
const now = at('08:00')
const received = (facts: Record<string, string | boolean>) => [{ name: 'received', at: now, sequence: 1, facts }]
const dueOf = (hash: string, source: unknown, facts: Record<string, string | boolean>) =>
  earliestDue(dueRulesOf(hash, source, now), received(facts), now)

test('an item is due by the case of the matrix that its facts are in, not by the shortest of all', () => {
  const cases = [
    { when: 'priority = "high"', clock: 'set-up', within: '1 business-hours' },
    { when: 'priority = "low"', clock: 'set-up', within: '5 business-hours' },
  ]
  const source = claimsDeskSource({ 'measures.set-up-on-time.share.where': { cases } })
  expect(dueOf('cases', source, { priority: 'high' })).toBe(at('09:00'))
  expect(dueOf('cases', source, { priority: 'low' })).toBe(at('13:00'))
  expect(dueOf('cases', source, {})).toBeNull()
})

test('an item is due only by measures that are for items with its facts', () => {
  const source = claimsDeskSource({
    'measures.set-up-on-time.share.only': { language: 'da' },
    'measures.set-up-on-time.share.where.within': '2 business-hours',
  })
  expect(dueOf('only', source, { language: 'da' })).toBe(at('10:00'))
  expect(dueOf('only', source, { language: 'nb' })).toBeNull()
})

test('a condition on the start of a clock decides whether an item is due at all, and a cut-off when', () => {
  const urgent = { event: 'received', when: 'urgent' }
  const clock = { clause: '7.2', calendar: 'oslo', runs: { from: urgent, to: 'set-up' } }
  const within = { receivedBy: '12:00', dueBy: '15:00', days: 0, laterDays: 1 }
  const changes = { 'clocks.set-up': clock, 'measures.set-up-on-time.share.where.within': within }
  const source = claimsDeskSource(changes)
  expect(dueOf('urgent', source, { urgent: true })).toBe(at('13:00'))
  expect(dueOf('urgent', source, { urgent: false })).toBeNull()
})
