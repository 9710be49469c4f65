import { expect, test } from 'vitest'
import { testWorld, type Person } from '../../app/testing.ts'
import { sql } from '../database/sql.ts'
import {
  addPrincipal,
  createApiKey,
  createOrganisation,
  createSignInLink,
  endCredential,
  me,
  myCredentials,
  organisationPrincipals,
  signOutEverywhere,
  startSession,
} from './commands.ts'
import { secretHash } from './credential-secret.ts'

const world = await testWorld()
const { call, id, client, provider, stranger, operator, clock } = world
const code = (expected: string) => ({ type: { code: expected } })
const day = 86_400_000

async function person(standing: 'administrator' | 'member' = 'member'): Promise<Person> {
  const { organisationId, administrator } = client
  const principalId = id()
  await call(administrator, addPrincipal, {
    organisationId,
    principalId,
    kind: 'person',
    name: 'Ingrid Solheim',
    standing,
  })
  const { secret } = await call(administrator, createApiKey, { principalId, credentialId: id(), label: 'key' })
  return { principalId, secret }
}

async function linkFor(who: Person): Promise<string> {
  const link = await call(client.administrator, createSignInLink, { principalId: who.principalId, credentialId: id() })
  return link.secret
}

async function signedIn(who: Person): Promise<Person> {
  const { secret } = await call(undefined, startSession, { link: await linkFor(who) })
  return { principalId: who.principalId, secret }
}

test('the operator adds an organisation once; nobody else does', async () => {
  const organisation = { organisationId: id(), name: 'Fjord Bank', country: 'NO', zone: 'Europe/Oslo' }
  expect(await call(operator, createOrganisation, organisation)).toEqual(organisation)
  await expect(call(operator, createOrganisation, organisation)).rejects.toMatchObject(code('already-exists'))
  const other = { ...organisation, organisationId: id() }
  await expect(call(client.administrator, createOrganisation, other)).rejects.toMatchObject(code('forbidden'))
})

test('an organisation lies in a zone that exists', async () => {
  const organisation = { organisationId: id(), name: 'Atlantis', country: 'NO', zone: 'Europe/Atlantis' }
  await expect(call(operator, createOrganisation, organisation)).rejects.toMatchObject({
    ...code('invalid-input'),
    message: 'zone: is an IANA time zone, like Europe/Oslo',
  })
})

test('an administrator adds people to the own organisation, and only there', async () => {
  const card = { organisationId: client.organisationId, principalId: id(), kind: 'person', name: 'Kari' } as const
  await call(client.administrator, addPrincipal, card)
  await expect(call(client.administrator, addPrincipal, card)).rejects.toMatchObject(code('already-exists'))
  const elsewhere = { ...card, organisationId: provider.organisationId, principalId: id() }
  await expect(call(client.administrator, addPrincipal, elsewhere)).rejects.toMatchObject(code('not-found'))
  const member = await person()
  await expect(call(member, addPrincipal, { ...card, principalId: id() })).rejects.toMatchObject(code('forbidden'))
})

test('the people of an organisation are shown to its administrators', async () => {
  const member = await person()
  const { organisationId } = client
  const { rows } = await call(client.administrator, organisationPrincipals, { organisationId })
  expect(rows.map((row) => row.principalId)).toContain(member.principalId)
  expect(new Set(rows.map((row) => row.organisationId))).toEqual(new Set([organisationId]))
  await expect(call(member, organisationPrincipals, { organisationId })).rejects.toMatchObject(code('forbidden'))
  await expect(call(stranger.administrator, organisationPrincipals, { organisationId })).rejects.toMatchObject(
    code('not-found'),
  )
})

test('a link signs in one person, and the session is theirs', async () => {
  const who = await person()
  const link = await linkFor(who)
  const session = await call(undefined, startSession, { link })
  expect(session.principal.principalId).toBe(who.principalId)
  expect(session.expiresAt).toBe(clock.now() + 14 * day)
  const { principal, organisation } = await call({ ...who, secret: session.secret }, me, {})
  expect([principal.principalId, organisation?.name]).toEqual([who.principalId, 'Halden Insurance'])
})

test('a link is no key: it opens nothing by itself', async () => {
  const who = await person()
  await expect(call({ ...who, secret: await linkFor(who) }, me, {})).rejects.toMatchObject(code('unauthenticated'))
})

test('an answer that was lost can be asked again for a minute; after that the link is used up', async () => {
  const link = await linkFor(await person())
  const first = await call(undefined, startSession, { link })
  clock.advance(59_999)
  const again = await call(undefined, startSession, { link })
  expect([again.secret, again.expiresAt]).toEqual([first.secret, first.expiresAt])
  clock.advance(1)
  await expect(call(undefined, startSession, { link })).rejects.toMatchObject(code('link-used'))
})

test('a link that is used from two places at once opens one session', async () => {
  const who = await person()
  const link = await linkFor(who)
  const sessions = await Promise.all(Array.from({ length: 8 }, () => call(undefined, startSession, { link })))
  expect(new Set(sessions.map(({ secret }) => secret)).size).toBe(1)
  const { rows } = await call(who, myCredentials, {})
  expect(rows.filter(({ kind }) => kind === 'session')).toHaveLength(1)
})

