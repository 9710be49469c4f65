import { createReadStream } from 'node:fs'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import scalar from '@scalar/fastify-api-reference'
import Fastify, { LogController, type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Door } from '../execute.ts'
import { secretHash } from '../identity/credential-secret.ts'
import { addMcp } from '../mcp/endpoint.ts'
import { openApiDocument } from '../openapi/document.ts'
import type { Sequencer } from '../record/sequencer.ts'
import { invalidInput, notFound, overLimit, Refusal } from '../refusal.ts'
import type { Secrets } from '../secrets.ts'
import { problemOf, problemOfBug, sendProblem, type Problem } from './problem.ts'
import { addFeed } from './feed.ts'
import { addPages, type Pages } from './pages.ts'
import { addRoutes, secretOf } from './routes.ts'
import { addSession } from './session.ts'

export interface HttpParts {
  readonly door: Door
  readonly secrets: Secrets
  readonly sequencer: Pick<Sequencer, 'onGrowth'>
  readonly log: Logger
  readonly version: string
  /** Requests a caller may make in a minute. */
  readonly requestsPerMinuteMax: number
  /** Programs each party takes along, served at /programs/<name>: name and path of the built file. */
  readonly programs: Readonly<Record<string, string>>
  /** Documents for programs by their path, '/terms.schema.json', each made when it is asked for. */
  readonly papers?: Readonly<Record<string, () => object>>
  /** Folder of the built web application; left out, or empty, none is served. */
  readonly webFolder?: string
  /** Origin under which browsers know this server (COUNTERPART_URL); left out, it is seen from each request. */
  readonly publicOrigin?: string | undefined
  /** Says whether the process can serve: the database answers. */
  readonly ready: () => Promise<boolean>
}

const bodyBytesMax = 1_048_576
export const fileBytesMax = 1_073_741_824

/** The HTTP server: routes read off the declarations, problem+json for every refusal, the API page, MCP, the feed. */
export async function httpServer(parts: HttpParts): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: parts.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytesMax,
    requestTimeout: 120_000,
    trustProxy: false,
    // Errors before any route is known: a path that cannot be decoded, or a part of it that is too long.
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, problemOfRequest(error)),
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
  }) as unknown as FastifyInstance
  answerErrors(app, parts)
  takeBytes(app)
  await app.register(helmet, { contentSecurityPolicy: false })
  const pages = await addPages(app, parts.webFolder)
  answerUnknown(app, pages)
  await limitRates(app, parts.requestsPerMinuteMax)
  addRoutes(app, parts)
  addSession(app, parts)
  addFeed(app, parts.door, parts.sequencer)
  addMcp(app, parts.door, parts.version, (error) => parts.log.error(error))
  await addPapers(app, parts)
  return app
}

/** Body for a request that HTTP itself does not allow: too large, not JSON, a path that cannot be decoded. */
function problemOfRequest(error: { readonly message: string; readonly statusCode?: number | undefined }): Problem {
  return { ...problemOf(invalidInput.because(error.message.slice(0, 500))), status: error.statusCode ?? 400 }
}

function answerErrors(app: FastifyInstance, parts: HttpParts): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error instanceof Refusal) return sendProblem(reply, problemOf(error), error.more.retryAfterSeconds)
    if (error.statusCode !== undefined && error.statusCode < 500) return sendProblem(reply, problemOfRequest(error))
    parts.log.error({ err: error, requestId: request.id, url: request.url.split('?')[0] }, 'a request met a bug')
    return sendProblem(reply, problemOfBug(request.id))
  })
}

/** A path of the web application is answered with its page, every other unknown one with the reason. */
function answerUnknown(app: FastifyInstance, pages: Pages | undefined): void {
  app.setNotFoundHandler((request, reply) => {
    if (pages?.isPage(request) === true) return pages.send(reply)
    const why = `${request.method} ${request.url.split('?')[0]} is no route; see /openapi.json.`
    return sendProblem(reply, problemOf(notFound.because(why)))
  })
}

/** Raw bytes are handed on as a stream, so that a large file never stands in memory. */
function takeBytes(app: FastifyInstance): void {
  app.addContentTypeParser('application/octet-stream', { bodyLimit: fileBytesMax }, (_request, payload, done) =>
    done(null, payload),
  )
}

async function limitRates(app: FastifyInstance, max: number): Promise<void> {
  await app.register(rateLimit, {
    global: true,
    max,
    timeWindow: 60_000,
    enableDraftSpec: true,
    keyGenerator: callerKey,
    errorResponseBuilder: (_request, context) =>
      overLimit.because(`At most ${context.max} requests a minute; go on in ${context.after}.`, {
        retryAfterSeconds: Math.ceil(context.ttl / 1_000),
      }),
  })
}

/** One allowance a credential; without one, an address. The secret itself is not kept. */
function callerKey(request: FastifyRequest): string {
  const secret = secretOf(request)
  return secret === undefined ? request.ip : Buffer.from(secretHash(secret)).toString('base64')
}

/** What describes the product to programs and to those who run it. */
async function addPapers(app: FastifyInstance, parts: HttpParts): Promise<void> {
  const document = openApiDocument(parts.door.declarations, parts.version)
  app.get('/openapi.json', (_request, reply) => reply.send(document))
  for (const [path, paper] of Object.entries(parts.papers ?? {})) {
    app.get(path, (_request, reply) => reply.send(paper()))
  }
  app.get('/healthz', (_request, reply) => reply.send({ status: 'alive' }))
  app.get('/readyz', async (_request, reply) => {
    const isReady = await parts.ready()
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready' })
  })
  for (const [name, file] of Object.entries(parts.programs)) {
    app.get(`/programs/${name}`, (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').send(createReadStream(file)),
    )
  }
  await app.register(scalar, {
    routePrefix: '/api-page',
    configuration: {
      content: document,
      title: 'Counterpart API',
      hideClientButton: true,
      telemetry: false,
      withDefaultFonts: false,
    },
  })
}
