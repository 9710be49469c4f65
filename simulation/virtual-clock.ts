import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock } from '../src/kernel/time/clock.ts'
import type { EpochMillis } from '../src/kernel/time/instant.ts'

/**
 * A clock whose time is made. Each call through the door runs at an instant of its own, also beside calls of other
 * instants, so that calls which a day apart sends can commit as one group. What runs in the background reads the
 * settled time: everything before it has happened, and nothing after it.
 */
export interface VirtualClock extends Clock {
  /** Says that everything before this instant has happened. It never goes back. */
  settle(at: EpochMillis): void
  /** Runs work for which it is this instant, however long it takes. */
  during<T>(at: EpochMillis, work: () => Promise<T>): Promise<T>
}

export function virtualClock(start: EpochMillis): VirtualClock {
  const instants = new AsyncLocalStorage<EpochMillis>()
  let settled = start
  return {
    now: () => instants.getStore() ?? settled,
    settle: (at) => {
      if (at < settled) throw new Error(`The settled time cannot go back from ${settled} to ${at}.`)
      settled = at
    },
    during: (at, work) => instants.run(at, work),
  }
}
