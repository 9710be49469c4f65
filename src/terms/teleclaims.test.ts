import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { parseForeignTimestamp } from '../kernel/time/instant.ts'
import { historyBuilder } from './history.ts'
import type { History } from './history.ts'
import { deriveInvoice } from './invoice.ts'
import { unitTermsOf } from './price/charging.ts'
import { termsFromText } from './terms-text.ts'
import { settled } from './testing/claims-desk.ts'

const terms = () => termsFromText(readFileSync(resolve('templates/teleclaims.terms.yaml'), 'utf8'))
const mapping: { events: Record<string, string> } = JSON.parse(
  readFileSync(resolve('templates/teleclaims.mapping.json'), 'utf8'),
)
const log = resolve('../shared/data/eventlogs/02_teleclaims.xes.gz')

test('every event that the terms name is one that the mapping gives', () => {
  const { clocks, charges } = terms()
  const named = Object.values(clocks).flatMap(({ runs, cancelled }) => [runs.from, runs.to, cancelled ?? []].flat())
  const priced = Object.values(charges).flatMap((charge) =>
    'unit' in charge || 'graduated' in charge || 'volume' in charge ? [unitTermsOf(charge).per] : [],
  )
  const given = new Set(Object.values(mapping.events))
  expect([...named, ...priced].filter((name) => !given.has(name))).toEqual([])
})

// The counts were computed a second time by a program of its own, from the log alone.
test('a month of a real claims desk: one level met, one below expected, one breached', ({ skip }) => {
  if (!existsSync(log)) skip(`${log} is absent`)
  const { statement, evidence } = settled(terms(), readLog(gunzipSync(readFileSync(log)).toString()), '1970-01')
  const levels = statement.serviceLevels.map(({ id, state, numerator, denominator, printed }) => [
    id,
    state,
    numerator,
    denominator,
    printed,
  ])
  expect(levels).toEqual([
    ['K1', 'met', 2713, 2950, '92.0 %'],
    ['S1', 'met', 3389, 3512, '96.50 %'],
    ['S2', 'missed-expected', 3333, 3512, '94.90 %'],
    ['S3', 'missed-minimum', 1871, 1976, '94.69 %'],
  ])
  expect(evidence('serviceLevels/S3/late')).toHaveLength(105)
  expect(statement.charges.map(({ amountMinor }) => amountMinor)).toEqual([2_222_080, 250_000, 60_268])
  // 1 % of 22,220.80 is 222.208; 4 % of 25,323.48 is 1,012.9392.
  expect(statement.credits.map(({ amountMinor }) => amountMinor)).toEqual([22_221, 101_294])
  expect(deriveInvoice(statement).netMinor).toBe(2_408_833)
})

/** Reads as much of a log as this test needs; the product's reader knows the whole format. */
function readLog(text: string): History {
  const builder = historyBuilder()
  let sequence = 0
  for (const [caseIndex, trace] of text.split('<trace>').slice(1).entries()) {
    for (const event of trace.match(/<event>[\s\S]*?<\/event>/g) ?? []) {
      const values = new Map(
        [...event.matchAll(/key="([^"]+)" value="([^"]*)"/g)].map(([, key, value]) => [key, value]),
      )
      const classifier = `${values.get('concept:name')}+${values.get('lifecycle:transition')}`
      const at = parseForeignTimestamp(values.get('time:timestamp') ?? '')
      builder.add({ workItemId: `case-${caseIndex}`, name: mapping.events[classifier] ?? classifier, at, sequence })
      sequence += 1
    }
  }
  return builder.build()
}
