import { roundDecimal } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import { minorDigits, priceTimes } from '../../kernel/money/money.ts'
import type { EvidenceRow, RowList } from '../explanation.ts'
import type { History } from '../history.ts'
import type { Window } from '../level/population.ts'
import { listOfItems } from '../population/row-lists.ts'
import { heldFacts } from '../value/facts.ts'
import type { FactFilter } from '../value/schemas.ts'
import type { YearlyMinimum } from './modifiers/yearly-minimum.ts'
import type { Charge } from './rate-card.ts'
import { graduatedShares, sumOfShares, volumeShares } from './tiers.ts'
import type { Tier, TierShare } from './tiers.ts'

/** A charge that counts units at a price, or at prices in tiers. */
export type UnitCharge = Extract<Charge, { form: 'unit' | 'graduated' | 'volume' }>

/** What the three forms of unit charge have in common. */
export type UnitTerms = {
  readonly per: string
  readonly counts: 'work-items' | 'events'
  readonly only?: FactFilter | undefined
  readonly minimum?: number | YearlyMinimum | undefined
}

/** One charge of a period: its units, how the price takes them, the exact sum and the line, rounded once. */
export type PricedUnits = {
  readonly chargedUnits: number
  readonly shares: readonly TierShare[]
  readonly exact: Decimal
  readonly minor: bigint
}

export function unitTermsOf(charge: UnitCharge): UnitTerms {
  switch (charge.form) {
    case 'unit':
      return charge.unit
    case 'graduated':
      return charge.graduated
    case 'volume':
      return charge.volume
  }
}

/**
 * The units of a period, one row each, sorted by work item. Counting work items, an item is charged once in its life,
 * in the period of its first event of that name; counting events, each one inside the window is a unit.
 */
export function unitRows(history: History, window: Window, terms: Omit<UnitTerms, 'minimum'>): readonly EvidenceRow[] {
  return unitList(history, window, terms).rows()
}

/** The same rows, made when they are looked at. */
export function unitList(history: History, window: Window, terms: Omit<UnitTerms, 'minimum'>): RowList {
  const places: number[] = []
  const columns: number[] = []
  const code = history.codeOf(terms.per)
  if (code !== undefined) findUnits(history, window, { ...terms, code }, { places, columns })
  return listOfItems(history, places, (item, index): EvidenceRow => {
    const chargedAt = history.instants[columns[index] ?? -1] ?? NaN
    return { workItemId: history.itemIds[item] ?? '', verdict: 'charged', chargedAt }
  })
}

function findUnits(
  history: History,
  window: Window,
  terms: Pick<UnitTerms, 'counts' | 'only'> & { readonly code: number },
  found: { readonly places: number[]; readonly columns: number[] },
): void {
  const holds = heldFacts(history, terms.only, window.to)
  for (let item = 0; item < history.itemIds.length; item += 1) {
    const end = history.offsets[item + 1] ?? 0
    for (let column = history.offsets[item] ?? 0; column < end; column += 1) {
      const chargedAt = history.instants[column] ?? NaN
      if (chargedAt >= window.to) break
      if (history.codes[column] !== terms.code) continue
      const isUnit = chargedAt >= window.from && holds(item)
      if (isUnit) {
        found.places.push(item)
        found.columns.push(column)
      }
      if (terms.counts === 'work-items') break
    }
  }
}

/** Prices units: the minimum commitment first, then unit price or tiers, then one rounding to the minor unit. */
export function priceUnits(charge: UnitCharge, units: number, currency: string): PricedUnits {
  const { minimum } = unitTermsOf(charge)
  const chargedUnits = Math.max(units, typeof minimum === 'number' ? minimum : 0)
  const shares = sharesOf(charge, { digits: BigInt(chargedUnits), scale: 0 })
  const exact = sumOfShares(shares)
  return { chargedUnits, shares, exact, minor: lineMinor(charge, { chargedUnits, exact, currency }) }
}

function sharesOf(charge: UnitCharge, units: Decimal): TierShare[] {
  switch (charge.form) {
    case 'unit':
      return graduatedShares(units, [{ price: charge.unit.price.amount }], 'not-owed')
    case 'graduated':
      return graduatedShares(units, tiersOf(charge.graduated.tiers), charge.graduated.flatAtZero ?? 'not-owed')
    case 'volume':
      return volumeShares(units, tiersOf(charge.volume.tiers), charge.volume.flatAtZero ?? 'not-owed')
  }
}

function tiersOf(tiers: Extract<Charge, { form: 'volume' }>['volume']['tiers']): Tier[] {
  return tiers.map(({ to, price, flat }) => ({ to, price: price.amount, flat: flat?.amount }))
}

function lineMinor(charge: UnitCharge, line: { chargedUnits: number; exact: Decimal; currency: string }): bigint {
  const { chargedUnits, exact, currency } = line
  if (charge.form === 'unit') {
    return priceTimes(BigInt(chargedUnits), charge.unit.price.amount, currency, charge.rounding).minor
  }
  return roundDecimal(exact, minorDigits(currency), charge.rounding).digits
}
