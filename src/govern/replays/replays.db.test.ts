import { expect, test } from 'vitest'
import { draftAgreement } from '../../contract/agreements/commands.ts'
import type { JsonValue } from '../../terms/model.ts'
import { claimsDeskSource } from '../../terms/testing/claims-desk.ts'
import { statement } from '../statements/commands.ts'
import { agreementContent } from '../testing/agreeing.ts'
import { claimsWorld } from '../testing/claims-world.ts'
import { replayTerms } from './commands.ts'

const { world, client, provider, engagementWith, tenClaims, month } = await claimsWorld()
const { call } = world
const code = (expected: string) => ({ type: { code: expected } })

async function draftWith(engagementId: string, changes: Readonly<Record<string, JsonValue>>) {
  const agreementId = world.id()
  // A draft begins after what is agreed: the months are played as if it had held in them.
  const terms = claimsDeskSource({ effective: '2027-01-01', ...changes }) as never
  await call(client, draftAgreement, { engagementId, agreementId, content: agreementContent(world, terms) })
  return agreementId
}

test('a draft is played over recorded months beside the agreed terms, term by term', async () => {
  const engagementId = await engagementWith(...tenClaims())
  const agreementId = await draftWith(engagementId, { 'charges.governance.fixed.amount': 'EUR 2600.00' })
  const asked = { engagementId, agreementId, from: month, to: month }
  const played = await call(client, replayTerms, asked)
  const real = await call(client, statement, { engagementId, month })
  expect(played.months[0]?.a.netMinor).toBe(real.statement.totals.netMinor)
  const governance = played.money.find(({ id }) => id === 'governance')
  expect(governance).toMatchObject({ kind: 'charge', year: '2026', aMinor: 250_000, bMinor: 260_000 })
  const net = played.money.find(({ kind }) => kind === 'net')
  expect(net?.differenceMinor).toBe((played.months[0]?.b.netMinor ?? 0) - (played.months[0]?.a.netMinor ?? 0))
  expect(played.levels).toMatchObject([{ id: 'S2', aMissed: 1, bMissed: 1 }])
})

test('two drafts are compared with each other, and a draft of the other party is not there', async () => {
  const engagementId = await engagementWith(...tenClaims())
  const agreementId = await draftWith(engagementId, { 'charges.governance.fixed.amount': 'EUR 2600.00' })
  const against = await draftWith(engagementId, { 'charges.governance.fixed.amount': 'EUR 2700.00' })
  const asked = { engagementId, agreementId, against, from: month, to: month }
  const { money } = await call(client, replayTerms, asked)
  expect(money.find(({ id }) => id === 'governance')).toMatchObject({ differenceMinor: -10_000 })
  await expect(call(provider, replayTerms, asked)).rejects.toMatchObject(code('not-found'))
})

test('a replay is of two years at most', async () => {
  const engagementId = await engagementWith(...tenClaims())
  const agreementId = await draftWith(engagementId, {})
  const asked = { engagementId, agreementId, from: '2024-10', to: month }
  await expect(call(client, replayTerms, asked)).rejects.toMatchObject(code('invalid-input'))
  await expect(call(client, replayTerms, { ...asked, from: '2024-11' })).resolves.toMatchObject({ currency: 'EUR' })
})
