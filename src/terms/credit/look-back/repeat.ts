import { z } from 'zod'
import {
  compareDecimal,
  formatDecimal,
  multiplyDecimal,
  parseDecimal,
  trimDecimal,
} from '../../../kernel/money/decimal.ts'
import type { Decimal } from '../../../kernel/money/decimal.ts'
import { monthNumber } from '../../month-result.ts'
import type { MonthResult } from '../../month-result.ts'
import { unreadable } from '../../value/problem.ts'

const ONE: Decimal = { digits: 1n, scale: 0 }

/** '2' or '1.5': by how much a credit or points are multiplied. */
const FactorText = z.string().transform((text, context): Decimal => {
  try {
    const factor = parseDecimal(text)
    if (compareDecimal(factor, ONE) >= 0) return factor
  } catch {
    // The problem below says what is expected.
  }
  unreadable(context, { message: `"${text}" is not a factor.`, mend: 'Write a number from 1 up, in quotes: "2".' })
  return z.NEVER
})

/**
 * A failure that was repeated weighs more. `once`: one factor, where the level earned a credit (or points) in any of
 * the months before that are named. `every-month`: the factor again for each month in an unbroken row just before.
 * Never more than `upTo` together.
 */
export const Repeat = z.strictObject({
  withinMonths: z.int().min(1).max(60),
  multiply: FactorText,
  each: z.enum(['once', 'every-month']),
  upTo: FactorText,
})
export type Repeat = z.output<typeof Repeat>

export type RepeatResult = { readonly factor: Decimal; readonly isRepeat: boolean; readonly reason: string }

/** The factor of this month, from the months before in which the same level earned a credit. */
export function repeatFactor(
  repeat: Repeat,
  asked: { readonly id: string; readonly month: string; readonly earlier: readonly MonthResult[] },
): RepeatResult {
  const now = monthNumber(asked.month)
  const failed = new Set(
    asked.earlier
      .filter(({ levels }) => levels[asked.id]?.earned === true)
      .map(({ month }) => now - monthNumber(month)),
  )
  const distances = Array.from({ length: repeat.withinMonths }, (_, index) => index + 1)
  const unbroken = distances.findIndex((distance) => !failed.has(distance))
  const inRow = unbroken < 0 ? repeat.withinMonths : unbroken
  const times = repeat.each === 'every-month' ? inRow : Number(distances.some((distance) => failed.has(distance)))
  let factor = ONE
  for (let step = 0; step < times && compareDecimal(factor, repeat.upTo) < 0; step += 1) {
    factor = multiplyDecimal(factor, repeat.multiply)
  }
  if (compareDecimal(factor, repeat.upTo) > 0) factor = repeat.upTo
  const text = formatDecimal(trimDecimal(factor))
  const months = repeat.withinMonths === 1 ? 'in the month before' : `in the ${repeat.withinMonths} months before`
  if (times === 0) return { factor: ONE, isRepeat: false, reason: `No failure ${months}: the factor is 1.` }
  const row = times === 1 ? 'The failure was repeated once' : `The failure was repeated ${times} months in a row`
  return { factor, isRepeat: true, reason: `${row}: the factor is ${text}.` }
}

/** 'times 2 for each month in a row within 3 months, at most 8' */
export function repeatText({ withinMonths, multiply, each, upTo }: Repeat): string {
  const [by, most] = [formatDecimal(multiply), formatDecimal(upTo)]
  const months = withinMonths === 1 ? '1 month' : `${withinMonths} months`
  return each === 'once'
    ? `times ${by} where the level failed within the ${months} before`
    : `times ${by} for each month in a row, at most ${months} back and ${most} together`
}
