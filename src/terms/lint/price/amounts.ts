import { formatDecimal, multiplyDecimal } from '../../../kernel/money/decimal.ts'
import type { Decimal } from '../../../kernel/money/decimal.ts'
import { minorDigits } from '../../../kernel/money/money.ts'
import { pathText } from '../../value/problem.ts'
import { amountOf, currencyOf, inside, members, money, percentOf, plain, shareOf, textOf, whole } from '../draft.ts'
import type { Draft, Found, Rule, Step } from '../draft.ts'

/** Rules about amounts, costs passed on, and milestones. */
export const amountRules: readonly Rule[] = [
  { rule: 'price-with-more-decimals', severity: 'note', find: moreDecimals },
  { rule: 'pass-through-without-cap', severity: 'risky', find: passThroughWithoutCap },
  { rule: 'milestone-without-acceptance', severity: 'risky', find: milestoneWithoutAcceptance },
  { rule: 'claw-back-unheard', severity: 'note', find: outcomeWithoutEnd },
]

/** Prices with more decimals than the currency: it must be the line that is rounded, by the rule that is named. */
function moreDecimals(draft: Draft): Found[] {
  const digits = minorDigits(currencyOf(draft))
  return members(draft, 'charges').flatMap(([id, charge]) =>
    pricesOf(charge, ['charges', id])
      .filter(({ price }) => price.scale > digits)
      .slice(0, 1)
      .map(({ at, price }) => {
        const units = unitsWithHalf(draft, price)
        const exact = multiplyDecimal(whole(units), price)
        const each = multiplyDecimal(whole(units), cut(price, digits))
        const [line, even] = [money(draft, exact), money(draft, exact, 'half-even')]
        const rules = line === even ? line : `${line} half up, ${even} half to even`
        return {
          at,
          what: `The price ${formatDecimal(price)} has more decimals than ${currencyOf(draft)}.`,
          why: 'The line is rounded once, by the rule of the charge; a price rounded first gives another amount.',
          example:
            `${units} units are ${plain(exact)}: ${rules} as a line, ${money(draft, each)} where the ` +
            `price is cut first.`,
          wording: `Say in ${pathText(at.slice(0, 2))}: the line is rounded, never the price.`,
        }
      }),
  )
}

function cut({ digits, scale }: Decimal, places: number): Decimal {
  return { digits: digits / 10n ** BigInt(scale - places), scale: places }
}

/** So many units that the two common rules of rounding differ, or a thousand and one. */
function unitsWithHalf(draft: Draft, price: Decimal): number {
  for (let units = 1001; units < 1200; units += 1) {
    const exact = multiplyDecimal(whole(units), price)
    if (money(draft, exact) !== money(draft, exact, 'half-even')) return units
  }
  return 1001
}

function pricesOf(value: unknown, at: readonly Step[]): { at: readonly Step[]; price: Decimal }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = [...at, Array.isArray(value) ? Number(key) : key]
    const price = key === 'price' ? amountOf(inner) : undefined
    return price ? [{ at: place, price }] : pricesOf(inner, place)
  })
}

function passThroughWithoutCap(draft: Draft): Found[] {
  return members(draft, 'charges').flatMap(([id, charge]) => {
    if (inside(charge, 'passThrough', 'cap') !== 'none') return []
    const markup = percentOf(inside(charge, 'passThrough', 'markup')) ?? whole(0)
    const cost = whole(100_000)
    const added = money(draft, shareOf(cost, markup))
    return [
      {
        at: ['charges', id, 'passThrough', 'cap'],
        what: `${id} passes on costs without a cap.`,
        why: 'The one who orders the costs is not the one who pays them, and a markup rewards high ones.',
        example: `Costs of ${money(draft, cost)} in one month are owed in full, with ${added} of markup.`,
        wording: 'cap: EUR 8000.00, and costs above it by a written order',
      },
    ]
  })
}

/** A milestone that is reached by an event which does not sound like somebody's acceptance. */
function milestoneWithoutAcceptance(draft: Draft): Found[] {
  return members(draft, 'charges').flatMap(([id, charge]) => {
    const event = textOf(inside(charge, 'milestone', 'event'))
    const amount = amountOf(inside(charge, 'milestone', 'amount'))
    if (event === undefined || /accept|approv|sign|agree|passed/i.test(event)) return []
    return [
      {
        at: ['charges', id, 'milestone', 'event'],
        what: `${id} is owed at "${event}", which is nobody's acceptance.`,
        why: 'Who delivers says that it is done; who pays has not yet looked at it.',
        example:
          `${amount ? money(draft, amount) : 'The amount'} is owed on the day of "${event}", even if ` +
          `it is rejected the day after.`,
        wording: 'event: accepted, with a holdback until it has proved itself',
      },
    ]
  })
}

/** An outcome is paid for a long time before it can still be taken back. */
function outcomeWithoutEnd(draft: Draft): Found[] {
  const to = textOf(inside(draft.source, 'contract', 'to'))
  return members(draft, 'charges').flatMap(([id, charge]) => {
    const days = inside(charge, 'outcome', 'clawBack', 'withinDays')
    const price = amountOf(inside(charge, 'outcome', 'price'))
    if (to === undefined || typeof days !== 'number' || !price) return []
    return [
      {
        at: ['charges', id, 'outcome', 'clawBack'],
        what: `Outcomes of ${id} can be taken back for ${days} days, also after the last month of the contract.`,
        why: `After ${to} there is no month in which an outcome that did not last could be taken back.`,
        example:
          `100 outcomes of the last month, ${money(draft, multiplyDecimal(price, whole(100)))}, stay ` +
          `paid whatever follows.`,
        wording: `Hold back the last ${days} days until they have passed.`,
      },
    ]
  })
}
