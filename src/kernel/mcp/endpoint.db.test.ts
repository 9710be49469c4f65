import { expect, test } from 'vitest'
import { declarations } from '../../app/declarations.ts'
import { testWorld, type Person } from '../../app/testing.ts'
import { mcpClient, serve } from '../../app/testing/serving.ts'
import { recordEntries } from '../record/reading/commands.ts'

const world = await testWorld()
const { call, id, engagementId } = world
const served = await serve(world)
const agent = await world.member('provider', ['agent'])
const client = await mcpClient(served.url, agent)

/** The text of a tool's answer, as JSON. */
async function answerOf(name: string, given: Record<string, unknown>, by = client) {
  const answer = await by.callTool({ name, arguments: given })
  const [first] = answer.content
  if (first?.type !== 'text') throw new Error('The answer has no text.')
  return { isError: answer.isError ?? false, body: JSON.parse(first.text) as Record<string, unknown>, answer }
}

const newItem = () => ({ engagementId, workItemId: id(), reference: `CLM-${id()}`, queue: 'mcp' })

test('the endpoint speaks the revision of 28 July 2026', () => {
  expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28')
})

test('every declaration with JSON in and out is a tool, and every command needs a key', async () => {
  const { tools } = await client.listTools()
  const expected = declarations.filter((one) => !one.takesBytes && one.givesBytes === undefined)
  expect(tools.map(({ name }) => name).sort()).toEqual(expected.map(({ name }) => name).sort())
  for (const one of expected) {
    const tool = tools.find(({ name }) => name === one.name)
    expect([one.name, tool?.inputSchema.required?.includes('idempotencyKey') ?? false]).toEqual([
      one.name,
      one.kind === 'command',
    ])
    expect([one.name, tool?.annotations?.readOnlyHint]).toEqual([one.name, one.kind === 'query'])
  }
})

test('a query answers as text and as structured content', async () => {
  const { body, answer } = await answerOf('me', {})
  expect(body).toMatchObject({ principal: { principalId: agent.principalId } })
  expect(answer.structuredContent).toEqual(body)
})

test('a command called twice under one key has one effect and one answer', async () => {
  const given = { ...newItem(), idempotencyKey: id() }
  const first = await answerOf('receive-work-item', given)
  const again = await answerOf('receive-work-item', given)
  expect([first.isError, again.isError]).toEqual([false, false])
  expect(again.body).toEqual(first.body)
  await world.app.sequencer.drain(engagementId)
  const { rows } = await call(agent, recordEntries, { engagementId, subject: `work-item/${given.workItemId}` })
  expect(rows.map((row) => (row.entry as { id: string }).id)).toEqual([given.idempotencyKey])
})

test('a refusal arrives as an error of the tool, with the problem that REST would give', async () => {
  const taken = newItem()
  await answerOf('receive-work-item', { ...taken, idempotencyKey: id() })
  const refused = await answerOf('receive-work-item', { ...taken, idempotencyKey: id() })
  expect(refused).toMatchObject({ isError: true, body: { status: 409, code: 'reference-taken' } })
  const forbidden = await answerOf('withdraw-work-item', { ...taken, ground: 'duplicate', idempotencyKey: id() })
  expect(forbidden).toMatchObject({ isError: true, body: { status: 403, code: 'forbidden' } })
  const without = await answerOf('receive-work-item', newItem())
  expect(without).toMatchObject({ isError: true, body: { status: 400, code: 'idempotency-key-missing' } })
  const nowhere = await answerOf('members', { engagementId: id() })
  expect(nowhere).toMatchObject({ isError: true, body: { status: 404, code: 'not-found' } })
})

test('a text that the record cannot keep is refused with the reason', async () => {
  const refused = await answerOf('receive-work-item', { ...newItem(), reference: 'a\0b', idempotencyKey: id() })
  expect(refused).toMatchObject({ isError: true, body: { status: 400, code: 'invalid-input' } })
})

test('a tool that is none, and a key that is no text, are refused in words', async () => {
  const unknown = await client.callTool({ name: 'drop-everything', arguments: {} })
  expect(unknown).toMatchObject({ isError: true, content: [{ text: 'There is no tool drop-everything.' }] })
  const wrong = await client.callTool({ name: 'receive-work-item', arguments: { idempotencyKey: 7 } })
  expect(wrong.isError).toBe(true)
})

test('a client of an earlier revision can call tools too', async () => {
  const earlier = await mcpClient(served.url, agent, 'legacy')
  expect(earlier.getNegotiatedProtocolVersion()).not.toBe('2026-07-28')
  expect((await answerOf('me', {}, earlier)).body).toMatchObject({ principal: { principalId: agent.principalId } })
  const answer = await fetch(`${served.url}/mcp`)
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
})

test('without a key, or with a wrong one, only the tools can be seen', async () => {
  const wrong: Person = { ...agent, secret: 'cpk_wrong' }
  for (const who of [undefined, wrong]) {
    const by = await mcpClient(served.url, who)
    expect((await by.listTools()).tools.length).toBeGreaterThan(30)
    const refused = await answerOf('me', {}, by)
    expect(refused).toMatchObject({ isError: true, body: { status: 401, code: 'unauthenticated' } })
  }
})

test('a form of another site cannot call a tool with the session of a browser', async () => {
  const request = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'me', arguments: {} } }
  const headers = { 'content-type': 'text/plain', cookie: `counterpart_session=${agent.secret}` }
  const answer = await fetch(`${served.url}/mcp`, { method: 'POST', headers, body: JSON.stringify(request) })
  expect(answer.status).toBe(415)
})

test('none of this was a bug', () => {
  expect(served.bugs.filter((line) => line.includes('met a bug'))).toEqual([])
})
