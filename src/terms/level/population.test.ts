import { expect, test } from 'vitest'
import { parseInstant } from '../../kernel/time/instant.ts'
import { historyBuilder } from '../history.ts'
import { claimsDesk, historyOf, settled } from '../testing/claims-desk.ts'

// Oslo is at +02:00 until 25 October 2026 and at +01:00 after it; office hours are 08:00 to 16:00.
// 5 October is a Monday.
const RECEIVED = 'received 2026-10-05T08:00Z'

const level = (history: ReturnType<typeof historyOf>, month = '2026-10', terms = claimsDesk()) => {
  const { statement, evidence } = settled(terms, history, month)
  const [line] = statement.serviceLevels
  if (!line) throw new Error('The terms have one service level.')
  const ids = (part: string) => evidence(`serviceLevels/S2/${part}`).map(({ workItemId }) => workItemId)
  return { line, ids, statement, evidence }
}

test('one business day means the same time on the next business day, and that instant is on time', () => {
  const { ids, evidence } = level(
    historyOf({
      early: [RECEIVED, 'set-up 2026-10-05T09:00Z'],
      exact: [RECEIVED, 'set-up 2026-10-06T08:00Z'],
      late: [RECEIVED, 'set-up 2026-10-06T08:01Z'],
    }),
  )
  expect(ids('on-time')).toEqual(['early', 'exact'])
  expect(ids('late')).toEqual(['late'])
  const [row] = evidence('serviceLevels/S2/late')
  expect(row).toMatchObject({
    lateByOpenMillis: 60_000,
    dueAt: parseInstant('2026-10-06T08:00:00.000Z'),
    verdict: 'late',
  })
})

test('a work item counts in the month in which it falls due, not in which it came or was done', () => {
  const history = historyOf({
    'from-september': ['received 2026-09-30T10:00Z', 'set-up 2026-09-30T11:00Z'],
    'due-november': ['received 2026-10-30T10:00Z', 'set-up 2026-10-30T12:00Z'],
  })
  expect(level(history, '2026-09').ids('counted')).toEqual([])
  expect(level(history, '2026-10').ids('counted')).toEqual(['from-september'])
  expect(level(history, '2026-11').ids('counted')).toEqual(['due-november'])
})

test('a due instant keeps its local time over the change to winter time', () => {
  const { evidence } = level(historyOf({ a: ['received 2026-10-23T12:00Z', 'set-up 2026-10-26T13:00Z'] }))
  expect(evidence('serviceLevels/S2/on-time')[0]).toMatchObject({ dueAt: parseInstant('2026-10-26T13:00:00.000Z') })
})

test('what is due and not done is late: a backlog cannot hide', () => {
  const history = historyOf({ forgotten: [RECEIVED], done: [RECEIVED, 'set-up 2026-10-06T07:00Z'] })
  expect(level(history).ids('late')).toEqual(['forgotten'])
  expect(level(history, '2026-11').ids('counted')).toEqual([])
})

test('an item that is due at the last closing of a month and not done when it ends is late in that month', () => {
  // Received at opening with eight hours to go, it is due at 16:00 of the last Friday; no hour of October follows.
  const terms = claimsDesk({ 'measures.set-up-on-time.share.where.within': '8 business-hours' })
  const history = historyOf({ a: ['received 2026-10-30T07:00Z', 'set-up 2026-11-01T07:00Z'] })
  expect(level(history, '2026-10', terms).ids('late')).toEqual(['a'])
  expect(level(history, '2026-11', terms).ids('population')).toEqual([])
})

test('while the clock rests nothing is due, and an answer moves the due instant', () => {
  const history = historyOf({
    resting: [RECEIVED, 'asked 2026-10-05T09:00Z'],
    moved: [RECEIVED, 'asked 2026-10-05T09:00Z', 'answered 2026-10-07T09:00Z', 'set-up 2026-10-08T08:00Z'],
    'late-question': [RECEIVED, 'asked 2026-10-06T09:00Z'],
  })
  const { ids } = level(history)
  expect(ids('paused')).toEqual(['resting'])
  expect(ids('on-time')).toEqual(['moved'])
  expect(ids('late')).toEqual(['late-question'])
})

