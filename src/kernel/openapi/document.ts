import { z } from 'zod'
import { whoMay } from '../access/authorising.ts'
import { pathParameters, type Declaration } from '../command.ts'
import { doorRefusals, statusOfKind, type RefusalType } from '../refusal.ts'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 document, read off the declarations. */
export function openApiDocument(declarations: readonly Declaration[], version: string): Json {
  const paths: Record<string, Json> = {}
  for (const declaration of declarations) {
    const path = `/api${declaration.path}`
    const method = declaration.kind === 'command' ? 'post' : 'get'
    paths[path] = { ...paths[path], [method]: operationOf(declaration) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Counterpart',
      version,
      description: 'One record that the client and the provider of an outsourced business process both hold.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problemSchema },
    },
  }
}

/** JSON Schema of what a caller sends, without what stands in the path. */
export function inputSchema(declaration: Declaration): Json {
  return z.toJSONSchema(declaration.input, { io: 'input', unrepresentable: 'any' })
}

function operationOf(declaration: Declaration): Json {
  const schema = inputSchema(declaration)
  const isBody = declaration.kind === 'command' && !declaration.takesBytes
  return {
    operationId: declaration.name,
    summary: declaration.summary,
    description: whoMay(declaration.allow),
    ...(declaration.allow.who === 'anyone' ? { security: [] } : {}),
    parameters: [...parametersOf(declaration, schema, isBody), ...headersOf(declaration)],
    ...(isBody ? { requestBody: bodyOf(declaration, schema) } : {}),
    ...(declaration.takesBytes
      ? {
          requestBody: {
            required: true,
            content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
          },
        }
      : {}),
    responses: { 200: successOf(declaration), ...refusalsOf(declaration) },
  }
}

function parametersOf(declaration: Declaration, schema: Json, isBody: boolean): Json[] {
  const inPath = pathParameters(declaration.path)
  const properties = (schema['properties'] ?? {}) as Record<string, Json>
  const required = (schema['required'] ?? []) as string[]
  return Object.entries(properties)
    .filter(([name]) => inPath.includes(name) || !isBody)
    .map(([name, property]) => ({
      name,
      in: inPath.includes(name) ? 'path' : 'query',
      required: inPath.includes(name) || required.includes(name),
      schema: property,
    }))
}

function headersOf(declaration: Declaration): Json[] {
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'The same key gives the same answer and one effect. A UUID does well.',
    schema: { type: 'string', minLength: 8, maxLength: 80 },
  }
  const match = { name: 'If-Match', in: 'header', required: true, schema: { type: 'string' } }
  return [...(declaration.kind === 'command' ? [key] : []), ...(declaration.edits ? [match] : [])]
}

function bodyOf(declaration: Declaration, schema: Json): Json {
  const inPath = pathParameters(declaration.path)
  const properties = Object.entries((schema['properties'] ?? {}) as Json).filter(([name]) => !inPath.includes(name))
  const required = ((schema['required'] ?? []) as string[]).filter((name) => !inPath.includes(name))
  const body = { ...schema, properties: Object.fromEntries(properties), required }
  const [example] = declaration.examples
  return {
    required: true,
    content: { 'application/json': { schema: body, ...(example ? { example: withoutPath(example, inPath) } : {}) } },
  }
}

function withoutPath(example: Json, inPath: readonly string[]): Json {
  return Object.fromEntries(Object.entries(example).filter(([name]) => !inPath.includes(name)))
}

function successOf(declaration: Declaration): Json {
  if (declaration.givesBytes !== undefined) {
    return {
      description: declaration.summary,
      content: { [declaration.givesBytes]: { schema: { type: 'string', format: 'binary' } } },
    }
  }
  const schema = z.toJSONSchema(declaration.output, { io: 'output', unrepresentable: 'any' })
  return { description: declaration.summary, content: { 'application/json': { schema } } }
}

function refusalsOf(declaration: Declaration): Json {
  const byStatus = new Map<number, RefusalType[]>()
  for (const type of [...doorRefusals, ...declaration.refusals]) {
    const status = statusOfKind[type.kind]
    byStatus.set(status, [...(byStatus.get(status) ?? []), type])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, types]) => [
      status,
      {
        description: types.map((type) => `${type.code}: ${type.title}`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    problems: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, message: { type: 'string' }, mend: { type: 'string' } },
      },
    },
    requestId: { type: 'string' },
  },
}
