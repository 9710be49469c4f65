import type { Duration } from '../duration.ts'

/** What a pause of the clock does to an instant that was fixed at the start. It is said, or there are no pauses. */
export const pauseRules = ['moves-by-open-time', 'does-not-move'] as const
export type WhilePaused = (typeof pauseRules)[number]

/** So much real time, round the clock, whatever the calendar says. */
export type RollingTime = { readonly kind: 'rolling'; readonly millis: number }

/** The same local time so many dates later. */
export type CalendarDays = {
  readonly kind: 'calendar-days'
  readonly days: number
  readonly whilePaused?: WhilePaused | undefined
}

/**
 * A cut-off: what starts by `receivedBy` (inclusive) is due by `dueBy` on the processing day `days` after its date,
 * what starts later `laterDays` after it. Both times are minutes from 00:00 on the calendar's local clock.
 */
export type CutOff = {
  readonly kind: 'cut-off'
  readonly receivedBy: number
  readonly dueBy: number
  readonly days: number
  readonly laterDays: number
  readonly whilePaused?: WhilePaused | undefined
}

/** A target whose due instant is fixed by the local clock when the run starts. */
export type FixedTarget = CutOff | CalendarDays

/** What a clock is held against. */
export type Target = Duration | RollingTime | FixedTarget

/** Whether the due instant is fixed at the start, so that it must be said what a pause does to it. */
export function isFixed(target: Target): target is FixedTarget {
  return target.kind === 'cut-off' || target.kind === 'calendar-days'
}
