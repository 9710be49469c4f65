import { compareDecimal, formatDecimal, parseDecimal } from '../../../kernel/money/decimal.ts'
import { attempt, exampleBase, inside, limitShare, money, percentOf, shareOf, textOf } from '../draft.ts'
import type { Draft, Found, Rule } from '../draft.ts'
import { creditedLevels, sumOf } from './credited-levels.ts'

const HUNDRED = { digits: 100n, scale: 0 }

/** Rules about pools and points. */
export const poolRules: readonly Rule[] = [
  { rule: 'pool-over-allocated', severity: 'risky', find: overAllocated },
  { rule: 'pool-under-allocated', severity: 'note', find: underAllocated },
  { rule: 'points-below-first-row', severity: 'note', find: pointsBelowFirstRow },
]

function pooled(draft: Draft) {
  const levels = creditedLevels(draft).filter(({ credit }) => inside(credit, 'pool') !== undefined)
  const sum = sumOf(levels.flatMap(({ credit }) => percentOf(inside(credit, 'pool', 'allocation')) ?? []))
  const written = textOf(inside(draft.source, 'credits', 'pool'))
  const pool = attempt(() => parseDecimal((written ?? '').replace(/ %$/, '')))
  return { count: levels.length, sum, pool }
}

/** Allocations that come to more than the pool: what is paid depends on the cap, so there must be one. */
function overAllocated(draft: Draft): Found[] {
  const { count, sum, pool } = pooled(draft)
  if (count === 0 || !pool || compareDecimal(sum, HUNDRED) <= 0) return []
  const { base, name } = exampleBase(draft)
  const atRisk = shareOf(base, limitShare(inside(draft.source, 'credits', 'atRisk')) ?? { digits: 10n, scale: 0 })
  const all = money(draft, shareOf(shareOf(atRisk, pool), sum))
  return [
    {
      at: ['credits', 'pool'],
      what: `The allocations of ${count} levels come to ${formatDecimal(sum)} % of the pool.`,
      why: 'They promise more than the pool holds; what is paid is cut, and each level weighs less than it says.',
      example: `Of ${name}, ${money(draft, atRisk)} is at risk; all levels failing together are owed ${all} on paper.`,
      wording: 'Let the allocations come to 100 %, and make the pool larger where levels should weigh more.',
    },
  ]
}

function underAllocated(draft: Draft): Found[] {
  const { count, sum, pool } = pooled(draft)
  if (count === 0 || !pool || compareDecimal(sum, HUNDRED) >= 0) return []
  const { base, name } = exampleBase(draft)
  const atRisk = shareOf(base, limitShare(inside(draft.source, 'credits', 'atRisk')) ?? { digits: 10n, scale: 0 })
  const [all, used] = [money(draft, shareOf(atRisk, pool)), money(draft, shareOf(shareOf(atRisk, pool), sum))]
  return [
    {
      at: ['credits', 'pool'],
      what: `Only ${formatDecimal(sum)} % of the pool is allocated.`,
      why: 'The rest of the pool can never be credited.',
      example: `Of ${name}, the pool is ${all}, and all levels failing together are credited ${used}.`,
      wording: 'Let the allocations come to 100 %.',
    },
  ]
}

/** Failures whose points reach no row of the table earn nothing. */
function pointsBelowFirstRow(draft: Draft): Found[] {
  const first = inside(draft.source, 'credits', 'points', 'table', 0, 'from')
  if (typeof first !== 'number') return []
  return creditedLevels(draft).flatMap((level) => {
    const points = inside(level.credit, 'points')
    if (typeof points !== 'number' || points >= first) return []
    return [
      {
        at: [...level.at, 'points'],
        what: `A failure of ${level.id} earns ${points} points, and the table begins at ${first}.`,
        why: 'Alone it is never credited; one reader may think that every failure is.',
        example:
          `One failure: ${points} points, ${money(draft, { digits: 0n, scale: 0 })}. It takes ` +
          `${Math.ceil(first / points)} of them.`,
        wording: `Begin the table at ${points} points, or say that a single failure earns nothing.`,
      },
    ]
  })
}
