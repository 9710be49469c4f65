/** Nothing of an engagement is there for anybody else: tried with every declaration, by every way in. */
import { expect, test } from 'vitest'
import { addMember, openEngagement } from '../kernel/access/commands.ts'
import { rolesOfParty } from '../kernel/access/model.ts'
import type { Declaration } from '../kernel/command.ts'
import { sql } from '../kernel/database/sql.ts'
import { addPrincipal, createApiKey, createOrganisation } from '../kernel/identity/commands.ts'
import * as oneTimeCodes from '../kernel/identity/one-time-codes/commands.ts'
import * as passkeys from '../kernel/identity/passkeys/commands.ts'
import * as passwords from '../kernel/identity/passwords/commands.ts'
import * as signingIn from '../kernel/identity/signing-in/commands.ts'
import { Refusal } from '../kernel/refusal.ts'
import { declarations } from './declarations.ts'
import { testWorld, type Person } from './testing.ts'
import { exampleBytes, exampleInputs } from './testing/example-inputs.ts'
import { chunks, furnish } from './testing/furnishing.ts'
import { mcpClient, serve } from './testing/serving.ts'

const world = await testWorld()
const { call, id, stranger } = world
const marked = 'marked-4711'
const mine = await furnish(world, world.engagementId, marked)
const theirs = await furnish(world, await world.engagement(), 'marked-0815')
const inputs = exampleInputs(world, mine)
const served = await serve(world)
const member = await memberElsewhere()
const outsiders: readonly (readonly [string, Person])[] = [
  ['an administrator of another company', stranger.administrator],
  ['a person with every role in another engagement', member],
]
const inside = declarations.filter(({ path }) => path.startsWith('/engagements/{engagementId}'))
const secrets = [
  marked,
  'Kari',
  'Halden',
  'Mabini',
  'Every Role',
  mine.agreementHash,
  mine.statementHash,
  mine.client.principalId,
]
/** Whose they are is whoever calls, or shows something. */
const waysIn = ['start-session', ...[passwords, oneTimeCodes, passkeys, signingIn].flatMap(namesIn)]
const sizesBefore = await sizes()

/** A person of other companies, who may do everything in an engagement of theirs. */
async function memberElsewhere(): Promise<Person> {
  const [organisationId, engagementId, principalId] = [id(), id(), id()]
  await call(world.operator, createOrganisation, {
    organisationId,
    name: 'Fourth',
    country: 'SE',
    zone: 'Europe/Stockholm',
  })
  const companies = { clientId: stranger.organisationId, providerId: organisationId }
  await call(stranger.administrator, openEngagement, { engagementId, name: 'Elsewhere', ...companies })
  const card = { organisationId: stranger.organisationId, principalId, kind: 'person', name: 'Somebody' } as const
  await call(stranger.administrator, addPrincipal, card)
  const roles = [...rolesOfParty.client]
  await call(stranger.administrator, addMember, { engagementId, principalId, party: 'client', roles })
  const { secret } = await call(stranger.administrator, createApiKey, {
    principalId,
    credentialId: id(),
    label: 'test',
  })
  return { principalId, secret }
}

function namesIn(room: object): string[] {
  return declarations.filter((one) => Object.values(room).includes(one)).map(({ name }) => name)
}

/** How much there is of everything that an outsider might add to, take from or end. */
async function sizes() {
  const directory = await world.database.read(null, (tx) =>
    tx.query<Record<string, number>>(sql`
      select (select count(*) from organisation) as organisations, (select count(*) from principal) as principals,
        (select count(*) from credential where ended_at is null) as credentials,
        (select count(*) from engagement) as engagements, (select sum(version) from membership) as memberships`),
  )
  const logs = [mine, theirs].map(({ engagementId }) => world.app.sequencer.drain(engagementId))
  return { directory, logs: await Promise.all(logs) }
}

/** What the door answers: a refusal's code, or `allowed`; anything else is a bug and fails the test. */
async function byDoor(who: Person, declaration: Declaration, input: unknown): Promise<string> {
  try {
    const credential = { kind: 'secret', secret: who.secret } as const
    const bytes = declaration.takesBytes ? { bytes: chunks(exampleBytes) } : {}
    const answer = await world.app.door.execute(declaration, {
      credential,
      input,
      idempotencyKey: id(),
      ifMatch: '1',
      ...bytes,
    })
    return `allowed ${JSON.stringify(answer.output)}`
  } catch (error) {
    if (error instanceof Refusal) return `${error.type.kind} ${error.message}`
    throw error
  }
}

function leaks(text: string): string[] {
  return secrets.filter((secret) => text.includes(secret))
}

test('every declaration has an example input that fits its schema', () => {
  expect(Object.keys(inputs).sort()).toEqual(declarations.map(({ name }) => name).sort())
  const unfit = declarations.filter((one) => !one.input.safeParse(inputs[one.name]).success)
  expect(unfit.map(({ name }) => name)).toEqual([])
})

