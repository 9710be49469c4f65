/** A process that does imports until it is killed: what resuming.db.test.ts starts beside itself. */
import { randomBytes } from 'node:crypto'
import { connectDatabase } from '../../kernel/database/connect.ts'
import type { DatabaseAddress } from '../../kernel/database/session/login.ts'
import { openDoor } from '../../kernel/execute.ts'
import { startWaker } from '../../kernel/jobs/waking.ts'
import { secretsOf } from '../../kernel/secrets.ts'
import { historyHandlers, importWake } from './handlers.ts'
import { importHistoryReaction } from './importing.ts'

/** What the process is told, as JSON in its first argument. */
export interface ImportingTask {
  readonly address: DatabaseAddress
  readonly filesFolder: string
  readonly now: number
}

const task = JSON.parse(process.argv[2] ?? '') as ImportingTask
const database = await connectDatabase(task.address, { connectionsMax: 4 })
const clock = { now: () => task.now }
const failed = (error: unknown): void => console.error(error)
const door = openDoor({
  database,
  clock,
  // Nothing is signed here: the sequencer of the process that started this one places the entries.
  secrets: secretsOf(randomBytes(32)),
  bound: historyHandlers(database),
  authenticate: (credential) => {
    if (credential.kind !== 'acting') throw new Error('This process only acts for those who started imports.')
    return Promise.resolve({ ...credential, session: undefined })
  },
  committed: () => undefined,
})
const reaction = importHistoryReaction(door, { database, filesFolder: task.filesFolder })
startWaker({ database, clock, reactions: { [importWake]: reaction }, failed })