test('a withdrawn item is in no population, unless it was late before it was withdrawn', () => {
  const { ids } = level(
    historyOf({
      withdrawn: [RECEIVED, 'withdrawn 2026-10-05T12:00Z'],
      'late-then-withdrawn': [RECEIVED, 'withdrawn 2026-10-09T12:00Z'],
    }),
  )
  expect(ids('cancelled')).toEqual(['withdrawn'])
  expect(ids('population')).toEqual(['late-then-withdrawn'])
  expect(ids('late')).toEqual(['late-then-withdrawn'])
})

test('a breach that is excluded by a clause earns no credit', () => {
  const { line, ids, evidence, statement } = level(
    historyOf({
      excused: [RECEIVED, 'excused 2026-10-07T08:00Z', 'set-up 2026-10-09T08:00Z'],
      done: [RECEIVED, 'set-up 2026-10-06T07:00Z'],
    }),
  )
  expect(line).toMatchObject({ numerator: 1, denominator: 1, state: 'met', creditMinor: 0 })
  expect(statement.credits).toEqual([])
  expect(ids('excluded-1')).toEqual(['excused'])
  expect(evidence('serviceLevels/S2/excluded')[0]?.excludedBy).toEqual({ event: 'excused', clause: '7.4' })
})

test('an item with two excuses is excluded once, by the first of the terms', () => {
  const { ids } = level(historyOf({ a: [RECEIVED, 'force-majeure 2026-10-05T09:00Z', 'excused 2026-10-05T10:00Z'] }))
  expect(ids('excluded')).toEqual(['a'])
  expect(ids('excluded-1')).toEqual(['a'])
  expect(ids('excluded-2')).toEqual([])
})

test('a reopened clock that resumes keeps the hours that it had used', () => {
  // One hour is used on Monday, so seven are left when it is reopened on Wednesday at 10:00: due on Thursday at 09:00.
  const reopened = [RECEIVED, 'set-up 2026-10-05T09:00Z', 'reopened 2026-10-07T08:00Z']
  const { ids, evidence } = level(
    historyOf({ late: [...reopened, 'set-up 2026-10-08T07:01Z'], timely: [...reopened, 'set-up 2026-10-08T07:00Z'] }),
  )
  expect(ids('on-time')).toEqual(['timely'])
  expect(evidence('serviceLevels/S2/late')[0]).toMatchObject({
    workItemId: 'late',
    dueAt: parseInstant('2026-10-08T07:00:00.000Z'),
  })
})

test('a reopened clock that restarts is judged anew in its own month, and an old breach stays in its month', () => {
  const terms = claimsDesk({ 'clocks.set-up.reopened.then': 'restart' })
  const history = historyOf({
    a: [RECEIVED, 'set-up 2026-10-09T08:00Z', 'reopened 2026-11-03T08:00Z', 'set-up 2026-11-03T09:00Z'],
    b: [RECEIVED, 'set-up 2026-10-09T08:00Z', 'reopened 2026-10-12T08:00Z', 'set-up 2026-10-12T09:00Z'],
  })
  for (const population of ['due-in-period', 'closed-in-period']) {
    const measured = claimsDesk({
      'clocks.set-up.reopened.then': 'restart',
      'measures.set-up-on-time.population': population,
    })
    expect(level(history, '2026-10', measured).ids('late')).toEqual(['a', 'b'])
    expect(level(history, '2026-10', measured).ids('counted')).toEqual(['a', 'b'])
    expect(level(history, '2026-11', measured).ids('counted')).toEqual(['a'])
    expect(level(history, '2026-11', measured).ids('on-time')).toEqual(['a'])
  }
  const [row] = level(history, '2026-10', terms).evidence('serviceLevels/S2/late')
  expect(row).toMatchObject({ startedAt: parseInstant('2026-10-05T08:00:00.000Z') })
  expect(row?.stoppedAt).toBe(parseInstant('2026-10-09T08:00:00.000Z'))
})

