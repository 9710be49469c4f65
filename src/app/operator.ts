import type { Database } from '../kernel/database/connect.ts'
import { newSecret, secretHash } from '../kernel/identity/credential-secret.ts'
import { findOperator, insertCredential, insertPrincipal } from '../kernel/identity/store.ts'
import type { EpochMillis } from '../kernel/time/instant.ts'
import { newUuid } from '../kernel/uuid.ts'

export interface Operator {
  readonly principalId: string
  readonly secret: string
}

/** Gives the one who runs this installation a key of their own; the first time, makes the operator too. */
export async function installOperator(database: Database, now: EpochMillis): Promise<Operator> {
  const secret = newSecret('api-key')
  const principalId = await database.directory(async (tx) => {
    const known = await findOperator(tx)
    const operatorId = known ?? newUuid(now)
    if (known === undefined) {
      const operator = {
        principalId: operatorId,
        organisationId: null,
        kind: 'operator' as const,
        email: null,
        site: null,
      }
      await insertPrincipal(tx, { ...operator, name: 'Operator of this installation', standing: 'administrator' }, now)
    }
    const credential = { credentialId: newUuid(now), principalId: operatorId, kind: 'api-key' as const }
    const label = "operator's key, made at start"
    await insertCredential(tx, { ...credential, secretHash: secretHash(secret), label, expiresAt: null }, now)
    return operatorId
  })
  return { principalId, secret }
}
