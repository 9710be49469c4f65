import type { LevelState } from './level/service-level.ts'

/**
 * What a later month needs to know of an earlier one: for triggers that look back, repeated failures, caps and minimum
 * commitments of a year, earn-back. A closed month is known as it was closed.
 */
export type MonthResult = {
  /** '2026-10' */
  readonly month: string
  readonly levels: Readonly<Record<string, LevelOfMonth>>
  readonly charges: Readonly<Record<string, ChargeOfMonth>>
  readonly chargesMinor: bigint
  readonly creditsMinor: bigint
  /** Held credits of earlier months that were earned back in this one: no more of them is paid than this. */
  readonly lapsed: readonly { readonly id: string; readonly ofMonth: string; readonly paidMinor: bigint }[]
}

export type LevelOfMonth = {
  readonly state: LevelState
  /** Numerator and denominator where the level measures a share. */
  readonly numerator: number
  readonly denominator: number
  /** A credit was earned by the client, whatever a cap left of it. */
  readonly earned: boolean
  /** What was credited, or held back to be earned, in minor units. */
  readonly creditMinor: bigint
  /** The credit was held and not yet paid. */
  readonly isHeld: boolean
  /** The credit was multiplied because the failure was repeated. */
  readonly isRepeat: boolean
  /** The months whose misses a trigger used up in this month. */
  readonly used: readonly string[]
}

export type ChargeOfMonth = {
  readonly minor: bigint
  readonly units: number
  readonly chargedUnits: number
}

/** The month of a month or date counted from year 0: '2026-10' is 24321. Differences are numbers of months. */
export function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1
}

/** The month of a number: 24321 is '2026-10'. */
export function monthOfNumber(number: number): string {
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`
}
