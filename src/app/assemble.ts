import type { Database } from '../kernel/database/connect.ts'
import { openDoor, type Door } from '../kernel/execute.ts'
import { authenticator } from '../kernel/identity/authenticating.ts'
import { startWaker, type Waker } from '../kernel/jobs/waking.ts'
import { startSequencer, type Sequencer } from '../kernel/record/sequencer.ts'
import type { Secrets } from '../kernel/secrets.ts'
import type { Clock } from '../kernel/time/clock.ts'
import { boundRooms, reactionsOf, type RoomParts } from './rooms.ts'

export interface AppParts {
  readonly database: Database
  readonly secrets: Secrets
  readonly clock: Clock
  readonly filesFolder: string
  readonly failed: (error: unknown) => void
  /** Set where people wait for answers: what takes a while to start is started beforehand. */
  readonly isServing?: boolean
}

/** One running process of the product, without its HTTP server. */
export interface App {
  readonly door: Door
  readonly sequencer: Sequencer
  readonly waker: Waker
  /** Ends background work; the database stays open. */
  stop(): Promise<void>
}

export function assemble(parts: AppParts): App {
  const sequencer = startSequencer(parts)
  const roomParts: RoomParts = { ...parts, drain: sequencer.drain }
  const door = openDoor({
    ...parts,
    authenticate: authenticator(parts.database, parts.clock),
    bound: boundRooms(roomParts),
    committed: sequencer.notice,
  })
  const waker = startWaker({ ...parts, reactions: reactionsOf(door, roomParts) })
  return {
    door,
    sequencer,
    waker,
    stop: async () => {
      await waker.stop()
      await sequencer.stop()
    },
  }
}
