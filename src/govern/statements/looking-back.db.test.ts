import { expect, test } from 'vitest'
import { decodeEntry } from '../../kernel/record/format/entry.ts'
import { entriesFrom } from '../../kernel/record/reading/store.ts'
import type { JsonValue } from '../../terms/model.ts'
import { claimsDeskSource } from '../../terms/testing/claims-desk.ts'
import { verifyBundle } from '../../../verifier/checks/verifying.ts'
import { exportBundle } from '../exports/commands.ts'
import { invoice } from '../invoices/commands.ts'
import { agreeOn, joinEngagement } from '../testing/agreeing.ts'
import { claimsWorld } from '../testing/claims-world.ts'
import { observed } from '../testing/observed-history.ts'
import { approveStatement, draftStatement, statement, statementEvidence } from './commands.ts'

const { world, client, provider, add, monthOver } = await claimsWorld()
const { call, clock } = world
const code = (expected: string) => ({ type: { code: expected } })

/** One claim a month that is late, under terms from August on. */
async function threeMissedMonths(changes: Readonly<Record<string, JsonValue>>) {
  const engagementId = await world.engagement()
  await joinEngagement(world, engagementId, client, provider)
  const terms = claimsDeskSource({ effective: '2026-08-01', ...changes }) as JsonValue
  await agreeOn(world, { engagementId, client, provider, terms })
  const late = ['2026-08', '2026-09', '2026-10'].flatMap((month) => {
    return observed(world.id(), `received ${month}-02T09:00Z`, `set-up ${month}-20T09:00Z`)
  })
  await add(engagementId, ...late)
  clock.set(monthOver)
  return engagementId
}

async function close(engagementId: string, month: string) {
  const { statementHash } = await call(client, draftStatement, { engagementId, month })
  await call(client, approveStatement, { engagementId, month, statementHash })
  await call(provider, approveStatement, { engagementId, month, statementHash })
  return statementHash
}

const creditOf = async (engagementId: string, month: string) =>
  (await call(client, statement, { engagementId, month })).statement.totals.creditsMinor

test('months that look back are closed in order, and the second miss in two months earns the credit', async () => {
  const trigger = { missed: 'expected', times: 2, withinMonths: 2, hits: 'reusable' }
  const engagementId = await threeMissedMonths({ 'serviceLevels.S2.trigger': trigger })
  // Shown before anything is closed: the month follows provisionally from the open one before it.
  expect(await creditOf(engagementId, '2026-08')).toBe(0)
  expect(await creditOf(engagementId, '2026-09')).toBeGreaterThan(0)
  const september = { engagementId, month: '2026-09' }
  await expect(call(client, draftStatement, september)).rejects.toMatchObject(code('earlier-month-open'))
  await expect(call(client, draftStatement, september)).rejects.toThrow('2026-08')

  const august = await close(engagementId, '2026-08')
  const provisional = await call(client, statement, september)
  const hash = await close(engagementId, '2026-09')
  expect(hash).not.toBe(august)
  expect((await call(client, statement, september)).statement.totals).toEqual(provisional.statement.totals)
  await world.app.sequencer.drain(engagementId)
  const entries = await world.database.read(engagementId, (tx) => entriesFrom(tx, engagementId, 0, 200))
  const drafted = entries.map(({ bytes }) => decodeEntry(bytes)).filter(({ type }) => type === 'statement-drafted')
  expect(drafted.map(({ body }) => body['earlier'])).toEqual([[], [august]])
  // Figures of a frozen month open their items by the statements that it was drafted with.
  const figureId = 'serviceLevels/S2/late'
  expect(await call(client, statementEvidence, { ...september, figureId })).toMatchObject({ count: 1 })
  await verifies(engagementId)
})

test('a cap of the contract year holds over months that were closed one after the other', async () => {
  const cap = { contractYear: 'EUR 150.00' }
  const engagementId = await threeMissedMonths({
    'credits.cap': cap,
    contract: { clause: '1', from: '2026-08-01' },
    'serviceLevels.S2.credit': { of: { charge: 'governance' }, bands: [{ from: '0 %', credit: '4 %' }] },
  })
  const credits = []
  for (const month of ['2026-08', '2026-09', '2026-10']) {
    await close(engagementId, month)
    credits.push(await creditOf(engagementId, month))
  }
  // Four per cent of EUR 2,500.00 is EUR 100.00: once whole, once what is left of the year, then nothing.
  expect(credits).toEqual([10_000, 5_000, 0])
  await verifies(engagementId)
})

async function verifies(engagementId: string): Promise<void> {
  await world.app.sequencer.drain(engagementId)
  const bundle = await call(client, exportBundle, { engagementId })
  const chunks: Uint8Array[] = []
  if (bundle instanceof Uint8Array) chunks.push(bundle)
  else for await (const chunk of bundle) chunks.push(chunk)
  const { papers } = verifyBundle(chunks, { checkpoints: [], receipts: [], keys: [] })
  expect(papers.statements.every(({ agreed }) => agreed)).toBe(true)
}

test('what is told after its month was closed is settled in the next one, and the closed month stays', async () => {
  const lateEvents = { clause: '6.9', settled: 'next-open-period' }
  const engagementId = await threeMissedMonths({ lateEvents })
  const august = await close(engagementId, '2026-08')
  await add(engagementId, ...observed(world.id(), 'received 2026-08-03T09:00Z', 'set-up 2026-08-03T10:00Z'))
  await close(engagementId, '2026-09')
  const september = (await call(client, statement, { engagementId, month: '2026-09' })).statement
  const charge = september.adjustments?.find(({ kind }) => kind === 'charge')
  expect(charge).toMatchObject({ ofMonth: '2026-08', id: 'set-up', amountMinor: 640 })
  const { lines } = (await call(client, invoice, { engagementId, month: '2026-09' })).invoice
  expect(lines.filter(({ kind }) => kind === 'adjustment').map(({ id }) => id)).toContain('set-up')
  expect((await call(client, statement, { engagementId, month: '2026-08' })).statementHash).toBe(august)
  // October corrects nothing more, and the figure of a correction opens the items of the closed month.
  await close(engagementId, '2026-10')
  expect((await call(client, statement, { engagementId, month: '2026-10' })).statement.adjustments).toEqual([])
  const figureId = `${charge?.figure}/charges/set-up/units`
  const evidence = await call(client, statementEvidence, { engagementId, month: '2026-09', figureId })
  expect(evidence.count).toBe(2)
  await verifies(engagementId)
})
