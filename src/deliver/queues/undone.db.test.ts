/** A month in which a completion was taken back: its statement is the one of a month in which it never was. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { testWorld } from '../../app/testing.ts'
import { exportBundle } from '../../govern/exports/commands.ts'
import { approveStatement, draftStatement, statement } from '../../govern/statements/commands.ts'
import { agreeOn } from '../../govern/testing/agreeing.ts'
import { parseInstant } from '../../kernel/time/instant.ts'
import { verifyBundle } from '../../../verifier/checks/verifying.ts'
import { claimNextWorkItem, completeWorkItem, receiveWorkItem, undoCompletion } from '../work-items/commands.ts'

const world = await testWorld()
const { call } = world
const client = await world.member('client', ['vendor-manager', 'engineer', 'contract-officer'])
const provider = await world.member('provider', ['delivery-manager'])
const agent = await world.member('provider', ['agent'])
const { engagementId } = world
const terms = parse(
  readFileSync(resolve(import.meta.dirname, '../../../templates/motor-claims-intake.terms.yaml'), 'utf8'),
)

test('an undone completion counts in no statement, and server and verifier derive the same bytes', async () => {
  world.clock.set(parseInstant('2026-01-02T08:00:00.000Z'))
  await agreeOn(world, { engagementId, client, provider, terms: { ...terms, effective: '2026-02-01' } })
  const handle = async (reference: string, at: string, isUndone: boolean) => {
    world.clock.set(parseInstant(at))
    const queue = 'motor-claims'
    await call(client, receiveWorkItem, { engagementId, workItemId: world.id(), reference, queue })
    const { item, fence } = await call(agent, claimNextWorkItem, { engagementId, queue })
    const { workItemId } = item
    const facts = { outcome: 'set-up' }
    world.clock.advance(5_000)
    await call(agent, completeWorkItem, { engagementId, workItemId, fence, facts })
    if (isUndone) await call(agent, undoCompletion, { engagementId, workItemId })
  }
  const asked = { engagementId, month: '2026-02' }
  await handle('A-1', '2026-02-03T09:00:00.000Z', false)
  await world.app.sequencer.drain(engagementId)
  const before = await call(client, statement, asked)
  await handle('A-2', '2026-02-03T10:00:00.000Z', true)
  await world.app.sequencer.drain(engagementId)
  const undone = await call(client, statement, asked)
  const amounts = (of: typeof before) =>
    of.statement.charges.map(({ id, units, amountMinor }) => [id, units, amountMinor])
  expect(amounts(before).some(([, units]) => units === 1)).toBe(true)
  expect(amounts(undone)).toEqual(amounts(before))
  world.clock.set(parseInstant('2026-03-05T10:00:00.000Z'))
  const { statementHash } = await call(provider, draftStatement, asked)
  for (const who of [provider, client]) await call(who, approveStatement, { ...asked, statementHash })
  await world.app.sequencer.drain(engagementId)
  const bundle = await call(client, exportBundle, { engagementId })
  const chunks: Uint8Array[] = []
  if (bundle instanceof Uint8Array) chunks.push(bundle)
  else for await (const chunk of bundle) chunks.push(chunk)
  const { papers } = verifyBundle(chunks, { checkpoints: [], receipts: [], keys: [] })
  expect(papers.statements).toHaveLength(1)
})
