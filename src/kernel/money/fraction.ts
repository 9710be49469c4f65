import { powerOfTen, type Decimal } from './decimal.ts'
import { divideRounded, type Rounding } from './rounding.ts'

/** An exact ratio with a positive denominator. It is not reduced: 1899/1999 items stays 1899/1999 items. */
export type Fraction = { readonly numerator: bigint; readonly denominator: bigint }

/** A ratio; the sign moves to the numerator. Throws when the denominator is zero. */
export function fraction(numerator: bigint, denominator: bigint): Fraction {
  if (denominator === 0n) throw new Error('a fraction has no zero denominator')
  return denominator < 0n ? { numerator: -numerator, denominator: -denominator } : { numerator, denominator }
}

/** The decimal as a ratio: 0.305 is 305/1000. */
export function fractionOfDecimal(value: Decimal): Fraction {
  return { numerator: value.digits, denominator: powerOfTen(value.scale) }
}

/** The ratio that a percentage means: 95.0 % is 950/1000. */
export function fractionOfPercent(percent: Decimal): Fraction {
  return { numerator: percent.digits, denominator: powerOfTen(percent.scale + 2) }
}

/** −1, 0 or 1, exactly, by cross-multiplication: 1899/1999 is below 95/100 though it prints as 95.0 %. */
export function compareFractions(a: Fraction, b: Fraction): -1 | 0 | 1 {
  const left = a.numerator * b.denominator
  const right = b.numerator * a.denominator
  return left === right ? 0 : left < right ? -1 : 1
}

/** The exact sum. */
export function addFractions(a: Fraction, b: Fraction): Fraction {
  return {
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  }
}

/** The exact product. */
export function multiplyFractions(a: Fraction, b: Fraction): Fraction {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator }
}

/** The ratio as a decimal of this scale, rounded once by the named rule. */
export function roundFraction(value: Fraction, scale: number, rounding: Rounding): Decimal {
  if (!Number.isInteger(scale) || scale < 0) throw new Error(`the scale ${scale} is not a whole number from 0`)
  return { digits: divideRounded(value.numerator * powerOfTen(scale), value.denominator, rounding), scale }
}
