import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { signOutEverywhere } from '../../../src/kernel/identity/commands.ts'
import { send } from '../../lib/calling.ts'
import { closeSession } from '../../lib/session.ts'

/** Ends this session, or all of the reader's, and shows the sign-in page with nothing of before. */
export function useLeaving(left: () => void = () => undefined) {
  const client = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: async (isEverywhere: boolean) => {
      if (isEverywhere) await send(signOutEverywhere, {}, crypto.randomUUID())
      await closeSession()
    },
    onSuccess: async () => {
      left()
      await router.navigate({ to: '/sign-in' })
      client.clear()
    },
  })
}
