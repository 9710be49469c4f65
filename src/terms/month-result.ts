import type { LevelState } from './level/service-level.ts'

/**
 * What a later month needs to know of an earlier one: for triggers that look back, repeated failures, caps and minimum
 * commitments of a year, earn-back. A closed month is known as it was closed, an open one as it stands.
 */
export type MonthResult = {
  /** '2026-10' */
  readonly month: string
  readonly levels: Readonly<Record<string, LevelOfMonth>>
  readonly charges: Readonly<Record<string, ChargeOfMonth>>
  readonly chargesMinor: bigint
  readonly creditsMinor: bigint
}

export type LevelOfMonth = {
  readonly state: LevelState
  /** Numerator and denominator where the level measures a share. */
  readonly numerator: number
  readonly denominator: number
  /** What was credited for this level in that month, in minor units. */
  readonly creditMinor: bigint
  /** A trigger was fulfilled in that month and used up the misses that it counted. */
  readonly consumed: boolean
}

export type ChargeOfMonth = {
  readonly minor: bigint
  readonly units: number
  readonly chargedUnits: number
}
