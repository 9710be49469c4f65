import { expect, test } from 'vitest'
import type { JsonValue } from '../../terms/model.ts'
import { claimsDeskSource } from '../../terms/testing/claims-desk.ts'
import { verifyBundle } from '../../../verifier/checks/verifying.ts'
import { exportBundle } from '../exports/commands.ts'
import { approveStatement, draftStatement, statement } from '../statements/commands.ts'
import { agreeOn, joinEngagement } from '../testing/agreeing.ts'
import { claimsWorld } from '../testing/claims-world.ts'
import { confirmSeriesValue, seriesValues, stateSeriesValue } from './commands.ts'

const { world, client, provider, add, tenClaims, month, monthOver } = await claimsWorld()
const { call, clock } = world
const code = (expected: string) => ({ type: { code: expected } })

async function engagementWithHeads() {
  const engagementId = await world.engagement()
  await joinEngagement(world, engagementId, client, provider)
  const team = { clause: '5.6', rounding: 'half-up', heads: { series: 'heads', price: 'EUR 100.00' } }
  const terms = claimsDeskSource({ 'charges.team': team }) as JsonValue
  await agreeOn(world, { engagementId, client, provider, terms })
  await add(engagementId, ...tenClaims())
  clock.set(monthOver)
  return engagementId
}

const chargeOf = async (engagementId: string) =>
  (await call(client, statement, { engagementId, month })).statement.charges.find(({ id }) => id === 'team')
    ?.amountMinor

test('a value counts when the other party has confirmed exactly what was stated', async () => {
  const engagementId = await engagementWithHeads()
  await expect(chargeOf(engagementId)).rejects.toMatchObject(code('cannot-settle'))
  await expect(chargeOf(engagementId)).rejects.toThrow('"heads" has no value for 2026-10')
  const value = { engagementId, series: 'heads', period: month, value: '3.5' }
  await call(client, stateSeriesValue, value)
  await expect(call(client, stateSeriesValue, value)).rejects.toMatchObject(code('stated-already'))
  await expect(chargeOf(engagementId)).rejects.toMatchObject(code('cannot-settle'))
  await expect(call(client, confirmSeriesValue, value)).rejects.toMatchObject(code('own-value'))
  const other = { ...value, value: '4' }
  await expect(call(provider, confirmSeriesValue, other)).rejects.toMatchObject(code('other-value'))
  const confirmed = await call(provider, confirmSeriesValue, value)
  expect(confirmed).toMatchObject({ confirmed: '3.5', stated: null })
  expect(await call(client, seriesValues, { engagementId })).toMatchObject({ rows: [confirmed], nextCursor: null })
  await world.app.sequencer.drain(engagementId)
  expect(await chargeOf(engagementId)).toBe(35_000)
})

test('a closed month keeps the value that it was settled with, and the bundle verifies', async () => {
  const engagementId = await engagementWithHeads()
  const say = async (value: string) => {
    const asked = { engagementId, series: 'heads', period: month, value }
    await call(provider, stateSeriesValue, asked)
    await call(client, confirmSeriesValue, asked)
    await world.app.sequencer.drain(engagementId)
  }
  await say('2')
  const { statementHash } = await call(client, draftStatement, { engagementId, month })
  await call(client, approveStatement, { engagementId, month, statementHash })
  await call(provider, approveStatement, { engagementId, month, statementHash })
  await say('9')
  expect(await chargeOf(engagementId)).toBe(20_000)
  const bundle = await call(client, exportBundle, { engagementId })
  const chunks: Uint8Array[] = []
  if (bundle instanceof Uint8Array) chunks.push(bundle)
  else for await (const chunk of bundle) chunks.push(chunk)
  const { papers } = verifyBundle(chunks, { checkpoints: [], receipts: [], keys: [] })
  expect(papers.statements).toMatchObject([{ sha256: statementHash, agreed: true }])
})

test('a name that the agreed terms do not use is refused, with those they use', async () => {
  const engagementId = await engagementWithHeads()
  const asked = { engagementId, series: 'head', period: month, value: '3' }
  await expect(call(client, stateSeriesValue, asked)).rejects.toMatchObject(code('no-such-series'))
  await expect(call(client, stateSeriesValue, asked)).rejects.toThrow('They use: heads.')
})
