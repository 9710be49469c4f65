/** The people who negotiate agreements in a test world, and the steps they take again and again. */
import type { Person, World } from '../../app/testing.ts'
import { addMember } from '../../kernel/access/commands.ts'
import type { Role } from '../../kernel/access/model.ts'
import { recordEntries } from '../../kernel/record/reading/commands.ts'
import { CLAIMS_DESK } from '../../terms/testing/claims-desk.ts'
import { draftAgreement, proposeAgreement, signAgreement } from './commands.ts'

/** What differs from the usual content of a test. */
export interface Changes {
  readonly title?: string
  readonly effective?: string
  readonly price?: string
  readonly zone?: string
}

export async function negotiation(world: World) {
  const { client, provider } = world
  const call: World['call'] = (who, declaration, input, options) => world.call(who, declaration, input, options)
  const id = () => world.id()
  const people = {
    lead: await world.member('client', ['sourcing-lead']),
    sponsor: await world.member('client', ['sponsor']),
    bidder: await world.member('provider', ['bid-manager']),
    manager: await world.member('provider', ['delivery-manager']),
  }

  /** An engagement for one test, with the same people in it. */
  async function engagement(): Promise<string> {
    const engagementId = await world.engagement()
    const join = async (by: Person, { principalId }: Person, party: 'client' | 'provider', role: Role) =>
      call(by, addMember, { engagementId, principalId, party, roles: [role] })
    await join(client.administrator, people.lead, 'client', 'sourcing-lead')
    await join(client.administrator, people.sponsor, 'client', 'sponsor')
    await join(provider.administrator, people.bidder, 'provider', 'bid-manager')
    await join(provider.administrator, people.manager, 'provider', 'delivery-manager')
    return engagementId
  }

  function content(changes: Changes = {}) {
    const { title = 'Claims desk', effective = '2026-02-01', price = 'EUR 2500.00', zone = 'Europe/Oslo' } = changes
    const governance = { clause: '5.4', fixed: { amount: price, per: 'month' } }
    return {
      title,
      parties: {
        client: { organisationId: client.organisationId, name: 'Halden Insurance' },
        provider: { organisationId: provider.organisationId, name: 'Mabini Services' },
      },
      clauses: [{ id: '5.4', heading: 'Governance', text: `${price} a month.` }],
      terms: { ...CLAIMS_DESK, effective, zone, charges: { ...CLAIMS_DESK.charges, governance } },
    }
  }

  async function proposed(engagementId: string, changes: Changes = {}) {
    const place = { engagementId, agreementId: id() }
    await call(people.lead, draftAgreement, { ...place, content: content(changes) })
    return { place, ...(await call(people.lead, proposeAgreement, place)) }
  }

  async function agreed(engagementId: string, changes: Changes = {}) {
    const { place, sha256 } = await proposed(engagementId, changes)
    await call(people.sponsor, signAgreement, { ...place, sha256 })
    return { place, ...(await call(people.manager, signAgreement, { ...place, sha256 })) }
  }

  async function entriesOf(engagementId: string, agreementId: string) {
    await world.app.sequencer.drain(engagementId)
    const { rows } = await call(people.lead, recordEntries, { engagementId, subject: `agreement/${agreementId}` })
    return rows.map((row) => row.entry as { type: string; subjectVersion: number; body: Record<string, unknown> })
  }

  return { ...people, call, id, engagement, content, proposed, agreed, entriesOf }
}

/** What an error must look like to be this refusal. */
export function refused(code: string, kind?: string) {
  return { type: kind === undefined ? { code } : { code, kind } }
}
