import { z } from 'zod'
import { compareDecimal, parseDecimal } from '../../kernel/money/decimal.ts'
import type { Percent } from '../value/percent.ts'
import { report, unreadable } from '../value/problem.ts'
import { Clause, EventName, PercentText, RoundingName } from '../value/schemas.ts'
import { Caps, LimitText } from './caps.ts'
import { CreditBase } from './level-credit.ts'

/** '250 %': a pool may be more than the amount at risk, because what is paid is capped. */
const PoolText = z.string().transform((text, context): Percent => {
  const match = /^(\d{1,4}(?:\.\d{1,8})?) %$/.exec(text)
  if (match?.[1]) return { text, percent: parseDecimal(match[1]) }
  unreadable(context, { message: `"${text}" is not a pool.`, mend: 'Write a percentage such as "250 %".' })
  return z.NEVER
})

/** From so many points upwards the credit is this share of the base. */
const PointsRow = z.strictObject({ from: z.int().min(0).max(1_000_000), credit: PercentText })

const PointsTable = z
  .strictObject({ of: CreditBase, table: z.array(PointsRow).min(1).max(100) })
  .superRefine(({ table }, context) => {
    for (const [index, row] of table.entries()) {
      const next = table[index + 1]
      if (!next || row.from < next.from) continue
      report(context, {
        at: ['table', index + 1, 'from'],
        message: `The row from ${next.from} points does not lie above the row from ${row.from} points.`,
        mend: 'List the rows from the fewest to the most points, each once.',
      })
    }
  })

/**
 * How a credit is earned back. `credit-then-return`: it is paid, and returned when the level was met in so many months
 * that follow. `hold-and-release`: it waits for those months, and is paid when they were not all met. Credits for
 * repeated failures are never earned back where that is said, and nothing is after the contract has ended.
 */
const EarnBack = z.strictObject({
  kind: z.enum(['credit-then-return', 'hold-and-release']),
  months: z.int().min(1).max(24),
  level: z.union([z.literal('expected'), z.strictObject({ target: PercentText })]),
  share: PercentText,
  repeats: z.enum(['never', 'also']),
})
export type EarnBack = z.output<typeof EarnBack>

/** What one incident that fails several levels earns. The client's choice is an event of the incident's work item. */
const SameIncident = z.strictObject({
  fact: z.string().min(1).max(100),
  take: z.union([z.enum(['largest', 'all']), z.strictObject({ choice: EventName })]),
})

/** What holds for all credits of a period: caps, the amount at risk, points, earn-back, and how a line is rounded. */
export const CreditTerms = z
  .strictObject({
    clause: Clause,
    /** `{ month: '12 % of charges' }`: the credits of a month are together never more than that. */
    cap: Caps.optional(),
    atRisk: LimitText.optional(),
    pool: PoolText.optional(),
    points: PointsTable.optional(),
    sameIncident: SameIncident.optional(),
    earnBack: EarnBack.optional(),
    applied: z.enum(['same-invoice', 'next-invoice']).optional(),
    cashWithinDays: z.int().min(1).max(365).optional(),
    rounding: RoundingName,
  })
  .superRefine(({ pool, atRisk, cap }, context) => {
    if (pool && !atRisk) {
      report(context, {
        at: ['atRisk'],
        message: 'A pool is allocated, and the amount at risk is not said.',
        mend: 'Add atRisk, such as "10 % of charges".',
      })
    }
    for (const [at, limit] of [
      ['atRisk', atRisk],
      ['cap', cap?.month],
    ] as const) {
      if (limit?.kind !== 'share' || limit.of !== 'average-month') continue
      report(context, {
        at: [at],
        message: 'An average month is a measure of a year, not of the month itself.',
        mend: 'Write a share of charges.',
      })
    }
    if (isEmptyPool(pool)) {
      report(context, { at: ['pool'], message: 'A pool of 0 % allocates nothing.', mend: 'Write a pool above 0 %.' })
    }
  })
export type CreditTerms = z.output<typeof CreditTerms>

function isEmptyPool(pool: Percent | undefined): boolean {
  return pool !== undefined && compareDecimal(pool.percent, { digits: 0n, scale: 0 }) <= 0
}
