import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pino } from 'pino'
import { assemble } from './app/assemble.ts'
import { keepProfile } from './app/starting/keeping-profile.ts'
import { openProduct } from './app/starting/opening.ts'
import { stopOnSignal } from './app/starting/stopping.ts'
import { answers } from './kernel/database/open.ts'
import { httpServer } from './kernel/http/server.ts'
import { termsJsonSchema } from './terms/documents/json-schema.ts'
import { listenOn, publicOriginOf } from './kernel/http/listening.ts'
import { loadSecrets } from './kernel/secrets.ts'
import { monotonicMillis, systemClock } from './kernel/time/clock.ts'

const root = resolve(import.meta.dirname, '..')
const dataFolder = resolve(process.env['COUNTERPART_DATA'] ?? join(root, 'data'))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

/** Starts the product: database, rooms, background work, HTTP server; and stops it all in the opposite order. */
async function main(): Promise<void> {
  const begun = monotonicMillis()
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const publicOrigin = publicOriginOf(process.env['COUNTERPART_URL'])
  mkdirSync(dataFolder, { recursive: true })
  const log = pino({ level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination({ fd: 2, sync: true }))
  const secrets = loadSecrets(join(dataFolder, 'keys'), process.env['COUNTERPART_MASTER_KEY'])
  const opened = await openProduct({
    databaseUrl: process.env['DATABASE_URL'],
    demo: process.env['COUNTERPART_DEMO'],
    dataFolder,
    secrets,
    migrationsFolder: join(root, 'migrations'),
    log: say,
    onFailure: (error) => {
      log.fatal(error)
      process.exitCode = 1
      process.kill(process.pid, 'SIGTERM')
    },
  })
  const { database, filesFolder, isDemo } = opened
  const failed = (error: unknown) => log.error(error)
  const app = assemble({ database, secrets, clock: systemClock, filesFolder, failed, isServing: true })
  const server = await httpServer({
    door: app.door,
    secrets,
    sequencer: app.sequencer,
    log,
    version,
    requestsPerMinuteMax: Number(process.env['REQUESTS_PER_MINUTE'] ?? 60_000),
    webFolder: join(root, 'dist/web'),
    publicOrigin,
    programs: {
      'counterpart-verify.mjs': join(root, 'dist/counterpart-verify.mjs'),
      'counterpart-witness.mjs': join(root, 'dist/counterpart-witness.mjs'),
    },
    papers: { '/terms.schema.json': termsJsonSchema },
    ready: () => answers(database),
  })
  const url = await listenOn(server, process.env['HOST'] ?? '127.0.0.1', process.env['PORT'])
  const demo = isDemo ? await import('./app/starting/personas.ts') : undefined
  const profile = await keepProfile(dataFolder, url, database, async (operator) =>
    demo?.demoEngagement(app.door, operator),
  )
  say(`Counterpart ${version} is ready after ${((monotonicMillis() - begun) / 1_000).toFixed(1)} s`)
  say(`  server    ${url}`)
  say(`  API page  ${url}/api-page`)
  say(`  operator  the key stands in ${join(dataFolder, 'cli.json')}; ./counterpart uses it`)
  if (demo !== undefined) {
    say('  the demo  sign in as one of these; each link works once, within a day')
    for (const line of await demo.personaLinks(app.door, profile.operator, url)) say(`    ${line}`)
  }
  stopOnSignal(async () => {
    say('Stopping: finishing what is under way.')
    await server.close()
    await app.stop()
    await opened.close()
  })
}

try {
  await main()
} catch (error) {
  process.stderr.write(`Counterpart could not start: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
