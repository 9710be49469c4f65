import type { Database } from '../../kernel/database/connect.ts'
import { bindPrepared, type Bound } from '../../kernel/handler.ts'
import { writeBundle } from '../../kernel/record/format/bundle.ts'
import { logSigningKey } from '../../kernel/record/log-key.ts'
import type { Secrets } from '../../kernel/secrets.ts'
import { exportBundle, nothingToExport } from './commands.ts'
import { collectBundle } from './exporting.ts'

export interface ExportParts {
  readonly database: Database
  readonly secrets: Secrets
  /** Places the entries that wait for their place in the log. */
  readonly drain: (engagementId: string) => Promise<number>
}

export function exportHandlers({ database, secrets, drain }: ExportParts): readonly Bound[] {
  return [
    bindPrepared(
      exportBundle,
      (caller) => drain(caller.engagementId),
      async ({ tx, engagementId }) => {
        const contents = await collectBundle(database, tx, engagementId)
        if (contents !== undefined) return writeBundle(contents, logSigningKey(secrets, engagementId))
        throw nothingToExport.because('Nothing has happened in this engagement yet.')
      },
    ),
  ]
}
