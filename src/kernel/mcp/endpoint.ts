import { createMcpHandler, Server } from '@modelcontextprotocol/server'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Declaration } from '../command.ts'
import type { Door } from '../execute.ts'
import { secretOf } from '../http/routes.ts'
import { problemOf, sendProblem } from '../http/problem.ts'
import { inputSchema } from '../openapi/document.ts'
import { notFound, Refusal } from '../refusal.ts'

type Json = Record<string, unknown>

interface Tool {
  readonly declaration: Declaration
  readonly listed: { name: string; description: string; inputSchema: { type: 'object' } & Json; annotations: Json }
}

/**
 * The MCP endpoint (revision 2026-07-28, stateless): every declaration with JSON in and out is a tool, under the
 * caller's own rights. Commands take `idempotencyKey` beside their input.
 */
export function addMcp(app: FastifyInstance, door: Door, version: string, bug: (error: unknown) => void): void {
  const tools = toolsOf(door.declarations)
  const handler = createMcpHandler(({ authInfo }) => serverFor(door, tools, version, authInfo?.token, bug), {
    responseMode: 'auto',
  })
  app.addHook('onClose', () => handler.close())
  app.post('/mcp', async (request, reply) => {
    const secret = secretOf(request)
    const answer = await handler.fetch(webRequest(request), {
      parsedBody: request.body,
      ...(secret === undefined ? {} : { authInfo: { token: secret, clientId: 'bearer', scopes: [] } }),
    })
    for (const [name, value] of answer.headers) void reply.header(name, value)
    return reply.code(answer.status).send(Buffer.from(await answer.arrayBuffer()))
  })
  // Nothing is sent unasked and no session is kept, which clients of earlier revisions learn by this status.
  app.route({
    method: ['GET', 'DELETE'],
    url: '/mcp',
    handler: (_request, reply) =>
      sendProblem(reply.header('allow', 'POST'), {
        ...problemOf(notFound.because('Only POST is served here.')),
        status: 405,
      }),
  })
}

function toolsOf(declarations: readonly Declaration[]): Map<string, Tool> {
  const json = declarations.filter((declaration) => !declaration.takesBytes && declaration.givesBytes === undefined)
  return new Map(json.map((declaration) => [declaration.name, { declaration, listed: listedTool(declaration) }]))
}

function listedTool(declaration: Declaration): Tool['listed'] {
  const { $schema: _, ...schema } = inputSchema(declaration)
  const key = {
    type: 'string',
    minLength: 8,
    maxLength: 80,
    description: 'The same key has one effect and one answer.',
  }
  const properties = (schema['properties'] ?? {}) as Json
  const required = (schema['required'] ?? []) as string[]
  const isCommand = declaration.kind === 'command'
  return {
    name: declaration.name,
    description: declaration.summary,
    inputSchema: {
      ...schema,
      type: 'object',
      properties: {
        ...properties,
        ...(isCommand ? { idempotencyKey: key } : {}),
        ...(declaration.edits ? { ifMatch: { type: 'string' } } : {}),
      },
      required: [...required, ...(isCommand ? ['idempotencyKey'] : []), ...(declaration.edits ? ['ifMatch'] : [])],
    },
    annotations: { readOnlyHint: !isCommand, idempotentHint: true, destructiveHint: false, openWorldHint: false },
  }
}

function serverFor(
  door: Door,
  tools: Map<string, Tool>,
  version: string,
  secret: string | undefined,
  bug: (error: unknown) => void,
): Server {
  const server = new Server({ name: 'counterpart', version }, { capabilities: { tools: {} } })
  server.setRequestHandler('tools/list', () => ({ tools: [...tools.values()].map((tool) => tool.listed) }))
  server.setRequestHandler('tools/call', async (request) => {
    const tool = tools.get(request.params.name)
    if (tool === undefined) return refused(`There is no tool ${request.params.name}.`)
    return callTool(door, tool.declaration, request.params.arguments ?? {}, secret, bug)
  })
  return server
}

const Besides = z.looseObject({ idempotencyKey: z.string().optional(), ifMatch: z.string().optional() })

async function callTool(
  door: Door,
  declaration: Declaration,
  given: Json,
  secret: string | undefined,
  bug: (error: unknown) => void,
) {
  const besides = Besides.safeParse(given)
  if (!besides.success) return refused('idempotencyKey and ifMatch are texts.')
  const { idempotencyKey, ifMatch, ...input } = besides.data
  try {
    const answer = await door.execute(declaration, {
      credential: { kind: 'secret', secret },
      input,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    })
    const text = JSON.stringify(answer.output)
    return { content: [{ type: 'text' as const, text }], structuredContent: JSON.parse(text) as Json }
  } catch (error) {
    if (error instanceof Refusal) return refused(JSON.stringify(problemOf(error)))
    bug(error)
    return refused('The call was not carried out; the server has noted the reason.')
  }
}

function refused(text: string) {
  return { isError: true, content: [{ type: 'text' as const, text }] }
}

/** The request in the web's own type; its body is handed over parsed. */
function webRequest(request: FastifyRequest): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers.set(name, value)
  return new Request(`http://${request.host}/mcp`, { method: 'POST', headers })
}
