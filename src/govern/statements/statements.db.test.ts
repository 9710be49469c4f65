import { expect, test } from 'vitest'
import { assemble } from '../../app/assemble.ts'
import { addMember } from '../../kernel/access/commands.ts'
import { parseCanonical } from '../../kernel/record/format/canonical.ts'
import { decodeEntry } from '../../kernel/record/format/entry.ts'
import { entriesFrom } from '../../kernel/record/reading/store.ts'
import { parseInstant } from '../../kernel/time/instant.ts'
import { everyFigure } from '../../terms/explanation.ts'
import { historyBuilder, historyFromEntries } from '../../terms/history.ts'
import { parseTerms } from '../../terms/model.ts'
import { settle } from '../../terms/settle.ts'
import { CLAIMS_DESK, claimsDeskSource } from '../../terms/testing/claims-desk.ts'
import { invoice, invoiceFile } from '../invoices/commands.ts'
import { agreeOn, joinEngagement } from '../testing/agreeing.ts'
import { claimsWorld } from '../testing/claims-world.ts'
import { observed } from '../testing/observed-history.ts'
import {
  approveStatement,
  draftStatement,
  rejectStatement,
  statement,
  statementEvidence,
  statementFile,
  statements,
} from './commands.ts'
import { addPage, sha256Hex } from './settling/desk.ts'
import { eventPages } from './settling/history-store.ts'

const claims = await claimsWorld()
const { world, client, provider, engagementWith, add, tenClaims, month } = claims
const { call, clock } = world

const code = (expected: string) => ({ type: { code: expected } })

test('an open month is derived from the record as it stands, and agreed figures open exactly their items', async () => {
  const engagementId = await engagementWith(...tenClaims())
  const open = await call(client, statement, { engagementId, month })
  expect(open).toMatchObject({ state: 'open', draft: null, approvals: [] })
  expect(open.statement.serviceLevels[0]).toMatchObject({ numerator: 7, denominator: 9, state: 'missed-minimum' })
  for (const figure of everyFigure(open.statement.figures)) {
    const { count, rows } = await call(provider, statementEvidence, { engagementId, month, figureId: figure.id })
    expect([figure.id, count, rows.length]).toEqual([figure.id, figure.items?.count ?? 0, figure.items?.count ?? 0])
  }
  const late = await call(client, statementEvidence, { engagementId, month, figureId: 'serviceLevels/S2/late' })
  expect(late.statementHash).toBe(open.statementHash)
  expect(late.rows[0]).toMatchObject({
    verdict: 'late',
    reference: `REF-${late.rows[0]?.workItemId}`,
    startedAt: parseInstant('2026-10-05T08:00:00.000Z'),
    excludedBy: null,
  })
  expect(late.rows.every((row) => (row.lateByOpenMillis ?? 0) > 0 && row.dueAt !== null)).toBe(true)
})

test('pages of evidence fit together while the record grows', async () => {
  const engagementId = await engagementWith(...tenClaims())
  const figureId = 'serviceLevels/S2/counted'
  const first = await call(client, statementEvidence, { engagementId, month, figureId, limit: 5 })
  await add(engagementId, ...tenClaims())
  const asked = { engagementId, month, figureId, limit: 5 }
  const second = await call(client, statementEvidence, { ...asked, cursor: first.nextCursor ?? '' })
  expect(second).toMatchObject({ count: 9, statementHash: first.statementHash, nextCursor: null })
  expect(new Set([...first.rows, ...second.rows].map((row) => row.workItemId)).size).toBe(9)
  await expect(call(client, statementEvidence, { ...asked, figureId: 'no/such' })).rejects.toMatchObject(
    code('no-such-figure'),
  )
})

