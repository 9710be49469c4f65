/** HTTP as callers meet it: problems, keys and replays, versions, limits, pages, receipts, the document, the client. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { agreementOf, reviseAgreement } from '../contract/agreements/commands.ts'
import {
  queueBacklog,
  receiveWorkItem,
  revealPersonalValues,
  workItem,
  workItems,
} from '../deliver/work-items/commands.ts'
import { addMember, openEngagement, members } from '../kernel/access/commands.ts'
import { call, callForBytes, CallRefused } from '../kernel/client/call.ts'
import { uploadFile } from '../kernel/files/commands.ts'
import { statementFile } from '../govern/statements/commands.ts'
import { me, startSession } from '../kernel/identity/commands.ts'
import { originOf } from '../kernel/record/log-key.ts'
import { sha256, toHex, utf8Bytes } from '../kernel/record/format/digest.ts'
import { decodeEntry } from '../kernel/record/format/entry.ts'
import { parseVkey } from '../kernel/record/format/keys.ts'
import { leafHash } from '../kernel/record/format/merkle.ts'
import { verifyReceipt } from '../kernel/record/format/receipt.ts'
import { recordEntries, recordTile } from '../kernel/record/reading/commands.ts'
import { sql } from '../kernel/database/sql.ts'
import { doorRefusals, statusOfKind } from '../kernel/refusal.ts'
import { declarations } from './declarations.ts'
import { testWorld } from './testing.ts'
import { exampleInputs } from './testing/example-inputs.ts'
import { furnish } from './testing/furnishing.ts'
import { serve } from './testing/serving.ts'

const world = await testWorld()
const { id, engagementId } = world
const things = await furnish(world, engagementId, 'http')
const owner = await world.member('client', ['process-owner'])
const outsider = world.stranger.administrator
const served = await serve(world)
const { ask } = served

const Problem = z.object({
  type: z.string().startsWith('urn:counterpart:'),
  title: z.string().min(1),
  status: z.int(),
  code: z.string().min(1),
  detail: z.string().min(1),
})

const newItem = () => ({ engagementId, workItemId: id(), reference: `CLM-${id()}`, queue: 'http' })

async function problemOf(answer: Response) {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const problem = Problem.parse(await answer.json())
  expect(problem.status).toBe(answer.status)
  return problem
}

test('what is declared is what is served, each under a name and a path of its own', () => {
  expect(new Set(world.app.door.declarations)).toEqual(new Set(declarations))
  expect(world.app.door.declarations).toHaveLength(declarations.length)
  const places = declarations.map(({ kind, path }) => `${kind} ${path.replaceAll(/\{\w+\}/g, '{}')}`)
  expect(places.filter((place, at) => places.indexOf(place) !== at)).toEqual([])
})

test('each kind of refusal has its status and an RFC 9457 body', async () => {
  const input = newItem()
  await ask(owner, receiveWorkItem, input)
  const versioned = { agreementId: things.agreementId, ...exampleInputs(world, things)['revise-agreement'] }
  const asked: readonly (readonly [number, string, Response])[] = [
    [400, 'invalid-input', await ask(owner, receiveWorkItem, { ...newItem(), queue: 'NOT A QUEUE' })],
    [401, 'unauthenticated', await ask(undefined, receiveWorkItem, newItem())],
    [401, 'unauthenticated', await ask({ ...owner, secret: 'cpk_wrong' }, receiveWorkItem, newItem())],
    [401, 'link-used', await ask(undefined, startSession, { link: `cpl_${'0'.repeat(43)}` })],
    [
      403,
      'forbidden',
      await ask(owner, addMember, { engagementId, principalId: id(), party: 'client', roles: ['sponsor'] }),
    ],
    [404, 'not-found', await ask(outsider, members, { engagementId })],
    [404, 'not-found', await ask(owner, workItem, { engagementId, workItemId: id() })],
    [409, 'reference-taken', await ask(owner, receiveWorkItem, input)],
    [412, 'stale-version', await ask(things.client, reviseAgreement, versioned)],
  ]
  for (const [status, code, answer] of asked) {
    expect(await problemOf(answer)).toMatchObject({ status, code, type: `urn:counterpart:refusal:${code}` })
  }
})

test('a problem says where in the input it is', async () => {
  const answer = await ask(owner, receiveWorkItem, { ...newItem(), queue: 'NOT A QUEUE', facts: { 'Bad Name': 1 } })
  const body = (await answer.json()) as { problems: { path: string; message: string }[] }
  expect(body.problems.map(({ path }) => path).sort()).toEqual(['facts.Bad Name', 'queue'])
})

test('a command needs a key of 8 characters or more, and a key stands for one request', async () => {
  const input = newItem()
  const without = await ask(owner, receiveWorkItem, input, { headers: { 'idempotency-key': '' } })
  expect(await problemOf(without)).toMatchObject({ status: 400, code: 'idempotency-key-missing' })
  for (const key of ['short', '-starts-with-a-dash', 'has a space in it', 'x'.repeat(81)]) {
    const answer = await ask(owner, receiveWorkItem, input, { headers: { 'idempotency-key': key } })
    expect(await problemOf(answer)).toMatchObject({ status: 400, code: 'idempotency-key-missing' })
  }
  const headers = { 'idempotency-key': id() }
  const first = await ask(owner, receiveWorkItem, input, { headers })
  const again = await ask(owner, receiveWorkItem, input, { headers })
  expect([first.headers.get('idempotent-replayed'), again.headers.get('idempotent-replayed')]).toEqual([null, 'true'])
  expect(await again.text()).toBe(await first.text())
  expect(again.headers.get('counterpart-receipt')).toBe(first.headers.get('counterpart-receipt'))
  const other = await ask(owner, receiveWorkItem, newItem(), { headers })
  expect(await problemOf(other)).toMatchObject({ status: 409, code: 'idempotency-key-reused' })
})

test("a key that is the name of another command's second entry is refused, not mistaken", async () => {
  const { principalId } = things.provider
  const [entry] = await world.database.read(engagementId, (tx) =>
    tx.query<{ entry_id: string }>(sql`
      select entry_id from record_entry
      where engagement_id = ${engagementId} and actor_id = ${principalId} and entry_id like '%.1' limit 1`),
  )
  if (entry === undefined) throw new Error('The provider made no second entry.')
  const headers = { 'idempotency-key': entry.entry_id }
  const grouped = await ask(things.provider, receiveWorkItem, newItem(), { headers })
  expect(await problemOf(grouped)).toMatchObject({ status: 409, code: 'idempotency-key-reused' })
  const input = { engagementId, workItemId: things.workItemId, ground: 'quality-check' }
  const single = await ask(things.provider, revealPersonalValues, input, { headers })
  expect(await problemOf(single)).toMatchObject({ status: 409, code: 'idempotency-key-reused' })
})

test('an edit names the version it was made on, and is refused when another came between', async () => {
  const agreementId = id()
  const { content } = exampleInputs(world, things)['draft-agreement'] as { content: Record<string, unknown> }
  const draft = declarations.find(({ name }) => name === 'draft-agreement')
  if (draft === undefined) throw new Error('There is no draft-agreement.')
  const drafted = await ask(things.client, draft, { engagementId, agreementId, content })
  expect(drafted.headers.get('etag')).toBe('"1"')
  const revised = { engagementId, agreementId, content: { ...content, title: 'Revised' } }
  expect(await problemOf(await ask(things.client, reviseAgreement, revised))).toMatchObject({ status: 412 })
  const first = await ask(things.client, reviseAgreement, revised, { headers: { 'if-match': '"1"' } })
  expect([first.status, first.headers.get('etag')]).toEqual([200, '"2"'])
  const second = await ask(things.client, reviseAgreement, revised, { headers: { 'if-match': '"1"' } })
  expect(await problemOf(second)).toMatchObject({ status: 412, code: 'stale-version' })
  const read = await ask(things.client, agreementOf, { engagementId, agreementId })
  expect(read.headers.get('etag')).toBe('"2"')
})

test('a caller over the allowance is told how long to wait; others are not affected', async () => {
  const narrow = await serve(world, 5)
  const answers = []
  for (let n = 0; n < 6; n += 1) answers.push(await narrow.ask(owner, me, {}))
  expect(answers.slice(0, 5).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  expect(answers[0]?.headers.get('ratelimit-limit')).toBe('5')
  expect(answers.map(({ headers }) => headers.get('ratelimit-remaining'))).toEqual(['4', '3', '2', '1', '0', '0'])
  const last = answers[5]
  if (last === undefined) throw new Error('There was no sixth answer.')
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(Number(last.headers.get('retry-after'))).toBeLessThanOrEqual(60)
  expect(await problemOf(last)).toMatchObject({ status: 429, code: 'over-limit' })
  expect((await narrow.ask(things.client, me, {})).status).toBe(200)
})

test('what HTTP itself does not allow is a problem too', async () => {
  const url = `${served.url}/api/engagements/${engagementId}/work-items`
  const headers = {
    authorization: `Bearer ${owner.secret}`,
    'content-type': 'application/json',
    'idempotency-key': id(),
  }
  const post = (body: string, type = 'application/json') =>
    fetch(url, { method: 'POST', headers: { ...headers, 'content-type': type }, body })
  expect(await problemOf(await post(`{"reference":"${'x'.repeat(1_100_000)}"}`))).toMatchObject({ status: 413 })
  expect(await problemOf(await post('{"reference":'))).toMatchObject({ status: 400 })
  expect(await problemOf(await post('<a/>', 'text/xml'))).toMatchObject({ status: 415 })
  expect(await problemOf(await fetch(`${served.url}/api/nowhere`))).toMatchObject({ status: 404, code: 'not-found' })
  expect(await problemOf(await fetch(`${served.url}/api/me`, { method: 'DELETE' }))).toMatchObject({ status: 404 })
  expect(await problemOf(await fetch(`${served.url}/api/engagements/%zz/members`))).toMatchObject({ status: 400 })
})

test('pages follow each other without a gap or a repetition, and a cursor of our own making is refused', async () => {
  for (let n = 0; n < 7; n += 1) await ask(owner, receiveWorkItem, { ...newItem(), queue: 'pages' })
  const seen: string[] = []
  let cursor: string | null = null
  let pages = 0
  do {
    const answer = await ask(owner, workItems, {
      engagementId,
      queue: 'pages',
      limit: 3,
      ...(cursor === null ? {} : { cursor }),
    })
    const page = workItems.output.parse(await answer.json())
    seen.push(...page.rows.map((row) => row.workItemId))
    cursor = page.nextCursor
    pages += 1
  } while (cursor !== null)
  expect([pages, seen.length, new Set(seen).size]).toEqual([3, 7, 7])
  const backlog = await ask(owner, queueBacklog, { engagementId })
  const { rows } = queueBacklog.output.parse(await backlog.json())
  expect(rows.filter(({ queue }) => queue === 'pages')).toEqual([{ queue: 'pages', state: 'open', items: 7 }])
  const forged = Buffer.from(JSON.stringify(['soon', 'x'])).toString('base64url')
  for (const wrong of ['x', forged, '%%%']) {
    const answer = await ask(owner, workItems, { engagementId, cursor: wrong })
    expect(await problemOf(answer)).toMatchObject({ status: 400, code: 'invalid-input' })
  }
})

test('the receipt of an answer is the signed promise of the very entry that the log then has', async () => {
  const key = id()
  const answer = await ask(owner, receiveWorkItem, newItem(), { headers: { 'idempotency-key': key } })
  const line = answer.headers.get('counterpart-receipt') ?? ''
  const logKey = await logKeyOf(engagementId)
  const receipt = verifyReceipt(utf8Bytes(line), logKey)
  expect(receipt).toMatchObject({ engagement: engagementId, entry: key })
  await world.app.sequencer.drain(engagementId)
  const [row] = await world.database.read(engagementId, (tx) =>
    tx.query<{ bytes: Uint8Array }>(sql`
      select bytes from record_entry where engagement_id = ${engagementId} and entry_id = ${key}`),
  )
  expect(toHex(leafHash(row?.bytes ?? new Uint8Array(0)))).toBe(receipt.leafHash)
  const altered = line.replace(/(?<="leafHash":")./, (digit) => (digit === '0' ? '1' : '0'))
  expect(() => verifyReceipt(utf8Bytes(altered), logKey)).toThrow(/does not hold/)
})

test('an answer with several entries comes with a receipt for each', async () => {
  const { sign, propose, draft } = agreementCommands()
  const agreementId = id()
  const { content } = exampleInputs(world, things)['draft-agreement'] as { content: Record<string, unknown> }
  const drafted = await ask(things.client, draft, { engagementId, agreementId, content })
  const signed = { sha256: ((await drafted.json()) as { sha256: string }).sha256 }
  await ask(things.client, propose, { engagementId, agreementId })
  await ask(things.client, sign, { engagementId, agreementId, ...signed })
  const concluding = await ask(things.provider, sign, { engagementId, agreementId, ...signed })
  expect(concluding.status).toBe(200)
  const lines = (concluding.headers.get('counterpart-receipt') ?? '').split(/, (?=\{)/)
  const logKey = await logKeyOf(engagementId)
  const entries = lines.map((line) => verifyReceipt(utf8Bytes(line), logKey).entry)
  expect(entries).toHaveLength(2)
  expect(entries[1]).toBe(`${entries[0]}.1`)
})

function agreementCommands() {
  const named = (name: string) => {
    const found = declarations.find((declaration) => declaration.name === name)
    if (found === undefined) throw new Error(`There is no ${name}.`)
    return found
  }
  return { draft: named('draft-agreement'), propose: named('propose-agreement'), sign: named('sign-agreement') }
}

/** The log's key as its first entry names it. */
async function logKeyOf(engagement: string) {
  const [row] = await world.database.read(engagement, (tx) =>
    tx.query<{ bytes: Uint8Array }>(sql`
      select e.bytes from record_leaf l join record_entry e using (engagement_id, actor_id, entry_id)
      where l.engagement_id = ${engagement} and l.leaf_index = 0`),
  )
  const { body } = decodeEntry(row?.bytes ?? new Uint8Array(0))
  const key = parseVkey(typeof body['logKey'] === 'string' ? body['logKey'] : '')
  expect(key.name).toBe(originOf(engagement))
  return key
}

