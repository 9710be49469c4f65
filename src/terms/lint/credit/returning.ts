import { compareDecimal, formatDecimal, parseDecimal } from '../../../kernel/money/decimal.ts'
import { attempt, exampleBase, inside, money, shareOf, textOf, writtenOf } from '../draft.ts'
import type { Draft, Found, Rule } from '../draft.ts'
import { creditedLevels, worstShare } from './credited-levels.ts'

/** Rules about repeated failures, earn-back, and where a credit goes. */
export const returnRules: readonly Rule[] = [
  { rule: 'earn-back-of-repeats', severity: 'risky', find: earnBackOfRepeats },
  { rule: 'repeat-without-effect', severity: 'wrong', find: repeatWithoutEffect },
  { rule: 'credit-without-invoice', severity: 'note', find: withoutInvoice },
]

function earnBackOfRepeats(draft: Draft): Found[] {
  const earnBack = inside(draft.source, 'credits', 'earnBack')
  if (inside(earnBack, 'repeats') !== 'also') return []
  const level = creditedLevels(draft).find(({ credit }) => inside(credit, 'repeat') !== undefined)
  const share = level ? worstShare(level) : undefined
  const { base, name } = exampleBase(draft)
  const amount = money(draft, shareOf(base, share ?? { digits: 5n, scale: 0 }))
  const months = writtenOf(inside(earnBack, 'months'), '3')
  return [
    {
      at: ['credits', 'earnBack', 'repeats'],
      what: 'A credit for a repeated failure is earned back like any other.',
      why: 'Who fails every fourth month returns each credit: the promise costs nothing.',
      example: `A credit of ${amount} of ${name} comes back after ${months} good months, and the failure after it too.`,
      wording: 'repeats: never',
    },
  ]
}

/** A factor that is limited to one multiplies by nothing. */
function repeatWithoutEffect(draft: Draft): Found[] {
  return creditedLevels(draft).flatMap(({ id, credit, at }) => {
    const repeat = inside(credit, 'repeat')
    const [by, most] = ['multiply', 'upTo'].map((key) => attempt(() => parseDecimal(textOf(inside(repeat, key)) ?? '')))
    if (!by || !most || compareDecimal(most, by) >= 0) return []
    return [
      {
        at: [...at, 'repeat', 'upTo'],
        what: `A repeated failure of ${id} counts times ${formatDecimal(by)}, and at most ${formatDecimal(most)}.`,
        why: 'The limit is below the first step, so the factor that is said never applies.',
        example: `The second failure counts times ${formatDecimal(most)} and not times ${formatDecimal(by)}.`,
        wording: `upTo: '${formatDecimal(by)}'`,
      },
    ]
  })
}

/** The last month of a contract has no next invoice to take a credit off. */
function withoutInvoice(draft: Draft): Found[] {
  const credits = inside(draft.source, 'credits')
  if (credits === undefined || inside(credits, 'cashWithinDays') !== undefined) return []
  const { base, name } = exampleBase(draft)
  const amount = money(draft, shareOf(base, { digits: 5n, scale: 0 }))
  return [
    {
      at: ['credits'],
      what: 'It is not said what becomes of a credit for which there is no invoice.',
      why: 'A credit of the last month, or one above what is charged, has nothing to be taken off.',
      example: `A credit of 5 % of ${name}, ${amount}, in the last month: paid in money, or lost.`,
      wording: 'cashWithinDays: 30',
    },
  ]
}