test('events at or after the end of the month change nothing in it', () => {
  const before = { a: [RECEIVED], b: [RECEIVED, 'set-up 2026-10-06T07:00Z'] }
  const after = {
    a: [RECEIVED, 'excused 2026-10-31T23:00Z', 'withdrawn 2026-11-03T08:00Z'],
    b: [...before.b, 'reopened 2026-11-01T08:00Z'],
    c: ['received 2026-11-01T08:00Z', 'set-up 2026-11-02T08:00Z'],
  }
  expect(settled(claimsDesk(), historyOf(after)).statement).toEqual(settled(claimsDesk(), historyOf(before)).statement)
})

test('a month begins at midnight of its own zone', () => {
  const terms = claimsDesk({
    'calendars.oslo.week': { all: '00:00-24:00' },
    'measures.set-up-on-time.share.where.within': '1 hour',
  })
  const history = historyOf({
    september: ['received 2026-09-30T20:59Z', 'set-up 2026-09-30T21:00Z'],
    october: ['received 2026-09-30T21:00Z', 'set-up 2026-09-30T21:01Z'],
  })
  expect(level(history, '2026-09', terms).ids('counted')).toEqual(['september'])
  expect(level(history, '2026-10', terms).ids('counted')).toEqual(['october'])
})

test('closed in period counts what stopped in the month, however old, and nothing that is open', () => {
  const terms = claimsDesk({ 'measures.set-up-on-time.population': 'closed-in-period' })
  const history = historyOf({
    old: ['received 2026-08-03T08:00Z', 'set-up 2026-10-06T08:00Z'],
    open: [RECEIVED],
    next: [RECEIVED, 'set-up 2026-11-02T08:00Z'],
    withdrawn: [RECEIVED, 'withdrawn 2026-10-09T12:00Z'],
  })
  const { ids } = level(history, '2026-10', terms)
  expect(ids('counted')).toEqual(['old'])
  expect(ids('late')).toEqual(['old'])
  expect(ids('cancelled')).toEqual(['withdrawn'])
})

test('a measure may take only work items with given facts, as they stand when the month ends', () => {
  const terms = claimsDesk({ 'measures.set-up-on-time.share.only': { language: 'da' } })
  const builder = historyBuilder()
  const at = parseInstant('2026-10-05T08:00:00.000Z')
  const november = parseInstant('2026-11-05T08:00:00.000Z')
  for (const [sequence, language] of ['da', 'no'].entries()) {
    builder.add({ workItemId: language, name: 'received', at, sequence, facts: { language } })
  }
  builder.add({ workItemId: 'corrected', name: 'received', at, sequence: 2, facts: { language: 'no' } })
  builder.add({ workItemId: 'corrected', name: 'read', at: at + 1, sequence: 3, facts: { language: 'da' } })
  builder.add({ workItemId: 'no', name: 'read', at: november, sequence: 4, facts: { language: 'da' } })
  expect(level(builder.build(), '2026-10', terms).ids('population')).toEqual(['corrected', 'da'])
})

test('a due instant far ahead of the month needs a longer calendar and is found', () => {
  const terms = claimsDesk({ 'measures.set-up-on-time.share.where.within': '2000 business-days' })
  const history = historyOf({ a: [RECEIVED] })
  expect(level(history, '2026-10', terms).ids('population')).toEqual([])
  // 2,000 business days without holidays are 400 weeks.
  expect(level(history, '2034-06', terms).ids('late')).toEqual(['a'])
})

test('in the month in which terms begin, only what falls due from their first day counts', () => {
  const terms = claimsDesk({ effective: '2026-10-07' })
  const history = historyOf({ before: [RECEIVED], after: ['received 2026-10-07T08:00Z'] })
  expect(level(history, '2026-10', terms).ids('population')).toEqual(['after'])
})