test('the examples name what is there: a member is never told that there is no such engagement', async () => {
  const answers = await Promise.all(
    inside
      .filter(({ kind }) => kind === 'query')
      .map(async (one) => {
        const isOfProvider = one.allow.who === 'members' && one.allow.party === 'provider'
        const who = isOfProvider ? mine.provider : mine.client
        return [one.name, await byDoor(who, one, inputs[one.name])] as const
      }),
  )
  expect(answers.filter(([, answer]) => !answer.startsWith('allowed'))).toEqual([])
})

for (const [says, who] of outsiders) {
  test(`for ${says} there is no such engagement, whatever is asked`, async () => {
    for (const one of inside) {
      const answer = await byDoor(who, one, inputs[one.name])
      expect([one.name, answer]).toEqual([one.name, 'not-found No engagement with this id is yours.'])
    }
  })

  test(`for ${says} there is nothing by REST either, and nothing in the answer`, async () => {
    for (const one of inside) {
      const headers = one.edits ? { 'if-match': '"1"' } : {}
      const bytes = one.takesBytes ? { bytes: new Uint8Array(exampleBytes) } : {}
      const answer = await served.ask(who, one, inputs[one.name] ?? {}, { headers, ...bytes })
      expect([one.name, answer.status, leaks(await answer.text())]).toEqual([one.name, 404, []])
    }
  })

  test(`for ${says} there is nothing by MCP either`, async () => {
    const client = await mcpClient(served.url, who)
    const { tools } = await client.listTools()
    const tried = inside.filter(({ name }) => tools.some((tool) => tool.name === name))
    expect(tried.length).toBeGreaterThan(30)
    for (const one of tried) {
      const besides = {
        ...(one.kind === 'command' ? { idempotencyKey: id() } : {}),
        ...(one.edits ? { ifMatch: '1' } : {}),
      }
      const answer = await client.callTool({ name: one.name, arguments: { ...inputs[one.name], ...besides } })
      const text = JSON.stringify(answer)
      expect([one.name, answer.isError, text.includes('not-found'), leaks(text)]).toEqual([one.name, true, true, []])
    }
  })

  test(`for ${says} there is no feed`, async () => {
    const authorization = `Bearer ${who.secret}`
    const url = `${served.url}/api/engagements/${mine.engagementId}/record/stream`
    const answer = await fetch(url, { headers: { authorization } })
    expect([answer.status, leaks(await answer.text())]).toEqual([404, []])
  })

  test(`for ${says} people and keys of another company are not there`, async () => {
    const mineAlone = [
      'me',
      'my-credentials',
      'engagements',
      'decisions-waiting',
      ...waysIn,
      'sign-out-everywhere',
      'create-organisation',
    ]
    const tried = declarations.filter((one) => !inside.includes(one) && !mineAlone.includes(one.name))
    const [credential] = await world.database.read(null, (tx) =>
      tx.query<{ credential_id: string }>(sql`
        select credential_id from credential where principal_id = ${mine.client.principalId}`),
    )
    for (const one of tried) {
      const credentialId = one.name === 'end-credential' ? { credentialId: credential?.credential_id } : {}
      const answer = await byDoor(who, one, { ...inputs[one.name], ...credentialId })
      expect([one.name, answer]).toEqual([one.name, expect.stringMatching(/^(not-found|forbidden|invalid) /)])
      expect([one.name, leaks(answer)]).toEqual([one.name, []])
    }
  })

  test(`${says} sees own things only where everybody may look`, async () => {
    for (const name of ['me', 'my-credentials', 'engagements', 'decisions-waiting', 'ways-to-sign-in']) {
      const one = declarations.find((declaration) => declaration.name === name)
      if (one === undefined) throw new Error(`There is no ${name}.`)
      const answer = await byDoor(who, one, {})
      expect([name, answer.slice(0, 7), leaks(answer)]).toEqual([name, 'allowed', []])
    }
  })
}

test('a thing of another engagement is not there, even for a member of both', async () => {
  const foreign = exampleInputs(world, theirs)
  const idNames = ['workItemId', 'agreementId', 'fileId', 'importId', 'subjectId'] as const
  const makesNew = ['receive-work-item', 'upload-file', 'draft-agreement']
  const tried = inside.filter(
    ({ name, input }) => !makesNew.includes(name) && idNames.some((idName) => idName in input.shape),
  )
  expect(tried.length).toBeGreaterThan(15)
  for (const one of tried) {
    const input = { ...foreign[one.name], engagementId: mine.engagementId }
    const answers = await Promise.all([mine.client, mine.provider].map((who) => byDoor(who, one, input)))
    // Where one party has no right at all, the other one has, and is told that there is no such thing.
    expect([one.name, answers.filter((answer) => !/^(not-found|forbidden) /.test(answer))]).toEqual([one.name, []])
    // Nobody but its job may end an import, whichever it is.
    const isNobodys = one.name === 'finish-import'
    expect([one.name, answers.some((answer) => answer.startsWith('not-found '))]).toEqual([one.name, !isNobodys])
    expect([one.name, answers.filter((answer) => answer.includes('marked-0815'))]).toEqual([one.name, []])
  }
})

test('all this has changed nothing, and the server met no bug', async () => {
  expect(await sizes()).toEqual(sizesBefore)
  expect(served.bugs).toEqual([])
})
