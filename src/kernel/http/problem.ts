import type { FastifyReply } from 'fastify'
import { statusOfKind, type Refusal } from '../refusal.ts'

/** RFC 9457 body. `code` is what callers branch on; `detail` says what, where and how to mend it. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly problems?: readonly { readonly path: string; readonly message: string; readonly mend?: string }[]
  readonly requestId?: string
}

export function problemOf(refusal: Refusal): Problem {
  const { type, more, message } = refusal
  const body: Problem = {
    type: `urn:counterpart:refusal:${type.code}`,
    title: type.title,
    status: statusOfKind[type.kind],
    code: type.code,
    detail: message,
  }
  return more.problems === undefined ? body : { ...body, problems: more.problems }
}

/** Body for a bug: nothing of its inside, but the id under which the log has it. */
export function problemOfBug(requestId: string): Problem {
  return {
    type: 'urn:counterpart:bug',
    title: 'Something went wrong here',
    status: 500,
    code: 'internal',
    detail: 'The request was not carried out. The server has noted the reason under this request id.',
    requestId,
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem, retryAfterSeconds?: number): FastifyReply {
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds))
  return reply.code(problem.status).type('application/problem+json').send(problem)
}
