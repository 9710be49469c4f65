/**
 * The named rules of rounding to a whole number. They differ exactly where two honest people would differ:
 * - `half-up`: halves towards +∞, floor(x + 0.5), the fn:round of XPath that the EN 16931 rules use; −0.5 gives 0
 * - `half-even`: halves to the even neighbour (banker's rounding)
 * - `half-away`: halves away from zero (commercial rounding); −0.5 gives −1
 * - `down`: towards zero; `up`: away from zero; `floor`: towards −∞; `ceiling`: towards +∞
 */
export type Rounding = 'half-up' | 'half-even' | 'half-away' | 'down' | 'up' | 'floor' | 'ceiling'

/** Every rounding rule, in the order of the type. */
export const roundings = [
  'half-up',
  'half-even',
  'half-away',
  'down',
  'up',
  'floor',
  'ceiling',
] as const satisfies readonly Rounding[]

/**
 * numerator ÷ denominator as a whole number by the named rule, exactly (no float on the way).
 * Throws when the denominator is zero: a caller that can meet zero decides first what it means.
 */
export function divideRounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (denominator === 0n) throw new Error('division by zero')
  // BigInt division drops the fraction, so `quotient` is rounded towards zero and `rest` has the numerator's sign.
  const quotient = numerator / denominator
  const rest = numerator - quotient * denominator
  if (rest === 0n) return quotient
  const isNegative = rest < 0n !== denominator < 0n
  return stepsAway(quotient, rest, denominator, isNegative, rounding) ? quotient + (isNegative ? -1n : 1n) : quotient
}

/** Whether the exact quotient, which is not whole, is rounded to the neighbour farther from zero. */
function stepsAway(quotient: bigint, rest: bigint, denominator: bigint, isNegative: boolean, rounding: Rounding) {
  switch (rounding) {
    case 'down':
      return false
    case 'up':
      return true
    case 'floor':
      return isNegative
    case 'ceiling':
      return !isNegative
    case 'half-up':
    case 'half-even':
    case 'half-away': {
      const distance = compareToHalf(rest, denominator)
      if (distance !== 0) return distance > 0
      if (rounding === 'half-away') return true
      return rounding === 'half-up' ? !isNegative : quotient % 2n !== 0n
    }
  }
}

/** Compares |rest ÷ denominator| with one half: −1, 0 or 1. */
function compareToHalf(rest: bigint, denominator: bigint): number {
  const twice = 2n * (rest < 0n ? -rest : rest)
  const whole = denominator < 0n ? -denominator : denominator
  return twice === whole ? 0 : twice > whole ? 1 : -1
}
