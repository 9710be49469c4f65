import { useQuery } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { claimNextWorkItem } from '../../../src/deliver/work-items/commands.ts'
import { exportBundle } from '../../../src/govern/exports/commands.ts'
import { addMember } from '../../../src/kernel/access/commands.ts'
import { addPrincipal } from '../../../src/kernel/identity/commands.ts'
import { askDecisions } from '../../govern/decisions/asking-decisions.ts'
import { keyOfDecision, whatOf } from '../../govern/decisions/decision-words.ts'
import { mayUse, useSelf, type Engagement } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'
import type { Place } from './going.ts'

/**
 * What the reader may do now: each leads to the place where it is done, because what is decided is decided where it can
 * be read.
 */
export function useDoings(engagement: Engagement | undefined): readonly Place[] {
  const self = useSelf()
  const navigate = useNavigate()
  const decisions = useDecisionsToTake(engagement)
  const kind = say('palette.action')
  const person: Place = {
    value: 'add-person',
    label: say('palette.do.add-person'),
    kind,
    go: () => navigate({ to: '/settings/people', search: { add: 'person' } }),
  }
  const everywhere = mayUse(addPrincipal, self) && self?.organisation !== null ? [person] : []
  if (engagement === undefined) return [...decisions, ...everywhere]
  const params = { engagementId: engagement.engagementId }
  const here = [
    {
      declaration: claimNextWorkItem,
      word: 'palette.do.claim',
      go: () => navigate({ to: '/e/$engagementId/deliver/workbench', params }),
    },
    {
      declaration: addMember,
      word: 'palette.do.add-member',
      go: () => navigate({ to: '/e/$engagementId/people', params, search: { add: 'member' } }),
    },
    {
      declaration: exportBundle,
      word: 'palette.do.export',
      go: () => navigate({ to: '/e/$engagementId/record', params }),
    },
  ] as const
  const possible = here
    .filter(({ declaration }) => mayUse(declaration, self, engagement))
    .map(({ word, go }): Place => ({ value: word, label: say(word), kind, go }))
  return [...decisions, ...possible, ...everywhere]
}

/** What waits for the reader: of this engagement, or of all where none is open. */
function useDecisionsToTake(engagement: Engagement | undefined): readonly Place[] {
  const { history } = useRouter()
  const rows = useQuery(askDecisions).data?.rows ?? []
  return rows
    .filter(({ engagementId }) => engagement === undefined || engagementId === engagement.engagementId)
    .map((decision) => ({
      value: keyOfDecision(decision),
      label: say('palette.do.decide', { what: whatOf(decision) }),
      kind: decision.engagement,
      go: () => history.push(decision.address),
    }))
}
