import { join, resolve } from 'node:path'
import { startManagedPostgres } from '../../kernel/database/managed.ts'
import { DataFolderInUseError } from '../../kernel/database/managed/ownership.ts'
import { loadSecrets } from '../../kernel/secrets.ts'
import { systemClock } from '../../kernel/time/clock.ts'
import { demoPlan } from '../../../simulation/plan.ts'
import type { DemoParts } from '../starting/demo-parts.ts'
import { filesFolderOf } from '../starting/opening.ts'
import { interruptible } from '../starting/stopping.ts'
import type { Terminal } from './calling.ts'
import type { Program } from './program.ts'
import { knownFlags, readWords, UsageError } from './words.ts'

const help = `Examples
  ./counterpart demo reset

Throws away what was done in the demo and gives a fresh one, whose open month is the present month. The server must be
stopped. Real tenants stand in another database and are not touched; COUNTERPART_DEMO=off npm start works there.`

/** The demo engagement of this installation. */
export const demo: Program = {
  summary: 'reset: gives a fresh demo engagement (with the server stopped).',
  help,
  run: async (given, terminal) => {
    const words = readWords(given)
    knownFlags(words, [])
    if (words.plain.join(' ') !== 'reset') throw new UsageError('Write ./counterpart demo reset.')
    if (process.env['DATABASE_URL']) throw new UsageError('DATABASE_URL is set: a database of your own has no demo.')
    await reset(terminal)
    terminal.print('The demo is fresh. npm start opens it.')
    return 0
  },
}

async function reset({ dataFolder, print }: Terminal): Promise<void> {
  const managed = await startManagedPostgres({ dataFolder, log: print }).catch((error: unknown) => {
    if (!(error instanceof DataFolderInUseError)) throw error
    throw new UsageError(`The server is running: stop it, then reset the demo (${error.message}).`)
  })
  try {
    const parts: DemoParts = {
      server: managed.address,
      migrationsFolder: resolve(import.meta.dirname, '../../../migrations'),
      secrets: loadSecrets(join(dataFolder, 'keys'), process.env['COUNTERPART_MASTER_KEY']),
      filesFolder: filesFolderOf(dataFolder, true),
      plan: demoPlan(systemClock.now()),
      log: print,
    }
    // Loaded here and not above: no other command has a use for the simulation.
    const { resetDemo } = await import('../starting/demo-database.ts')
    await interruptible(() => resetDemo(parts))
  } finally {
    await managed.stop()
  }
}
