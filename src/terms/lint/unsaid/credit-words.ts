import { formatDecimal } from '../../../kernel/money/decimal.ts'
import { Ladder, stepOf } from '../../credit/ladder.ts'
import {
  attempt,
  exampleBase,
  inside,
  listOf,
  money,
  numberOf,
  percentOf,
  plain,
  shareOf,
  writtenOf,
} from '../draft.ts'
import type { Draft, Step } from '../draft.ts'
import type { Word } from './unsaid.ts'

/** Words of credits that must be said. */
export const creditWords: readonly Word[] = [
  {
    rule: 'ladder-between-unsaid',
    ends: ['ladder', 'between'],
    why: 'A table of points says nothing about a result between two of its rows.',
    example: betweenExample,
    wording: 'between: step-down',
  },
  {
    rule: 'ladder-below-unsaid',
    ends: ['ladder', 'below'],
    why: 'A table says nothing about a result below its last row: its credit may hold on, or there is none.',
    example: belowExample,
    wording: 'below: last-row',
  },
  {
    rule: 'hits-unsaid',
    ends: ['trigger', 'hits'],
    why: 'It is open whether a miss that has earned one credit counts towards the next.',
    example: hitsExample,
    wording: 'hits: consumed',
  },
  {
    rule: 'earn-back-repeats-unsaid',
    ends: ['earnBack', 'repeats'],
    why: 'It is open whether a credit for a repeated failure can be earned back.',
    example: (draft) => {
      const { base, name } = exampleBase(draft)
      const credit = money(draft, shareOf(base, { digits: 8n, scale: 0 }))
      return `A doubled credit of 8 % of ${name}, ${credit}, is returned in one reading and kept in the other.`
    },
    wording: 'repeats: never',
  },
  {
    rule: 'fee-days-part-unsaid',
    ends: ['feeDays', 'counting'],
    why: 'It is open whether a part of the span that was begun counts as one.',
    example: (draft, at) => {
      const each = writtenOf(inside(draft.source, ...at.slice(0, -1), 'each'), '4 hours')
      const { base, name } = exampleBase(draft)
      const day = money(draft, { numerator: base.digits, denominator: 30n * 10n ** BigInt(base.scale) })
      return `Of downtime just over ${each}, one day of ${name} is credited (${day}), or two, in a month of 30 days.`
    },
    wording: 'counting: begun',
  },
  {
    rule: 'credit-rounding-unsaid',
    ends: ['credits', 'rounding'],
    why: 'A share of an amount seldom ends at a whole cent, and rules of rounding differ at the half.',
    example: (draft) => {
      const base = { digits: 10_025n, scale: 2 }
      const half = shareOf(base, { digits: 2n, scale: 0 })
      const [up, even] = [money(draft, half), money(draft, half, 'half-even')]
      return `2 % of ${money(draft, base)} is ${plain(half)}: ${up} rounded half up, ${even} rounded half to even.`
    },
    wording: 'rounding: half-up',
  },
]

function betweenExample(draft: Draft, at: readonly Step[]): string {
  const source = inside(draft.source, ...at.slice(0, -1))
  const rows = listOf(inside(source, 'rows'))
  const [above, below] = [percentOf(inside(rows[0], 'at')), percentOf(inside(rows[1], 'at'))]
  if (!above || !below) return 'Give the table two rows to see how the readings differ.'
  const scale = Math.max(above.scale, below.scale)
  const units = (value: typeof above) => value.digits * 10n ** BigInt(scale - value.scale)
  // The middle of two rows, as a ratio of whole numbers.
  const numerator = Number(units(above) + units(below))
  const denominator = 2 * 100 * 10 ** scale
  const { base, name } = exampleBase(draft, creditBase(draft, at))
  const readings = (['step-down', 'step-up', { interpolate: '2 decimals' }] as const).flatMap((between) => {
    const ladder = attempt(() => Ladder.parse({ rows, below: 'last-row', between }))
    if (!ladder) return []
    const compare = (threshold: typeof above) =>
      Number(BigInt(numerator) * 100n * 10n ** BigInt(threshold.scale) - threshold.digits * BigInt(denominator))
    const { percent } = stepOf(ladder, { numerator, denominator, compare })
    const how = typeof between === 'string' ? between : 'interpolated'
    return [`${how} ${formatDecimal(percent)} % (${money(draft, shareOf(base, percent))})`]
  })
  const middle = plain({ digits: BigInt(numerator) * 5n, scale: scale + 1 })
  return `A result of ${middle} % lies between two rows; of ${name} the credit is ${readings.join(', ')}.`
}

function belowExample(draft: Draft, at: readonly Step[]): string {
  const last = listOf(inside(draft.source, ...at.slice(0, -1), 'rows')).at(-1)
  const credit = percentOf(inside(last, 'credit'))
  const { base, name } = exampleBase(draft, creditBase(draft, at))
  const amount = credit ? money(draft, shareOf(base, credit)) : 'the credit of the last row'
  return (
    `A result below ${writtenOf(inside(last, 'at'), 'the last row')}: of ${name}, ${amount} or nothing ` +
    `is credited.`
  )
}

/** What the credit of a level is a share of, from a path inside of it. */
function creditBase(draft: Draft, at: readonly Step[]): unknown {
  return inside(draft.source, ...at.slice(0, 3), 'of')
}

function hitsExample(draft: Draft, at: readonly Step[]): string {
  const times = numberOf(inside(draft.source, ...at.slice(0, -1), 'times')) ?? 2
  const within = numberOf(inside(draft.source, ...at.slice(0, -1), 'withinMonths')) ?? 6
  const months = times + 1
  const consumed = Math.floor(months / times)
  const span = `${months} misses in a row, with ${times} needed within ${within} months`
  return (
    `${span}: ${credits(consumed)} where misses are used up, ${credits(months - times + 1)} where they ` +
    `count again.`
  )
}

function credits(count: number): string {
  return count === 1 ? '1 credit' : `${count} credits`
}
