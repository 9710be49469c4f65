import { call, type Connection } from '../../kernel/client/call.ts'
import { addMember, openEngagement } from '../../kernel/access/commands.ts'
import type { Role } from '../../kernel/access/model.ts'
import { addPrincipal, createApiKey, createOrganisation } from '../../kernel/identity/commands.ts'
import { systemClock } from '../../kernel/time/clock.ts'
import { newUuid } from '../../kernel/uuid.ts'
import { draftAgreement, proposeAgreement, signAgreement } from '../../contract/agreements/commands.ts'
import type { Terms } from '../../terms/model.ts'

const id = () => newUuid(systemClock.now())

interface Side {
  readonly organisationId: string
  readonly name: string
  readonly secret: string
}

/** An engagement to try terms on a log: two companies, a person of each with the rights for it, the terms signed. */
export async function openTrialEngagement(operator: Connection, terms: Terms) {
  const names = terms.parties ?? { client: 'Client', provider: 'Provider' }
  const client = await side(operator, names.client, terms.zone)
  const provider = await side(operator, names.provider, terms.zone)
  const engagementId = id()
  const asClient = { url: operator.url, secret: client.secret }
  const asProvider = { url: operator.url, secret: provider.secret }
  await call(asClient, openEngagement, {
    engagementId,
    name: `${terms.agreement}, trial on a log`,
    clientId: client.organisationId,
    providerId: provider.organisationId,
  })
  const both = [
    [asClient, client, 'client', ['vendor-manager', 'contract-officer', 'process-owner', 'finance-controller']],
    [asProvider, provider, 'provider', ['delivery-manager', 'billing-analyst']],
  ] as const
  for (const [as, of, party, roles] of both) await join(as, engagementId, of, party, roles)
  await agree(asClient, asProvider, engagementId, { client, provider, terms })
  return { engagementId, client: client.secret, provider: provider.secret }
}

/** A company and its administrator, who will also be its person in the engagement. */
async function side(operator: Connection, name: string, zone: string): Promise<Side & { principalId: string }> {
  const organisationId = id()
  const principalId = id()
  await call(operator, createOrganisation, { organisationId, name, country: 'XX', zone })
  const person = {
    organisationId,
    principalId,
    kind: 'person',
    name: `Administrator of ${name}`,
    standing: 'administrator',
  }
  await call(operator, addPrincipal, person as never)
  const key = await call(operator, createApiKey, { principalId, credentialId: id(), label: 'trial on a log' })
  return { organisationId, name, secret: key.secret, principalId }
}

async function join(
  as: Connection,
  engagementId: string,
  of: { readonly principalId: string },
  party: 'client' | 'provider',
  roles: readonly Role[],
): Promise<void> {
  await call(as, addMember, { engagementId, principalId: of.principalId, party, roles: [...roles] })
}

async function agree(
  asClient: Connection,
  asProvider: Connection,
  engagementId: string,
  paper: { readonly client: Side; readonly provider: Side; readonly terms: Terms },
): Promise<void> {
  const agreementId = id()
  const party = ({ organisationId, name }: Side) => ({ organisationId, name })
  const content = {
    title: paper.terms.agreement,
    parties: { client: party(paper.client), provider: party(paper.provider) },
    clauses: [],
    terms: paper.terms.source,
  }
  const drafted = await call(asClient, draftAgreement, { engagementId, agreementId, content })
  await call(asClient, proposeAgreement, { engagementId, agreementId })
  const { sha256 } = drafted as { readonly sha256: string }
  await call(asClient, signAgreement, { engagementId, agreementId, sha256 })
  await call(asProvider, signAgreement, { engagementId, agreementId, sha256 })
}
