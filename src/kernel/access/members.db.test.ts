import { expect, test } from 'vitest'
import { testWorld, type Person } from '../../app/testing.ts'
import { claimNextWorkItem } from '../../deliver/work-items/commands.ts'
import { createSignInLink, me, startSession } from '../identity/commands.ts'
import { waysToSignIn } from '../identity/signing-in/commands.ts'
import { recordEntries } from '../record/reading/commands.ts'
import type { Entry } from '../record/format/entry.ts'
import { addMember, changeMemberRoles, engagements, members, removeMember } from './commands.ts'
import type { Role } from './model.ts'
import { changePrincipal, disablePrincipal, enablePrincipal } from './people/commands.ts'
import { addPrincipal, createApiKey, organisationPrincipals } from '../identity/commands.ts'

const world = await testWorld()
const { call, id, client, provider, stranger, operator, engagementId } = world
const code = (expected: string) => ({ type: { code: expected } })
const queue = 'claims'

const change = (by: Person, { principalId }: Person, roles: Role[]) =>
  call(by, changeMemberRoles, { engagementId, principalId, roles })
const remove = (by: Person, { principalId }: Person) => call(by, removeMember, { engagementId, principalId })

async function entriesAbout({ principalId }: Person) {
  await world.app.sequencer.drain(engagementId)
  const { rows } = await call(client.administrator, recordEntries, { engagementId, subject: `member/${principalId}` })
  return rows.map((row) => row.entry as Entry).map(({ type, subjectVersion, body }) => [type, subjectVersion, body])
}

async function administratorOf(side: { organisationId: string; administrator: Person }): Promise<Person> {
  const { organisationId, administrator } = side
  const principalId = id()
  const card = { organisationId, principalId, kind: 'person', name: 'Second', standing: 'administrator' } as const
  await call(administrator, addPrincipal, card)
  const { secret } = await call(administrator, createApiKey, { principalId, credentialId: id(), label: 'test' })
  return { principalId, secret }
}

test('changed roles hold from the next call on, and the record has both', async () => {
  const person = await world.member('provider', ['planner'])
  await expect(call(person, claimNextWorkItem, { engagementId, queue })).rejects.toMatchObject(code('forbidden'))
  await change(provider.administrator, person, ['agent', 'team-leader'])
  await expect(call(person, claimNextWorkItem, { engagementId, queue })).rejects.toMatchObject(code('nothing-to-claim'))
  expect(await entriesAbout(person)).toEqual([
    ['member-added', 1, { party: 'provider', roles: ['planner'] }],
    ['member-roles-changed', 2, { party: 'provider', roles: ['agent', 'team-leader'] }],
  ])
})

test('a removed member is refused at once, and may be named again', async () => {
  const person = await world.member('client', ['sponsor'])
  await call(person, members, { engagementId })
  await remove(client.administrator, person)
  await expect(call(person, members, { engagementId })).rejects.toMatchObject(code('not-found'))
  expect((await call(person, engagements, {})).rows).toEqual([])
  expect(
    (await call(client.administrator, members, { engagementId })).rows.map((row) => row.principalId),
  ).not.toContain(person.principalId)
  await expect(remove(client.administrator, person)).rejects.toMatchObject(code('not-found'))
  await expect(change(client.administrator, person, ['sponsor'])).rejects.toMatchObject(code('not-found'))
  const again = { engagementId, principalId: person.principalId, party: 'client', roles: ['engineer' as Role] } as const
  await call(client.administrator, addMember, { ...again, roles: [...again.roles] })
  await call(person, members, { engagementId })
  await remove(client.administrator, person)
  expect(await entriesAbout(person)).toEqual([
    ['member-added', 1, { party: 'client', roles: ['sponsor'] }],
    ['member-removed', 2, { party: 'client' }],
    ['member-added', 3, { party: 'client', roles: ['engineer'] }],
    ['member-removed', 4, { party: 'client' }],
  ])
})

test('removing and naming at the same moment leave a record without a gap', async () => {
  const person = await world.member('client', ['sponsor'])
  const { principalId } = person
  const naming = () =>
    call(client.administrator, addMember, { engagementId, principalId, party: 'client', roles: ['engineer'] })
  const outcomes = await Promise.allSettled([
    naming(),
    remove(client.administrator, person),
    naming(),
    remove(client.administrator, person),
    naming(),
  ])
  const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
  for (const reason of refused) expect(reason).toMatchObject(code('not-found'))
  const versions = (await entriesAbout(person)).map(([, version]) => version)
  expect(versions).toEqual(versions.map((_version, index) => index + 1))
  expect(versions).toHaveLength(6 - refused.length)
})

test('each party changes and removes its own people only; members themselves do neither', async () => {
  const person = await world.member('client', ['sponsor'])
  const sponsor = await world.member('client', ['sponsor'])
  await expect(remove(provider.administrator, person)).rejects.toMatchObject(code('not-of-party'))
  await expect(change(provider.administrator, person, ['engineer'])).rejects.toMatchObject(code('not-of-party'))
  await expect(remove(sponsor, person)).rejects.toMatchObject(code('forbidden'))
  await expect(remove(stranger.administrator, person)).rejects.toMatchObject(code('not-found'))
  await expect(change(client.administrator, person, ['agent'])).rejects.toMatchObject(code('unfit-role'))
})