test('an engagement opened under an id in upper case has one log key, that of its first entry', async () => {
  const opened = id()
  const parties = { clientId: world.client.organisationId, providerId: world.provider.organisationId }
  const input = { engagementId: opened.toUpperCase(), name: 'Upper', ...parties }
  const answer = await ask(world.client.administrator, openEngagement, input)
  const { logKey } = openEngagement.output.parse(await answer.json())
  const receipt = answer.headers.get('counterpart-receipt') ?? ''
  expect(verifyReceipt(utf8Bytes(receipt), parseVkey(logKey)).engagement).toBe(opened)
  await world.app.sequencer.drain(opened)
  expect((await logKeyOf(opened)).publicKey).toEqual(parseVkey(logKey).publicKey)
})

test('the typed client calls a declaration by its types, and throws what was refused', async () => {
  const connection = { url: served.url, secret: owner.secret }
  const input = newItem()
  const taken = await call(connection, receiveWorkItem, input)
  expect(taken).toMatchObject({ workItemId: input.workItemId, state: 'open' })
  const { rows } = await call(connection, recordEntries, { engagementId, from: 0, limit: 1 })
  expect(rows).toHaveLength(1)
  const refused = call(connection, receiveWorkItem, input)
  await expect(refused).rejects.toBeInstanceOf(CallRefused)
  await expect(refused).rejects.toMatchObject({ status: 409, code: 'reference-taken' })
  const tile = await callForBytes(connection, recordTile, { engagementId, level: 0, index: 0 })
  expect((await tile.arrayBuffer()).byteLength % 32).toBe(0)
})

