import { useQuery } from '@tanstack/react-query'
import type { Decision } from '../../../src/govern/decisions/model.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { askDecisions } from '../decisions/asking-decisions.ts'

export { DecisionsTable } from '../decisions/decisions-table.tsx'

/** What waits for the reader in the engagement of the page. */
export function useDecisions(): readonly Decision[] {
  const { engagementId } = useThisEngagement()
  const rows = useQuery(askDecisions).data?.rows ?? []
  return rows.filter((decision) => decision.engagementId === engagementId)
}
