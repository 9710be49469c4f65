import { expect, test } from 'vitest'
import { testWorld, type Person } from '../../app/testing.ts'
import { addMember } from '../../kernel/access/commands.ts'
import { findAgreedTerms } from './agreed-terms.ts'
import {
  agreementOf,
  agreements,
  agreedTerms,
  commentOnAgreement,
  draftAgreement,
  reviseAgreement,
  signAgreement,
  withdrawAgreement,
} from './commands.ts'
import { negotiation, refused } from './negotiating.testing.ts'

const world = await testWorld()
const { call, id, lead, sponsor, manager, engagement, content, proposed, agreed } = await negotiation(world)
const { client } = world

test('what both have signed cannot be changed, commented, withdrawn or signed again', async () => {
  const engagementId = await engagement()
  const { place, sha256: hash, version } = await agreed(engagementId)
  const final = refused('not-in-state')
  const edit = { ifMatch: String(version) }
  const later = content({ effective: '2026-03-01' })
  await expect(call(lead, reviseAgreement, { ...place, content: later }, edit)).rejects.toMatchObject(final)
  await expect(call(lead, withdrawAgreement, place)).rejects.toMatchObject(final)
  await expect(call(sponsor, signAgreement, { ...place, sha256: hash })).rejects.toMatchObject(final)
  const words = { ...place, commentId: id(), text: 'Too late' }
  await expect(call(lead, commentOnAgreement, words)).rejects.toMatchObject(final)
  expect((await call(lead, agreementOf, place)).access).toEqual({
    readers: ['client', 'provider', 'neither'],
    moves: [],
  })
})

test('an amendment supersedes from its first day on, which must be later than every agreed one', async () => {
  const engagementId = await engagement()
  const first = await agreed(engagementId)
  const amendment = await agreed(engagementId, { effective: '2026-04-01', price: 'EUR 2700.00' })
  const holdingOn = async (at: string) => (await call(lead, agreedTerms, { engagementId, at })).agreementId
  expect(await holdingOn('2026-02-01')).toBe(first.place.agreementId)
  expect(await holdingOn('2026-03-31')).toBe(first.place.agreementId)
  expect(await holdingOn('2026-04-01')).toBe(amendment.place.agreementId)
  const before = call(lead, agreedTerms, { engagementId, at: '2026-01-31' })
  await expect(before).rejects.toMatchObject(refused('no-agreed-terms'))
  for (const effective of ['2026-04-01', '2026-03-01']) {
    const draft = { engagementId, agreementId: id(), content: content({ effective, title: 'Too early' }) }
    await expect(call(lead, draftAgreement, draft)).rejects.toMatchObject(refused('not-later', 'conflict'))
  }
})

test('of two proposals with the same first day, only one can be signed by both', async () => {
  const engagementId = await engagement()
  const [one, other] = [await proposed(engagementId), await proposed(engagementId, { title: 'Other' })]
  for (const { place, sha256: hash } of [one, other]) await call(sponsor, signAgreement, { ...place, sha256: hash })
  const outcomes = await Promise.allSettled(
    [one, other].map(({ place, sha256: hash }) => call(manager, signAgreement, { ...place, sha256: hash })),
  )
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  expect(failed?.reason).toMatchObject(refused('not-later'))
})

test('an instant falls on the day that it has in the zone of the terms', async () => {
  const engagementId = await engagement()
  const { place } = await agreed(engagementId)
  const holdsAt = (at: number) => world.database.read(engagementId, (tx) => findAgreedTerms(tx, engagementId, at))
  // Midnight of 1 February in Oslo is 23:00 of 31 January in UTC.
  const midnight = 1_769_900_400_000
  expect(await holdsAt(midnight - 1)).toBeUndefined()
  expect((await holdsAt(midnight))?.agreementId).toBe(place.agreementId)
  const later = await agreed(engagementId, { effective: '2026-02-02', zone: 'America/Los_Angeles' })
  // Midnight of 2 February in Los Angeles is 08:00 in UTC, nine hours after that of Oslo.
  const nextMidnight = midnight + 33 * 3_600_000
  expect((await holdsAt(nextMidnight - 1))?.agreementId).toBe(place.agreementId)
  expect((await holdsAt(nextMidnight))?.agreementId).toBe(later.place.agreementId)
})

test('nobody of another engagement sees or finds an agreement', async () => {
  const engagementId = await engagement()
  const { place } = await agreed(engagementId)
  const elsewhere = await engagement()
  const notThere = refused('not-found')
  await expect(call(world.stranger.administrator, agreementOf, place)).rejects.toMatchObject(notThere)
  await expect(call(lead, agreementOf, { ...place, engagementId: elsewhere })).rejects.toMatchObject(notThere)
  expect((await call(lead, agreements, { engagementId: elsewhere })).rows).toEqual([])
  expect(await world.database.read(elsewhere, (tx) => findAgreedTerms(tx, elsewhere, '2026-12-31'))).toBeUndefined()
  const across = await world.database.read(elsewhere, (tx) => findAgreedTerms(tx, engagementId, '2026-12-31'))
  expect(across).toBeUndefined()
})

test('agreements are listed page by page, each once', async () => {
  const engagementId = await engagement()
  for (const title of ['One', 'Two', 'Three']) await proposed(engagementId, { title })
  const titles: string[] = []
  let cursor: string | null = null
  do {
    const input: { engagementId: string; limit: number; cursor?: string } = { engagementId, limit: 2 }
    if (cursor !== null) input.cursor = cursor
    const page: { rows: { title: string }[]; nextCursor: string | null } = await call(manager, agreements, input)
    titles.push(...page.rows.map((row) => row.title))
    cursor = page.nextCursor
  } while (cursor !== null)
  expect(titles.sort()).toEqual(['One', 'Three', 'Two'])
})

test('an auditor of neither party sees what was agreed, and no negotiation', async () => {
  const engagementId = await engagement()
  const { stranger } = world
  const auditor: Person = stranger.administrator
  const member = {
    engagementId,
    principalId: auditor.principalId,
    party: 'neither' as const,
    roles: ['auditor' as const],
  }
  await call(client.administrator, addMember, member)
  const open = await proposed(engagementId)
  await expect(call(auditor, agreementOf, open.place)).rejects.toMatchObject(refused('not-found'))
  await call(lead, commentOnAgreement, { ...open.place, commentId: id(), text: 'Between us.' })
  for (const person of [sponsor, manager]) await call(person, signAgreement, { ...open.place, sha256: open.sha256 })
  const { place } = open
  const rows = (await call(auditor, agreements, { engagementId })).rows
  expect(rows.map((row) => row.agreementId)).toEqual([place.agreementId])
  const shown = await call(auditor, agreementOf, place)
  expect(shown).toMatchObject({ content: content(), comments: [], access: { moves: [] } })
  expect(shown.signatures.map(({ party }) => party).sort()).toEqual(['client', 'provider'])
})
