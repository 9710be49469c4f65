import { expect, test } from 'vitest'
import { testWorld } from '../app/testing.ts'
import { addMember, engagements, members, openEngagement } from './access/commands.ts'
import { createApiKey, endCredential, me } from './identity/commands.ts'
import { recordCheckpoint, recordEntries, inclusionProofOf, consistencyProofOf } from './record/reading/commands.ts'
import { fromHex } from './record/format/digest.ts'
import { verifyInclusion } from './record/format/merkle.ts'

const world = await testWorld()
const { call, client, provider, stranger, id } = world

test('a member of neither party is told that there is no such engagement', async () => {
  await expect(call(stranger.administrator, members, { engagementId: world.engagementId })).rejects.toMatchObject({
    type: { code: 'not-found' },
  })
})

test('a retried command has one effect and the same answer', async () => {
  const engagementId = id()
  const input = { engagementId, name: 'Payroll', clientId: client.organisationId, providerId: provider.organisationId }
  const first = await call(client.administrator, openEngagement, input, { key: 'the-same-key' })
  const again = await call(client.administrator, openEngagement, input, { key: 'the-same-key' })
  expect(again).toEqual(first)
  await expect(
    call(client.administrator, openEngagement, { ...input, name: 'Other' }, { key: 'the-same-key' }),
  ).rejects.toMatchObject({ type: { code: 'idempotency-key-reused' } })
})

test('the same command sent twice at once has one effect', async () => {
  const person = await world.member('provider', ['agent'])
  const input = { engagementId: world.engagementId, principalId: person.principalId, party: 'provider' as const }
  const key = id()
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => call(provider.administrator, addMember, { ...input, roles: ['planner'] }, { key })),
  )
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  const size = await world.app.sequencer.drain(world.engagementId)
  const page = await call(provider.administrator, recordEntries, { engagementId: world.engagementId, limit: 1_000 })
  const made = page.rows.filter((row) => (row.entry as { id: string }).id === key)
  expect(made).toHaveLength(1)
  expect(size).toBeGreaterThan(2)
})

test('a key that was ended is refused from that moment on', async () => {
  const person = await world.member('client', ['vendor-manager'])
  const credentialId = id()
  const key = await call(person, createApiKey, { principalId: person.principalId, credentialId, label: 'second' })
  const other = { principalId: person.principalId, secret: key.secret }
  expect((await call(other, me, {})).principal.principalId).toBe(person.principalId)
  await call(person, endCredential, { credentialId })
  await expect(call(other, me, {})).rejects.toMatchObject({ type: { code: 'unauthenticated' } })
})

test('a secret in an answer is given again on a retry, and does not stand in the database', async () => {
  const person = await world.member('client', ['sponsor'])
  const input = { principalId: person.principalId, credentialId: id(), label: 'kept' }
  const first = await call(person, createApiKey, input, { key: 'secret-answer' })
  const again = await call(person, createApiKey, input, { key: 'secret-answer' })
  expect(again.secret).toBe(first.secret)
})

test('every entry is proven to stand in the tree of the newest checkpoint', async () => {
  const engagementId = await world.engagement()
  await world.app.sequencer.drain(engagementId)
  const who = client.administrator
  const checkpoint = await call(who, recordCheckpoint, { engagementId })
  const { rows } = await call(who, recordEntries, { engagementId })
  expect(rows).toHaveLength(checkpoint.treeSize)
  for (const row of rows) {
    const proof = await call(who, inclusionProofOf, { engagementId, index: row.leafIndex, size: checkpoint.treeSize })
    const claim = { index: row.leafIndex, size: checkpoint.treeSize, leaf: fromHex(row.leafHash) }
    expect(verifyInclusion({ ...claim, proof: proof.proof.map(fromHex), root: fromHex(checkpoint.root) })).toBe(true)
  }
  expect((await call(who, consistencyProofOf, { engagementId, from: 0, to: checkpoint.treeSize })).proof).toEqual([])
})

test('an administrator sees the engagements of the own organisation only', async () => {
  expect((await call(stranger.administrator, engagements, {})).rows).toEqual([])
  expect((await call(client.administrator, engagements, {})).rows.length).toBeGreaterThan(1)
})
