import { expect, test } from 'vitest'
import { draftAgreement, proposeAgreement, signAgreement } from '../../contract/agreements/commands.ts'
import { answerWorkItem, askAndPause } from '../../deliver/work-items/commands.ts'
import { claimNextWorkItem, receiveWorkItem } from '../../deliver/work-items/commands.ts'
import { testWorld, type Person } from '../../app/testing.ts'
import { addMember, removeMember } from '../../kernel/access/commands.ts'
import type { Role } from '../../kernel/access/model.ts'
import { parseInstant } from '../../kernel/time/instant.ts'
import { approveStatement, draftStatement, rejectStatement } from '../statements/commands.ts'
import { agreeOn } from '../testing/agreeing.ts'
import { decisionsWaiting } from './commands.ts'

const world = await testWorld()
const { call, id, engagementId, clock } = world
const terms = {
  terms: 1,
  agreement: 'C-0042',
  currency: 'EUR',
  zone: 'Europe/Oslo',
  effective: '2026-01-01',
  charges: { governance: { clause: '5', fixed: { amount: 'EUR 2500.00', per: 'month' } } },
}
const month = '2026-01'
const februaryBegins = parseInstant('2026-01-31T23:00:00.000Z')
const manager = await world.member('client', ['vendor-manager', 'contract-officer'])
const finance = await world.member('client', ['finance-controller'])
const owner = await world.member('client', ['process-owner'])
const delivery = await world.member('provider', ['delivery-manager'])
const agent = await world.member('provider', ['agent'])
const { agreementId } = await agreeOn(world, { engagementId, client: manager, provider: delivery, terms })
const ofMonth = { engagementId, month }

async function waitingFor(who: Person) {
  return (await call(who, decisionsWaiting, {})).rows
}

async function kindsFor(who: Person) {
  return (await waitingFor(who)).map(({ kind }) => kind)
}

async function receive(reference: string): Promise<string> {
  const workItemId = id()
  await call(owner, receiveWorkItem, { engagementId, workItemId, reference, queue: 'claims' })
  return workItemId
}

test('questions to the client wait for those who may answer, counted, with the one that waits longest', async () => {
  expect(await kindsFor(owner)).toEqual([])
  const askedAt: number[] = []
  const ids: string[] = []
  for (const [reference, of] of [
    ['Q-1', 'customer'],
    ['Q-2', 'client'],
    ['Q-3', 'client'],
  ] as const) {
    await receive(reference)
    const { item, fence } = await call(agent, claimNextWorkItem, { engagementId, queue: 'claims' })
    clock.advance(10_000)
    askedAt.push(clock.now())
    ids.push(item.workItemId)
    const question = 'Does the excess apply?'
    await call(agent, askAndPause, { engagementId, workItemId: item.workItemId, fence, of, question })
  }
  expect(await waitingFor(owner)).toEqual([
    {
      kind: 'questions-to-answer',
      engagementId,
      engagement: 'Motor claims intake',
      askedBy: 'provider',
      since: askedAt[1],
      items: 2,
      reference: 'Q-2',
      address: `/e/${engagementId}/deliver/items?state=asked`,
    },
  ])
  for (const other of [manager, finance, delivery, agent]) expect(await kindsFor(other)).toEqual([])
  await call(owner, answerWorkItem, { engagementId, workItemId: ids[1] ?? '', answer: 'Yes.' })
  expect(await waitingFor(owner)).toMatchObject([
    { items: 1, reference: 'Q-3', address: `/e/${engagementId}/i/Q-3`, since: askedAt[2] },
  ])
  await call(owner, answerWorkItem, { engagementId, workItemId: ids[2] ?? '', answer: 'No.' })
  expect(await kindsFor(owner)).toEqual([])
})

