import { formatDecimal } from '../../../kernel/money/decimal.ts'
import { exampleBase, inside, isBelow, listOf, members, money, percentOf, shareOf, textOf } from '../draft.ts'
import type { Draft, Found, Rule } from '../draft.ts'
import { compoundedTwice } from './compounding.ts'

/** Rules about what moves prices: indices and exchange rates. */
export const movingRules: readonly Rule[] = [
  { rule: 'index-compounds-twice', severity: 'risky', find: compoundsTwice },
  { rule: 'index-without-cap', severity: 'risky', find: withoutCap },
  { rule: 'index-without-lag', severity: 'risky', find: withoutLag },
  { rule: 'two-indices-for-a-charge', severity: 'wrong', find: twoIndices },
  { rule: 'exchange-of-one-month', severity: 'note', find: oneMonthRate },
]

function compoundsTwice(draft: Draft): Found[] {
  return members(draft, 'indexation').flatMap(([id, clause]) => {
    if (inside(clause, 'compare') !== 'to-base' || inside(clause, 'appliedTo') !== 'current') return []
    const at = ['indexation', id]
    return [
      {
        at,
        what: `${id} multiplies the price of today by the whole change since the base month.`,
        why: 'Each year then counts the years before it again.',
        example: compoundedTwice(draft, at),
        wording: 'compare: year-on-year, appliedTo: current (or to-base on the original price)',
      },
    ]
  })
}

function withoutCap(draft: Draft): Found[] {
  return members(draft, 'indexation').flatMap(([id, clause]) => {
    if (inside(clause, 'cap') !== 'none') return []
    const share = percentOf(inside(clause, 'share')) ?? { digits: 100n, scale: 0 }
    const { base, name } = exampleBase(draft)
    const rise = shareOf(shareOf(base, { digits: 12n, scale: 0 }), share)
    return [
      {
        at: ['indexation', id, 'cap'],
        what: `${id} has no cap.`,
        why: 'A year of high inflation moves prices by all of it, and every year after it begins there.',
        example:
          `In a year of 12 %, ${formatDecimal(share)} % of it adds ${money(draft, rise)} to ${name}; ` +
          `with a cap of 4 %, ${money(draft, shareOf(base, { digits: 4n, scale: 0 }))}.`,
        wording: 'cap: 4 %',
      },
    ]
  })
}

/** The value of the month itself is not published when the month is settled. */
function withoutLag(draft: Draft): Found[] {
  return members(draft, 'indexation').flatMap(([id, clause]) => {
    if (inside(clause, 'lagMonths') !== 0) return []
    const series = textOf(inside(clause, 'series')) ?? 'the index'
    return [
      {
        at: ['indexation', id, 'lagMonths'],
        what: `${id} asks for the value of "${series}" of the very month in which prices change.`,
        why: 'Indices are published weeks later and revised: the month cannot be settled, or is settled twice.',
        example: 'The value for January is published in the middle of February; the statement of January waits for it.',
        wording: 'lagMonths: 2',
      },
    ]
  })
}

function twoIndices(draft: Draft): Found[] {
  const clauses = members(draft, 'indexation').map(([id, clause]) => ({ id, to: listOf(inside(clause, 'appliesTo')) }))
  return members(draft, 'charges').flatMap(([charge]) => {
    const [first, second] = clauses.filter(({ to }) => to.includes(charge))
    if (!first || !second) return []
    return [
      {
        at: ['indexation', second.id, 'appliesTo'],
        what: `${charge} follows ${first.id} and ${second.id}.`,
        why: 'Only one clause can move a price: the other is not applied, whatever it says.',
        example: `3 % by one and 2 % by the other: 3 %, 2 % or 5.06 % more for ${charge}.`,
        wording: `Take ${charge} out of one of the two.`,
      },
    ]
  })
}

function oneMonthRate(draft: Draft): Found[] {
  return members(draft, 'charges').flatMap(([id, charge]) => {
    const band = percentOf(inside(charge, 'fx', 'band'))
    const isNarrow = band !== undefined && isBelow(band, { digits: 5n, scale: 0 })
    if (inside(charge, 'fx', 'averageMonths') !== 1 || !isNarrow) return []
    return [
      {
        at: ['charges', id, 'fx', 'averageMonths'],
        what: `The rate of one month converts ${id}, with a band of ${formatDecimal(band)} %.`,
        why: 'A single month leaves a narrow band often, and both sides gain or lose by chance.',
        example: 'Rates of 60, 60 and 66: the last month is 10 % off, the mean of three 3.33 %.',
        wording: 'averageMonths: 3',
      },
    ]
  })
}
