/** Whatever is sent, the answer is an answer: a result or a refusal, and never a bug of ours. */
import { expect, test } from 'vitest'
import type { Declaration } from '../kernel/command.ts'
import { sql } from '../kernel/database/sql.ts'
import { decodeEntry } from '../kernel/record/format/entry.ts'
import { recordEntries } from '../kernel/record/reading/commands.ts'
import { Refusal } from '../kernel/refusal.ts'
import { receiveWorkItem, workItem } from '../deliver/work-items/commands.ts'
import { declarations } from './declarations.ts'
import { testWorld, type Person } from './testing.ts'
import { exampleBytes, exampleInputs } from './testing/example-inputs.ts'
import { chunks, furnish } from './testing/furnishing.ts'
import { serve } from './testing/serving.ts'

const world = await testWorld()
const { call, id } = world
const things = await furnish(world, world.engagementId, 'hostile')
const { engagementId, client, provider } = things
const served = await serve(world)
const administrators = [world.client.administrator, world.operator]
const owner = await world.member('client', ['process-owner'])

type Input = Readonly<Record<string, unknown>>

const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))

/** What no schema expects, and some that only look right. */
const hostile: Readonly<Record<string, unknown>> = {
  nothing: undefined,
  null: null,
  yes: true,
  zero: 0,
  'minus zero': -0,
  negative: -1,
  fraction: 1.5,
  'beyond safe': 2 ** 53,
  'beyond int4': 2 ** 31,
  'largest safe': Number.MAX_SAFE_INTEGER,
  huge: 1e300,
  empty: '',
  word: 'x',
  'number as text': '99999999999999999999',
  huger: 'x'.repeat(200_000),
  'middling text': 'x'.repeat(3_900),
  NUL: 'a\0b',
  'lone surrogate': 'a\ud800b',
  'not NFC': 'Cafe\u0301',
  'line ends': 'a\r\nb\u2028c',
  SQL: "'; drop table work_item; --",
  list: [],
  'list of nulls': [null, null],
  object: {},
  prototype: JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}'),
  'NUL in a name': { 'a\0b': 1 },
  'lone surrogate in a name': { 'a\udc00': 'x' },
  'many names': Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`name-${n}`, 'y'.repeat(400)])),
  deep: deep(60),
  deeper: deep(5_000),
  'upper-case id': 'ABCDEF12-3456-7890-ABCD-EF1234567890',
  'last id': 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  cursor: Buffer.from('["x","y"]').toString('base64url'),
  'date that is none': '2026-02-30',
  'far month': '9999-12',
}

/** The input with the value in each property that the schema knows, whether the example has it or not. */
function* withEach(declaration: Declaration, example: Input, value: unknown): Generator<Input> {
  yield* replaced(example, value)
  const others = Object.keys(declaration.input.shape).filter((name) => !(name in example))
  for (const name of [...others, 'extra']) yield { ...example, [name]: value }
}

/** The input with the value at each of its places in turn, inner ones too. */
function* replaced(input: Input, value: unknown, depth = 0): Generator<Input> {
  for (const [name, old] of Object.entries(input)) {
    yield { ...input, [name]: value }
    const isObject = typeof old === 'object' && old !== null
    if (!isObject || depth > 3) continue
    for (const inner of replaced(old as Input, value, depth + 1)) {
      yield { ...input, [name]: Array.isArray(old) ? Object.values(inner) : inner }
    }
  }
}

/** How often each kind of answer was given; anything but a result or a refusal is collected as a bug. */
interface Outcome {
  readonly bugs: string[]
  readonly answers: Map<string, number>
}

async function attempt(
  who: Person,
  declaration: Declaration,
  input: unknown,
  says: string,
  outcome: Outcome,
): Promise<string> {
  const count = (answer: string) => outcome.answers.set(answer, (outcome.answers.get(answer) ?? 0) + 1)
  try {
    const bytes = declaration.takesBytes ? { bytes: chunks(exampleBytes) } : {}
    const credential = { kind: 'secret', secret: who.secret } as const
    await world.app.door.execute(declaration, { credential, input, idempotencyKey: id(), ifMatch: '1', ...bytes })
    count('allowed')
    return 'allowed'
  } catch (error) {
    if (!(error instanceof Refusal)) {
      outcome.bugs.push(
        `${declaration.name} ${says}: ${String(error)} ${JSON.stringify((error as Error).cause ?? '')}`.slice(0, 300),
      )
      return 'bug'
    }
    count(error.type.kind)
    return error.type.kind
  }
}

/** Somebody for whom the example is not forbidden. */
async function whoMayAsk(declaration: Declaration, input: unknown): Promise<Person> {
  for (const who of [client, provider, ...administrators]) {
    const kind = await attempt(who, declaration, input, 'the example', { bugs: [], answers: new Map() })
    if (!['forbidden', 'not-found', 'unauthenticated'].includes(kind)) return who
  }
  return client
}

for (const declaration of declarations) {
  test(`${declaration.name}: hostile input gets an answer`, async () => {
    const inputs = exampleInputs(world, things)
    const example = inputs[declaration.name] ?? {}
    const who = await whoMayAsk(declaration, example)
    const outcome: Outcome = { bugs: [], answers: new Map() }
    for (const [says, value] of Object.entries(hostile)) {
      await attempt(who, declaration, value, `${says} as input`, outcome)
      for (const input of withEach(declaration, example, value)) await attempt(who, declaration, input, says, outcome)
    }
    expect(outcome.bugs).toEqual([])
  })
}

