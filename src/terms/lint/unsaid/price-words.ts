import { formatDecimal, multiplyDecimal } from '../../../kernel/money/decimal.ts'
import type { Decimal } from '../../../kernel/money/decimal.ts'
import { amountOf, inside, listOf, money, numberOf, percentOf, plain, shareOf, unitsOf, whole } from '../draft.ts'
import type { Draft, Step } from '../draft.ts'
import { compoundedTwice } from '../price/compounding.ts'
import type { Word } from './unsaid.ts'

/** Words of prices that must be said. */
export const priceWords: readonly Word[] = [
  {
    rule: 'charge-rounding-unsaid',
    ends: ['charges', '*', 'rounding'],
    why: 'A line seldom ends at a whole cent, and rules of rounding differ at the half.',
    example: roundingExample,
    wording: 'rounding: half-up',
  },
  {
    rule: 'counts-unsaid',
    ends: ['counts'],
    why: 'It is open whether work that is done twice is paid once or twice.',
    example: (draft, at) => {
      const price = firstPrice(inside(draft.source, ...at.slice(0, -1)))
      const [once, twice] = [multiplyDecimal(price, whole(100)), multiplyDecimal(price, whole(110))]
      return `100 items, 10 of them twice: ${money(draft, once)} for work-items, ${money(draft, twice)} for events.`
    },
    wording: 'counts: work-items',
  },
  {
    rule: 'dead-band-unsaid',
    ends: ['baseline', 'meaning'],
    why: 'A dead band can be a franchise (only what lies beyond counts) or a threshold (once outside, all counts).',
    example: deadBandExample,
    wording: 'meaning: beyond-band',
  },
  {
    rule: 'index-comparison-unsaid',
    ends: ['indexation', '*', 'compare'],
    why: 'A change over the base month and one over the year before are different changes from the second year on.',
    example: compoundedTwice,
    wording: 'compare: year-on-year',
  },
  {
    rule: 'index-applied-unsaid',
    ends: ['indexation', '*', 'appliedTo'],
    why: 'It is open whether a change applies to the price of today or to the price that was signed.',
    example: compoundedTwice,
    wording: 'appliedTo: current',
  },
  {
    rule: 'index-lag-unsaid',
    ends: ['indexation', '*', 'lagMonths'],
    why: 'The newest value of an index is known months later, so it is open which one a price follows.',
    example: (draft) => {
      const price = { digits: 100_00n, scale: 2 }
      const [now, then] = [shareOf(price, { digits: 1048n, scale: 1 }), shareOf(price, { digits: 1040n, scale: 1 })]
      return (
        `An index that rises 0.4 % a month, over a year: ${money(draft, now)} without a lag, ` +
        `${money(draft, then)} with two months, of ${money(draft, price)}.`
      )
    },
    wording: 'lagMonths: 2',
  },
  {
    rule: 'index-base-unsaid',
    ends: ['indexation', '*', 'base'],
    why: 'Without a base month it is open from which value on the index counts.',
    example: (draft) => {
      const price = { digits: 100_00n, scale: 2 }
      const [short, long] = [
        money(draft, shareOf(price, whole(103))),
        money(draft, shareOf(price, { digits: 10_815n, scale: 2 })),
      ]
      return (
        `An index at 100, 105 and 108.15 in three years: a price of ${money(draft, price)} becomes ` +
        `${short} from the second on, ${long} from the first.`
      )
    },
    wording: "base: '2026-01'",
  },
  {
    rule: 'index-cap-unsaid',
    ends: ['indexation', '*', 'cap'],
    why: 'Without a word about a cap, one side may think that there is a usual one.',
    example: (draft) => {
      const price = { digits: 100_00n, scale: 2 }
      const [full, capped] = [money(draft, shareOf(price, whole(112))), money(draft, shareOf(price, whole(104)))]
      return `In a year of 12 % a price of ${money(draft, price)} is ${full} without a cap, ${capped} with one of 4 %.`
    },
    wording: 'cap: 4 %',
  },
  {
    rule: 'exchange-window-unsaid',
    ends: ['fx', 'averageMonths'],
    why: 'It is open which rate converts a price: that of the last month, or a mean of several.',
    example: (draft, at) => {
      const price = firstPrice(inside(draft.source, at[0] ?? '', at[1] ?? ''))
      const amount = multiplyDecimal(price, whole(1000))
      const [last, mean] = ([6_300n, 6_000n] as const).map((rate) =>
        money(draft, { numerator: amount.digits * 100n, denominator: rate * 10n ** BigInt(amount.scale) }),
      )
      return `1,000 units at rates of 57.00, 60.00 and 63.00: ${last ?? ''} by the last, ${mean ?? ''} by their mean.`
    },
    wording: 'averageMonths: 3',
  },
  {
    rule: 'exchange-bearer-unsaid',
    ends: ['fx', 'bornBy'],
    why: 'It is open who bears a rate that leaves its band.',
    example: () => 'A rate 10 % off with a band of 3 %: the price moves by 7 %, by 3.5 % or not at all.',
    wording: 'bornBy: shared',
  },
  {
    rule: 'pass-through-cap-unsaid',
    ends: ['passThrough', 'cap'],
    why: 'It is open whether costs are passed on without a limit.',
    example: (draft) => `Costs of ${money(draft, whole(50_000))} in one month are owed in full, or up to an amount.`,
    wording: 'cap: EUR 8000.00',
  },
  {
    rule: 'part-year-unsaid',
    ends: ['minimum', 'partYear'],
    why: 'It is open what a year that ends early commits.',
    example: (draft, at) => {
      const minimum = inside(draft.source, ...at.slice(0, -1))
      const units = unitsOf(inside(minimum, 'units')) ?? 1200
      const price = amountOf(inside(minimum, 'shortfallPrice')) ?? whole(1)
      const [part, all] = [multiplyDecimal(price, whole(Math.floor(units / 2))), multiplyDecimal(price, whole(units))]
      return (
        `No units in a year of six months: ${money(draft, part)} by month, ${money(draft, all)} for ` +
        `the whole year.`
      )
    },
    wording: 'partYear: by-month',
  },
  {
    rule: 'flat-at-zero-unsaid',
    ends: ['flatAtZero'],
    why: 'It is open whether a month without any unit owes the flat amount.',
    example: (draft, at) => {
      const flats = listOf(inside(draft.source, ...at.slice(0, -1), 'tiers')).map((tier) =>
        amountOf(inside(tier, 'flat')),
      )
      return `A month without a unit costs ${money(draft, flats.find((flat) => flat) ?? whole(0))} or nothing.`
    },
    wording: 'flatAtZero: not-owed',
  },
]

