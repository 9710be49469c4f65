import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { agreements } from '../../../src/contract/agreements/commands.ts'
import { claimNextWorkItem, workItems } from '../../../src/deliver/work-items/commands.ts'
import { itemViews } from '../../../src/deliver/work-lists/commands.ts'
import { invoice } from '../../../src/govern/invoices/commands.ts'
import { statement } from '../../../src/govern/statements/commands.ts'
import { members } from '../../../src/kernel/access/commands.ts'
import { organisationPrincipals } from '../../../src/kernel/identity/commands.ts'
import { asking } from '../../lib/calling.ts'
import { askEngagements, mayUse, useSelf, type Engagement } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'

/** Somewhere to go, or something to do there. `go` closes over where. */
export interface Place {
  readonly value: string
  readonly label: string
  readonly kind: string
  readonly go: () => unknown
}

/** Pages of the engagement, then those across engagements, then the other engagements. */
export function usePlaces(engagement: Engagement | undefined): readonly Place[] {
  const pages = usePages(engagement)
  const views = useKeptViews(engagement)
  const across = usePlacesAcross()
  const navigate = useNavigate()
  const all = useQuery(askEngagements).data?.rows ?? []
  const others = all
    .filter(({ engagementId }) => engagementId !== engagement?.engagementId)
    .map(({ engagementId, name }): Place => ({
      value: engagementId,
      label: name,
      kind: say('palette.engagement'),
      go: () => navigate({ to: '/e/$engagementId', params: { engagementId } }),
    }))
  return [...pages, ...views, ...across, ...others]
}

function usePages(engagement: Engagement | undefined): readonly Place[] {
  const navigate = useNavigate()
  const self = useSelf()
  if (engagement === undefined) return []
  const params = { engagementId: engagement.engagementId }
  const pages = [
    ['page.home', '/e/$engagementId', statement],
    ['page.statement', '/e/$engagementId/govern/statement', statement],
    ['page.invoice', '/e/$engagementId/govern/invoice', invoice],
    ['page.terms', '/e/$engagementId/contract/terms', agreements],
    ['page.items', '/e/$engagementId/deliver/items', workItems],
    ['page.workbench', '/e/$engagementId/deliver/workbench', claimNextWorkItem],
    ['page.record', '/e/$engagementId/record', workItems],
    ['page.members', '/e/$engagementId/people', members],
  ] as const
  return pages
    .filter(([, , declaration]) => mayUse(declaration, self, engagement))
    .map(([word, to]) => ({ value: to, label: say(word), kind: engagement.name, go: () => navigate({ to, params }) }))
}

/** The views of work items that were kept, by their names. */
function useKeptViews(engagement: Engagement | undefined): readonly Place[] {
  const navigate = useNavigate()
  const engagementId = engagement?.engagementId ?? ''
  const kept = useQuery({ ...asking(itemViews, { engagementId }), enabled: engagement !== undefined })
  return (engagement === undefined ? [] : (kept.data?.rows ?? [])).map(({ viewId, name }) => ({
    value: viewId,
    label: name,
    kind: say('page.items'),
    go: () => navigate({ to: '/e/$engagementId/deliver/items', params: { engagementId }, search: { view: viewId } }),
  }))
}

function usePlacesAcross(): readonly Place[] {
  const navigate = useNavigate()
  const self = useSelf()
  const places = [
    ['page.work', '/work', true],
    ['page.portfolio', '/engagements', true],
    ['page.people', '/settings/people', mayUse(organisationPrincipals, self)],
  ] as const
  return places
    .filter(([, , may]) => may)
    .map(([word, to]) => ({ value: to, label: say(word), kind: say('palette.page'), go: () => navigate({ to }) }))
}
