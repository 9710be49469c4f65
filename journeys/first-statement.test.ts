import { expect, test } from 'vitest'
import { testWorld, type Person } from '../src/app/testing.ts'
import {
  answerWorkItem,
  askAndPause,
  claimNextWorkItem,
  completeWorkItem,
  receiveWorkItem,
  withdrawWorkItem,
} from '../src/deliver/work-items/commands.ts'
import { exportBundle } from '../src/govern/exports/commands.ts'
import { invoice, invoiceFile } from '../src/govern/invoices/commands.ts'
import {
  approveStatement,
  draftStatement,
  statement,
  statementEvidence,
  statementFile,
} from '../src/govern/statements/commands.ts'
import { agreeOn } from '../src/govern/testing/agreeing.ts'
import { cosign } from '../src/kernel/record/format/checkpoint.ts'
import { concat, utf8Text } from '../src/kernel/record/format/digest.ts'
import { formatVkey, generateSigningKey } from '../src/kernel/record/format/keys.ts'
import { recordCheckpoint, registerWitness, submitCosignature } from '../src/kernel/record/reading/commands.ts'
import { hourMillis } from '../src/kernel/time/civil-date.ts'
import { parseInstant } from '../src/kernel/time/instant.ts'
import { claimsDeskSource, type CLAIMS_DESK } from '../src/terms/testing/claims-desk.ts'
import { Finding } from '../verifier/checks/finding.ts'
import { verifyBundle, type Verified } from '../verifier/checks/verifying.ts'

const world = await testWorld()
const { call, clock, engagementId } = world
const month = '2026-01'

/** Claims are set up within a business day; while the customer is asked, the clock rests. */
const terms = claimsDeskSource({
  effective: '2026-01-01',
  'clocks.set-up.runs.to': 'completed',
  'clocks.set-up.rests': [{ from: 'asked-customer', to: 'customer-answered', owner: 'customer' }],
  'charges.set-up.graduated.per': 'completed',
}) as typeof CLAIMS_DESK

const manager = await world.member('client', ['vendor-manager', 'sponsor', 'finance-controller', 'process-owner'])
const delivery = await world.member('provider', ['delivery-manager', 'billing-analyst'])
const agent = await world.member('provider', ['agent'])

let bundle = new Uint8Array(0)
let verified: Verified | undefined

test('a month of work under signed terms becomes a statement that both parties approve, and an invoice', async () => {
  await agreeOn(world, { engagementId, client: manager, provider: delivery, terms })
  await workThroughJanuary()
  const open = await call(manager, statement, { engagementId, month })
  expect(open).toMatchObject({ state: 'open' })
  clock.set(parseInstant('2026-02-02T08:00:00.000Z'))
  const { statementHash, totals } = await call(delivery, draftStatement, { engagementId, month })
  await call(manager, approveStatement, { engagementId, month, statementHash })
  const closed = await call(delivery, approveStatement, { engagementId, month, statementHash })
  expect(closed.state).toBe('agreed')

  const agreed = await call(manager, statement, { engagementId, month })
  // Five were due: the one that waited for its customer is in time, the one forgotten over a weekend is late.
  expect(agreed.statement.serviceLevels[0]).toMatchObject({ numerator: 4, denominator: 5, state: 'missed-minimum' })
  // 3 × 6.40 + 2 × 5.90 + 2500.00 = 2531.00; 8 % of the set-up charge of 31.00 is 2.48.
  expect(totals).toMatchObject({ currency: 'EUR', chargesMinor: 253_100, creditsMinor: 248, netMinor: 252_852 })
  const late = await call(manager, statementEvidence, { engagementId, month, figureId: 'serviceLevels/S2/late' })
  expect(late.rows.map((row) => row.reference)).toEqual(['CLM-5'])
  expect((await call(delivery, invoice, { engagementId, month })).invoice.netMinor).toBe(252_852)
})

