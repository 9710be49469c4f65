/** An agreement for tests: drafted and proposed by the client, signed by both parties. */
import type { z } from 'zod'
import type { Person, World } from '../../app/testing.ts'
import { addMember } from '../../kernel/access/commands.ts'
import { draftAgreement, proposeAgreement, signAgreement } from '../../contract/agreements/commands.ts'
import { rolesOfParty } from '../../kernel/access/model.ts'
import type { AgreementContent } from '../../contract/agreements/model.ts'

/** Somebody of each party who may do everything there, in one more engagement of the world. */
export async function joinEngagement(world: World, engagementId: string, client: Person, provider: Person) {
  const { call } = world
  for (const [party, person] of [
    ['client', client],
    ['provider', provider],
  ] as const) {
    const { principalId } = person
    const { administrator } = world[party]
    await call(administrator, addMember, { engagementId, principalId, party, roles: [...rolesOfParty[party]] })
  }
}

export interface Agreeing {
  readonly engagementId: string
  readonly client: Person
  readonly provider: Person
  readonly terms: z.input<typeof AgreementContent>['terms']
}

/** Concludes an agreement with these terms; gives its id and the hash that both signed. */
export async function agreeOn(world: World, { engagementId, client, provider, terms }: Agreeing) {
  const { call } = world
  const agreementId = world.id()
  const content = agreementContent(world, terms)
  const { sha256 } = await call(client, draftAgreement, { engagementId, agreementId, content })
  await call(client, proposeAgreement, { engagementId, agreementId })
  await call(client, signAgreement, { engagementId, agreementId, sha256 })
  await call(provider, signAgreement, { engagementId, agreementId, sha256 })
  return { agreementId, sha256 }
}

/** An agreement between the two companies of the world. */
export function agreementContent(world: World, terms: Agreeing['terms']) {
  return {
    title: 'Motor claims intake',
    parties: {
      client: { organisationId: world.client.organisationId, name: 'Halden Insurance' },
      provider: { organisationId: world.provider.organisationId, name: 'Mabini Services' },
    },
    clauses: [{ id: '5', heading: 'Charges', text: 'As the terms say.' }],
    terms,
  }
}
