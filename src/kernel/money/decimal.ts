import { AmountError, quoted } from './money-error.ts'
import { divideRounded, type Rounding } from './rounding.ts'

/** An exact decimal number: value = digits · 10^−scale. The scale is kept, so '6.40' stays '6.40'. */
export type Decimal = { readonly digits: bigint; readonly scale: number }

/** No price or quantity needs more; a longer text is a mistake or an attack. */
const digitsMax = 60

const powers: bigint[] = Array.from({ length: 2 * digitsMax + 1 }, (_, exponent) => 10n ** BigInt(exponent))

/** 10 to a whole, not negative power. */
export function powerOfTen(exponent: number): bigint {
  return powers[exponent] ?? 10n ** BigInt(exponent)
}

/** A decimal from its digits: `decimal(305n, 3)` is 0.305; `decimal(7n)` is 7. */
export function decimal(digits: bigint, scale = 0): Decimal {
  if (!Number.isInteger(scale) || scale < 0) throw new Error(`the scale ${scale} is not a whole number from 0`)
  return { digits, scale }
}

/**
 * Reads a decimal written plainly: an optional minus, digits, and optionally a point and more digits ('-0.50').
 * No exponent, no plus, no separators, no bare point, no leading zeros. Throws AmountError.
 */
export function parseDecimal(text: string): Decimal {
  if (!/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/.test(text)) throw new AmountError(...whyNoDecimal(text))
  const point = text.indexOf('.')
  const scale = point < 0 ? 0 : text.length - point - 1
  const plain = point < 0 ? text : text.slice(0, point) + text.slice(point + 1)
  if (plain.length > digitsMax) {
    throw new AmountError(`${quoted(text)} has more than ${digitsMax} digits`, 'write a shorter number')
  }
  return { digits: BigInt(plain), scale }
}

function whyNoDecimal(text: string): [what: string, mend: string] {
  const shown = quoted(text)
  if (text === '') return ['the number is empty', 'write digits, such as 12.50']
  if (text !== text.trim()) return [`${shown} has spaces around it`, 'take the spaces away']
  if (/^[-+0-9.]+[eE][-+0-9]+$/.test(text)) return [`${shown} has an exponent`, 'write all digits, such as 1200']
  if (text.startsWith('+')) return [`${shown} starts with a plus`, 'leave the plus out']
  if (/^-?0[0-9]/.test(text)) return [`${shown} starts with a needless zero`, 'leave leading zeros out']
  if (/^-?\.|\.$/.test(text)) return [`${shown} has a bare decimal point`, 'write digits on both sides, such as 0.5']
  if (/^[-0-9.,'_ \u00a0\u202f]+$/.test(text)) {
    return [`${shown} has a separator`, 'write a point before the decimals and nothing between thousands']
  }
  return [`${shown} is not a decimal number`, 'write digits, such as 12.50']
}

/** Writes a decimal with exactly its scale: digits 640, scale 2 is '6.40'. Zero has no sign. */
export function formatDecimal(value: Decimal): string {
  const isNegative = value.digits < 0n
  const plain = (isNegative ? -value.digits : value.digits).toString().padStart(value.scale + 1, '0')
  const whole = plain.slice(0, plain.length - value.scale)
  const sign = isNegative ? '-' : ''
  return value.scale === 0 ? sign + whole : `${sign}${whole}.${plain.slice(plain.length - value.scale)}`
}

/** The exact sum; its scale is the larger of the two. */
export function addDecimal(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale)
  return { digits: digitsAtScale(a, scale) + digitsAtScale(b, scale), scale }
}

/** The exact difference a − b; its scale is the larger of the two. */
export function subtractDecimal(a: Decimal, b: Decimal): Decimal {
  return addDecimal(a, { digits: -b.digits, scale: b.scale })
}

/** The exact product; its scale is the sum of the two. */
export function multiplyDecimal(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale }
}

/** −1, 0 or 1 by value: 6.4 and 6.40 are equal. */
export function compareDecimal(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const scale = Math.max(a.scale, b.scale)
  const left = digitsAtScale(a, scale)
  const right = digitsAtScale(b, scale)
  return left === right ? 0 : left < right ? -1 : 1
}

/** The value at exactly this scale: rounded once by the named rule, or padded with zeros. */
export function roundDecimal(value: Decimal, scale: number, rounding: Rounding): Decimal {
  if (!Number.isInteger(scale) || scale < 0) throw new Error(`the scale ${scale} is not a whole number from 0`)
  if (scale >= value.scale) return { digits: digitsAtScale(value, scale), scale }
  return { digits: divideRounded(value.digits, powerOfTen(value.scale - scale), rounding), scale }
}

/** The same value without zeros at the end of its decimals: 6.40 becomes 6.4. */
export function trimDecimal(value: Decimal): Decimal {
  let { digits, scale } = value
  while (scale > 0 && digits % 10n === 0n) {
    digits /= 10n
    scale -= 1
  }
  return { digits, scale }
}

function digitsAtScale(value: Decimal, scale: number): bigint {
  return scale === value.scale ? value.digits : value.digits * powerOfTen(scale - value.scale)
}