test('the exported bundle is valid offline: statement and invoice are recomputed to the same bytes', async () => {
  await cosignByBoth()
  bundle = await bytesOf(await call(manager, exportBundle, { engagementId }))
  verified = verifyBundle([bundle], { checkpoints: [], receipts: [], keys: [] })
  const { statementHash } = await call(manager, statement, { engagementId, month })
  const totals = { currency: 'EUR', chargesMinor: 253_100, creditsMinor: 248, netMinor: 252_852 }
  expect(verified.papers).toEqual({
    agreementsSignedByBoth: 1,
    statements: [{ month, sha256: statementHash, agreed: true, totals }],
    invoicesReproduced: 1,
  })
  expect(
    verified.checkpoints
      .at(-1)
      ?.cosigned.map((one) => one.organisation)
      .sort(),
  ).toEqual([world.client.organisationId, world.provider.organisationId].sort())
  const lines = utf8Text(bundle).split('\n')
  for (const declaration of [statementFile, invoiceFile]) {
    const { bytes } = await call(delivery, declaration, { engagementId, month })
    const file = utf8Text(await bytesOf(bytes))
    expect(lines).toContain(`{"content":${file}}`)
  }
})

test('one flipped byte anywhere in the bundle is found', () => {
  expect(verified).toBeDefined()
  const undetected: number[] = []
  for (let at = 0; at < bundle.length; at += 97) {
    const flipped = bundle.slice()
    flipped[at] = (flipped[at] ?? 0) ^ (at % 2 === 0 ? 0x01 : 0x80)
    try {
      verifyBundle([flipped], { checkpoints: [], receipts: [], keys: [] })
      undetected.push(at)
    } catch (error) {
      if (!(error instanceof Finding)) throw error
    }
  }
  expect(undetected).toEqual([])
})

/** Six claims: three at once, one that rests, one left over a weekend, one withdrawn. */
async function workThroughJanuary(): Promise<void> {
  for (let count = 1; count <= 3; count += 1) {
    await receive(`CLM-${count}`, `day-${count}`)
    clock.advance(hourMillis)
    await claimAndComplete(`day-${count}`)
  }
  const asked = await receive('CLM-4', 'asked')
  const { fence } = await call(agent, claimNextWorkItem, { engagementId, queue: 'asked' })
  await call(agent, askAndPause, { engagementId, workItemId: asked, fence, of: 'customer', question: 'Which policy?' })
  clock.advance(72 * hourMillis)
  await call(manager, answerWorkItem, { engagementId, workItemId: asked, answer: 'Policy 4711.' })
  await claimAndComplete('asked')
  await receive('CLM-5', 'forgotten')
  const unwanted = await receive('CLM-6', 'unwanted')
  clock.advance(hourMillis)
  await call(manager, withdrawWorkItem, { engagementId, workItemId: unwanted, ground: 'no-longer-wanted' })
  clock.advance(96 * hourMillis)
  await claimAndComplete('forgotten')
}

async function receive(reference: string, queue: string): Promise<string> {
  const workItemId = world.id()
  const gateway: Person = manager
  await call(gateway, receiveWorkItem, { engagementId, workItemId, reference, queue, facts: { channel: 'telephone' } })
  return workItemId
}

async function claimAndComplete(queue: string): Promise<void> {
  const { item, fence } = await call(agent, claimNextWorkItem, { engagementId, queue })
  await call(agent, completeWorkItem, {
    engagementId,
    workItemId: item.workItemId,
    fence,
    facts: { outcome: 'set-up' },
  })
}

/** Each party's witness signs the newest checkpoint, which covers its own registration too. */
async function cosignByBoth(): Promise<void> {
  const witnesses = [world.client, world.provider].map((party, index) => {
    return { party, key: generateSigningKey(`witness-${index}.example`, 'cosigner').key }
  })
  for (const { party, key } of witnesses) {
    const verifierKey = formatVkey(key.verifying)
    await call(party.administrator, registerWitness, { engagementId, verifierKey })
  }
  await world.app.sequencer.drain(engagementId)
  const { note } = await call(manager, recordCheckpoint, { engagementId })
  for (const [index, { key }] of witnesses.entries()) {
    const member = index === 0 ? manager : delivery
    await call(member, submitCosignature, { engagementId, note: cosign(note, key, clock.now()) })
  }
}

async function bytesOf(answer: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  if (answer instanceof Uint8Array) return new Uint8Array(answer)
  const chunks: Uint8Array[] = []
  for await (const chunk of answer) chunks.push(chunk)
  return new Uint8Array(concat(...chunks))
}
