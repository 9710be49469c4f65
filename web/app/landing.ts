import type { Role } from '../../src/kernel/access/model.ts'
import type { Engagement } from '../lib/session.ts'

/** Where somebody begins. */
export type Start =
  | { readonly to: '/engagements' }
  | { readonly to: StartPage; readonly params: { readonly engagementId: string } }

type StartPage =
  | '/e/$engagementId'
  | '/e/$engagementId/deliver/workbench'
  | '/e/$engagementId/deliver/items'
  | '/e/$engagementId/govern/statement'
  | '/e/$engagementId/record'

/** By role, the first that one holds decides. Roles that are not named here begin with the engagement itself. */
const startOf: readonly (readonly [Role, StartPage | 'portfolio'])[] = [
  ['vendor-manager', 'portfolio'],
  ['delivery-manager', '/e/$engagementId'],
  ['process-owner', '/e/$engagementId'],
  ['finance-controller', '/e/$engagementId/govern/statement'],
  ['billing-analyst', '/e/$engagementId/govern/statement'],
  ['team-leader', '/e/$engagementId/deliver/items'],
  ['quality-analyst', '/e/$engagementId/deliver/items'],
  ['planner', '/e/$engagementId/deliver/items'],
  ['agent', '/e/$engagementId/deliver/workbench'],
  ['auditor', '/e/$engagementId/record'],
]

/** The first page after signing in: of the one engagement, or the portfolio where there are several or none. */
export function landingOf(engagements: readonly Pick<Engagement, 'engagementId' | 'roles'>[]): Start {
  const [first] = engagements
  if (first === undefined) return { to: '/engagements' }
  const { engagementId } = first
  const to = startOf.find(([role]) => first.roles.includes(role))?.[1] ?? '/e/$engagementId'
  const isSame = engagements.every(({ roles }) => roles.join() === first.roles.join())
  const isWorker = to === '/e/$engagementId/deliver/workbench' && isSame
  if (to === 'portfolio' || (engagements.length > 1 && !isWorker)) return { to: '/engagements' }
  return { to, params: { engagementId } }
}
