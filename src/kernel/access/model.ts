import { z } from 'zod'

/** The two signatories of an engagement, and the auditor who is neither. */
export const Party = z.enum(['client', 'provider', 'neither'])
export type Party = z.infer<typeof Party>

/** Roles a member can hold in an engagement. Which party gives them stands in `rolesOfParty`. */
export const Role = z.enum([
  'sponsor',
  'sourcing-lead',
  'vendor-manager',
  'process-owner',
  'contract-officer',
  'finance-controller',
  'bid-manager',
  'delivery-manager',
  'transition-manager',
  'team-leader',
  'agent',
  'quality-analyst',
  'planner',
  'billing-analyst',
  'engineer',
  'auditor',
])
export type Role = z.infer<typeof Role>

export const rolesOfParty = {
  client: [
    'sponsor',
    'sourcing-lead',
    'vendor-manager',
    'process-owner',
    'contract-officer',
    'finance-controller',
    'engineer',
  ],
  provider: [
    'bid-manager',
    'delivery-manager',
    'transition-manager',
    'team-leader',
    'agent',
    'quality-analyst',
    'planner',
    'billing-analyst',
    'engineer',
  ],
  neither: ['auditor'],
} as const satisfies Record<Party, readonly Role[]>

/** Standing of a member in the own organisation, apart from any engagement. */
export const Standing = z.enum(['administrator', 'member'])
export type Standing = z.infer<typeof Standing>

/**
 * Who may use a declaration.
 * - `anyone`: no credential. `operator`: runs the installation. `signed-in`: any credential.
 * - `administrator`: of the own organisation; `party-administrator`: of an organisation that is a party here.
 * - `members`: holds one of `roles` in the engagement, on `party`'s side.
 * `relation` names what else must hold between caller and thing (say `holder`); the handler tests it with
 * `relation(holds)`, and the door asserts that it did.
 */
export type Allow =
  | { readonly who: 'anyone' }
  | { readonly who: 'operator' }
  | { readonly who: 'signed-in' }
  | { readonly who: 'administrator' }
  | { readonly who: 'party-administrator' }
  | {
      readonly who: 'members'
      readonly roles: readonly Role[] | 'any'
      readonly party: Party | 'either' | 'any'
      readonly relation?: string
    }

export const PrincipalKind = z.enum(['person', 'ai', 'system', 'operator'])
export type PrincipalKind = z.infer<typeof PrincipalKind>

/** Who calls, once authenticated. `system` is a job acting for the organisation that started it. */
export interface Principal {
  readonly kind: PrincipalKind
  readonly id: string
  readonly organisationId: string
  readonly standing: Standing
  readonly site: string | null
}

/** What a principal is in one engagement. */
export interface Membership {
  readonly engagementId: string
  readonly party: Party
  readonly roles: readonly Role[]
}

/** Who calls: a secret from outside, or a job inside that acts in its starter's place. */
export type Credential =
  | { readonly kind: 'secret'; readonly secret: string | undefined }
  | { readonly kind: 'acting'; readonly principal: Principal; readonly membership: Membership | undefined }
