import type { Database } from '../../kernel/database/connect.ts'
import { secretHash } from '../../kernel/identity/credential-secret.ts'
import { findKnown } from '../../kernel/identity/store.ts'
import { systemClock } from '../../kernel/time/clock.ts'
import { installOperator } from '../operator.ts'
import { readProfile, writeProfile, type Profile } from '../profile.ts'

/**
 * Writes what the command line needs: where the server is, and the operator's key, that of the last start where it
 * still holds. In another database than at the last start it does not, and the keys of its engagement do not either:
 * `engagementOf` gives those of this one, where there are any.
 */
export async function keepProfile(
  dataFolder: string,
  url: string,
  database: Database,
  engagementOf: (operator: string) => Promise<Profile['engagement']>,
): Promise<{ readonly operator: string }> {
  const known = readProfile(dataFolder)
  const holds = known?.operator !== undefined && (await isOperator(database, known.operator))
  if (holds && known.operator !== undefined) {
    writeProfile(dataFolder, { ...known, url })
    return { operator: known.operator }
  }
  const operator = (await installOperator(database, systemClock.now())).secret
  const engagement = await engagementOf(operator)
  writeProfile(dataFolder, { url, operator, ...(engagement && { engagement }) })
  return { operator }
}

async function isOperator(database: Database, secret: string): Promise<boolean> {
  const asked = [{ secretHash: secretHash(secret), engagementId: null }]
  const [found] = await database.read(null, (tx) => findKnown(tx, asked, systemClock.now()))
  return found?.principal.kind === 'operator'
}
