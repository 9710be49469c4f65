/** The HTTP server of a test's world, on a port of its own, and ways to ask it. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { pino } from 'pino'
import { afterAll } from 'vitest'
import { pathParameters, type Declaration } from '../../kernel/command.ts'
import { httpServer } from '../../kernel/http/server.ts'
import { termsJsonSchema } from '../../terms/documents/json-schema.ts'
import type { Person, World } from '../testing.ts'

export interface Served {
  readonly url: string
  /** What the server wrote into its log as errors: bugs that a caller met. */
  readonly bugs: readonly string[]
  close(): Promise<void>
  /** Asks a declaration by REST, whatever the input is. */
  ask(
    who: Person | undefined,
    declaration: Declaration,
    input: Readonly<Record<string, unknown>>,
    more?: Asking,
  ): Promise<Response>
}

export interface Asking {
  readonly headers?: Readonly<Record<string, string>>
  readonly bytes?: Uint8Array<ArrayBuffer>
}

export async function serve(world: World, requestsPerMinuteMax = 1_000_000): Promise<Served> {
  const bugs: string[] = []
  const log = pino({ level: 'error' }, { write: (line: string) => void bugs.push(line) })
  const { door, sequencer } = world.app
  const parts = { door, sequencer, secrets: world.secrets, log, version: '0.0.0', requestsPerMinuteMax, programs: {} }
  const papers = { '/terms.schema.json': termsJsonSchema }
  const server = await httpServer({ ...parts, papers, ready: () => Promise.resolve(true) })
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  afterAll(() => server.close())
  return { url, bugs, close: () => server.close(), ask: (who, ...asked) => fetch(requestOf(world, url, who, ...asked)) }
}

function requestOf(
  world: World,
  url: string,
  who: Person | undefined,
  declaration: Declaration,
  input: Readonly<Record<string, unknown>>,
  { headers = {}, bytes }: Asking = {},
): Request {
  const inPath = pathParameters(declaration.path)
  const path = declaration.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(asText(input[name])))
  const address = new URL(`${url}/api${path}`)
  const rest = Object.entries(input).filter(([name]) => !inPath.includes(name))
  const isBody = declaration.kind === 'command' && !declaration.takesBytes
  if (!isBody) for (const [name, value] of rest) address.searchParams.append(name, asText(value))
  const authorization = who === undefined ? {} : { authorization: `Bearer ${who.secret}` }
  const type = declaration.takesBytes ? 'application/octet-stream' : 'application/json'
  const ofCommand = declaration.kind === 'command' ? { 'content-type': type, 'idempotency-key': world.id() } : {}
  return new Request(address, {
    method: declaration.kind === 'command' ? 'POST' : 'GET',
    headers: { ...authorization, ...ofCommand, ...headers },
    ...(isBody ? { body: JSON.stringify(Object.fromEntries(rest)) } : {}),
    ...(bytes === undefined ? {} : { body: bytes }),
  })
}

function asText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

/** A client of the MCP endpoint, as somebody, that speaks the revision of 28 July 2026, or an earlier one. */
export async function mcpClient(
  url: string,
  who: Person | undefined,
  revision: '2026-07-28' | 'legacy' = '2026-07-28',
) {
  const client = new Client(
    { name: 'test', version: '0.0.0' },
    { versionNegotiation: { mode: revision === 'legacy' ? revision : { pin: revision } } },
  )
  const headers: Record<string, string> = who === undefined ? {} : { authorization: `Bearer ${who.secret}` }
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }))
  afterAll(() => client.close())
  return client
}
