import { addDecimal, compareDecimal, multiplyDecimal, subtractDecimal } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'

/**
 * One step of a price. `to` is the last unit that the tier takes in; the last tier has none. `flat` is owed as a whole
 * once the tier is reached.
 */
export type Tier = { readonly to?: Decimal | undefined; readonly price: Decimal; readonly flat?: Decimal | undefined }

/** What one tier adds to a charge: so many units at such a price, and its flat amount. Exact, nothing is rounded. */
export type TierShare = {
  readonly tier: number
  readonly units: Decimal
  readonly price: Decimal
  readonly flat: Decimal
  readonly amount: Decimal
}

export type FlatAtZero = 'owed' | 'not-owed'

const ZERO: Decimal = { digits: 0n, scale: 0 }

/**
 * Graduated price: each unit is priced by the tier in which it falls. Units before a boundary keep their price when the
 * boundary is passed.
 * @param flatAtZero whether no units at all still owe the flat amount of the first tier
 */
export function graduatedShares(units: Decimal, tiers: readonly Tier[], flatAtZero: FlatAtZero): TierShare[] {
  const shares: TierShare[] = []
  let from = ZERO
  for (const [index, tier] of tiers.entries()) {
    const reached =
      index === 0 ? compareDecimal(units, ZERO) > 0 || flatAtZero === 'owed' : compareDecimal(units, from) > 0
    if (!reached) break
    const upTo = tier.to !== undefined && compareDecimal(units, tier.to) > 0 ? tier.to : units
    shares.push(shareOf(index, subtractDecimal(upTo, from), tier))
    if (tier.to === undefined) break
    from = tier.to
  }
  return shares
}

/** Volume price: the tier in which the total falls prices every unit. 100.5 units lie beyond a tier to 100. */
export function volumeShares(units: Decimal, tiers: readonly Tier[], flatAtZero: FlatAtZero): TierShare[] {
  if (compareDecimal(units, ZERO) === 0 && flatAtZero === 'not-owed') return []
  const index = tiers.findIndex((tier) => tier.to === undefined || compareDecimal(units, tier.to) <= 0)
  const tier = tiers[index]
  if (!tier) throw new Error('The last tier of a price has no end, so every number of units falls in a tier.')
  return [shareOf(index, units, tier)]
}

/** The exact sum of the shares: it is rounded once, by whoever makes the line. */
export function sumOfShares(shares: readonly TierShare[]): Decimal {
  return shares.reduce((sum, share) => addDecimal(sum, share.amount), ZERO)
}

function shareOf(index: number, units: Decimal, tier: Tier): TierShare {
  const flat = tier.flat ?? ZERO
  return { tier: index, units, price: tier.price, flat, amount: addDecimal(multiplyDecimal(units, tier.price), flat) }
}
