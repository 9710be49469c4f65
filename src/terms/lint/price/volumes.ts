import {
  addDecimal,
  compareDecimal,
  formatDecimal,
  multiplyDecimal,
  subtractDecimal,
} from '../../../kernel/money/decimal.ts'
import type { Decimal } from '../../../kernel/money/decimal.ts'
import {
  amountOf,
  inside,
  listOf,
  members,
  money,
  numberOf,
  percentOf,
  plain,
  shareOf,
  textOf,
  unitsOf,
  whole,
} from '../draft.ts'
import type { Draft, Found, Rule } from '../draft.ts'

/** Rules about prices that depend on how much there is. */
export const volumeRules: readonly Rule[] = [
  { rule: 'volume-cliff', severity: 'risky', find: volumeCliff },
  { rule: 'minimum-of-a-part-month', severity: 'ambiguous', find: minimumOfPartMonth },
  { rule: 'band-inside-dead-band', severity: 'wrong', find: bandInsideDeadBand },
  { rule: 'beyond-the-last-band', severity: 'note', find: beyondLastBand },
]

/** Prices by the tier of the total: at a boundary one unit more can cost less in all. */
function volumeCliff(draft: Draft): Found[] {
  return members(draft, 'charges').flatMap(([id, charge]) => {
    const tiers = listOf(inside(charge, 'volume', 'tiers'))
    return tiers.flatMap((tier, index) => {
      const end = unitsOf(inside(tier, 'to'))
      const [price, next] = [amountOf(inside(tier, 'price')), amountOf(inside(tiers[index + 1], 'price'))]
      if (end === undefined || !price || !next || next.digits === 0n) return []
      const [before, after] = [multiplyDecimal(whole(end), price), multiplyDecimal(whole(end + 1), next)]
      if (compareDecimal(after, before) >= 0) return []
      const even = unitsAtLeast(before, next)
      return [
        {
          at: ['charges', id, 'volume', 'tiers', index, 'to'],
          what: `One unit more than ${end} costs less in all.`,
          why: 'Who orders just below the boundary gains by ordering more, or by sending work twice.',
          example:
            `${end} units cost ${money(draft, before)}, ${end + 1} cost ${money(draft, after)}; only ` +
            `from ${even} on is it as much again.`,
          wording: 'graduated: each unit by the tier in which it falls',
        },
      ]
    })
  })
}

/** The fewest units that cost at least an amount. */
function unitsAtLeast(amount: Decimal, price: Decimal): bigint {
  const scale = Math.max(amount.scale, price.scale)
  const [total, one] = [amount, price].map(({ digits, scale: own }) => digits * 10n ** BigInt(scale - own))
  return ((total ?? 0n) + (one ?? 1n) - 1n) / (one ?? 1n)
}

/** A commitment, or a monthly fee, and terms that begin or end inside a month. */
function minimumOfPartMonth(draft: Draft): Found[] {
  const dates = [
    inside(draft.source, 'effective'),
    inside(draft.source, 'contract', 'from'),
    // The day after the last one is where a whole month would begin.
    nextDay(textOf(inside(draft.source, 'contract', 'to'))),
  ]
  const inMonth = dates.find((date) => typeof date === 'string' && !date.endsWith('-01'))
  if (typeof inMonth !== 'string') return []
  return members(draft, 'charges').flatMap(([id, charge]) => {
    const fixed = amountOf(inside(charge, 'fixed', 'amount'))
    const isWhole = fixed !== undefined && inside(charge, 'fixed', 'prorate') === undefined
    const form = ['unit', 'graduated', 'volume'].find((key) => unitsOf(inside(charge, key, 'minimum')) !== undefined)
    if (!isWhole && form === undefined) return []
    const units = form === undefined ? 0 : (unitsOf(inside(charge, form, 'minimum')) ?? 0)
    const amount = fixed ? money(draft, fixed) : `${units} units`
    const part = fixed
      ? money(draft, { numerator: fixed.digits, denominator: 2n * 10n ** BigInt(fixed.scale) })
      : `${Math.floor(units / 2)} units`
    return [
      {
        at: form === undefined ? ['charges', id, 'fixed'] : ['charges', id, form, 'minimum'],
        what: `The terms begin or end on ${inMonth}, inside a month, and ${id} says nothing about a part of one.`,
        why: 'The month may owe all of it, or the part for the days that it has.',
        example: `For half a month: ${amount} whole, ${part} by the day.`,
        wording: fixed
          ? 'prorate: { by: day, rounding: half-up }'
          : 'Begin and end with a month, or commit by the year.',
      },
    ]
  })
}

function nextDay(date: string | undefined): string | undefined {
  if (date === undefined) return undefined
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const last = month === 2 ? (year % 4 === 0 ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  return day >= last ? `${date.slice(0, 8)}01` : date
}

function baselines(draft: Draft) {
  return members(draft, 'charges').flatMap(([id, charge]) => {
    const baseline = inside(charge, 'baseline')
    const units = numberOf(inside(baseline, 'units'))
    return units === undefined ? [] : [{ id, baseline, units }]
  })
}

function bandInsideDeadBand(draft: Draft): Found[] {
  return baselines(draft).flatMap(({ id, baseline, units }) => {
    const dead = percentOf(inside(baseline, 'deadBand'))
    if (!dead || inside(baseline, 'meaning') === 'from-baseline') return []
    return ['additional', 'reduced'].flatMap((side) => {
      const first = listOf(inside(baseline, side))[0]
      const upTo = percentOf(inside(first, 'upTo'))
      if (!upTo || compareDecimal(upTo, dead) > 0) return []
      return [
        {
          at: ['charges', id, 'baseline', side, 0, 'upTo'],
          what:
            `The first ${side} band ends at ${formatDecimal(upTo)} %, inside the dead band of ` +
            `${formatDecimal(dead)} %.`,
          why: 'Inside the dead band nothing is charged, so the price of this band never applies.',
          example:
            `Of ${units} units the band ends ${plain(shareOf(whole(units), upTo))} away, the ` +
            `dead band ${plain(shareOf(whole(units), dead))} away.`,
          wording: 'Let the first band end beyond the dead band.',
        },
      ]
    })
  })
}

/** Beyond the last band the parties renegotiate: until then its price holds on, which somebody may not expect. */
function beyondLastBand(draft: Draft): Found[] {
  return baselines(draft).flatMap(({ id, baseline, units }) => {
    const last = listOf(inside(baseline, 'additional')).at(-1)
    const [upTo, price] = [percentOf(inside(last, 'upTo')), amountOf(inside(last, 'price'))]
    if (!upTo || !price) return []
    const beyond = addDecimal(whole(units), shareOf(whole(units), upTo))
    const twice = subtractDecimal(whole(2 * units), beyond)
    return [
      {
        at: ['charges', id, 'baseline', 'additional'],
        what: `Beyond ${formatDecimal(upTo)} % above the baseline no price of its own is agreed.`,
        why: 'The price of the last band holds on until there is another; one side may expect a new one at once.',
        example:
          `At ${2 * units} units ${plain(twice)} lie beyond: ` +
          `${money(draft, multiplyDecimal(twice, price))} at the last price.`,
        wording: 'Say within how many days the parties agree on a price, and from when on it holds.',
      },
    ]
  })
}
