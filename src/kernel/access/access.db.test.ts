import { expect, test } from 'vitest'
import { testWorld, type Person } from '../../app/testing.ts'
import { addPrincipal, createApiKey } from '../identity/commands.ts'
import { recordEntries } from '../record/reading/commands.ts'
import type { Entry } from '../record/format/entry.ts'
import { addMember, engagements, members, openEngagement } from './commands.ts'
import type { Role } from './model.ts'

const world = await testWorld()
const { call, id, client, provider, stranger, operator, engagementId } = world
const code = (expected: string) => ({ type: { code: expected } })

async function personOf(side: { organisationId: string; administrator: Person }): Promise<Person> {
  const principalId = id()
  const { organisationId, administrator } = side
  await call(administrator, addPrincipal, { organisationId, principalId, kind: 'person', name: 'Named Person' })
  const { secret } = await call(administrator, createApiKey, { principalId, credentialId: id(), label: 'test' })
  return { principalId, secret }
}

const add = (by: Person, principalId: string, party: 'client' | 'provider' | 'neither', roles: readonly Role[]) =>
  call(by, addMember, { engagementId, principalId, party, roles: [...roles] })

test('an engagement is opened by an administrator of one of its sides, or by the operator', async () => {
  const [clientId, providerId] = [client.organisationId, provider.organisationId]
  const input = () => ({ engagementId: id(), name: 'Payroll', clientId, providerId })
  await call(client.administrator, openEngagement, input())
  await call(provider.administrator, openEngagement, input())
  await call(operator, openEngagement, input())
  const opening = (who: Person, changed = {}) => call(who, openEngagement, { ...input(), ...changed })
  await expect(opening(stranger.administrator)).rejects.toMatchObject(code('unknown-organisation'))
  await expect(opening(client.administrator, { providerId: clientId })).rejects.toMatchObject(
    code('unknown-organisation'),
  )
  await expect(opening(client.administrator, { providerId: id() })).rejects.toMatchObject(code('unknown-organisation'))
  await expect(opening(client.administrator, { engagementId })).rejects.toMatchObject(code('engagement-exists'))
})

test("each party names its own people, in that party's roles", async () => {
  const [ours, theirs] = [await personOf(client), await personOf(provider)]
  await add(client.administrator, ours.principalId, 'client', ['sponsor'])
  const unfit = add(client.administrator, ours.principalId, 'client', ['agent'])
  await expect(unfit).rejects.toMatchObject(code('unfit-role'))
  const ofOther = add(client.administrator, theirs.principalId, 'client', ['sponsor'])
  await expect(ofOther).rejects.toMatchObject(code('not-of-party'))
  const forOther = add(client.administrator, theirs.principalId, 'provider', ['agent'])
  await expect(forOther).rejects.toMatchObject(code('not-of-party'))
  const nobody = add(client.administrator, id(), 'client', ['sponsor'])
  await expect(nobody).rejects.toMatchObject(code('not-found'))
})

test('an auditor belongs to a third organisation, sees the record and names nobody', async () => {
  const auditor = await personOf(stranger)
  const ours = await personOf(client)
  const asAuditor = add(client.administrator, ours.principalId, 'neither', ['auditor'])
  await expect(asAuditor).rejects.toMatchObject(code('not-of-party'))
  await add(client.administrator, auditor.principalId, 'neither', ['auditor'])
  await world.app.sequencer.drain(engagementId)
  expect((await call(auditor, recordEntries, { engagementId })).rows.length).toBeGreaterThan(0)
  await expect(add(auditor, ours.principalId, 'client', ['sponsor'])).rejects.toMatchObject(code('forbidden'))
  // The administrator of the auditor's company is no party and no member.
  await expect(call(stranger.administrator, members, { engagementId })).rejects.toMatchObject(code('not-found'))
})

test('names of people stay with their own organisation, and the record has none of them', async () => {
  const [ours, theirs] = [await personOf(client), await personOf(provider)]
  await add(client.administrator, ours.principalId, 'client', ['sponsor'])
  await add(provider.administrator, theirs.principalId, 'provider', ['agent'])
  const { rows } = await call(ours, members, { engagementId })
  const nameOf = (principalId: string) => rows.find((row) => row.principalId === principalId)?.name
  expect([nameOf(ours.principalId), nameOf(theirs.principalId)]).toEqual(['Named Person', null])
  await world.app.sequencer.drain(engagementId)
  expect(JSON.stringify(await call(ours, recordEntries, { engagementId }))).not.toContain('Named Person')
})

test('roles that are set again take the place of the earlier ones at once, and the record has both', async () => {
  const person = await personOf(client)
  const { principalId } = person
  await add(client.administrator, principalId, 'client', ['sponsor'])
  await add(client.administrator, principalId.toUpperCase(), 'client', ['engineer'])
  const { rows } = await call(person, members, { engagementId })
  expect(rows.find((row) => row.principalId === principalId)?.roles).toEqual(['engineer'])
  await world.app.sequencer.drain(engagementId)
  const entries = await call(person, recordEntries, { engagementId, subject: `member/${principalId}` })
  expect(entries.rows.map((row) => (row.entry as Entry).body)).toEqual([
    { party: 'client', roles: ['sponsor'] },
    { party: 'client', roles: ['engineer'] },
  ])
})

test('the list of engagements comes by pages, with the part that the caller has in each', async () => {
  const person = await personOf(client)
  const opened = await Promise.all(Array.from({ length: 5 }, () => world.engagement()))
  for (const one of opened.slice(0, 4)) {
    const input = {
      engagementId: one,
      principalId: person.principalId,
      party: 'client',
      roles: ['planner' as Role],
    } as const
    await expect(call(client.administrator, addMember, { ...input, roles: [...input.roles] })).rejects.toMatchObject(
      code('unfit-role'),
    )
    await call(client.administrator, addMember, { ...input, roles: ['sponsor'] })
  }
  const seen: string[] = []
  for (let cursor: string | undefined; ;) {
    const page = await call(person, engagements, { limit: 3, ...(cursor === undefined ? {} : { cursor }) })
    expect(page.rows.every((row) => row.party === 'client' && row.roles[0] === 'sponsor')).toBe(true)
    seen.push(...page.rows.map((row) => row.engagementId))
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  expect(seen.toSorted()).toEqual(opened.slice(0, 4).toSorted())
})
