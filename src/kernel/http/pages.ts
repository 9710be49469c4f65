import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const yearMillis = 31_536_000_000

/** Nothing from elsewhere, nothing inline: what a page may load is what the build has written. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    fontSrc: ["'self'"],
    imgSrc: ["'self'"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
}

/** Paths that programs ask; a wrong one among them is told so, instead of being shown a page. */
const programPaths = /^\/(api|programs|mcp|session|healthz|readyz|openapi\.json|terms\.schema\.json)(\/|$)/

/** The built web application: one page for every path of the application, files with their content in their name. */
export interface Pages {
  /** True where a request that no route took asks for a page of the application. */
  isPage(request: FastifyRequest): boolean
  send(reply: FastifyReply): FastifyReply
}

/** Serves the build in a folder; nothing where there is no build. */
export async function addPages(app: FastifyInstance, folder: string | undefined): Promise<Pages | undefined> {
  if (folder === undefined || !existsSync(join(folder, 'index.html'))) return undefined
  await app.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    index: false,
    preCompressed: true,
    // A file's name holds a digest of its content, so that it never changes.
    immutable: true,
    maxAge: yearMillis,
  })
  const pages: Pages = {
    isPage: ({ method, url, headers }) =>
      (method === 'GET' || method === 'HEAD') &&
      (headers.accept ?? '').includes('text/html') &&
      !programPaths.test(url.split('?')[0] ?? ''),
    send: (reply) => {
      void reply.helmet({ contentSecurityPolicy, referrerPolicy: { policy: 'no-referrer' } })
      return reply.code(200).sendFile('index.html', folder, { maxAge: 0, immutable: false, cacheControl: false })
    },
  }
  app.get('/', { exposeHeadRoute: true }, (_request, reply) => pages.send(reply))
  return pages
}
