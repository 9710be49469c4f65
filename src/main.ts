import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pino } from 'pino'
import { assemble } from './app/assemble.ts'
import { installOperator } from './app/operator.ts'
import { readProfile, writeProfile } from './app/profile.ts'
import { answers, openDatabase } from './kernel/database/open.ts'
import { httpServer } from './kernel/http/server.ts'
import { findKnown } from './kernel/identity/store.ts'
import { secretHash } from './kernel/identity/credential-secret.ts'
import { listenOn } from './kernel/http/listening.ts'
import { loadSecrets } from './kernel/secrets.ts'
import { monotonicMillis, systemClock } from './kernel/time/clock.ts'
import type { Database } from './kernel/database/connect.ts'

const root = resolve(import.meta.dirname, '..')
const dataFolder = resolve(process.env['COUNTERPART_DATA'] ?? join(root, 'data'))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

/** Starts the product: database, rooms, background work, HTTP server; and stops it all in the opposite order. */
async function main(): Promise<void> {
  const begun = monotonicMillis()
  const say = (line: string) => process.stdout.write(`${line}\n`)
  mkdirSync(dataFolder, { recursive: true })
  const log = pino({ level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination({ fd: 2, sync: true }))
  const opened = await openDatabase({
    databaseUrl: process.env['DATABASE_URL'],
    dataFolder,
    migrationsFolder: join(root, 'migrations'),
    log: say,
    onFailure: (error) => {
      log.fatal(error)
      process.exitCode = 1
      process.kill(process.pid, 'SIGTERM')
    },
  })
  const { database } = opened
  const secrets = loadSecrets(join(dataFolder, 'keys'), process.env['COUNTERPART_MASTER_KEY'])
  const filesFolder = join(dataFolder, 'files')
  mkdirSync(filesFolder, { recursive: true })
  const app = assemble({ database, secrets, clock: systemClock, filesFolder, failed: (error) => log.error(error) })
  const server = await httpServer({
    door: app.door,
    secrets,
    sequencer: app.sequencer,
    log,
    version,
    requestsPerMinuteMax: Number(process.env['REQUESTS_PER_MINUTE'] ?? 60_000),
    webFolder: join(root, 'dist/web'),
    programs: {
      'counterpart-verify.mjs': join(root, 'dist/counterpart-verify.mjs'),
      'counterpart-witness.mjs': join(root, 'dist/counterpart-witness.mjs'),
    },
    ready: () => answers(database),
  })
  const url = await listenOn(server, process.env['HOST'] ?? '127.0.0.1', process.env['PORT'])
  const secret = await operatorSecret(database)
  writeProfile(dataFolder, { ...readProfile(dataFolder), url, operator: secret })
  say(`Counterpart ${version} is ready after ${((monotonicMillis() - begun) / 1_000).toFixed(1)} s`)
  say(`  server    ${url}`)
  say(`  API page  ${url}/api-page`)
  say(`  operator  the key stands in ${join(dataFolder, 'cli.json')}; ./counterpart uses it`)
  stopOnSignal(async () => {
    say('Stopping: finishing what is under way.')
    await server.close()
    await app.stop()
    await opened.close()
  })
}

/** The operator's key of the last start where it still holds, otherwise a new one. */
async function operatorSecret(database: Database): Promise<string> {
  const known = readProfile(dataFolder)?.operator
  if (known !== undefined) {
    const asked = [{ secretHash: secretHash(known), engagementId: null }]
    const [found] = await database.read(null, (tx) => findKnown(tx, asked, systemClock.now()))
    if (found?.principal.kind === 'operator') return known
  }
  return (await installOperator(database, systemClock.now())).secret
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      stop().then(
        () => process.exit(process.exitCode ?? 0),
        (error: unknown) => {
          process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
          process.exit(1)
        },
      )
    })
  }
}

try {
  await main()
} catch (error) {
  process.stderr.write(`Counterpart could not start: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
