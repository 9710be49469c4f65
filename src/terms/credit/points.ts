import { multiplyDecimal, powerOfTen } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import { divideRounded } from '../../kernel/money/rounding.ts'
import { bandOf } from './level-credit.ts'
import type { LevelCredit } from './level-credit.ts'

type PointsCredit = Extract<LevelCredit, { form: 'points' }>

/** The points of one failure: those of its severity, or of its band, times the factor of a repeated failure. */
export function pointsOf(
  credit: PointsCredit,
  compare: (threshold: Decimal) => number,
  factor: Decimal,
): { readonly once: number; readonly points: number } {
  const once = typeof credit.points === 'number' ? credit.points : bandOf(credit.points.bands, compare).points
  const exact = multiplyDecimal({ digits: BigInt(once), scale: 0 }, factor)
  // A factor such as 1.5 may leave half a point: points are whole, and a half is not credited.
  return { once, points: Number(divideRounded(exact.digits, powerOfTen(exact.scale), 'floor')) }
}

/** The last row of a table of points that is reached; undefined below the first. */
export function pointsRow<Row extends { readonly from: number }>(
  table: readonly Row[],
  points: number,
): Row | undefined {
  return table.findLast(({ from }) => points >= from)
}
