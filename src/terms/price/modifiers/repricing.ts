import { formatDecimal, roundDecimal } from '../../../kernel/money/decimal.ts'
import type { Decimal } from '../../../kernel/money/decimal.ts'
import { fraction } from '../../../kernel/money/fraction.ts'
import { minorDigits } from '../../../kernel/money/money.ts'
import type { Terms } from '../../model.ts'
import type { Charge } from '../rate-card.ts'
import type { SeriesBook } from '../series.ts'
import { indexedPrice, indexSteps } from './indexation.ts'
import type { IndexClause, IndexStep } from './indexation.ts'

/** A charge at the prices of a month, and the yearly changes that led there. */
export type Repriced = {
  readonly charge: Charge
  readonly clause: string | undefined
  readonly steps: readonly IndexStep[]
}

/** The prices of a charge in a month: as they were signed, or as its index clause has moved them. */
export function repriced(terms: Terms, id: string, asked: { month: string; series: SeriesBook }): Repriced {
  const charge = terms.charges[id]
  if (!charge) throw new Error(`Parsed terms have no charge "${id}".`)
  const rule = Object.values(terms.indexation).find(({ appliesTo }) => appliesTo.includes(id))
  if (!rule) return { charge, clause: undefined, steps: [] }
  const steps = indexSteps(rule, asked.month, asked.series)
  const factor = steps.at(-1)?.factor ?? fraction(1n, 1n)
  if (steps.length === 0) return { charge, clause: rule.clause, steps }
  return {
    charge: withPrices(charge, (price) => indexedPrice(price, factor, rule.price), rule),
    clause: rule.clause,
    steps,
  }
}

/** The same charge with every price and every amount of it moved. Caps, baselines and thresholds are no prices. */
function withPrices(charge: Charge, move: (price: Decimal) => Decimal, rule: IndexClause): Charge {
  const walk = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => walk(item, key))
    if (typeof value !== 'object' || value === null) return value
    if (['price', 'flat', 'amount', 'shortfallPrice'].includes(key)) {
      if (isPrice(value)) return moved(value, move)
      if (isAmount(value)) return movedAmount(value, move, rule)
    }
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]))
  }
  return walk(charge, '') as Charge
}

type PriceValue = { readonly text: string; readonly currency: string; readonly amount: Decimal }
type AmountValue = { readonly text: string; readonly money: { readonly currency: string; readonly minor: bigint } }

function isPrice(value: object): value is PriceValue {
  return 'amount' in value && typeof value.amount === 'object' && 'currency' in value
}

function isAmount(value: object): value is AmountValue {
  return 'money' in value
}

function moved({ currency, amount }: PriceValue, move: (price: Decimal) => Decimal): PriceValue {
  const now = move(amount)
  return { text: `${currency} ${formatDecimal(now)}`, currency, amount: now }
}

function movedAmount({ money }: AmountValue, move: (price: Decimal) => Decimal, rule: IndexClause): AmountValue {
  const digits = minorDigits(money.currency)
  const now = roundDecimal(move({ digits: money.minor, scale: digits }), digits, rule.price.rounding)
  return { text: `${money.currency} ${formatDecimal(now)}`, money: { currency: money.currency, minor: now.digits } }
}