test('a link holds for a day, a session for two weeks, a key as long as was said', async () => {
  const who = await person()
  const link = await linkFor(who)
  clock.advance(day)
  await expect(call(undefined, startSession, { link })).rejects.toMatchObject(code('link-used'))
  const session = await signedIn(who)
  const input = { principalId: who.principalId, credentialId: id(), label: 'a month', expiresInDays: 30 }
  const key = { ...who, secret: (await call(who, createApiKey, input)).secret }
  clock.advance(14 * day - 1)
  await call(session, me, {})
  clock.advance(1)
  await expect(call(session, me, {})).rejects.toMatchObject(code('unauthenticated'))
  clock.advance(16 * day - 1)
  await call(key, me, {})
  clock.advance(1)
  await expect(call(key, me, {})).rejects.toMatchObject(code('unauthenticated'))
})

test('a guessed or unknown link signs nobody in', async () => {
  const key = await person()
  for (const link of [`cpl_${'A'.repeat(43)}`, key.secret]) {
    await expect(call(undefined, startSession, { link })).rejects.toMatchObject(code('link-used'))
  }
})

test('signing out everywhere ends the sessions of the caller and leaves keys and other people alone', async () => {
  const [who, other] = [await person(), await person()]
  const [one, two, theirs] = [await signedIn(who), await signedIn(who), await signedIn(other)]
  expect(await call(one, signOutEverywhere, {})).toEqual({ ended: 2 })
  for (const ended of [one, two]) await expect(call(ended, me, {})).rejects.toMatchObject(code('unauthenticated'))
  await call(who, me, {})
  await call(theirs, me, {})
})

test('a person sees the own sessions and keys, the ended ones too, and never a secret', async () => {
  const who = await person()
  const session = await signedIn(who)
  await linkFor(who)
  await call(session, signOutEverywhere, {})
  const { rows } = await call(who, myCredentials, {})
  expect(rows.map(({ kind, endedAt }) => [kind, endedAt !== null])).toEqual(
    expect.arrayContaining([
      ['api-key', false],
      ['session', true],
    ]),
  )
  expect(rows).toHaveLength(2)
  expect(JSON.stringify(rows)).not.toContain(session.secret)
  expect(JSON.stringify(rows)).not.toMatch(/cp[skl]_/)
})

test('a key is made for oneself, or for others by an administrator of the same organisation', async () => {
  const [who, other, administrator] = [await person(), await person(), await person('administrator')]
  const forOther = { principalId: other.principalId, label: 'key' }
  await call(who, createApiKey, { principalId: who.principalId, credentialId: id(), label: 'own' })
  await call(administrator, createApiKey, { ...forOther, credentialId: id() })
  const by = (caller: Person) => call(caller, createApiKey, { ...forOther, credentialId: id() })
  await expect(by(who)).rejects.toMatchObject(code('forbidden'))
  await expect(by(stranger.administrator)).rejects.toMatchObject(code('not-found'))
})

test('a key is ended by its owner or an administrator of the organisation, and by nobody else', async () => {
  const [who, other] = [await person(), await person()]
  const credentialId = id()
  await call(who, createApiKey, { principalId: who.principalId, credentialId, label: 'to be ended' })
  await expect(call(other, endCredential, { credentialId })).rejects.toMatchObject(code('forbidden'))
  await expect(call(stranger.administrator, endCredential, { credentialId })).rejects.toMatchObject(code('not-found'))
  await call(client.administrator, endCredential, { credentialId })
  const { rows } = await call(who, myCredentials, {})
  expect(rows.find((row) => row.credentialId === credentialId)?.endedAt).toBe(clock.now())
})

test('no secret stands in the database: not as a credential, in a kept answer or among the events', async () => {
  const who = await person()
  const session = await signedIn(who)
  for (const { secret } of [who, session]) {
    const [found] = await world.database.read(null, (tx) =>
      tx.query<{ hashes: number; plain: number }>(sql`
        select (select count(*) from credential where secret_hash = ${secretHash(secret)}) as hashes,
          (select count(*) from credential where position(convert_to(${secret}, 'UTF8') in secret_hash) > 0)
          + (select count(*) from directory_answer where position(convert_to(${secret}, 'UTF8') in answer) > 0)
          + (select count(*) from directory_event where position(${secret} in subject || command) > 0) as plain`),
    )
    expect(found).toEqual({ hashes: 1, plain: 0 })
  }
})

test('what is done in the directory is noted: who did what to whom', async () => {
  const who = await person()
  const session = await signedIn(who)
  await call(session, signOutEverywhere, {})
  const rows = await world.database.read(null, (tx) =>
    tx.query<{ command: string }>(sql`
      select command from directory_event where subject = ${who.principalId} or principal_id = ${who.principalId}
      order by event_no`),
  )
  expect(rows.map(({ command }) => command)).toEqual(['add-principal', 'start-session', 'sign-out-everywhere'])
})

test('many callers at once are each known as themselves', async () => {
  const people = await Promise.all(Array.from({ length: 12 }, () => person()))
  const calls = Array.from({ length: 120 }, (_, n) => people[n % people.length] ?? operator)
  const known = await Promise.all(calls.map((who) => call(who, me, {})))
  expect(known.map(({ principal }) => principal.principalId)).toEqual(calls.map((who) => who.principalId))
})
