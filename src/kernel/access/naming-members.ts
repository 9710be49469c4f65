import { bind, type Bound, type Context } from '../handler.ts'
import { findPrincipal } from '../identity/store.ts'
import { notFound } from '../refusal.ts'
import { addMember, changeMemberRoles, notOfParty, removeMember, unfitRole } from './commands.ts'
import { rolesOfParty, type Membership, type Party, type Role } from './model.ts'
import * as store from './store.ts'

interface Named {
  readonly principalId: string
  readonly party: Party
  readonly roles: readonly Role[]
}

/** Who has a part in an engagement, and which: named, changed and ended by the administrators of the own party. */
export function memberHandlers(): readonly Bound[] {
  return [
    bind(addMember, async (context, input) => {
      requireFitting(input.party, input.roles)
      const [parties, principal] = await Promise.all([
        store.lockParties(context.tx, context.engagementId),
        findPrincipal(context.tx, input.principalId),
      ])
      if (parties === undefined || principal === undefined) throw notFound.because('No principal has this id.')
      requireOwn(context, input.party)
      requireOfParty(input.party, principal.organisationId, parties)
      await setRoles(context, input, 'member-added')
      return { principalId: input.principalId }
    }),
    bind(changeMemberRoles, async (context, input) => {
      const { party } = await lockMember(context, input.principalId)
      requireOwn(context, party)
      requireFitting(party, input.roles)
      await setRoles(context, { ...input, party }, 'member-roles-changed')
      return { principalId: input.principalId, roles: input.roles }
    }),
    bind(removeMember, async (context, input) => {
      const { party } = await lockMember(context, input.principalId)
      requireOwn(context, party)
      await endMembership(context, input.principalId, party)
      return { principalId: input.principalId }
    }),
  ]
}

async function setRoles(context: Context, named: Named, type: 'member-added' | 'member-roles-changed'): Promise<void> {
  const { principalId, party, roles } = named
  const { engagementId, tx, now } = context
  const subjectVersion = await store.setMembership(tx, { engagementId, principalId, party, roles }, now)
  context.record({ type, subject: `member/${principalId}`, subjectVersion, body: { party, roles } })
}

async function endMembership(context: Context, principalId: string, party: Party): Promise<void> {
  const { engagementId, tx, now } = context
  const version = await store.deleteMembership(tx, { engagementId, principalId })
  if (version === undefined) throw new Error('A member that was locked is gone.')
  store.keepFormer(tx, { engagementId, principalId, version }, now)
  context.record({
    type: 'member-removed',
    subject: `member/${principalId}`,
    subjectVersion: version,
    body: { party },
  })
}

/** The member as named; nobody else changes the members of this engagement until this transaction ends. */
async function lockMember(context: Context, principalId: string): Promise<Membership> {
  await store.lockParties(context.tx, context.engagementId)
  const member = await store.findMembership(context.tx, context.engagementId, principalId)
  if (member === undefined) throw notFound.because('No member of this engagement has this id; members lists them.')
  return member
}

function requireFitting(party: Party, roles: readonly Role[]): void {
  const fitting: readonly Role[] = rolesOfParty[party]
  const unfit = roles.filter((role) => !fitting.includes(role))
  if (unfit.length === 0) return
  throw unfitRole.because(`${unfit.join(', ')}: the ${party} side has ${fitting.join(', ')}.`)
}

/** Each party names its own people. The auditor of neither may be named, and let go, by both. */
function requireOwn(context: Context, party: Party): void {
  if (party === 'neither' || context.membership?.party === party) return
  throw notOfParty.because(`Only the ${party}'s own administrator names its members.`)
}

function requireOfParty(
  party: Party,
  organisationId: string | null,
  parties: { readonly clientId: string; readonly providerId: string },
): void {
  if (party === 'neither') {
    const isSignatory = organisationId === parties.clientId || organisationId === parties.providerId
    if (isSignatory) throw notOfParty.because('An auditor of neither party belongs to a third organisation.')
    return
  }
  const expected = party === 'client' ? parties.clientId : parties.providerId
  if (organisationId !== expected) throw notOfParty.because(`This person is not of the ${party}'s organisation.`)
}
