// oxlint-disable no-thenable -- `then` is a word of the terms here; a text is never called, so nothing awaits it
import { expect, test } from 'vitest'
import { parseInstant } from '../../kernel/time/instant.ts'
import { historyBuilder } from '../history.ts'
import type { Facts } from '../history.ts'
import type { JsonValue } from '../model.ts'
import { claimsDesk, settled } from '../testing/claims-desk.ts'

// Office hours in Oslo are 08:00 to 16:00; 5 October 2026 is a Monday, and Oslo is at +02:00.
type Told = readonly [what: string, facts?: Facts]

function historyOf(items: Readonly<Record<string, readonly Told[]>>) {
  const builder = historyBuilder()
  let sequence = 0
  for (const [workItemId, events] of Object.entries(items)) {
    for (const [what, facts] of events) {
      const [name = '', instant = ''] = what.split(' ')
      const at = parseInstant(`2026-10-${instant}:00.000+02:00`.replace('+02:00', 'Z')) - 2 * 3_600_000
      builder.add({ workItemId, name, at, sequence, ...(facts ? { facts } : {}) })
      sequence += 1
    }
  }
  return builder.build()
}

function listsOf(changes: Readonly<Record<string, JsonValue>>, items: Readonly<Record<string, readonly Told[]>>) {
  const { statement, evidence } = settled(claimsDesk(changes), historyOf(items))
  const ids = (part: string) => evidence(`serviceLevels/S2/${part}`).map(({ workItemId }) => workItemId)
  return { statement, evidence, ids, onTime: ids('on-time'), late: ids('late') }
}

const clock = (rule: Readonly<Record<string, JsonValue>>) => ({
  'clocks.set-up': { clause: '7.2', calendar: 'oslo', runs: { from: 'received', to: 'set-up' }, ...rule },
})
const hours = (within: JsonValue) => ({ 'measures.set-up-on-time.share.where.within': within })

test('a clock that asks facts hears them in a statement, also those of events it does not listen to', () => {
  const urgent = clock({ runs: { from: { event: 'received', when: 'urgent' }, to: 'set-up' } })
  const lists = listsOf(
    { ...urgent, ...hours('2 business-hours') },
    {
      plain: [['received 05T09:00'], ['set-up 05T15:00']],
      'said-before': [['noted 05T08:00', { urgent: true }], ['received 05T09:00'], ['set-up 05T15:00']],
      'said-then': [['received 05T09:00', { urgent: true }], ['set-up 05T10:00']],
      'said-later': [['received 05T09:00'], ['noted 05T09:30', { urgent: true }], ['set-up 05T15:00']],
    },
  )
  expect([lists.onTime, lists.late]).toEqual([['said-then'], ['said-before']])
})

test('work that was handed over and not acknowledged is the other side’s when his time for that has passed', () => {
  const transfers = [{ event: 'handed', to: 'client', elseAfter: '1 business-hours', until: 'handed-back' }]
  const lists = listsOf(
    { ...clock({ transfers }), ...hours('4 business-hours') },
    {
      // Three hours of ours, then the hour in which the client could have said that he has it; the rest is his.
      handed: [['received 05T09:00'], ['handed 05T12:00'], ['handed-back 06T10:00'], ['set-up 06T10:00']],
      kept: [['received 05T09:00'], ['set-up 06T10:00']],
    },
  )
  expect([lists.onTime, lists.late]).toEqual([['handed'], ['kept']])
})

const duty = {
  'clocks.client-file': {
    clause: '9.4',
    owner: 'client',
    calendar: 'oslo',
    runs: { from: 'file-asked', to: 'file-sent' },
    within: '1 business-hours',
  },
}

test('a duty that the client owes excuses the item, which is excluded by the clause that says so', () => {
  const excusedBy = [{ clock: 'client-file', while: 'overdue', then: 'excuses', clause: '9.5' }]
  const lists = listsOf(
    { ...clock({ excusedBy }), ...duty, ...hours('2 business-hours') },
    {
      excused: [['received 05T09:00'], ['file-asked 05T09:00'], ['file-sent 05T12:00'], ['set-up 05T15:00']],
      prompt: [['received 05T09:00'], ['file-asked 05T09:00'], ['file-sent 05T09:30'], ['set-up 05T15:00']],
    },
  )
  expect([lists.ids('counted'), lists.late]).toEqual([['prompt'], ['prompt']])
  expect(lists.evidence('serviceLevels/S2/excused-1')).toMatchObject([
    { workItemId: 'excused', verdict: 'excluded', excludedBy: { event: 'client-file overdue', clause: '9.5' } },
  ])
  const [level] = lists.statement.serviceLevels
  expect(level).toMatchObject({ numerator: 0, denominator: 1 })
})

test('a duty that moves the clock moves it for every item with the same value of a fact', () => {
  const excusedBy = [{ clock: 'client-file', while: 'overdue', then: 'moves', matching: 'batch' }]
  const lists = listsOf(
    { ...clock({ excusedBy }), ...duty, ...hours('2 business-hours') },
    {
      batch: [
        ['file-asked 05T08:00', { batch: 'b-1' }],
        ['file-sent 05T14:00', { batch: 'b-1' }],
      ],
      waits: [['received 05T08:00', { batch: 'b-1' }], ['set-up 05T15:00']],
      other: [['received 05T08:00', { batch: 'b-2' }], ['set-up 05T15:00']],
    },
  )
  expect([lists.onTime, lists.late]).toEqual([['waits'], ['other']])
})

test('a run that a restart cut short counts where it was late, and is never on time', () => {
  const lists = listsOf(
    { ...clock({ restarts: ['scope-changed'] }), ...hours('2 business-hours') },
    {
      'late-before': [['received 05T08:00'], ['scope-changed 05T11:00'], ['set-up 05T12:00']],
      'in-time': [['received 05T08:00'], ['scope-changed 05T09:00'], ['set-up 05T10:30']],
      // The work begins anew on the last day of the month and is due in the next one.
      'due-later': [['received 30T13:00'], ['scope-changed 30T14:00'], ['set-up 30T14:30']],
      'not-due': [['received 30T12:00'], ['scope-changed 30T15:00']],
    },
  )
  expect([lists.onTime, lists.late]).toEqual([
    ['due-later', 'in-time'],
    ['late-before', 'not-due'],
  ])
})

test('a cut-off is a threshold of a share like any other', () => {
  const within = { receivedBy: '12:00', dueBy: '15:00', days: 0, laterDays: 1, whilePaused: 'does-not-move' }
  const lists = listsOf(hours(within), {
    before: [['received 05T12:00'], ['set-up 05T15:00']],
    after: [['received 05T12:01'], ['set-up 06T15:00']],
    late: [['received 05T11:00'], ['set-up 05T15:01']],
  })
  expect([lists.onTime, lists.late]).toEqual([['after', 'before'], ['late']])
})

test('hours that two calendars share are the hours of a clock', () => {
  const shared = {
    'calendars.cebu': { zone: 'Asia/Manila', week: { 'mon-fri': '14:00-22:00' } },
    'calendars.shared': { both: ['oslo', 'cebu'] },
    ...clock({ calendar: 'shared' }),
    ...hours('2 business-hours'),
  }
  // In summer 14:00 in Cebu is 08:00 in Oslo: the hours are the same.
  const lists = listsOf(shared, {
    'in-time': [['received 05T08:00'], ['set-up 05T10:00']],
    late: [['received 05T08:00'], ['set-up 05T10:01']],
  })
  expect([lists.onTime, lists.late]).toEqual([['in-time'], ['late']])
})