/** The first price in a charge, wherever it stands. */
function firstPrice(value: unknown): Decimal {
  const found = pricesIn(value)[0]
  return found ?? whole(1)
}

function pricesIn(value: unknown): Decimal[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const amount = ['price', 'amount'].includes(key) ? amountOf(inner) : undefined
    return amount ? [amount] : pricesIn(inner)
  })
}

/** Units at which the two common rules differ, where the price of the charge has a third decimal. */
function roundingExample(draft: Draft, at: readonly Step[]): string {
  const written = firstPrice(inside(draft.source, ...at.slice(0, -1)))
  const price = written.scale > 2 ? written : { digits: 305n, scale: 3 }
  const about = written.scale > 2 ? '' : 'A price of three decimals, as an index clause soon gives one: '
  for (let units = 1; units < 5000; units += 1) {
    const exact = multiplyDecimal(price, whole(units))
    const [up, even] = [money(draft, exact), money(draft, exact, 'half-even')]
    if (up !== even)
      return `${about}${units} × ${formatDecimal(price)} is ${plain(exact)}: ${up} half up, ${even} half to even.`
  }
  return `${about}a half of the smallest unit is rounded up by one rule and to even by the other.`
}

function deadBandExample(draft: Draft, at: readonly Step[]): string {
  const baseline = inside(draft.source, ...at.slice(0, -1))
  const units = numberOf(inside(baseline, 'units')) ?? 10_000
  const band = percentOf(inside(baseline, 'deadBand')) ?? { digits: 5n, scale: 0 }
  const price = amountOf(inside(listOf(inside(baseline, 'additional'))[0], 'price')) ?? whole(1)
  const dead = shareOf(whole(units), band)
  const distance = multiplyDecimal(dead, whole(2))
  const [only, all] = [multiplyDecimal(dead, price), multiplyDecimal(distance, price)]
  const about = `${plain(distance)} units above a baseline of ${units}, dead band ${formatDecimal(band)} %`
  return (
    `${about}: ${money(draft, only)} for what lies beyond the band, ${money(draft, all)} for all of ` +
    `the difference.`
  )
}
