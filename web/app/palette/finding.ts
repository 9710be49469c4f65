import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { workItemList } from '../../../src/deliver/work-lists/commands.ts'
import { asking } from '../../lib/calling.ts'
import type { Engagement } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'
import type { Place } from './going.ts'

const shownMax = 6

/** Items whose reference begins with what was typed, as soon as there are some. */
export function useFound(engagement: Engagement | undefined, reference: string): readonly Place[] {
  const navigate = useNavigate()
  const engagementId = engagement?.engagementId ?? ''
  const isAsked = engagement !== undefined && reference.length >= 2
  const items = useQuery({
    ...asking(workItemList, { engagementId, reference, sort: 'reference', limit: shownMax }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
  })
  const rows = isAsked ? (items.data?.rows ?? []) : []
  // Rows of the search before stand for a moment; those that do not fit any more are left out at once.
  return rows
    .filter((item) => item.reference.startsWith(reference))
    .map((item) => ({
      value: item.workItemId,
      label: item.reference,
      kind: say('palette.item'),
      go: () => navigate({ to: '/e/$engagementId/i/$reference', params: { engagementId, reference: item.reference } }),
    }))
}