test('who is disabled is shut out with every key, session and link, until they are enabled and get new ones', async () => {
  const person = await world.member('client', ['sponsor'])
  const { principalId } = person
  const link = () => call(client.administrator, createSignInLink, { principalId, credentialId: id() })
  const session = { principalId, secret: (await call(undefined, startSession, { link: (await link()).secret })).secret }
  const unused = await link()
  await call(session, me, {})
  expect(await call(client.administrator, disablePrincipal, { principalId })).toEqual({ principalId, ended: 3 })
  for (const shut of [person, session]) await expect(call(shut, me, {})).rejects.toMatchObject(code('unauthenticated'))
  await expect(call(undefined, startSession, { link: unused.secret })).rejects.toMatchObject(code('link-used'))
  const { rows } = await call(client.administrator, members, { engagementId })
  expect(rows.find((row) => row.principalId === principalId)?.disabled).toBe(true)
  const { rows: told } = await call(provider.administrator, members, { engagementId })
  expect(told.find((row) => row.principalId === principalId)).toMatchObject({ name: null, disabled: null })
  await call(client.administrator, enablePrincipal, { principalId })
  await expect(call(session, me, {})).rejects.toMatchObject(code('unauthenticated'))
  await expect(call(person, me, {})).rejects.toMatchObject(code('unauthenticated'))
  const { secret } = await call(undefined, startSession, { link: (await link()).secret })
  await call({ principalId, secret }, members, { engagementId })
})

test('an organisation keeps an administrator, also where two disable each other at the same moment', async () => {
  const disable = (by: Person, { principalId }: Person) => call(by, disablePrincipal, { principalId })
  const last = code('last-administrator')
  await expect(disable(stranger.administrator, stranger.administrator)).rejects.toMatchObject(last)
  await expect(disable(operator, stranger.administrator)).rejects.toMatchObject(last)
  const second = await administratorOf(stranger)
  const outcomes = await Promise.allSettled([
    disable(stranger.administrator, second),
    disable(second, stranger.administrator),
  ])
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('an administrator changes, disables and enables the own people and nobody else', async () => {
  const person = await world.member('client', ['sponsor'])
  const { principalId } = person
  const { organisationId } = client
  await call(client.administrator, changePrincipal, { principalId, name: '  Kari Nordmann ' })
  const { rows } = await call(client.administrator, organisationPrincipals, { organisationId })
  expect(rows.find((row) => row.principalId === principalId)?.name).toBe('Kari Nordmann')
  for (const declaration of [changePrincipal, disablePrincipal, enablePrincipal]) {
    const input = { principalId, name: 'Another Name' }
    const by = (who: Person) =>
      world.app.door.execute(declaration, {
        credential: { kind: 'secret', secret: who.secret },
        input,
        idempotencyKey: id(),
      })
    await expect(by(person)).rejects.toMatchObject(code('forbidden'))
    await expect(by(provider.administrator)).rejects.toMatchObject(code('not-found'))
  }
  const ofOperator = call(operator, disablePrincipal, { principalId: operator.principalId })
  await expect(ofOperator).rejects.toMatchObject(code('not-found'))
})

test('who is changed keeps what was not named, and what was ended by nothing goes on', async () => {
  const person = await world.member('client', ['sponsor'])
  const { principalId } = person
  const address = `kari-${id()}@halden.example`
  expect(await call(person, waysToSignIn, {})).toMatchObject({ email: null, emailChangedAt: null })
  await call(client.administrator, changePrincipal, { principalId, name: 'Kari Nordmann', email: address })
  const at = world.clock.now()
  expect(await call(person, waysToSignIn, {})).toMatchObject({ email: address, emailChangedAt: at })
  world.clock.advance(60_000)
  const changed = await call(client.administrator, changePrincipal, { principalId, site: 'Oslo' })
  expect(changed).toEqual({ principalId, name: 'Kari Nordmann', email: address, standing: 'member', site: 'Oslo' })
  expect(await call(person, waysToSignIn, {})).toMatchObject({ email: address, emailChangedAt: at })
  await call(client.administrator, changePrincipal, { principalId, email: null })
  expect(await call(person, waysToSignIn, {})).toMatchObject({ email: null, emailChangedAt: world.clock.now() })
})

test('an address signs in one person: a taken one is refused, whatever its case, and its owner may write it anew', async () => {
  const [first, second] = [await world.member('client', ['sponsor']), await world.member('provider', ['agent'])]
  const address = `one-${id()}@halden.example`
  const give = (by: Person, { principalId }: Person, email: string) => call(by, changePrincipal, { principalId, email })
  await give(client.administrator, first, address)
  await expect(give(provider.administrator, second, address.toUpperCase())).rejects.toMatchObject(code('address-taken'))
  expect((await give(client.administrator, first, address.toUpperCase())).email).toBe(address.toUpperCase())
  const nothing = call(client.administrator, changePrincipal, { principalId: first.principalId })
  await expect(nothing).rejects.toMatchObject(code('invalid-input'))
})

test('standing changes from the next call on; the last administrator keeps theirs', async () => {
  const person = await world.member('client', ['sponsor'])
  const { organisationId } = client
  const become = (by: Person, { principalId }: Person, standing: 'administrator' | 'member') =>
    call(by, changePrincipal, { principalId, standing })
  await become(client.administrator, person, 'administrator')
  expect((await call(person, organisationPrincipals, { organisationId })).rows.length).toBeGreaterThan(1)
  await become(person, person, 'member')
  await expect(call(person, organisationPrincipals, { organisationId })).rejects.toMatchObject(code('forbidden'))
  const last = become(client.administrator, client.administrator, 'member')
  await expect(last).rejects.toMatchObject(code('last-administrator'))
})
