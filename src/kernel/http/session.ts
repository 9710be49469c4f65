import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Door } from '../execute.ts'
import type { Declaration } from '../command.ts'
import { endCredential, me, startSession } from '../identity/commands.ts'
import { secretHash } from '../identity/credential-secret.ts'
import { startSessionWithPasskey, startSessionWithPassword } from '../identity/signing-in/commands.ts'
import { Refusal, unauthenticated } from '../refusal.ts'
import { uuidFrom } from '../uuid.ts'
import { browserName } from './browser-name.ts'
import { originOf, secretOf, sessionCookie, type RouteParts } from './routes.ts'

const url = '/session'
/** What is shown says by which of the ways in it comes; each is a declaration of its own. */
const Shown = z
  .object({ link: z.unknown(), email: z.unknown(), password: z.unknown(), code: z.unknown(), passkey: z.unknown() })
  .partial()
  .catch({})

function wayIn(shown: z.infer<typeof Shown>): { readonly declaration: Declaration; readonly input: object } {
  const { link, email, password, code, passkey } = shown
  if (passkey !== undefined) return { declaration: startSessionWithPasskey, input: { passkey } }
  if (email === undefined && password === undefined) return { declaration: startSession, input: { link } }
  return { declaration: startSessionWithPassword, input: { email, password, ...(code === undefined ? {} : { code }) } }
}

const Started = startSession.output

/**
 * The session of a browser: POST signs in by link, password or passkey, GET says whose session it is (or null), DELETE
 * ends it. Its secret lives in a cookie that no script can read; a page never sees it. All go through the door like
 * everything else.
 */
export function addSession(app: FastifyInstance, { door, publicOrigin }: Omit<RouteParts, 'secrets'>): void {
  app.post(url, async (request, reply) => {
    const { declaration, input } = wayIn(Shown.parse(request.body))
    const origin = originOf(request, publicOrigin)
    const answer = await door.execute(declaration, {
      credential: { kind: 'secret', secret: undefined },
      input: { ...input, label: browserName(request.headers['user-agent']) },
      ...(origin === undefined ? {} : { origin }),
      ...keyOf(request),
    })
    const { secret, expiresAt, principal } = Started.parse(answer.output)
    const seconds = Math.max(0, Math.floor((expiresAt - answer.recordedAt) / 1_000))
    return setCookie(request, reply, secret, seconds).send({ principal, expiresAt })
  })
  app.get(url, { exposeHeadRoute: false }, async (request, reply) => {
    const credential = { kind: 'secret', secret: secretOf(request) } as const
    const self = await unlessSignedOut(() => door.execute(me, { credential, input: {} }))
    return reply.header('cache-control', 'no-store').send({ self: self?.output ?? null })
  })
  app.delete(url, async (request, reply) => {
    // A session that has ended already, or was never there, is signed out all the same.
    await unlessSignedOut(() => end(door, request))
    return setCookie(request, reply, '', 0).send({ ended: true })
  })
}

async function end(door: Door, request: FastifyRequest): Promise<void> {
  const secret = secretOf(request)
  if (secret === undefined) return
  // A session's id follows from its secret, see identity/handlers.ts.
  const input = { credentialId: uuidFrom(secretHash(secret)) }
  await door.execute(endCredential, { credential: { kind: 'secret', secret }, input, ...keyOf(request) })
}

/** What is done as somebody; undefined where nobody is signed in. */
async function unlessSignedOut<Output>(act: () => Promise<Output>): Promise<Output | undefined> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Refusal && error.type.code === unauthenticated.code) return undefined
    throw error
  }
}

function keyOf(request: FastifyRequest) {
  const key = request.headers['idempotency-key']
  return typeof key === 'string' ? { idempotencyKey: key } : {}
}

/** `Secure` as soon as the page itself came over TLS, which a browser says in Origin; Origin is no secret to forge. */
function setCookie(request: FastifyRequest, reply: FastifyReply, secret: string, seconds: number): FastifyReply {
  const isSecure = request.headers.origin?.startsWith('https:') === true
  const attributes = ['Path=/', `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Lax', ...(isSecure ? ['Secure'] : [])]
  return reply
    .header('set-cookie', [`${sessionCookie}=${secret}`, ...attributes].join('; '))
    .header('cache-control', 'no-store')
}