test('the history in columns and the history in the entries settle to the same bytes', async () => {
  const more = observed(
    world.id(),
    'received 2026-10-30T15:30Z',
    'set-up 2026-11-02T08:00Z',
    'withdrawn 2026-11-03T08:00Z',
  )
  const facts = { channel: 'telephone', language: 'nb', urgent: true, amount: 12 }
  const engagementId = await engagementWith(...tenClaims(), ...more.map((event) => ({ ...event, facts })))
  const { termsHash, treeSize, statementHash } = await call(client, statement, { engagementId, month })
  const terms = parseTerms(CLAIMS_DESK)
  const until = parseInstant('2026-10-31T23:00:00.000Z')
  const builder = historyBuilder()
  const entries = await world.database.read(engagementId, async (tx) => {
    for await (const page of eventPages(tx, engagementId, { treeSize, until })) addPage(builder, page)
    return entriesFrom(tx, engagementId, 0, treeSize)
  })
  const columns = builder.build()
  const fromEntries = historyFromEntries(
    entries.map(({ leafIndex, bytes }) => ({ index: leafIndex, entry: decodeEntry(bytes) })),
  )
  expect(fromEntries.eventCount).toBe(columns.eventCount + 2)
  for (const workItemId of columns.itemIds) {
    expect(fromEntries.eventsOf(workItemId).filter((event) => event.at < until)).toEqual(columns.eventsOf(workItemId))
  }
  const context = { engagement: engagementId, termsHash, treeSize, sha256Hex }
  const again = settle(terms, fromEntries, { month }, context).statement
  const { statementBytes } = await bytesOf(engagementId)
  expect(parseCanonical(statementBytes)).toEqual(again)
  expect(sha256Hex(statementBytes)).toBe(statementHash)
})

test('both parties approve one draft, and its invoice follows in the same moment', async () => {
  const engagementId = await engagementWith(...tenClaims())
  const drafted = await call(provider, draftStatement, { engagementId, month })
  const { statementHash } = drafted
  expect(drafted.totals).toMatchObject({
    currency: 'EUR',
    netMinor: drafted.totals.chargesMinor - drafted.totals.creditsMinor,
  })
  const first = await call(client, approveStatement, { engagementId, month, statementHash })
  expect(first).toEqual({ month, state: 'drafted', statementHash, invoiceHash: null })
  await expect(call(client, invoice, { engagementId, month })).rejects.toMatchObject(code('not-found'))
  const second = await call(provider, approveStatement, { engagementId, month, statementHash })
  const invoiced = await call(client, invoice, { engagementId, month })
  expect(second).toEqual({ month, state: 'agreed', statementHash, invoiceHash: invoiced.invoiceHash })
  expect(invoiced.invoice.netMinor).toBe(drafted.totals.netMinor)
  expect(await typesOf(engagementId, 'statement/', 'invoice/')).toEqual([
    'statement-drafted',
    'statement-approved',
    'statement-approved',
    'statement-agreed',
    'invoice-derived',
  ])
  const { statementBytes, invoiceBytes } = await bytesOf(engagementId)
  expect([sha256Hex(statementBytes), sha256Hex(invoiceBytes)]).toEqual([statementHash, invoiced.invoiceHash])
})

test('what comes to light after a month is closed changes nothing in it', async () => {
  const engagementId = await engagementWith(...tenClaims())
  const { statementHash } = await call(provider, draftStatement, { engagementId, month })
  await call(client, approveStatement, { engagementId, month, statementHash })
  await call(provider, approveStatement, { engagementId, month, statementHash })
  const closed = await call(client, statement, { engagementId, month })
  await add(engagementId, ...tenClaims())
  expect(await call(client, statement, { engagementId, month })).toEqual(closed)
  const late = await call(client, statementEvidence, { engagementId, month, figureId: 'serviceLevels/S2/counted' })
  expect(late.count).toBe(9)
  await expect(call(provider, draftStatement, { engagementId, month })).rejects.toMatchObject(code('month-closed'))
  const other = { engagementId, month, statementHash, reason: 'Found later' }
  await expect(call(client, rejectStatement, other)).rejects.toMatchObject(code('month-closed'))
})

test('another process that never saw the month finds the same items behind a closed figure', async () => {
  const engagementId = await engagementWith(...tenClaims())
  const { statementHash } = await call(provider, draftStatement, { engagementId, month })
  await add(engagementId, ...tenClaims())
  const figureId = 'serviceLevels/S2/counted'
  const here = await call(client, statementEvidence, { engagementId, month, figureId, limit: 4 })
  const { database, secrets, filesFolder } = world
  const elsewhere = assemble({ database, secrets, clock, filesFolder, failed: raise })
  const credential = { kind: 'secret', secret: client.secret } as const
  const asked = { engagementId, month, figureId, limit: 4 }
  const there = await elsewhere.door.execute(statementEvidence, { credential, input: asked })
  const input = { ...asked, cursor: here.nextCursor }
  const next = await elsewhere.door.execute(statementEvidence, { credential, input })
  await elsewhere.stop()
  expect(there.output).toEqual(here)
  expect(next.output).toMatchObject({ count: 9, statementHash, rows: { length: 4 } })
})

