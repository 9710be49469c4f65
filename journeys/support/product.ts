import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readProfile } from '../../src/app/profile.ts'

const root = resolve(import.meta.dirname, '../..')
const startMillisMax = 60_000

export interface ProductOptions {
  readonly dataFolder: string
  /** Settings beside those that every start has: DATABASE_URL, LOG_LEVEL, COUNTERPART_MASTER_KEY … */
  readonly settings?: Readonly<Record<string, string>>
  /** Flags of node, for a profile. */
  readonly flags?: readonly string[]
}

/** The real product in a process of its own, as `npm start` runs it. */
export interface Product {
  readonly url: string
  /** The operator's key, as the start left it in cli.json. */
  readonly operator: string
  readonly processId: number
  /** Ends the process as a power cut would. */
  kill(): Promise<void>
  /** Asks it to finish and end. */
  stop(): Promise<void>
}

/** Starts the product on a free port and waits until it says that it is ready. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const flags = ['--disable-warning=ExperimentalWarning', ...(options.flags ?? [])]
  const child = spawn(process.execPath, [...flags, join(root, 'src/main.ts')], {
    cwd: root,
    env: environmentOf(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await readyUrl(child)
  const operator = readProfile(options.dataFolder)?.operator
  if (operator === undefined || child.pid === undefined)
    throw new Error('The product left no operator key in cli.json.')
  return {
    url,
    operator,
    processId: child.pid,
    kill: () => endBy(child, 'SIGKILL'),
    stop: () => endBy(child, 'SIGTERM'),
  }
}

/** Process number of the Postgres that the product manages; undefined between two of its lives. */
export function postmasterOf(dataFolder: string): number | undefined {
  return Number(postmasterLines(dataFolder)[0]) || undefined
}

/** Address under which another process on this machine reaches the managed Postgres. */
export function databaseUrlOf(dataFolder: string): string {
  const socketFolder = postmasterLines(dataFolder)[4] ?? ''
  return `postgres://postgres@localhost/counterpart?host=${encodeURIComponent(socketFolder)}`
}

function postmasterLines(dataFolder: string): string[] {
  try {
    return readFileSync(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return []
  }
}

function environmentOf({ dataFolder, settings }: ProductOptions): NodeJS.ProcessEnv {
  // Only what a start needs: nothing of the test runner's own settings reaches the product.
  const { PATH, HOME, TMPDIR } = process.env
  const inherited = Object.entries({ PATH, HOME, TMPDIR }).filter(([, value]) => value !== undefined)
  const own = { COUNTERPART_DATA: dataFolder, COUNTERPART_DEMO: 'off', PORT: '0', REQUESTS_PER_MINUTE: '100000000' }
  return { ...Object.fromEntries(inherited), ...own, ...settings }
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((done, failed) => {
    let said = ''
    const timer = setTimeout(() => failed(new Error(`The product was not ready in time: ${said}`)), startMillisMax)
    child.once('exit', (code, signal) => failed(new Error(`The product ended (${code ?? signal}): ${said}`)))
    child.stdout?.on('data', (chunk) => {
      said += String(chunk)
      const url = /is ready after[^\n]*\n\s*server\s+(http\S+)\n/.exec(said)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      done(url)
    })
    child.stderr?.on('data', (chunk) => (said = `${said}${String(chunk)}`.slice(-10_000)))
  })
}

async function endBy(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}
