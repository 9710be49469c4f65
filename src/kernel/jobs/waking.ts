import type { Database } from '../database/connect.ts'
import type { Clock } from '../time/clock.ts'
import type { EpochMillis } from '../time/instant.ts'
import { endWake, leaseWakes, postponeWake, renewWake, type LeasedWake } from './store.ts'

/** What a reaction says when it is through: finished, or to be woken again at an instant. */
export type Reacted = { readonly done: true } | { readonly againAt: EpochMillis }

/**
 * Reacts to a wake by commands through the door. Their idempotency keys follow from the wake (`wake.dueAt` and
 * `thingId`), so a wake that fires again after a crash has its effect once. `keepsLease` renews the lease and is
 * false when another process has taken over or this one is about to end: then stop, and ask to be woken again at
 * once (where another has taken over, that wish is void).
 */
export type Reaction = (wake: LeasedWake, keepsLease: () => Promise<boolean>) => Promise<Reacted>

export interface Waker {
  /** Looks at once, without waiting for the next round. */
  nudge(): void
  stop(): Promise<void>
}

export interface WakerParts {
  readonly database: Database
  readonly clock: Clock
  readonly reactions: Readonly<Record<string, Reaction>>
  readonly failed: (error: unknown) => void
}

const roundMillis = 250
const leaseMillis = 15_000
const atOnceMax = 4
const pauseAfterFailureMillisMax = 60_000

/** Runs reactions of due wakes; any number of processes may do so on one database. */
export function startWaker(parts: WakerParts): Waker {
  const running = new Set<Promise<void>>()
  let stopped = false
  let looking: Promise<void> = Promise.resolve()
  const look = () => {
    looking = looking.then(once, once)
  }
  const timer = setInterval(look, roundMillis)

  async function once(): Promise<void> {
    const free = atOnceMax - running.size
    if (stopped || free <= 0) return
    try {
      const now = parts.clock.now()
      const lease = { now, leasedUntil: now + leaseMillis, most: free }
      for (const wake of await parts.database.directory((tx) => leaseWakes(tx, lease))) {
        const work = react(wake).finally(() => running.delete(work))
        running.add(work)
      }
    } catch (error) {
      parts.failed(error)
    }
  }

  async function react(wake: LeasedWake): Promise<void> {
    const reaction = parts.reactions[wake.kind]
    try {
      if (reaction === undefined) throw new Error(`No reaction is known to ${wake.kind}.`)
      const reacted = await reaction(wake, async () => {
        if (stopped) return false
        return parts.database.directory((tx) => renewWake(tx, wake, parts.clock.now() + leaseMillis))
      })
      await parts.database.directory(async (tx) => {
        if ('done' in reacted) await endWake(tx, wake)
        else postponeWake(tx, wake, reacted.againAt, null)
      })
    } catch (error) {
      parts.failed(error)
      await putBack(wake, error)
    }
  }

  /** Tries again later and later, up to a minute apart; the reason stands in the wake's row. */
  async function putBack(wake: LeasedWake, error: unknown): Promise<void> {
    const pause = Math.min(pauseAfterFailureMillisMax, 500 * 2 ** Math.min(wake.attempts, 8))
    const reason = error instanceof Error ? error.message.slice(0, 1_000) : String(error)
    const postpone = parts.database.directory(async (tx) => postponeWake(tx, wake, parts.clock.now() + pause, reason))
    await postpone.catch(parts.failed)
  }

  return {
    nudge: look,
    stop: async () => {
      clearInterval(timer)
      // Long reactions notice it where they renew their lease; what they leave is taken up by another process.
      stopped = true
      await looking
      await Promise.allSettled(running)
    },
  }
}
