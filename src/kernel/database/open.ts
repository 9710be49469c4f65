/** The database as the application has it: the given one or a managed one, migrated and connected. */
import { connectDatabase } from './connect.ts'
import type { ConnectOptions, Database } from './connect.ts'
import type { DatabaseAddress } from './session/login.ts'
import { startManagedPostgres } from './managed.ts'
import type { ManagedPostgres } from './managed.ts'
import { migrate } from './migrate.ts'
import { sql } from './sql.ts'

export interface OpenOptions {
  /** A Postgres 15 or later somebody else runs. Without it one is managed in the data folder. */
  readonly databaseUrl?: string | undefined
  readonly dataFolder: string
  readonly migrationsFolder: string
  readonly connect?: ConnectOptions
  readonly log?: (line: string) => void
  readonly onFailure?: (error: Error) => void
}

export interface OpenedDatabase {
  readonly database: Database
  readonly address: DatabaseAddress
  /** Closes the connections, then stops a managed Postgres. */
  close(): Promise<void>
}

/** Opens it ready for use. Errors say what is missing and who must mend it. */
export async function openDatabase(options: OpenOptions): Promise<OpenedDatabase> {
  const managed = options.databaseUrl ? undefined : await startManagedPostgres(managedOptions(options))
  try {
    const address: DatabaseAddress = managed?.address ?? { kind: 'url', url: options.databaseUrl ?? '' }
    const applied = await migrate(address, options.migrationsFolder)
    if (applied.length > 0) options.log?.(`applied ${applied.length} migrations, the last ${applied.at(-1)}`)
    const database = await connectDatabase(address, options.connect)
    return { database, address, close: () => closeBoth(database, managed) }
  } catch (error) {
    await managed?.stop()
    throw error
  }
}

/** Whether the database answers at this moment. */
export function answers(database: Database): Promise<boolean> {
  return database
    .read(null, (tx) => tx.query(sql`select 1`))
    .then(
      () => true,
      () => false,
    )
}

function managedOptions({ dataFolder, log, onFailure }: OpenOptions) {
  return { dataFolder, ...(log && { log }), ...(onFailure && { onFailure }) }
}

async function closeBoth(database: Database, managed: ManagedPostgres | undefined): Promise<void> {
  await database.close()
  await managed?.stop()
}
