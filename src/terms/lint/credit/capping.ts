import { compareDecimal, formatDecimal, subtractDecimal } from '../../../kernel/money/decimal.ts'
import { exampleBase, inside, limitShare, members, money, shareOf, textOf } from '../draft.ts'
import type { Draft, Found, Rule } from '../draft.ts'
import { creditedLevels, sumOf, worstShare } from './credited-levels.ts'

/** Rules about the caps of credits. */
export const capRules: readonly Rule[] = [
  { rule: 'credits-without-cap', severity: 'risky', find: withoutCap },
  { rule: 'cap-never-reached', severity: 'note', find: neverReached },
  { rule: 'year-without-beginning', severity: 'ambiguous', find: yearWithoutBeginning },
]

function worstOf(draft: Draft) {
  return sumOf(creditedLevels(draft).flatMap((level) => worstShare(level) ?? []))
}

function withoutCap(draft: Draft): Found[] {
  const credits = inside(draft.source, 'credits')
  const isCapped = inside(credits, 'cap') !== undefined || inside(credits, 'atRisk') !== undefined
  const levels = creditedLevels(draft)
  if (credits === undefined || isCapped || levels.length === 0) return []
  const worst = worstOf(draft)
  const { base, name } = exampleBase(draft)
  const all = `${formatDecimal(worst)} % of ${name}`
  return [
    {
      at: ['credits'],
      what: 'No cap limits what may be credited in a month.',
      why: 'Credits of several levels add up, and repeated failures multiply.',
      example: `If all ${levels.length} levels fail as far as they can: ${all}, ${money(draft, shareOf(base, worst))}.`,
      wording: 'cap: { month: 12 % of charges }',
    },
  ]
}

/** All credits together stay below the cap: it looks like a promise and limits nothing. */
function neverReached(draft: Draft): Found[] {
  const cap = limitShare(inside(draft.source, 'credits', 'cap', 'month'))
  const levels = creditedLevels(draft)
  const shares = levels.map((level) => worstShare(level))
  const isGrowing = levels.some(({ credit }) => inside(credit, 'repeat') !== undefined)
  if (!cap || levels.length === 0 || isGrowing || shares.some((share) => share === undefined)) return []
  const worst = worstOf(draft)
  if (compareDecimal(worst, cap) >= 0) return []
  const { base, name } = exampleBase(draft)
  const left = money(draft, shareOf(base, subtractDecimal(cap, worst)))
  return [
    {
      at: ['credits', 'cap', 'month'],
      what: `The cap of ${formatDecimal(cap)} % can never be reached.`,
      why: `All credits at their worst are ${formatDecimal(worst)} % together.`,
      example: `Of ${name}, ${left} of what is said to be at risk never is.`,
      wording: `month: ${formatDecimal(worst)} % of charges, or larger credits`,
    },
  ]
}

/** A limit or commitment of a contract year, and no word about when a year begins. */
function yearWithoutBeginning(draft: Draft): Found[] {
  if (inside(draft.source, 'contract') !== undefined) return []
  const yearly = members(draft, 'charges').flatMap(([id, charge]) =>
    ['unit', 'graduated', 'volume'].flatMap((form) => {
      const minimum = inside(charge, form, 'minimum')
      return inside(minimum, 'settled') === undefined ? [] : [['charges', id, form, 'minimum']]
    }),
  )
  const cap = inside(draft.source, 'credits', 'cap', 'contractYear')
  const places = [...(cap === undefined ? [] : [['credits', 'cap', 'contractYear']]), ...yearly]
  const effective = textOf(inside(draft.source, 'effective')) ?? '2026-02-01'
  return places.map((at) => ({
    at,
    what: 'A year of the contract is counted, and it is not said when one begins.',
    why: 'It may begin on the first day of these terms, of the agreement before an amendment, or in January.',
    example:
      `The first year ends before ${Number(effective.slice(0, 4)) + 1}${effective.slice(4)} in one ` +
      `reading, on ${effective.slice(0, 4)}-12-31 in another.`,
    wording: `contract: { clause: '2.1', from: '${effective}' }`,
  }))
}
