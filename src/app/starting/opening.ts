import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { connectDatabase } from '../../kernel/database/connect.ts'
import { startManagedPostgres } from '../../kernel/database/managed.ts'
import { migrate } from '../../kernel/database/migrate.ts'
import { openDatabase, type OpenedDatabase, type OpenOptions } from '../../kernel/database/open.ts'
import { withDatabase } from '../../kernel/database/session/login.ts'
import type { Secrets } from '../../kernel/secrets.ts'
import { systemClock } from '../../kernel/time/clock.ts'
import { demoDatabase, type DemoParts } from './demo-parts.ts'
import { interruptible } from './stopping.ts'

export interface Opening extends Omit<OpenOptions, 'connect' | 'log'> {
  readonly secrets: Secrets
  /** COUNTERPART_DEMO: `off` opens the database of real tenants; nothing opens the demo, where it is ours to manage. */
  readonly demo: string | undefined
  readonly log: (line: string) => void
}

export interface Opened extends OpenedDatabase {
  readonly isDemo: boolean
  /** Folder of uploaded files; the demo has one of its own. */
  readonly filesFolder: string
}

/**
 * Opens the database to work in. A given one, and `counterpart` of the managed server, hold real tenants only; the demo
 * lives in a database beside them, so that nothing of the one ever stands in the other.
 */
export async function openProduct(opening: Opening): Promise<Opened> {
  const isDemo = wantsDemo(opening)
  const filesFolder = filesFolderOf(opening.dataFolder, isDemo)
  mkdirSync(filesFolder, { recursive: true })
  const opened = isDemo ? await openDemo(opening) : await openDatabase(opening)
  return { ...opened, isDemo, filesFolder }
}

function wantsDemo({ demo = 'on', databaseUrl }: Opening): boolean {
  if (demo !== 'on' && demo !== 'off') throw new Error(`COUNTERPART_DEMO is ${demo}: write on or off.`)
  return demo === 'on' && !databaseUrl
}

export function filesFolderOf(dataFolder: string, isDemo: boolean): string {
  return join(dataFolder, isDemo ? 'demo-files' : 'files')
}

async function openDemo({ dataFolder, migrationsFolder, secrets, log, onFailure }: Opening): Promise<OpenedDatabase> {
  const managed = await startManagedPostgres({ dataFolder, log, ...(onFailure && { onFailure }) })
  try {
    const server = managed.address
    const filesFolder = filesFolderOf(dataFolder, true)
    // Loaded here and not above: a start without the demo has no use for the simulation.
    const [{ ensureDemo }, { demoPlan }] = await Promise.all([
      import('./demo-database.ts'),
      import('../../../simulation/plan.ts'),
    ])
    const parts: DemoParts = { server, migrationsFolder, secrets, filesFolder, plan: demoPlan(systemClock.now()), log }
    await interruptible(() => ensureDemo(parts))
    const address = withDatabase(server, demoDatabase)
    await migrate(address, migrationsFolder).catch(explained)
    const database = await connectDatabase(address)
    const close = async () => {
      await database.close()
      await managed.stop()
    }
    return { database, address, close }
  } catch (error) {
    await managed.stop()
    throw error
  }
}

function explained(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error)
  throw new Error(`${message}. This is the demo's database; ./counterpart demo reset makes it anew.`, { cause: error })
}