test('a rejected draft opens the month; the reason stays out of the record', async () => {
  const engagementId = await engagementWith(...tenClaims())
  const { statementHash } = await call(provider, draftStatement, { engagementId, month })
  await call(provider, approveStatement, { engagementId, month, statementHash })
  await expect(call(client, draftStatement, { engagementId, month })).rejects.toMatchObject(code('approved-already'))
  const reason = 'The claim of Kari Nordmann was withdrawn.'
  await call(client, rejectStatement, { engagementId, month, statementHash, reason })
  const open = await call(provider, statement, { engagementId, month })
  expect(open).toMatchObject({ state: 'open', approvals: [], rejection: { party: 'client', reason, statementHash } })
  const again = await call(provider, draftStatement, { engagementId, month })
  expect(again).toMatchObject({ draft: 2 })
  expect(again.statementHash).not.toBe(statementHash)
  const old = { engagementId, month, statementHash }
  await expect(call(client, approveStatement, old)).rejects.toMatchObject(code('other-statement'))
  const entries = await entriesOf(engagementId)
  expect(entries.filter((entry) => JSON.stringify(entry.body).includes('Nordmann'))).toEqual([])
  expect(entries.find((entry) => entry.type === 'statement-rejected')?.body).toMatchObject({
    reasonHash: sha256Hex(new TextEncoder().encode(reason)),
  })
})

