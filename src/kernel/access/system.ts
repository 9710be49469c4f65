import { operatorOrganisationId } from '../identity/store.ts'
import type { Credential, Membership } from './model.ts'

/** The installation itself, when it does what time brings (a lease that runs out); never on anybody's behalf. */
const systemId = '00000000-0000-4000-8000-000000000002'

/** The credential of the installation's own work in an engagement, with the rights that work needs. */
export function systemActing(engagementId: string, as: Omit<Membership, 'engagementId'>): Credential {
  return {
    kind: 'acting',
    principal: { kind: 'system', id: systemId, organisationId: operatorOrganisationId, standing: 'member', site: null },
    membership: { engagementId, ...as },
  }
}
