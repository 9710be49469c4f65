import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noteOf, proofOf, serverSource } from './asking.ts'

const received: { method: string; url: string; bearer: string; body: string }[] = []
const answers = new Map<string, { status: number; body: string }>()
const server = createServer((request, response) => {
  void bodyOf(request).then((body) => {
    const { method = '', url = '' } = request
    received.push({ method, url, bearer: request.headers.authorization ?? '', body })
    const answer = answers.get(url) ?? { status: 404, body: 'nothing here' }
    response.writeHead(answer.status, answer.status === 302 ? { location: '/elsewhere' } : {}).end(answer.body)
  })
})
let base = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/record/`
})

afterAll(() => {
  server.close()
})

test('checkpoint and proof are asked for, and the cosigned note is handed in, with the bearer token', async () => {
  answers.set('/record/checkpoint', { status: 200, body: JSON.stringify({ treeSize: 5, note: 'the note\n' }) })
  answers.set('/record/consistency?from=3&to=5', { status: 200, body: JSON.stringify({ proof: ['00ff'] }) })
  answers.set('/record/cosignatures', { status: 200, body: '{}' })
  const source = serverSource(base, 'secret')
  expect(await source.checkpoint()).toBe('the note\n')
  expect(await source.proof(3, 5)).toEqual([Uint8Array.of(0, 255)])
  await source.deliver('cosigned')
  expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /record/checkpoint',
    'GET /record/consistency?from=3&to=5',
    'POST /record/cosignatures',
  ])
  expect(received.every(({ bearer }) => bearer === 'Bearer secret')).toBe(true)
  expect(received.at(-1)?.body).toBe('{"note":"cosigned"}')
})

test('an error, a redirect or an endless answer is refused', async () => {
  const source = serverSource(base, undefined)
  answers.set('/record/checkpoint', { status: 503, body: 'later' })
  await expect(source.checkpoint()).rejects.toThrow('answered 503: later')
  answers.set('/record/checkpoint', { status: 302, body: '' })
  await expect(source.checkpoint()).rejects.toThrow()
  answers.set('/record/checkpoint', { status: 200, body: 'x'.repeat(300_000) })
  await expect(source.checkpoint()).rejects.toThrow('more than 262144 bytes')
})

test('a note may stand plain or in JSON; a proof must be a list of hexadecimal texts', () => {
  expect(noteOf('plain note\n')).toBe('plain note\n')
  expect(() => noteOf('{"other":1}')).toThrow("no 'note'")
  expect(() => proofOf('{"proof":"00"}')).toThrow("no 'proof'")
  expect(() => proofOf('{"proof":["XX"]}')).toThrow('hexadecimal')
})

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}
