import { queryOptions, useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import { authorise } from '../../src/kernel/access/authorising.ts'
import { engagements } from '../../src/kernel/access/commands.ts'
import type { Principal } from '../../src/kernel/access/model.ts'
import { CallRefused } from '../../src/kernel/client/call.ts'
import type { Declaration } from '../../src/kernel/command.ts'
import type { me } from '../../src/kernel/identity/commands.ts'
import { asking } from './calling.ts'

/** An engagement as its member sees it. */
export type Engagement = z.output<typeof engagements.output>['rows'][number]
export type Self = z.output<typeof me.output>

/** Who is signed in; null where nobody is, which is an answer and no error. */
export const askSelf = queryOptions<Self | null>({
  queryKey: ['directory', 'session'],
  staleTime: Infinity,
  queryFn: async ({ signal }) => {
    const { self } = await sessionCall<{ self: Self | null }>('GET', { signal })
    return self
  },
})

export const askEngagements = { ...asking(engagements, { limit: 200 }), staleTime: 300_000 }

export function useSelf(): Self | undefined {
  return useQuery(askSelf).data ?? undefined
}

export function useEngagement(engagementId: string): Engagement | undefined {
  const isKnown = useSelf() !== undefined
  const { data } = useQuery({ ...askEngagements, enabled: isKnown })
  return data?.rows.find((row) => row.engagementId === engagementId)
}

/**
 * Whether the caller may use a declaration in an engagement: the server's own rule, asked here so that a page shows
 * only what would be answered. The server asks it again.
 */
export function mayUse(declaration: Pick<Declaration, 'allow'>, self: Self | undefined, engagement?: Engagement) {
  if (self === undefined) return false
  const { principalId: id, organisationId, kind, standing, site } = self.principal
  const principal: Principal = { id, organisationId: organisationId ?? '', kind, standing, site }
  return authorise(declaration, principal, engagement) === undefined
}

/** What somebody shows to be let in: a one-time link, a password with its address, or what a passkey signed. */
export type Shown =
  | { readonly link: string }
  | { readonly email: string; readonly password: string; readonly code?: string }
  | { readonly passkey: object }

/** Opens a session with what is shown; the server keeps its secret in a cookie that no script can read. */
export async function openSession(shown: Shown, idempotencyKey: string): Promise<void> {
  await sessionCall('POST', {
    headers: { 'idempotency-key': idempotencyKey, 'content-type': 'application/json' },
    body: JSON.stringify(shown),
  })
}

/** Ends this browser's session. */
export async function closeSession(): Promise<void> {
  await sessionCall('DELETE', { headers: { 'idempotency-key': crypto.randomUUID() } })
}

async function sessionCall<Answer>(method: 'GET' | 'POST' | 'DELETE', request: RequestInit): Promise<Answer> {
  const response = await fetch('/session', { method, ...request })
  if (!response.ok) throw new CallRefused((await response.json()) as ConstructorParameters<typeof CallRefused>[0])
  return (await response.json()) as Answer
}
