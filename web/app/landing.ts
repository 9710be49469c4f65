import type { Role } from '../../src/kernel/access/model.ts'
import type { Engagement } from '../lib/session.ts'

/** Where somebody begins. */
export type Start =
  | { readonly to: '/engagements' | '/settings/people' }
  | { readonly to: StartPage; readonly params: { readonly engagementId: string } }

type StartPage =
  | '/e/$engagementId'
  | '/e/$engagementId/contract/terms'
  | '/e/$engagementId/deliver/workbench'
  | '/e/$engagementId/deliver/items'
  | '/e/$engagementId/govern/statement'
  | '/e/$engagementId/people'
  | '/e/$engagementId/record'

/** By role, the first that one holds decides. Roles that are not named here begin with the engagement itself. */
const startOf: readonly (readonly [Role, StartPage])[] = [
  ['vendor-manager', '/e/$engagementId'],
  ['delivery-manager', '/e/$engagementId'],
  ['process-owner', '/e/$engagementId'],
  ['finance-controller', '/e/$engagementId/govern/statement'],
  ['billing-analyst', '/e/$engagementId/govern/statement'],
  ['team-leader', '/e/$engagementId/deliver/items'],
  ['quality-analyst', '/e/$engagementId/deliver/items'],
  ['planner', '/e/$engagementId/deliver/items'],
  ['agent', '/e/$engagementId/deliver/workbench'],
  ['bid-manager', '/e/$engagementId/contract/terms'],
  ['transition-manager', '/e/$engagementId/contract/terms'],
  ['auditor', '/e/$engagementId/record'],
]

/** Who works the queues of every engagement begins with the workbench all the same: it is where the work is. */
const alsoOfSeveral: readonly StartPage[] = ['/e/$engagementId/deliver/workbench']

/**
 * The first page after signing in: of the one engagement, or the portfolio where there are several. An administrator
 * without a role lets people in, so that is where they begin.
 */
export function landingOf(
  engagements: readonly Pick<Engagement, 'engagementId' | 'roles'>[],
  isAdministrator = false,
): Start {
  const [first] = engagements
  if (first === undefined) return { to: isAdministrator ? '/settings/people' : '/engagements' }
  const { engagementId } = first
  const byRole = startOf.find(([role]) => first.roles.includes(role))?.[1]
  const to = byRole ?? (first.roles.length === 0 ? '/e/$engagementId/people' : '/e/$engagementId')
  const isSame = engagements.every(({ roles }) => roles.join() === first.roles.join())
  if (engagements.length > 1 && !(isSame && alsoOfSeveral.includes(to))) return { to: '/engagements' }
  return { to, params: { engagementId } }
}
