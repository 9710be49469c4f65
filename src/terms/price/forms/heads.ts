import { z } from 'zod'
import { formatDecimal } from '../../../kernel/money/decimal.ts'
import { multiplyFractions } from '../../../kernel/money/fraction.ts'
import { PriceText } from '../../value/schemas.ts'
import { requiredValue } from '../series.ts'
import { exactly, tellPart } from './asked.ts'
import type { FormAsked, FormResult } from './asked.ts'

/** Full-time equivalents of a month, as both have stated them in a series, at a price for each. */
export const Heads = z.strictObject({ series: z.string().min(1).max(100), price: PriceText })

export function chargeHeads(asked: FormAsked, { series, price }: z.output<typeof Heads>): FormResult {
  const heads = requiredValue(asked.series, series, asked.month)
  const figure = tellPart(asked, {
    part: 'heads',
    label: 'Full-time equivalents',
    value: formatDecimal(heads),
    unit: 'amount',
    formula: `"${series}" for ${asked.month}: ${formatDecimal(heads)}.`,
  })
  const exact = multiplyFractions(exactly(heads), exactly(price.amount))
  return { exact, sum: `${formatDecimal(heads)} × ${price.text}`, parts: [figure] }
}