test('the typed client sends bytes and reads them', async () => {
  const connection = { url: served.url, secret: owner.secret }
  const bytes = new Uint8Array(utf8Bytes('case,activity,timestamp\n'))
  const input = { engagementId, fileId: id(), name: 'log.csv', sha256: toHex(sha256(bytes)) }
  expect(await call(connection, uploadFile, input, { bytes })).toMatchObject({
    fileId: input.fileId,
    bytes: bytes.length,
  })
  const file = await callForBytes(connection, statementFile, { engagementId, month: things.month, format: 'json' })
  expect(toHex(sha256(new Uint8Array(await file.arrayBuffer())))).toBe(things.statementHash)
})

test('a file comes with its name and its type, and streams as a table of the same figures', async () => {
  const connection = { url: served.url, secret: owner.secret }
  const file = await callForBytes(connection, statementFile, { engagementId, month: things.month, format: 'csv' })
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+\.csv"; filename\*=UTF-8''/)
  expect(await file.text()).toContain('\r\ntotals/net,')
  const xlsx = await callForBytes(connection, statementFile, { engagementId, month: things.month, format: 'xlsx' })
  expect(
    Buffer.from(await xlsx.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK')
})

test('the process says whether it lives and whether it can serve', async () => {
  expect((await fetch(`${served.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${served.url}/readyz`)).status).toBe(200)
})

test('the language of terms is served as JSON Schema', async () => {
  const schema = (await (await fetch(`${served.url}/terms.schema.json`)).json()) as Json
  expect(schema).toMatchObject({
    $id: 'urn:counterpart:terms:1',
    required: expect.arrayContaining(['zone']) as unknown,
  })
})

type Json = Record<string, unknown>
type Operation = { operationId: string; responses: Record<string, { description: string }>; parameters: Json[] } & Json

test('the OpenAPI 3.1 document has every declaration with its refusals, and all it refers to', async () => {
  const document = (await (await fetch(`${served.url}/openapi.json`)).json()) as Json & { paths: Record<string, Json> }
  expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Counterpart', version: '0.0.0' } })
  const operations = new Map(
    Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((operation) => [(operation as Operation).operationId, operation as Operation] as const),
    ),
  )
  expect([...operations.keys()].sort()).toEqual(declarations.map(({ name }) => name).sort())
  for (const one of declarations) {
    const operation = operations.get(one.name)
    for (const type of [...doorRefusals, ...one.refusals]) {
      const said = operation?.responses[statusOfKind[type.kind]]?.description ?? ''
      expect([one.name, said.includes(`${type.code}: `)]).toEqual([one.name, true])
    }
    const inPath = [...one.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
    const declared = operation?.parameters.filter((parameter) => parameter['in'] === 'path').map(({ name }) => name)
    expect([one.name, new Set(declared)]).toEqual([one.name, new Set(inPath)])
    expect(operation?.responses).toHaveProperty('200')
  }
  for (const reference of referencesIn(document))
    expect([reference, resolved(document, reference)]).toEqual([reference, true])
})

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = '$ref' in value && typeof value.$ref === 'string' ? [value.$ref] : []
  return [...own, ...Object.values(value).flatMap(referencesIn)]
}

function resolved(document: unknown, reference: string): boolean {
  const names = reference
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  const found = names.reduce<unknown>((at, name) => (at as Json | undefined)?.[name], document)
  return reference.startsWith('#/') && found !== undefined
}

test('the API page is served whole from here: it asks nobody else for a script, a style or a font', async () => {
  const page = await fetch(`${served.url}/api-page`)
  const html = await page.text()
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)])
  const asked = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '')
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.filter((address) => /^(?:https?:)?\/\//.test(address))).toEqual([])
  expect(html).not.toMatch(/cdn|googleapis|jsdelivr|unpkg/i)
  for (const address of asked) {
    const script = await fetch(new URL(address, page.url.endsWith('/') ? page.url : `${page.url}/`))
    expect([address, script.status]).toEqual([address, 200])
  }
})

test('none of this was a bug', () => {
  expect(served.bugs).toEqual([])
})
