import type { Declaration } from '../command.ts'
import { forbidden, notFound, unauthenticated, type Refusal } from '../refusal.ts'
import type { Allow, Membership, Principal, Role } from './model.ts'

/**
 * Decides whether a principal may use a declaration. Gives the refusal, or undefined when allowed.
 * A principal that is no member of the engagement is told that there is no such engagement.
 */
export function authorise(
  declaration: Pick<Declaration, 'allow'>,
  principal: Principal | undefined,
  membership: Membership | undefined,
): Refusal | undefined {
  const { allow } = declaration
  if (allow.who === 'anyone') return undefined
  if (principal === undefined)
    return unauthenticated.because('Send Authorization: Bearer with a session or an API key.')
  if (membership === undefined && (allow.who === 'members' || allow.who === 'party-administrator')) {
    return notFound.because('No engagement with this id is yours.')
  }
  return isAllowed(allow, principal, membership) ? undefined : forbidden.because(whoMay(allow))
}

function isAllowed(allow: Allow, principal: Principal, membership: Membership | undefined): boolean {
  switch (allow.who) {
    case 'anyone':
    case 'signed-in':
      return true
    case 'operator':
      return principal.kind === 'operator'
    case 'administrator':
      return principal.kind === 'operator' || principal.standing === 'administrator'
    case 'party-administrator':
      return membership !== undefined && membership.party !== 'neither' && principal.standing === 'administrator'
    case 'members':
      return membership !== undefined && hasParty(allow.party, membership) && hasRole(allow.roles, membership.roles)
  }
}

function hasParty(party: 'client' | 'provider' | 'neither' | 'either' | 'any', membership: Membership): boolean {
  if (party === 'any') return true
  return party === 'either' ? membership.party !== 'neither' : membership.party === party
}

function hasRole(allowed: readonly Role[] | 'any', held: readonly Role[]): boolean {
  // An administrator of a party has no role of its own and may look at what every member may.
  return allowed === 'any' || held.some((role) => allowed.includes(role))
}

/** Says which role has the right, so that the reader knows whom to ask. */
export function whoMay(allow: Allow): string {
  switch (allow.who) {
    case 'anyone':
      return 'Anyone may do this.'
    case 'signed-in':
      return 'Anyone who is signed in may do this.'
    case 'operator':
      return 'Only the operator of this installation may do this.'
    case 'administrator':
      return 'Only an administrator of the organisation may do this.'
    case 'party-administrator':
      return 'Only an administrator of the client or of the provider may do this.'
    case 'members': {
      const side = allow.party === 'any' ? '' : allow.party === 'either' ? ' of either party' : ` of the ${allow.party}`
      if (allow.roles === 'any') return `Only members${side} of the engagement may do this.`
      return `This needs the role ${allow.roles.join(' or ')}${side} in the engagement.`
    }
  }
}
