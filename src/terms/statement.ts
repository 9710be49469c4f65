import { moneyText } from '../kernel/money/money.ts'
import type { Figure } from './explanation.ts'
import type { LevelState } from './level/service-level.ts'
import type { TaxCategory } from './tax/tax-terms.ts'
import type { Charge } from './price/rate-card.ts'

/**
 * Attainment, credits and charges of one month: a plain value of texts, safe whole numbers, lists and objects, which
 * canonical JSON can hold as it is. Amounts are whole minor units of `currency`; ratios are two whole numbers beside
 * their printed text. Every number is a figure: the ids lead into the tree in `figures`.
 */
export type Statement = {
  readonly version: 1
  readonly engagement: string
  readonly agreement: string
  /** SHA-256 of the terms, and the number of entries of the record from which the history was read. */
  readonly termsHash: string
  readonly treeSize: number
  readonly period: Period
  readonly currency: string
  readonly serviceLevels: readonly ServiceLevelLine[]
  readonly credits: readonly CreditLine[]
  readonly earnBack?: readonly EarnBackLine[]
  /** What closed months would come to with what was told since, less what they came to. */
  readonly adjustments?: readonly AdjustmentLine[]
  /** Which credits this invoice deducts, and what it leaves to the next one. */
  readonly deferral?: Deferral
  /** Within how many days credits are paid in cash once no invoice can bear them. */
  readonly cashWithinDays?: number
  readonly charges: readonly ChargeLine[]
  /** The categories of tax for the invoice; amounts of a statement are before tax. */
  readonly taxes?: readonly TaxCategory[]
  readonly totals: Totals
  readonly figures: readonly Figure[]
}

/** From the first instant of the month, or of the terms where they begin later, to the first of the next month. */
export type Period = { readonly month: string; readonly from: string; readonly to: string; readonly zone: string }

export type ServiceLevelLine = {
  readonly id: string
  readonly clause: string
  readonly name: string
  readonly measure: string
  readonly kind: 'critical' | 'key'
  readonly state: LevelState
  readonly numerator: number
  readonly denominator: number
  readonly printed: string
  /** Said where less is better. */
  readonly direction?: 'at-most'
  readonly expected: string
  readonly minimum: string
  readonly creditMinor: number
  /** The months whose misses the trigger used up this month. */
  readonly used?: readonly string[]
  /** The level earned its credit, whatever a cap, a waiver or points left of it. Said where a later month must know. */
  readonly earned?: true
  readonly figures: {
    readonly state: string
    readonly attainment: string
    readonly numerator: string
    readonly denominator: string
    readonly expected: string
    readonly minimum: string
    readonly credit?: string
  }
}

export type CreditLine = {
  /** The id of the service level that earned it. */
  readonly id: string
  readonly clause: string
  readonly name: string
  /** 'charges', or the id of the charge whose amount is the base. */
  readonly of: string
  readonly baseMinor: number
  readonly percent: string
  /** Before rounding and cap, exact, in the currency's major unit: '1023.824'. */
  readonly raw: string
  readonly roundedMinor: number
  /** What waits to be earned back, and is not credited yet. */
  readonly heldMinor?: number
  readonly isRepeat?: true
  /** The level whose credit stands for the same incident. */
  readonly waivedFor?: string
  /** What is credited, not negative. Below `roundedMinor` where the cap of the month bites. */
  readonly amountMinor: number
  readonly figure: string
}

/** What became of a credit of an earlier month: what the provider gets back (above zero) or pays now (below). */
export type EarnBackLine = {
  readonly id: string
  readonly clause: string
  readonly ofMonth: string
  readonly outcome: 'returned' | 'released' | 'lapsed'
  readonly amountMinor: number
  readonly figure: string
}

/**
 * Where credits are taken off the next invoice: those of the month before that this one deducts, by line, and what this
 * month's credits leave to the next. In the last month of the contract nothing is left: its own are deducted too.
 */
export type Deferral = {
  readonly deducted: readonly DeductedLine[]
  readonly deferredMinor: number
}

export type DeductedLine = {
  readonly ofMonth: string
  readonly id: string
  readonly clause: string
  readonly name: string
  readonly amountMinor: number
  readonly figure: string
}

/** A charge or a credit of a closed month, computed again with what was told late: the difference is settled now. */
export type AdjustmentLine = {
  readonly ofMonth: string
  readonly kind: 'charge' | 'credit' | 'earn-back'
  readonly id: string
  readonly clause: string
  readonly name: string
  /** What the line stood at, with what later months adjusted already, and what it comes to now. */
  readonly fromMinor: number
  readonly toMinor: number
  /** What the client owes more (above zero) or less: a credit that grows is below zero. */
  readonly amountMinor: number
  readonly figure: string
}

export type ChargeLine = {
  readonly id: string
  readonly clause: string
  readonly name: string
  readonly form: Charge['form']
  /** Units that were delivered, and units that are charged: more where a minimum commitment is not reached. */
  readonly units?: number
  readonly chargedUnits?: number
  readonly amountMinor: number
  readonly figure: string
}

/** net = charges − credits + what is earned back + corrections. The cap is there where the terms have one. */
export type Totals = {
  readonly chargesMinor: number
  readonly creditsMinor: number
  readonly netMinor: number
  readonly capMinor?: number
  readonly earnBackMinor?: number
  readonly adjustmentsMinor?: number
  /** Credits that this invoice deducts, where they are not those of the month. */
  readonly deductedMinor?: number
  readonly figures: {
    readonly charges: string
    readonly credits: string
    readonly net: string
    readonly cap?: string
    readonly earnBack?: string
    readonly adjustments?: string
    readonly deducted?: string
  }
}

/** A whole number of minor units as a number. Throws beyond 2^53, where a number would no longer be exact. */
export function safeMinor(minor: bigint): number {
  const value = Number(minor)
  if (!Number.isSafeInteger(value)) throw new Error(`The amount ${minor} is too large for a statement.`)
  return value
}

/** 'EUR 1023.82' */
export function amountText(currency: string, minor: bigint | number): string {
  return moneyText({ currency, minor: BigInt(minor) })
}
