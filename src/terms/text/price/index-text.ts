import type { Terms } from '../../model.ts'
import type { IndexClause } from '../../price/modifiers/indexation.ts'
import { countText, decimalsText, listText, monthName, roundingWords } from '../phrases.ts'
import type { TermText } from '../phrases.ts'

/** Index clauses: which prices follow which index, when, how far, and from which price. */
export function indexTexts(terms: Terms): TermText[] {
  return Object.entries(terms.indexation).map(([id, clause]) => ({
    clause: clause.clause,
    name: `Indexation ${id}`,
    sentences: sentencesOf(id, clause),
  }))
}

function sentencesOf(id: string, clause: IndexClause): string[] {
  const { appliesTo, series, base, lagMonths, inMonth, compare, appliedTo, share, cap, floor, price } = clause
  const charges = `the ${appliesTo.length === 1 ? 'charge' : 'charges'} ${listText(appliesTo)}`
  const compared =
    compare === 'to-base'
      ? `its value of ${countText(lagMonths, 'month')} before over that of the base month ${base}`
      : `its value of ${countText(lagMonths, 'month')} before over that of a year earlier, from the base ` +
        `month ${base} on`
  const most = cap === 'none' ? 'without a cap' : `by at most ${cap.text}`
  const least = floor === 'none' ? 'without a floor' : `by at least ${floor.text}`
  return [
    `Indexation ${id}: in each ${monthName(inMonth)} the prices of ${charges} change by ${share.text} of ` +
      `the change of "${series}".`,
    `The change of "${series}" for the indexation ${id} is ${compared}.`,
    `A change by the indexation ${id} is ${most} and ${least}; it is applied to the ${appliedTo} price.`,
    `Changes by the indexation ${id} compound unrounded; a price is rounded to ` +
      `${decimalsText(price.places)} (${roundingWords[price.rounding]}) when it is used.`,
  ]
}
