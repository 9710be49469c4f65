import { compareDecimal, powerOfTen } from '../../../kernel/money/decimal.ts'
import type { Decimal } from '../../../kernel/money/decimal.ts'
import { divideRounded } from '../../../kernel/money/rounding.ts'
import type { Rounding } from '../../../kernel/money/rounding.ts'
import { monthNumber, monthOfNumber } from '../../month-result.ts'
import type { LevelOfMonth, MonthResult } from '../../month-result.ts'
import { compareRatio } from '../../value/percent.ts'
import type { EarnBack } from '../credit-terms.ts'
import { shareOf } from '../level-credit.ts'

const HUNDRED: Decimal = { digits: 100n, scale: 0 }

/** What became of a credit of an earlier month, decided in this one. */
export type EarnedBack = {
  /** The level whose credit it was, and the month that earned it. */
  readonly id: string
  readonly ofMonth: string
  /** `returned`: the provider gets it back. `released`: it was held and is paid now; `lapsed`: it was held, no more. */
  readonly outcome: 'returned' | 'released' | 'lapsed'
  /** What the provider gets (above zero) or gives (below), in minor units. */
  readonly minor: bigint
  readonly reason: string
}

export type EarnBackAsked = {
  readonly month: string
  readonly earlier: readonly MonthResult[]
  /** How the levels came out this month, by id. */
  readonly now: Readonly<Record<string, Pick<LevelOfMonth, 'state' | 'numerator' | 'denominator'>>>
  readonly rounding: Rounding
  /** After the contract has ended nothing is earned back, and what was held is released. */
  readonly isEnded: boolean
}

/**
 * Decides, once and for all, the credits of the month from which the agreed number of months has passed. A month in
 * which a level was not measured is not a month in which it was met. Nothing more than was credited comes back.
 */
export function earnedBack(rule: EarnBack, asked: EarnBackAsked): EarnedBack[] {
  const now = monthNumber(asked.month)
  return asked.earlier.flatMap((earlier) => {
    const distance = now - monthNumber(earlier.month)
    const isDue = distance === rule.months
    // The end of the contract decides at once what would have been decided later.
    const isCutShort = asked.isEnded && distance < rule.months && rule.kind === 'hold-and-release'
    if (!isDue && !isCutShort) return []
    return ordered(earlier.levels).flatMap(([id, credited]) => decide(rule, asked, { id, credited, of: earlier.month }))
  })
}

function decide(
  rule: EarnBack,
  asked: EarnBackAsked,
  { id, credited, of }: { id: string; credited: LevelOfMonth; of: string },
): EarnedBack[] {
  if (credited.creditMinor === 0n) return []
  const span = `${monthOfNumber(monthNumber(of) + 1)} to ${asked.month}`
  const level = rule.level === 'expected' ? 'the expected level' : rule.level.target.text
  const isEarned = !asked.isEnded && monthsAfter(asked, of).every((month) => isMetIn(rule, asked, id, month))
  const met = `${id} ${isEarned ? 'met' : 'did not meet'} ${level} in each month from ${span}`
  const about = { id, ofMonth: of }
  const exact = shareOf(credited.creditMinor, rule.share.percent)
  const share = divideRounded(exact.digits, powerOfTen(exact.scale), asked.rounding)
  if (credited.isHeld) {
    if (!isEarned) {
      return [{ ...about, outcome: 'released', minor: -credited.creditMinor, reason: `${met}: the credit is paid.` }]
    }
    const minor = share - credited.creditMinor
    const lapse = minor === 0n ? 'the held credit' : `${rule.share.text} of the held credit`
    return [{ ...about, outcome: 'lapsed', minor, reason: `${met}: ${lapse} is not paid.` }]
  }
  if (rule.kind === 'hold-and-release' || !isEarned) return []
  if (credited.isRepeat && rule.repeats === 'never') return []
  return [
    { ...about, outcome: 'returned', minor: share, reason: `${met}: ${rule.share.text} of the credit is returned.` },
  ]
}

function monthsAfter(asked: EarnBackAsked, month: string): string[] {
  const [from, to] = [monthNumber(month) + 1, monthNumber(asked.month)]
  return Array.from({ length: to - from + 1 }, (_, index) => monthOfNumber(from + index))
}

function isMetIn(rule: EarnBack, asked: EarnBackAsked, id: string, month: string): boolean {
  const levels = month === asked.month ? asked.now : asked.earlier.find((one) => one.month === month)?.levels
  const level = levels?.[id]
  if (!level) return false
  if (rule.level === 'expected') return level.state === 'met'
  return level.denominator > 0 && compareRatio(level.numerator, level.denominator, rule.level.target.percent) >= 0
}

function ordered(levels: MonthResult['levels']): [string, LevelOfMonth][] {
  return Object.entries(levels).sort(([left], [right]) => (left < right ? -1 : 1))
}

/** 'returned when the expected level is met in 3 consecutive months; never for repeated failures' */
export function earnBackText({ kind, months, level, share, repeats }: EarnBack): string {
  const target = level === 'expected' ? 'its expected level' : level.target.text
  const notPaid = compareDecimal(share.percent, HUNDRED) === 0 ? 'is not paid' : `${share.text} of it is not paid`
  const how =
    kind === 'credit-then-return'
      ? `${share.text} of a credit is returned when the level then meets ${target} in ${months} consecutive months`
      : `a credit is held for ${months} months, and ${notPaid} when the level meets ${target} in all of them`
  return repeats === 'never' ? `${how}; a credit for a repeated failure is not earned back` : how
}