test('a retried draft or approval has one effect', async () => {
  const engagementId = await engagementWith(...tenClaims())
  const draft = () => call(provider, draftStatement, { engagementId, month }, { key: 'draft-once' })
  const drafted = await draft()
  expect(await draft()).toEqual(drafted)
  const { statementHash } = drafted
  await call(provider, approveStatement, { engagementId, month, statementHash })
  const closing = await Promise.all(
    [1, 2, 3].map(() => call(client, approveStatement, { engagementId, month, statementHash }, { key: 'close-once' })),
  )
  expect(new Set(closing.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(await draft()).toEqual(drafted)
  expect(await typesOf(engagementId, 'statement/', 'invoice/')).toHaveLength(5)
})

test('two parties who approve at the same moment close the month once', async () => {
  const engagementId = await engagementWith(...tenClaims())
  const { statementHash } = await call(provider, draftStatement, { engagementId, month })
  const answers = await Promise.all(
    [client, provider].map((who) => call(who, approveStatement, { engagementId, month, statementHash })),
  )
  expect(answers.map((answer) => answer.state).sort()).toEqual(['agreed', 'drafted'])
  expect(await typesOf(engagementId, 'invoice/')).toEqual(['invoice-derived'])
})

test('a month is drafted when it has ended in the zone of the terms, and not before', async () => {
  const engagementId = await engagementWith(...tenClaims())
  clock.set(parseInstant('2026-10-31T22:59:59.999Z'))
  const early = call(provider, draftStatement, { engagementId, month })
  await expect(early).rejects.toMatchObject(code('month-not-over'))
  await expect(early).rejects.toThrow('2026-10-31T23:00:00.000Z')
  clock.set(parseInstant('2026-10-31T23:00:00.000Z'))
  expect(await call(provider, draftStatement, { engagementId, month })).toMatchObject({ draft: 1 })
})

test('a month before any agreement takes effect has no statement, and says so', async () => {
  const engagementId = await engagementWith()
  const none = call(client, statement, { engagementId, month: '2026-01' })
  await expect(none).rejects.toMatchObject(code('no-agreed-terms'))
  await expect(call(provider, draftStatement, { engagementId, month: '2025-12' })).rejects.toMatchObject(
    code('no-agreed-terms'),
  )
})

test('the month in which the first agreement takes effect is settled from that day on', async () => {
  const engagementId = await world.engagement()
  await joinEngagement(world, engagementId, client, provider)
  const terms = claimsDeskSource({ effective: '2026-10-06' }) as typeof CLAIMS_DESK
  await agreeOn(world, { engagementId, client, provider, terms })
  await add(engagementId, ...tenClaims())
  const first = await call(client, statement, { engagementId, month })
  expect(first.statement.period).toMatchObject({ from: '2026-10-05T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z' })
  const before = call(client, statement, { engagementId, month: '2026-09' })
  await expect(before).rejects.toMatchObject(code('no-agreed-terms'))
})

test('a closed month keeps its terms when an amendment takes effect from it', async () => {
  const engagementId = await engagementWith(...tenClaims())
  const { statementHash, termsHash } = await call(provider, draftStatement, { engagementId, month })
  await call(client, approveStatement, { engagementId, month, statementHash })
  await call(provider, approveStatement, { engagementId, month, statementHash })
  const changes = { effective: '2026-10-01', 'charges.governance.fixed.amount': 'EUR 9.00' }
  const terms = claimsDeskSource(changes) as typeof CLAIMS_DESK
  await agreeOn(world, { engagementId, client, provider, terms })
  expect(await call(client, statement, { engagementId, month })).toMatchObject({ statementHash, termsHash })
  const evidence = { engagementId, month, figureId: 'serviceLevels/S2/late' }
  expect(await call(client, statementEvidence, evidence)).toMatchObject({ count: 2, statementHash })
  const next = await call(client, statement, { engagementId, month: '2026-11' })
  expect(next.statement.charges.find(({ id }) => id === 'governance')).toMatchObject({ amountMinor: 900 })
})

test('months are listed newest first with their states and totals', async () => {
  const engagementId = await engagementWith(...tenClaims(), ...observed(world.id(), 'received 2026-08-03T08:00Z'))
  const { statementHash, totals } = await call(provider, draftStatement, { engagementId, month })
  await call(client, approveStatement, { engagementId, month, statementHash })
  const { rows, nextCursor } = await call(client, statements, { engagementId })
  expect(rows.map((row) => [row.month, row.state, row.totals?.netMinor ?? null])).toEqual([
    ['2026-11', 'open', null],
    [month, 'drafted', totals.netMinor],
    ['2026-08', 'open', null],
  ])
  expect(rows[1]?.approvals.map((approval) => approval.party)).toEqual(['client'])
  expect(nextCursor).toBeNull()
  const first = await call(client, statements, { engagementId, limit: 2 })
  const second = await call(client, statements, { engagementId, limit: 2, cursor: first.nextCursor ?? '' })
  expect([...first.rows, ...second.rows]).toEqual(rows)
})

test('who has no role for money papers sees none, and a stranger no engagement', async () => {
  const engagementId = await engagementWith()
  const agent = await world.member('provider', ['agent'])
  const joining = { engagementId, principalId: agent.principalId, party: 'provider' as const }
  await call(world.provider.administrator, addMember, { ...joining, roles: ['agent'] })
  await expect(call(agent, statement, { engagementId, month })).rejects.toMatchObject(code('forbidden'))
  await expect(call(world.stranger.administrator, statements, { engagementId })).rejects.toMatchObject(
    code('not-found'),
  )
})

async function bytesOf(engagementId: string) {
  const { bytes: statementBytes } = await call(client, statementFile, { engagementId, month })
  const invoiced = await call(client, invoiceFile, { engagementId, month }).catch(() => undefined)
  const invoiceBytes = invoiced?.bytes ?? new Uint8Array(0)
  if (!(statementBytes instanceof Uint8Array) || !(invoiceBytes instanceof Uint8Array)) throw new Error('not bytes')
  return { statementBytes, invoiceBytes }
}

async function entriesOf(engagementId: string) {
  await world.app.sequencer.drain(engagementId)
  const rows = await world.database.read(engagementId, (tx) => entriesFrom(tx, engagementId, 0, 1_000))
  return rows.map((row) => decodeEntry(row.bytes))
}

async function typesOf(engagementId: string, ...subjects: readonly string[]) {
  const entries = await entriesOf(engagementId)
  return entries
    .filter((entry) => subjects.some((subject) => entry.subject.startsWith(subject)))
    .map(({ type }) => type)
}

function raise(error: unknown): never {
  throw error
}
