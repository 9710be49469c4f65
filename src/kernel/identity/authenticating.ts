import type { Credential, Membership, Principal } from '../access/model.ts'
import type { Database } from '../database/connect.ts'
import { grouping } from '../grouping.ts'
import type { Clock } from '../time/clock.ts'
import { secretHash } from './credential-secret.ts'
import type { Session } from './model.ts'
import { findKnown, type Asked, type Known } from './store.ts'

export interface Authenticated {
  readonly principal: Principal | undefined
  readonly membership: Membership | undefined
  readonly session: Session | undefined
}

export type Authenticate = (credential: Credential, engagementId: string | undefined) => Promise<Authenticated>

const nobody: Authenticated = { principal: undefined, membership: undefined, session: undefined }

/**
 * Finds who calls. Nothing is remembered between calls, so a key that was ended is refused from that moment on;
 * concurrent look-ups share one statement.
 */
export function authenticator(database: Database, clock: Clock): Authenticate {
  const lookUps = grouping<Asked, Known | undefined>(
    (_lane, asked) => database.read(null, (tx) => findKnown(tx, asked, clock.now())),
    256,
  )
  return async (credential, engagementId) => {
    if (credential.kind === 'acting') return { ...credential, session: undefined }
    if (credential.secret === undefined || credential.secret.length > 200) return nobody
    const asked = { secretHash: secretHash(credential.secret), engagementId: engagementId ?? null }
    return (await lookUps.submit('all', asked)) ?? nobody
  }
}
