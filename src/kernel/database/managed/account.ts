/** As which account Postgres runs. It refuses to run as root, so root hands it to an account without any rights. */
import { statSync } from 'node:fs'

export interface Account {
  /** Whether Postgres runs as another account than we do. */
  readonly drops: boolean
  readonly uid: number
  readonly gid: number
}

/** The overflow account ("nobody") that every Linux has, so that no user needs to be added. */
const nobody = 65_534

/** The account for a cluster folder: our own, or for root that of the folder's owner, or nobody. */
export function accountFor(cluster: string): Account {
  if (process.geteuid === undefined || process.getegid === undefined) {
    throw new Error('a managed PostgreSQL needs a Unix system; set DATABASE_URL')
  }
  if (process.geteuid() !== 0) return { drops: false, uid: process.geteuid(), gid: process.getegid() }
  const owner = statSync(cluster, { throwIfNoEntry: false })
  if (owner !== undefined && owner.uid !== 0) return { drops: true, uid: owner.uid, gid: owner.gid }
  return { drops: true, uid: nobody, gid: nobody }
}

/** Options for child_process that run a program as the account. */
export function spawnOptionsOf(account: Account): { uid?: number; gid?: number } {
  return account.drops ? { uid: account.uid, gid: account.gid } : {}
}

/** No PG… variable, locale or zone of the user reaches Postgres. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}
