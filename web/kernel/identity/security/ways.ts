import { useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { myCredentials } from '../../../../src/kernel/identity/commands.ts'
import { waysToSignIn } from '../../../../src/kernel/identity/signing-in/commands.ts'
import { asking, keyOf } from '../../../lib/calling.ts'

export type Ways = z.output<typeof waysToSignIn.output>
export type Credential = z.output<typeof myCredentials.output>['rows'][number]

export const askWays = asking(waysToSignIn, {})
export const askCredentials = asking(myCredentials, {})

/** The browser's own zone: these are the reader's own things, wherever the company is. */
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Asks again after a change: nobody else tells of it. */
export function useForgetWays(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    await Promise.all(
      [waysToSignIn, myCredentials].map((one) => client.invalidateQueries({ queryKey: keyOf(one as never, {}) })),
    )
  }
}

/** Whether a session or key still opens anything. */
export function isLive({ endedAt, expiresAt }: Credential, now: number): boolean {
  return endedAt === null && (expiresAt === null || expiresAt > now)
}
