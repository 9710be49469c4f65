import type { Charge, TieredPrice } from '../../price/rate-card.ts'
import type { Exchange } from '../../price/modifiers/exchange.ts'
import type { YearlyMinimum } from '../../price/modifiers/yearly-minimum.ts'
import type { Terms } from '../../model.ts'
import { countText, numberText, roundingWords } from '../phrases.ts'
import type { TermText } from '../phrases.ts'
import { formSentences, unitText } from './form-text.ts'

/** Charges: what is counted at which price, how a line is rounded, and in which currency a price stands. */
export function chargeTexts(terms: Terms): TermText[] {
  return Object.entries(terms.charges).map(([id, charge]) => {
    const { clause, label } = charge
    const called = label === undefined ? [] : [`The charge ${id} is called: ${label}.`]
    const fx = 'fx' in charge && charge.fx ? [exchangeSentence(id, charge.fx, terms.currency)] : []
    const rounded =
      'rounding' in charge ? [`The line of the charge ${id} is rounded once, ${roundingWords[charge.rounding]}.`] : []
    return {
      clause,
      name: label ?? `Charge ${id}`,
      sentences: [...called, ...priceSentences(id, charge), ...fx, ...rounded],
    }
  })
}

function priceSentences(id: string, charge: Charge): string[] {
  const it = `The charge ${id}`
  switch (charge.form) {
    case 'fixed': {
      const { amount, prorate } = charge.fixed
      const part = prorate
        ? `a part of a month is charged by the day, rounded ${roundingWords[prorate.rounding]}`
        : 'a part of a month is charged whole'
      return [`${it} is ${amount.text} a month; ${part}.`]
    }
    case 'unit':
      return [`${it} is ${charge.unit.price.text} for ${unitText(charge.unit)}.`, ...minimumSentences(id, charge.unit)]
    case 'graduated':
      return [...tierSentences(id, charge.graduated, 'each unit by the tier in which it falls')]
    case 'volume':
      return [...tierSentences(id, charge.volume, 'all units by the tier of their total')]
    default:
      return formSentences(it, charge)
  }
}

function tierSentences(id: string, tiered: TieredPrice, how: string): string[] {
  const tiers = tiered.tiers.map(({ to, price, flat }, index) => {
    const end = to === undefined ? (index === 0 ? 'for all units' : 'beyond') : `up to ${numberText(to)} units`
    return `${price.text}${flat ? ` and ${flat.text} once` : ''} ${end}`
  })
  const { flatAtZero } = tiered
  const owed = flatAtZero === 'owed' ? 'also owes' : 'does not owe'
  return [
    `The charge ${id} is for ${unitText(tiered)}, ${how}: ${tiers.join(', ')}.`,
    ...(flatAtZero === undefined ? [] : [`A month without any unit ${owed} the flat amount of the charge ${id}.`]),
    ...minimumSentences(id, tiered),
  ]
}

function minimumSentences(
  id: string,
  { minimum }: { readonly minimum?: number | YearlyMinimum | undefined },
): string[] {
  if (minimum === undefined) return []
  if (typeof minimum === 'number') {
    return [`Of the charge ${id} at least ${countText(minimum, 'unit')} are charged in each month.`]
  }
  const { units, shortfallPrice, partYear } = minimum
  const part =
    partYear === 'by-month'
      ? 'a year that ends early commits a twelfth of them for each month'
      : 'a year that ends early commits all of them'
  return [
    `Of the charge ${id}, ${countText(units, 'unit')} are committed in each year of the contract; what is ` +
      `missing is charged in its last month at ${shortfallPrice.text} a unit; ${part}.`,
  ]
}

const bearers = {
  client: 'borne by the client: the rate moves by all of it',
  provider: 'borne by the provider: the base rate holds all the same',
  shared: 'shared: the rate moves by half of it',
} as const

function exchangeSentence(id: string, fx: Exchange, currency: string): string {
  const { from, series, averageMonths, base, band, bornBy } = fx
  const rate =
    `the mean of "${series}" over ${countText(averageMonths, 'month')} that ` +
    `end${averageMonths === 1 ? 's' : ''} with the month`
  const inside =
    `within ${band.text} of ${numberText(base)} the base rate of ${numberText(base)} ${from} ` +
    `for one ${currency} holds`
  return (
    `The price of the charge ${id} is in ${from} and is converted at ${rate}; ${inside}, and what lies ` +
    `beyond is ${bearers[bornBy]}.`
  )
}
