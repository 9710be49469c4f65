import { expect, test } from 'vitest'
import { testWorld, type Person } from '../../app/testing.ts'
import { serve } from '../../app/testing/serving.ts'
import { receiveWorkItem } from '../../deliver/work-items/commands.ts'
import { createApiKey, endCredential } from '../identity/commands.ts'
import { recordEntries } from '../record/reading/commands.ts'
import { monotonicMillis } from '../time/clock.ts'

const world = await testWorld()
const { call, id, engagementId } = world
const served = await serve(world)
const agent = await world.member('provider', ['agent'])

interface Event {
  readonly id: number
  readonly leafHash: string
}

interface Asked {
  readonly who?: Person
  readonly at?: string
  readonly lastEventId?: string
  readonly from?: number
}

/** An open feed: `next` waits for one more event, and gives undefined once the server has ended it. */
async function listen({ who = agent, at = served.url, lastEventId, from }: Asked = {}) {
  const leaving = new AbortController()
  const resuming = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  const query = from === undefined ? '' : `?from=${from}`
  const answer = await fetch(`${at}/api/engagements/${engagementId}/record/stream${query}`, {
    headers: { authorization: `Bearer ${who.secret}`, ...resuming },
    signal: leaving.signal,
  })
  const events = eventsOf(answer)
  return {
    answer,
    next: async () => (await events.next()).value,
    leave: () => leaving.abort(),
  }
}

async function* eventsOf(answer: Response): AsyncGenerator<Event, undefined> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const match = /^id: (\d+)\nevent: entry\ndata: (.*)$/.exec(block)
      if (match !== null) yield { ...(JSON.parse(match[2] ?? '') as Event), id: Number(match[1]) }
    }
  }
  return undefined
}

const received = () => call(agent, receiveWorkItem, { engagementId, workItemId: id(), reference: id(), queue: 'feed' })

test('an entry arrives by itself, soon after it was made', async () => {
  const size = await world.app.sequencer.drain(engagementId)
  const feed = await listen({ from: size })
  expect(feed.answer.headers.get('content-type')).toBe('text/event-stream')
  const begun = monotonicMillis()
  await received()
  expect((await feed.next())?.id).toBe(size)
  expect(monotonicMillis() - begun).toBeLessThan(900)
  feed.leave()
})

test('a client that comes back begins after the last event it had', async () => {
  const fromStart = await listen({ lastEventId: '' })
  expect((await fromStart.next())?.id).toBe(0)
  fromStart.leave()
  const resumed = await listen({ lastEventId: '0', from: 7 })
  expect((await resumed.next())?.id).toBe(1)
  resumed.leave()
})

test('a Last-Event-ID that is no leaf index is refused, so that nothing is jumped over', async () => {
  for (const lastEventId of ['x', '-1', '1.5', '99999999999999999999']) {
    const { answer } = await listen({ lastEventId })
    expect([lastEventId, answer.status]).toEqual([lastEventId, 400])
    await answer.body?.cancel()
  }
})

test('with eight writers, and a reader that loses its line again and again, nothing is missed or doubled', async () => {
  const before = await world.app.sequencer.drain(engagementId)
  const perWriter = 40
  const writing = Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let n = 0; n < perWriter; n += 1) await received()
    }),
  )
  const seen: Event[] = []
  let reconnects = 0
  while (seen.length < before + 8 * perWriter) {
    const last = seen.at(-1)
    const feed = await listen(last === undefined ? {} : { lastEventId: String(last.id) })
    for (let n = 0; n < 37 && seen.length < before + 8 * perWriter; n += 1) {
      const event = await feed.next()
      if (event === undefined) throw new Error('The feed ended by itself.')
      seen.push(event)
    }
    feed.leave()
    reconnects += 1
  }
  await writing
  expect(reconnects).toBeGreaterThan(5)
  expect(seen.map((event) => event.id)).toEqual(Array.from({ length: seen.length }, (_, index) => index))
  const { rows } = await call(agent, recordEntries, { engagementId, from: 0, limit: 1_000 })
  expect(seen.map((event) => event.leafHash)).toEqual(rows.map((row) => row.leafHash))
})

test('a feed ends when the key it was opened with ends', async () => {
  const credentialId = id()
  const { secret } = await call(agent, createApiKey, { principalId: agent.principalId, credentialId, label: 'feed' })
  const size = await world.app.sequencer.drain(engagementId)
  const feed = await listen({ who: { ...agent, secret }, from: size })
  await received()
  expect((await feed.next())?.id).toBe(size)
  await call(agent, endCredential, { credentialId })
  await received()
  expect(await feed.next()).toBeUndefined()
})

test('clients that leave while their first page is read do not use up the places for others', async () => {
  const url = `${served.url}/api/engagements/${engagementId}/record/stream`
  for (let round = 0; round < 12; round += 1) {
    const leaving = Array.from({ length: 50 }, async () => {
      const controller = new AbortController()
      const headers = { authorization: `Bearer ${agent.secret}` }
      const asking = fetch(url, { headers, signal: controller.signal }).catch(() => undefined)
      setTimeout(() => controller.abort(), 5)
      const answer = await asking
      await answer?.body?.cancel().catch(() => undefined)
    })
    await Promise.all(leaving)
  }
  const feed = await listen()
  expect([feed.answer.status, (await feed.next())?.id]).toEqual([200, 0])
  feed.leave()
})

test('asking for the head of a feed does not open one', async () => {
  const url = `${served.url}/api/engagements/${engagementId}/record/stream`
  const answer = await fetch(url, { method: 'HEAD', headers: { authorization: `Bearer ${agent.secret}` } })
  expect(answer.status).toBe(404)
})

test('a server that closes ends its feeds and does not wait for them', async () => {
  const other = await serve(world)
  const size = await world.app.sequencer.drain(engagementId)
  const feed = await listen({ at: other.url, from: size })
  const begun = monotonicMillis()
  await Promise.all([other.close(), expect(feed.next()).resolves.toBeUndefined()])
  expect(monotonicMillis() - begun).toBeLessThan(2_000)
})
