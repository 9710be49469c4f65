import { expect, test } from 'vitest'
import { parseInstant } from '../../kernel/time/instant.ts'
import { historyBuilder } from '../history.ts'
import type { Facts } from '../history.ts'
import type { JsonValue } from '../model.ts'
import { CLAIMS_DESK, claimsDesk, settled } from '../testing/claims-desk.ts'

const { S2: level } = CLAIMS_DESK.serviceLevels
const measure = CLAIMS_DESK.measures['set-up-on-time']
const credit = (percent: string) => ({ of: 'charges', bands: [{ from: '0 %', credit: percent }] })

/** Two levels over the same items: one credits 2 %, the other 5 %. */
function creditsWith(take: JsonValue, items: Readonly<Record<string, Facts>>, choice?: Facts): [string, number][] {
  const terms = claimsDesk({
    'credits.sameIncident': { fact: 'incident', take },
    'credits.cap': undefined,
    'measures.again': { ...measure, label: 'The same items' },
    'serviceLevels.S2.credit': credit('2 %'),
    'serviceLevels.S3': { ...level, name: 'Again', measure: 'again', credit: credit('5 %') },
  })
  const builder = historyBuilder()
  let sequence = 0
  const add = (workItemId: string, name: string, at: string, facts?: Facts) => {
    const instant = parseInstant(`2026-10-${at}:00.000Z`)
    builder.add({ workItemId, name, at: instant, sequence: (sequence += 1), ...(facts ? { facts } : {}) })
  }
  for (const [id, facts] of Object.entries(items)) {
    add(id, 'received', '05T08:00', facts)
    add(id, 'set-up', facts['isLate'] === true ? '20T08:00' : '05T09:00')
  }
  if (choice) add('incident', 'credit-chosen', '28T08:00', choice)
  const { statement } = settled(terms, builder.build())
  return statement.credits.map(({ id, amountMinor }) => [id, amountMinor])
}

const twoLate = {
  a: { isLate: true, incident: 'outage-1' },
  b: { isLate: true, incident: 'outage-1' },
  c: { isLate: false },
}
const paid = (credits: [string, number][]) => credits.filter(([, minor]) => minor > 0).map(([id]) => id)

test('an incident without whose late items both levels were met earns the largest credit only', () => {
  expect(paid(creditsWith('largest', twoLate))).toEqual(['S3'])
  expect(paid(creditsWith('all', twoLate))).toEqual(['S2', 'S3'])
})

test('the client chooses by an event of the incident’s work item; until then the largest stands', () => {
  const take = { choice: 'credit-chosen' }
  expect(paid(creditsWith(take, twoLate))).toEqual(['S3'])
  expect(paid(creditsWith(take, twoLate, { incident: 'outage-1', level: 'S2' }))).toEqual(['S2'])
  expect(paid(creditsWith(take, twoLate, { incident: 'outage-2', level: 'S2' }))).toEqual(['S3'])
})

test('an incident that is not the whole reason for a miss waives no credit', () => {
  const other = { ...twoLate, d: { isLate: true, incident: 'outage-2' }, e: { isLate: true } }
  expect(paid(creditsWith('largest', other))).toEqual(['S2', 'S3'])
})
