import type { Fraction } from '../../kernel/money/fraction.ts'

/**
 * What a measure came out as, exact. `percent` keeps its numerator and denominator, so that months can be rolled up by
 * volume; `open-time` is a length of time in milliseconds (a mean is seldom whole); `number` is any other ratio, such
 * as days of backlog, with the decimals to which it is printed.
 */
export type Measured =
  | { readonly unit: 'percent'; readonly numerator: number; readonly denominator: number }
  | { readonly unit: 'open-time'; readonly millis: Fraction }
  | { readonly unit: 'count'; readonly count: number }
  | { readonly unit: 'number'; readonly value: Fraction; readonly places: number }

export type MeasuredUnit = Measured['unit']
