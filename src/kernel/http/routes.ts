import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { pathParameters, type Declaration, type NamedFile } from '../command.ts'
import type { Answer, Door } from '../execute.ts'
import type { Secrets } from '../secrets.ts'
import { receiptsOf } from './receipts.ts'

/** Name of the cookie that holds a browser's session. */
export const sessionCookie = 'counterpart_session'

const cookiePattern = new RegExp(`(?:^|;\\s*)${sessionCookie}=([\\w-]+)`)

/** Header under which the first receipts of a command's entries come with its answer. */
const receiptHeader = 'counterpart-receipt'

export interface RouteParts {
  readonly door: Door
  readonly secrets: Secrets
  /** Origin under which browsers know this server, where it cannot be seen from their requests. */
  readonly publicOrigin?: string | undefined
}

/** One route for each declaration: commands are POST, queries GET; nothing else decides anything here. */
export function addRoutes(app: FastifyInstance, { door, secrets, publicOrigin }: RouteParts): void {
  for (const declaration of door.declarations) {
    app.route({
      method: declaration.kind === 'command' ? 'POST' : 'GET',
      url: `/api${declaration.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      handler: async (request, reply) => {
        const answer = await door.execute(declaration, {
          credential: { kind: 'secret', secret: secretOf(request) },
          input: inputOf(declaration, request),
          ...optional('idempotencyKey', request.headers['idempotency-key']),
          ...optional('ifMatch', unquoted(request.headers['if-match'])),
          ...optional('origin', originOf(request, publicOrigin)),
          ...(declaration.takesBytes ? { bytes: request.body as AsyncIterable<Uint8Array> } : {}),
        })
        return send(declaration, answer, reply, secrets)
      },
    })
  }
}

function optional<Name extends string>(name: Name, value: unknown): Partial<Record<Name, string>> {
  return typeof value === 'string' && value !== '' ? ({ [name]: value } as Record<Name, string>) : {}
}

/**
 * A session or key from `Authorization: Bearer`, or the session cookie of a browser. The cookie is not taken from a
 * page of another site that changes something. Such a page could not get that far anyhow: the cookie is SameSite=Lax,
 * and commands need an Idempotency-Key and JSON, which no form can send and no other origin is allowed to.
 */
export function secretOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization
  if (header !== undefined) return /^bearer (\S+)$/i.exec(header)?.[1] ?? ''
  const site = request.headers['sec-fetch-site']
  const isForeign = site === 'cross-site' || site === 'same-site'
  if (isForeign && request.method !== 'GET') return undefined
  return cookiePattern.exec(request.headers.cookie ?? '')?.[1]
}

/**
 * Origin of the page that asks, where it is a page of this server: the one that was set, else the one that a browser
 * names if its host is the host it came to.
 */
export function originOf(
  request: Pick<FastifyRequest, 'headers'>,
  publicOrigin: string | undefined,
): string | undefined {
  if (publicOrigin !== undefined) return publicOrigin
  const { origin, host } = request.headers
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return undefined
  const named = new URL(origin)
  return named.host === host.toLowerCase() ? named.origin : undefined
}

function inputOf(declaration: Declaration, request: FastifyRequest): Record<string, unknown> {
  const fromPath = request.params as Record<string, unknown>
  const fromQuery = request.query as Record<string, unknown>
  const fromBody = declaration.takesBytes ? {} : request.body
  const given = declaration.kind === 'command' && !declaration.takesBytes ? fromBody : fromQuery
  const named = typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {}
  const inPath = pathParameters(declaration.path)
  return { ...named, ...Object.fromEntries(inPath.map((name) => [name, fromPath[name]])) }
}

function unquoted(header: string | undefined): string | undefined {
  return header === undefined ? undefined : header.replace(/^W\//, '').replaceAll('"', '')
}

function send(declaration: Declaration, answer: Answer, reply: FastifyReply, secrets: Secrets): FastifyReply {
  if (answer.replayed) void reply.header('idempotent-replayed', 'true')
  const receipts = receiptsOf(secrets, answer)
  if (receipts.length > 0) void reply.header(receiptHeader, receipts)
  const version = versionOf(declaration, answer.output)
  if (version !== undefined) void reply.header('etag', `"${version}"`)
  if (declaration.givesBytes !== undefined) return sendBytes(declaration.givesBytes, answer.output, reply)
  return reply.code(200).type('application/json; charset=utf-8').send(answer.output)
}

function sendBytes(contentType: string, output: unknown, reply: FastifyReply): FastifyReply {
  const given = output as Uint8Array | AsyncIterable<Uint8Array> | NamedFile
  const file = 'fileName' in given ? given : undefined
  const bytes = 'fileName' in given ? given.bytes : given
  if (file !== undefined) void reply.header('content-disposition', dispositionOf(file.fileName))
  const body = bytes instanceof Uint8Array ? Buffer.from(bytes) : Readable.from(bytes, { objectMode: false })
  return reply.type(file?.contentType ?? contentType).send(body)
}

/** Names the file for every browser, and as it is spelled for those that know RFC 8187. */
function dispositionOf(fileName: string): string {
  const plain = fileName.replaceAll(/[^\w.-]/g, '_')
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`
}

/** A versioned answer says its version in `version`; a later edit names it in If-Match. */
function versionOf(declaration: Declaration, output: unknown): string | undefined {
  if (!declaration.versioned || typeof output !== 'object' || output === null) return undefined
  const { version } = output as { readonly version?: unknown }
  return typeof version === 'number' || typeof version === 'string' ? String(version) : undefined
}
