import { formatDecimal, trimDecimal } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import type { Rounding } from '../../kernel/money/rounding.ts'
import type { Owner } from '../time/rule/clock-rule.ts'

/** What one term says: under which clause, what people call it, and sentences each of which stands alone. */
export type TermText = {
  readonly clause: string
  readonly name: string
  readonly sentences: readonly string[]
}

/** '"received"', '"received" or "sent"': names of events as they were recorded. */
export function eventsText(names: string | readonly string[], joiner: 'or' | 'and' = 'or'): string {
  return listText(
    [names].flat().map((name) => `"${name}"`),
    joiner,
  )
}

/** 'a', 'a and b', 'a, b and c' */
export function listText(words: readonly string[], joiner: 'or' | 'and' = 'and'): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} ${joiner} ${words.at(-1) ?? ''}`
}

/** '1 month', '3 months' */
export function countText(count: number | string, noun: string): string {
  return `${count} ${noun}${String(count) === '1' ? '' : 's'}`
}

/** '2 decimals' */
export function decimalsText(decimals: number): string {
  return countText(decimals, 'decimal')
}

/** '3000', '1.5': without zeros that say nothing. */
export function numberText(value: Decimal): string {
  return formatDecimal(trimDecimal(value))
}

/** The rules of rounding as the agreement says them. */
export const roundingWords = {
  'half-up': 'half up',
  'half-even': 'half to even',
  'half-away': 'half away from zero',
  down: 'towards zero',
  up: 'away from zero',
  floor: 'down',
  ceiling: 'up',
} as const satisfies Record<Rounding, string>

/** Whose minutes they are. */
export const ownerWords = {
  provider: 'the provider',
  client: 'the client',
  customer: 'the customer',
  'third-party': 'a third party',
  'force-majeure': 'force majeure',
} as const satisfies Record<Owner, string>

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** 'February' of 2 */
export function monthName(month: number): string {
  return monthNames[month - 1] ?? String(month)
}

/** Clauses in the order of the agreement: 7.10 after 7.9, what has no number after all numbers. */
export function compareClauses(left: string, right: string): number {
  const [a, b] = [left.split('.'), right.split('.')]
  for (let place = 0; place < Math.max(a.length, b.length); place += 1) {
    const [one, other] = [a[place], b[place]]
    if (one === other) continue
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1
    const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)]
    if (isNumber && isOtherNumber && Number(one) !== Number(other)) return Number(one) - Number(other)
    if (isNumber !== isOtherNumber) return one === '' ? -1 : other === '' ? 1 : isNumber ? -1 : 1
    return one < other ? -1 : 1
  }
  return 0
}
