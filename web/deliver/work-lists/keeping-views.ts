import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { deleteItemView, itemViews, keepItemView, renameItemView } from '../../../src/deliver/work-lists/commands.ts'
import { send } from '../../lib/calling.ts'

/** Keeps, renames and forgets views; each wish has a key of its own. */
export function useKeeping(engagementId: string) {
  const client = useQueryClient()
  const { mutateAsync, error } = useMutation({
    mutationFn: (wish: () => Promise<unknown>) => wish(),
    onSuccess: () => client.invalidateQueries({ queryKey: [engagementId, itemViews.name] }),
  })
  return {
    error,
    keep: (input: z.input<typeof keepItemView.input>) => {
      const key = crypto.randomUUID()
      return mutateAsync(() => send(keepItemView, input, key))
    },
    rename: (viewId: string, name: string) => {
      const key = crypto.randomUUID()
      return mutateAsync(() => send(renameItemView, { engagementId, viewId, name }, key))
    },
    remove: (viewId: string) => {
      const key = crypto.randomUUID()
      return mutateAsync(() => send(deleteItemView, { engagementId, viewId }, key))
    },
  }
}
