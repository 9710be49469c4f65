import { randomUUID } from 'node:crypto'
import { addMember, openEngagement } from '../../src/kernel/access/commands.ts'
import type { Role } from '../../src/kernel/access/model.ts'
import { call, type Connection } from '../../src/kernel/client/call.ts'
import { addPrincipal, createApiKey, createOrganisation } from '../../src/kernel/identity/commands.ts'

export interface DeskPerson {
  readonly principalId: string
  readonly secret: string
}

/** Two companies and their engagement, made over HTTP as an operator and two administrators would. */
export interface Desk {
  readonly engagementId: string
  /** Verifier key of the engagement's log. */
  readonly logKey: string
  /** Hands work in for the client. */
  readonly gateway: DeskPerson
  /** Says for the client what its queues are. */
  readonly owner: DeskPerson
  /** People of the provider who claim and complete. */
  readonly agents: readonly DeskPerson[]
}

/** Opens an engagement with so many agents on the product at `url`. */
export async function openDesk(url: string, operator: string, agentCount: number): Promise<Desk> {
  const client = await company({ url, secret: operator }, 'Halden Insurance', 'NO', 'Europe/Oslo')
  const provider = await company({ url, secret: operator }, 'Mabini Services', 'PH', 'Asia/Manila')
  const engagementId = randomUUID()
  const parties = { clientId: client.organisationId, providerId: provider.organisationId }
  const opening = { engagementId, name: 'Motor claims intake', ...parties }
  const { logKey } = await call(client.administrator, openEngagement, opening)
  const gateway = await member(client, engagementId, 'client', ['engineer'])
  const owner = await member(client, engagementId, 'client', ['process-owner'])
  const agents = await Promise.all(
    Array.from({ length: agentCount }, () => member(provider, engagementId, 'provider', ['agent'])),
  )
  return { engagementId, logKey, gateway, owner, agents }
}

interface Company {
  readonly organisationId: string
  readonly administrator: Connection
}

async function company(operator: Connection, name: string, country: string, zone: string): Promise<Company> {
  const organisationId = randomUUID()
  await call(operator, createOrganisation, { organisationId, name, country, zone })
  const { secret } = await person(operator, organisationId, 'administrator')
  return { organisationId, administrator: { url: operator.url, secret } }
}

async function person(
  by: Connection,
  organisationId: string,
  standing: 'administrator' | 'member',
): Promise<DeskPerson> {
  const principalId = randomUUID()
  const card = { organisationId, principalId, kind: 'person', name: 'Journey Person', standing } as const
  await call(by, addPrincipal, card)
  const key = await call(by, createApiKey, { principalId, credentialId: randomUUID(), label: 'journey' })
  return { principalId, secret: key.secret }
}

async function member(
  of: Company,
  engagementId: string,
  party: 'client' | 'provider',
  roles: Role[],
): Promise<DeskPerson> {
  const made = await person(of.administrator, of.organisationId, 'member')
  await call(of.administrator, addMember, { engagementId, principalId: made.principalId, party, roles })
  return made
}
