import type { z } from 'zod'
import { pathParameters, type Declaration } from '../command.ts'

/** Where a client calls, and as whom. `secret` is left out in a browser, which has its session cookie. */
export interface Connection {
  readonly url: string
  readonly secret?: string
}

export interface CallOptions {
  readonly idempotencyKey?: string
  readonly ifMatch?: string
  readonly bytes?: NonNullable<RequestInit['body']>
  readonly signal?: AbortSignal
}

/** A refusal as the caller sees it: the RFC 9457 body. */
export class CallRefused extends Error {
  readonly status: number
  readonly code: string
  readonly problems: readonly { readonly path: string; readonly message: string }[]

  constructor(problem: {
    status: number
    code: string
    detail: string
    problems?: { path: string; message: string }[]
  }) {
    super(problem.detail)
    this.name = 'CallRefused'
    this.status = problem.status
    this.code = problem.code
    this.problems = problem.problems ?? []
  }
}

/** Calls a declaration over HTTP and gives its typed output. Throws CallRefused for a "no". */
export async function call<I extends z.ZodObject, O extends z.ZodType>(
  connection: Connection,
  declaration: Declaration<I, O>,
  input: z.input<I>,
  options: CallOptions = {},
): Promise<z.output<O>> {
  const response = await send(connection, declaration, input, options)
  return (await response.json()) as z.output<O>
}

/** Calls a declaration that answers with bytes. */
export async function callForBytes<I extends z.ZodObject, O extends z.ZodType>(
  connection: Connection,
  declaration: Declaration<I, O>,
  input: z.input<I>,
  options: CallOptions = {},
): Promise<Response> {
  return send(connection, declaration, input, options)
}

async function send(
  connection: Connection,
  declaration: Declaration,
  input: Readonly<Record<string, unknown>>,
  options: CallOptions,
): Promise<Response> {
  const isBody = declaration.kind === 'command' && !declaration.takesBytes
  const url = new URL(`/api${filled(declaration.path, input)}`, connection.url)
  const rest = withoutPath(declaration, input)
  if (!isBody) for (const [name, value] of Object.entries(rest)) url.searchParams.set(name, String(value))
  const response = await fetch(url, {
    method: declaration.kind === 'command' ? 'POST' : 'GET',
    headers: headersOf(connection, declaration, options),
    ...(isBody ? { body: JSON.stringify(rest) } : {}),
    ...(options.bytes === undefined ? {} : { body: options.bytes, duplex: 'half' }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  if (!response.ok) throw new CallRefused((await response.json()) as ConstructorParameters<typeof CallRefused>[0])
  return response
}

function filled(path: string, input: Readonly<Record<string, unknown>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(String(input[name])))
}

function withoutPath(declaration: Declaration, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const inPath = pathParameters(declaration.path)
  const kept = Object.entries(input).filter(([name, value]) => !inPath.includes(name) && value !== undefined)
  return Object.fromEntries(kept)
}

function headersOf(connection: Connection, declaration: Declaration, options: CallOptions): Record<string, string> {
  const isCommand = declaration.kind === 'command'
  const type = declaration.takesBytes ? 'application/octet-stream' : 'application/json'
  return {
    ...(connection.secret === undefined ? {} : { authorization: `Bearer ${connection.secret}` }),
    ...(isCommand ? { 'content-type': type, 'idempotency-key': options.idempotencyKey ?? crypto.randomUUID() } : {}),
    ...(options.ifMatch === undefined ? {} : { 'if-match': `"${options.ifMatch}"` }),
  }
}
