import type { EpochMillis } from './instant.ts'

/**
 * Where "now" comes from. Code that needs the time is handed an EpochMillis; only the edge of the program holds one.
 */
export type Clock = { now(): EpochMillis }

/** The machine's clock: milliseconds since 1970-01-01T00:00:00Z. The only reader of the time of day. */
export const systemClock: Clock = { now: () => Date.now() }

/** Milliseconds, with fractions, on a clock that never goes back. Only differences mean something. */
export function monotonicMillis(): number {
  return performance.now()
}
