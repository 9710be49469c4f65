import { useQueryClient } from '@tanstack/react-query'
import { useThisEngagement } from '../../lib/engagement.ts'

/** The own decision is seen at once; what it changes for others comes by the feed. */
export function useForget() {
  const client = useQueryClient()
  const { engagementId } = useThisEngagement()
  return () => client.invalidateQueries({ queryKey: [engagementId] })
}