test('whatever was taken of it stands in the record, whole, and the record goes on', async () => {
  const size = await world.app.sequencer.drain(engagementId)
  const rows = await world.database.read(engagementId, (tx) =>
    tx.query<{ bytes: Uint8Array; placed: boolean }>(sql`
      select e.bytes, l.leaf_index is not null as placed from record_entry e left join record_leaf l
        on l.engagement_id = e.engagement_id and l.actor_id = e.actor_id and l.entry_id = e.entry_id
      where e.engagement_id = ${engagementId}`),
  )
  expect(rows).toHaveLength(size)
  expect(rows.filter(({ placed }) => !placed)).toEqual([])
  for (const { bytes } of rows) expect(decodeEntry(bytes).engagement).toBe(engagementId)
})

const received = (reference: string) =>
  call(owner, receiveWorkItem, { engagementId, workItemId: id(), reference, queue: 'texts' })

test('a text with NUL or half a surrogate pair is refused with its place and the reason', async () => {
  await expect(received('a\0b')).rejects.toMatchObject({
    type: { code: 'invalid-input' },
    message: 'reference: holds U+0000 (NUL), which the record cannot keep; take it out.',
    more: { problems: [{ path: 'reference' }] },
  })
  await expect(received('a\udfffb')).rejects.toMatchObject({
    type: { code: 'invalid-input' },
    message: expect.stringMatching(/^reference: holds half of a surrogate pair/),
  })
})

test('a text in another Unicode form is kept in normal form C', async () => {
  const { workItemId } = await received('Cafe\u0301')
  expect((await call(owner, workItem, { engagementId, workItemId })).item.reference).toBe('Caf\u00e9')
})

test('an id in upper case is the same id', async () => {
  const workItemId = id()
  const input = { workItemId: workItemId.toUpperCase(), reference: 'upper case', queue: 'texts' }
  await call(owner, receiveWorkItem, { engagementId: engagementId.toUpperCase(), ...input })
  await world.app.sequencer.drain(engagementId)
  const { rows } = await call(owner, recordEntries, { engagementId, subject: `work-item/${workItemId}` })
  expect(rows).toHaveLength(1)
})

test('what would make too long an entry is refused, and nothing of it is kept', async () => {
  const facts = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`fact-${n}`, 'y'.repeat(400)]))
  const input = { engagementId, workItemId: id(), reference: 'too long', queue: 'texts' }
  await expect(call(owner, receiveWorkItem, { ...input, facts })).rejects.toMatchObject({
    type: { code: 'invalid-input' },
    message: expect.stringContaining('an entry has at most 16384'),
  })
  await call(owner, receiveWorkItem, input)
})

test('one caller whose call fails does not fail the others of its group', async () => {
  const long = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`fact-${n}`, 'y'.repeat(400)]))
  const inputs = Array.from({ length: 20 }, (_, n) => ({
    engagementId,
    workItemId: id(),
    reference: `grouped ${n}`,
    queue: 'texts',
    facts: n === 7 ? long : {},
  }))
  const answers = await Promise.allSettled(inputs.map((input) => call(owner, receiveWorkItem, input)))
  expect(answers.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([7])
})

test('raw bodies that are no input get a problem, never a bug', async () => {
  const url = `${served.url}/api/engagements/${engagementId}/work-items`
  const json = 'application/json'
  const bodies: readonly (readonly [string, string | Uint8Array<ArrayBuffer>])[] = [
    [json, ''],
    [json, '{'],
    [json, 'null'],
    [json, '[1]'],
    [json, '"text"'],
    [json, '{"__proto__":{"queue":"x"}}'],
    [json, '{"constructor":{"prototype":{"queue":"x"}}}'],
    [json, `{"facts":${'['.repeat(400_000)}${']'.repeat(400_000)}}`],
    [json, `{"facts":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`],
    [json, Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d)],
    ['text/plain', '{}'],
    ['application/x-www-form-urlencoded', 'queue=claims'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/octet-stream', 'bytes'],
    ['nonsense', '{}'],
  ]
  for (const [type, body] of bodies) {
    const headers = { authorization: `Bearer ${client.secret}`, 'content-type': type, 'idempotency-key': id() }
    for (const address of [url, `${served.url}/mcp`]) {
      const answer = await fetch(address, { method: 'POST', headers, body: new Blob([body]) })
      const says = [address, type, String(body).slice(0, 40)]
      expect([...says, answer.status >= 400 && answer.status < 500]).toEqual([...says, true])
      if (address === url) expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    }
  }
})

test('paths and query strings that make no sense get a problem, never a bug', async () => {
  const inEngagement = `/api/engagements/${engagementId}`
  const paths = [
    '/api/engagements/%00/members',
    '/api/engagements/%zz/members',
    '/api/engagements/..%2f..%2fetc%2fpasswd/members',
    `/api/engagements/${'a'.repeat(5_000)}/members`,
    `${inEngagement}/work-items/%ED%A0%80`,
    `${inEngagement}/record/entries?from=%00`,
    `${inEngagement}/record/entries?from=1&from=2`,
    `${inEngagement}/record/entries?subject=%00`,
    `${inEngagement}/record/entries?limit=99999999999999999999`,
    `${inEngagement}/record/tile/5/9007199254740991?x[__proto__]=1`,
    `${inEngagement}/record/tile/0/9007199254740991`,
    `${inEngagement}/work-items?cursor=W10&__proto__=x`,
    `${inEngagement}/record/stream?from=-1`,
    `${inEngagement}/record/stream?from=x`,
    '/api/engagements?cursor=x',
    '//',
    '/%',
  ]
  for (const path of paths) {
    const answer = await fetch(`${served.url}${path}`, { headers: { authorization: `Bearer ${client.secret}` } })
    expect([path, answer.headers.get('content-type')]).toEqual([
      path,
      expect.stringMatching(/^application\/problem\+json/),
    ])
    expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true])
  }
  expect(served.bugs).toEqual([])
})
