import { expect, test } from 'vitest'
import { testWorld } from '../../app/testing.ts'
import { cosign } from '../../kernel/record/format/checkpoint.ts'
import { formatVkey, generateSigningKey } from '../../kernel/record/format/keys.ts'
import { recordCheckpoint, registerWitness, submitCosignature } from '../../kernel/record/reading/commands.ts'
import { parseInstant } from '../../kernel/time/instant.ts'
import { CLAIMS_DESK, claimsDeskSource } from '../../terms/testing/claims-desk.ts'
import { verifyBundle } from '../../../verifier/checks/verifying.ts'
import { draftAgreement, proposeAgreement, signAgreement } from '../../contract/agreements/commands.ts'
import { approveStatement, draftStatement, rejectStatement } from '../statements/commands.ts'
import { agreeOn, agreementContent, joinEngagement } from '../testing/agreeing.ts'
import { observe, observed } from '../testing/observed-history.ts'
import { exportBundle } from './commands.ts'

const world = await testWorld()
const { call, clock } = world
const month = '2026-10'
const client = await world.member('client', ['sponsor'])
const provider = await world.member('provider', ['delivery-manager'])
const observer = { kind: 'person', id: world.id(), standing: 'member', site: null } as const
const principal = { ...observer, organisationId: world.provider.organisationId }
const nothingOfOnesOwn = { checkpoints: [], receipts: [], keys: [] }

async function engagementInOctober(items: number) {
  const engagementId = await world.engagement()
  await joinEngagement(world, engagementId, client, provider)
  await agreeOn(world, { engagementId, client, provider, terms: CLAIMS_DESK })
  await add(engagementId, items)
  clock.set(parseInstant('2026-11-02T08:00:00.000Z'))
  return engagementId
}

async function add(engagementId: string, items: number) {
  const events = Array.from({ length: items }, () =>
    observed(world.id(), 'received 2026-10-05T08:00Z', 'set-up 2026-10-05T09:00Z'),
  ).flat()
  const { database } = world
  await observe({ database, engagementId, principal, idempotencyKey: world.id(), now: clock.now() }, events)
}

async function exported(engagementId: string): Promise<Uint8Array[]> {
  const answer = await call(client, exportBundle, { engagementId })
  if (answer instanceof Uint8Array) return [answer]
  const chunks: Uint8Array[] = []
  for await (const chunk of answer) chunks.push(chunk)
  return chunks
}

test('a bundle of several pages holds every entry, also while the record grows', async () => {
  const engagementId = await engagementInOctober(600)
  const size = await world.app.sequencer.drain(engagementId)
  const answer = await call(client, exportBundle, { engagementId })
  const chunks: Uint8Array[] = []
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    if (chunks.length > 1) continue
    await add(engagementId, 10)
    await world.app.sequencer.drain(engagementId)
  }
  const verified = verifyBundle(chunks, nothingOfOnesOwn)
  expect(verified.header.entries).toBe(size)
  expect(size).toBeGreaterThan(1_200)
})

test('drafts that were rejected or superseded stay reproducible, and only the agreed one counts as agreed', async () => {
  const engagementId = await engagementInOctober(3)
  const first = await call(provider, draftStatement, { engagementId, month })
  const rejected = { engagementId, month, statementHash: first.statementHash, reason: 'Three items are missing.' }
  await call(client, rejectStatement, rejected)
  const second = await call(provider, draftStatement, { engagementId, month })
  await add(engagementId, 3)
  const third = await call(provider, draftStatement, { engagementId, month })
  const { statementHash } = third
  for (const who of [client, provider]) await call(who, approveStatement, { engagementId, month, statementHash })
  await world.app.sequencer.drain(engagementId)
  const { papers, checkpoints } = verifyBundle(await exported(engagementId), nothingOfOnesOwn)
  expect(papers.statements.map(({ sha256, agreed }) => [sha256, agreed])).toEqual([
    [first.statementHash, false],
    [second.statementHash, false],
    [statementHash, true],
  ])
  expect(papers.invoicesReproduced).toBe(1)
  const sizes = checkpoints.map(({ size }) => size)
  expect(sizes).toEqual(expect.arrayContaining([first.treeSize, second.treeSize, third.treeSize]))
})

test('every co-signed checkpoint is in the bundle with its co-signature', async () => {
  const engagementId = await engagementInOctober(1)
  const { key } = generateSigningKey('witness.client.example', 'cosigner')
  const verifierKey = formatVkey(key.verifying)
  await call(world.client.administrator, registerWitness, { engagementId, verifierKey })
  await world.app.sequencer.drain(engagementId)
  const { note, treeSize } = await call(client, recordCheckpoint, { engagementId })
  await call(client, submitCosignature, { engagementId, note: cosign(note, key, clock.now()) })
  await add(engagementId, 5)
  await world.app.sequencer.drain(engagementId)
  const { checkpoints } = verifyBundle(await exported(engagementId), nothingOfOnesOwn)
  expect(checkpoints.find(({ size }) => size === treeSize)?.cosigned).toMatchObject([
    { name: 'witness.client.example' },
  ])
})

test('an agreement that only one party has signed is in the bundle, a draft of one party is not', async () => {
  const engagementId = await engagementInOctober(1)
  const terms = claimsDeskSource({ effective: '2027-01-01', agreement: 'C-0043' }) as typeof CLAIMS_DESK
  const [signed, drafted] = [world.id(), world.id()]
  const { sha256 } = await call(client, draftAgreement, {
    engagementId,
    agreementId: signed,
    content: agreementContent(world, terms),
  })
  await call(client, proposeAgreement, { engagementId, agreementId: signed })
  await call(client, signAgreement, { engagementId, agreementId: signed, sha256 })
  const secret = { ...agreementContent(world, terms), title: 'What we would accept at worst' }
  await call(client, draftAgreement, { engagementId, agreementId: drafted, content: secret })
  await world.app.sequencer.drain(engagementId)
  const chunks = await exported(engagementId)
  expect(verifyBundle(chunks, nothingOfOnesOwn).papers.agreementsSignedByBoth).toBe(1)
  const text = Buffer.concat(chunks).toString()
  expect(text).toContain(`"sha256":"${sha256}"`)
  expect(text).not.toContain('What we would accept at worst')
})

test('agents and strangers export nothing', async () => {
  const { engagementId } = world
  const agent = await world.member('provider', ['agent'])
  await expect(call(agent, exportBundle, { engagementId })).rejects.toMatchObject({ type: { code: 'forbidden' } })
  const stranger = call(world.stranger.administrator, exportBundle, { engagementId })
  await expect(stranger).rejects.toMatchObject({ type: { code: 'not-found' } })
})
