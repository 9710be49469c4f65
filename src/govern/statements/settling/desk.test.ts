import { expect, test } from 'vitest'
import { parseInstant } from '../../../kernel/time/instant.ts'
import { CLAIMS_DESK } from '../../../terms/testing/claims-desk.ts'
import { settlingDesk } from './desk.ts'
import { settlingThread } from './thread.ts'

const job = { engagementId: 'e-1', month: '2026-10', treeSize: 2, termsHash: 'ab'.repeat(32), terms: CLAIMS_DESK }
const page = {
  workItemIds: ['a', 'a'],
  names: ['received', 'set-up'],
  instants: [parseInstant('2026-10-05T08:00:00.000Z'), parseInstant('2026-10-05T09:00:00.000Z')],
  leaves: [0, 1],
  ids: [null, null],
  undoes: [null, null],
  facts: ['{"channel":"mail"}', null],
}
const counted = { figureId: 'serviceLevels/S2/counted', from: 0, to: 10 }

type Ask = ReturnType<typeof settlingDesk>

function settleAs(desk: Ask, name: string, id: number) {
  desk({ kind: 'begin', id, job: { ...job, name } })
  desk({ kind: 'events', id, page })
  return desk({ kind: 'settle', id })
}

test('a month settles from pages of events, and its evidence is there to be asked for', () => {
  const desk = settlingDesk()
  const settled = settleAs(desk, 'first', 1)
  expect(settled).toMatchObject({
    kind: 'settled',
    derived: { statement: { serviceLevels: [{ numerator: 1, denominator: 1 }] } },
  })
  const answer = desk({ kind: 'evidence', id: 2, asked: { name: 'first', ...counted } })
  expect(answer).toMatchObject({
    kind: 'evidence',
    slice: { count: 1, rows: [{ workItemId: 'a', verdict: 'on-time' }] },
  })
})

test('what is kept is bounded, by number and by events; the newest stays', () => {
  for (const limits of [
    { keptMax: 1, keptEventsMax: 1_000 },
    { keptMax: 10, keptEventsMax: 2 },
    { keptMax: 10, keptEventsMax: 1 },
  ]) {
    const desk = settlingDesk(limits)
    settleAs(desk, 'first', 1)
    settleAs(desk, 'second', 2)
    const kinds = ['first', 'second'].map(
      (name) => desk({ kind: 'evidence', id: 3, asked: { name, ...counted } })?.kind,
    )
    expect(kinds).toEqual(['forgotten', 'evidence'])
  }
})

test('a settling that was abandoned cannot be finished', () => {
  const desk = settlingDesk()
  desk({ kind: 'begin', id: 1, job: { ...job, name: 'first' } })
  desk({ kind: 'abandon', id: 1 })
  expect(() => desk({ kind: 'settle', id: 1 })).toThrow('was not begun')
})

test('the thread gives the same bytes as the desk, and an error where the desk throws', async () => {
  const thread = settlingThread()
  thread.tell({ kind: 'begin', id: 1, job: { ...job, name: 'first' } })
  thread.tell({ kind: 'events', id: 1, page })
  expect(await thread.ask({ kind: 'settle', id: 1 })).toEqual(settleAs(settlingDesk(), 'first', 1))
  await expect(thread.ask({ kind: 'settle', id: 2 })).rejects.toThrow('was not begun')
})
