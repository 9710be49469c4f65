import type { DatabaseAddress } from '../../kernel/database/session/login.ts'
import type { Secrets } from '../../kernel/secrets.ts'
import type { Plan } from '../../../simulation/plan.ts'

/** The database in which the demo is lived in; what stands in it is thrown away by a reset. */
export const demoDatabase = 'counterpart_demo'

export interface DemoParts {
  readonly server: DatabaseAddress
  readonly migrationsFolder: string
  readonly secrets: Secrets
  /** Folder of the demo's uploaded files. */
  readonly filesFolder: string
  /** What a fresh demo lives through. */
  readonly plan: Plan
  readonly log: (line: string) => void
}