test('a month that is over waits to be frozen by either party, then to be approved by each that has not', async () => {
  clock.set(februaryBegins - 1)
  expect(await kindsFor(finance)).toEqual([])
  clock.set(februaryBegins)
  for (const who of [finance, manager, delivery]) {
    expect(await waitingFor(who)).toMatchObject([
      { kind: 'statement-to-draft', month, askedBy: null, since: februaryBegins },
    ])
  }
  clock.advance(3_600_000)
  const { statementHash } = await call(delivery, draftStatement, ofMonth)
  await call(delivery, approveStatement, { ...ofMonth, statementHash })
  expect(await kindsFor(delivery)).toEqual([])
  expect(await waitingFor(finance)).toMatchObject([
    {
      kind: 'statement-to-approve',
      month,
      askedBy: 'provider',
      since: clock.now(),
      last: true,
      totals: { currency: 'EUR', netMinor: 250_000, creditsMinor: 0 },
      address: `/e/${engagementId}/govern/statement?month=${month}`,
    },
  ])
  clock.advance(1_000)
  await call(finance, rejectStatement, { ...ofMonth, statementHash, reason: 'Not as agreed.' })
  for (const who of [finance, delivery]) {
    expect(await waitingFor(who)).toMatchObject([
      { kind: 'statement-to-draft', month, askedBy: 'client', since: clock.now() },
    ])
  }
  const second = await call(finance, draftStatement, ofMonth)
  for (const who of [delivery, finance]) {
    expect(await waitingFor(who)).toMatchObject([{ kind: 'statement-to-approve', askedBy: null, last: false }])
  }
  await call(delivery, approveStatement, { ...ofMonth, statementHash: second.statementHash })
  expect(await waitingFor(finance)).toMatchObject([{ kind: 'statement-to-approve', askedBy: 'provider', last: true }])
  await call(finance, approveStatement, { ...ofMonth, statementHash: second.statementHash })
  for (const who of [finance, manager, delivery]) expect(await kindsFor(who)).toEqual([])
})

test('a paper that was proposed waits for those who sign, until their own party has', async () => {
  const paper = { engagementId, agreementId: id() }
  const content = {
    title: 'Amendment 1',
    parties: {
      client: { organisationId: world.client.organisationId, name: 'Halden Insurance' },
      provider: { organisationId: world.provider.organisationId, name: 'Mabini Services' },
    },
    clauses: [{ id: '5', heading: 'Charges', text: 'As the terms say.' }],
    terms: { ...terms, effective: '2026-04-01' },
  }
  await call(delivery, draftAgreement, { ...paper, content })
  expect(await kindsFor(manager)).toEqual([])
  const { sha256 } = await call(delivery, proposeAgreement, paper)
  const waits = { kind: 'agreement-to-sign', agreementId: paper.agreementId, title: 'Amendment 1', amends: true }
  for (const who of [manager, delivery]) {
    expect(await waitingFor(who)).toMatchObject([{ ...waits, askedBy: 'provider', last: false }])
  }
  expect(await kindsFor(finance)).toEqual([])
  await call(delivery, signAgreement, { ...paper, sha256 })
  expect(await kindsFor(delivery)).toEqual([])
  expect(await waitingFor(manager)).toMatchObject([{ ...waits, last: true }])
  await call(manager, signAgreement, { ...paper, sha256 })
  expect(await kindsFor(manager)).toEqual([])
  expect(agreementId).not.toBe(paper.agreementId)
})

test('what waits comes from every engagement of the caller and from no other, longest waiting first', async () => {
  const other = await world.engagement()
  const join = (by: Person, who: Person, party: 'client' | 'provider', roles: Role[]) =>
    call(by, addMember, { engagementId: other, principalId: who.principalId, party, roles })
  await join(world.client.administrator, manager, 'client', ['contract-officer'])
  await join(world.provider.administrator, delivery, 'provider', ['delivery-manager'])
  const content = {
    title: 'Payroll',
    parties: {
      client: { organisationId: world.client.organisationId, name: 'Halden Insurance' },
      provider: { organisationId: world.provider.organisationId, name: 'Mabini Services' },
    },
    clauses: [{ id: '5', heading: 'Charges', text: 'As the terms say.' }],
    terms,
  }
  for (const [place, effective] of [
    [other, '2026-01-01'],
    [engagementId, '2026-06-01'],
  ] as const) {
    const paper = { engagementId: place, agreementId: id() }
    await call(delivery, draftAgreement, { ...paper, content: { ...content, terms: { ...terms, effective } } })
    clock.advance(1_000)
    await call(delivery, proposeAgreement, paper)
  }
  const rows = await waitingFor(manager)
  expect(rows.map((row) => row.engagementId)).toEqual([other, engagementId])
  expect(rows[0]).toMatchObject({ amends: false })
  expect((await waitingFor(finance)).map((row) => row.engagementId)).toEqual([])
  await call(world.client.administrator, removeMember, { engagementId: other, principalId: manager.principalId })
  expect((await waitingFor(manager)).map((row) => row.engagementId)).toEqual([engagementId])
  expect(await waitingFor(world.stranger.administrator)).toEqual([])
})
