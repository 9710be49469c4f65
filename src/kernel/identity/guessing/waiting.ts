import type { EpochMillis } from '../../time/instant.ts'

/** From this many failures in the window on, an account waits until the first of them has left it. */
export const failuresMax = 10
export const windowMillis = 900_000

const second = 1_000
/** The wait after so many failures: whoever mistypes twice notices nothing, a program soon does. */
const waits = [0, 0, 0, second, 2 * second, 4 * second, 8 * second, 16 * second, 32 * second, 60 * second]

/** Failures that still count, oldest first. */
export function recentFailures(failedAt: readonly EpochMillis[], now: EpochMillis): EpochMillis[] {
  return failedAt.filter((at) => now - at < windowMillis).toSorted((a, b) => a - b)
}

/** How long an account has to wait before its next attempt, in milliseconds; 0 where it may try now. */
export function waitMillis(failedAt: readonly EpochMillis[], now: EpochMillis): number {
  const recent = recentFailures(failedAt, now)
  const first = recent.at(-failuresMax)
  if (first !== undefined) return first + windowMillis - now
  const last = recent.at(-1) ?? now
  return Math.max(0, last + (waits[recent.length] ?? 0) - now)
}
