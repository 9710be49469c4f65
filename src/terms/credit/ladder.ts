import { z } from 'zod'
import { compareDecimal, formatDecimal, powerOfTen } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import { divideRounded } from '../../kernel/money/rounding.ts'
import type { Percent } from '../value/percent.ts'
import { report } from '../value/problem.ts'
import { DecimalsText, PercentText } from '../value/schemas.ts'

/** At exactly this attainment the credit is this share of the base. */
const Row = z.strictObject({ at: PercentText, credit: PercentText })

/**
 * A credit written as points of a table and not as bands. A table of points leaves open what holds between them, so
 * that is said: `step-down` (the credit of the row below), `step-up` (of the row above), or interpolated to a number of
 * decimals. Beyond the last row its credit holds on, or there is none; above the first row there is none.
 */
export const Ladder = z
  .strictObject({
    rows: z.array(Row).min(2).max(50),
    between: z.union([z.enum(['step-down', 'step-up']), z.strictObject({ interpolate: DecimalsText })]),
    below: z.enum(['last-row', 'no-credit']),
  })
  .superRefine(({ rows }, context) => {
    for (const [index, row] of rows.entries()) {
      const next = rows[index + 1]
      if (!next || compareDecimal(row.at.percent, next.at.percent) > 0) continue
      report(context, {
        at: ['rows', index + 1, 'at'],
        message: `The row at ${next.at.text} does not lie below the row at ${row.at.text}.`,
        mend: 'List the rows from the highest to the lowest attainment, each once.',
      })
    }
  })
export type Ladder = z.output<typeof Ladder>

/** What a ladder is asked with: how the attainment compares with a threshold, and the exact ratio itself. */
export type LadderAsked = {
  readonly compare: (threshold: Decimal) => number
  readonly numerator: number
  readonly denominator: number
}

export type Step = { readonly percent: Decimal; readonly reason: string }

/** The credit of a missed attainment by the rows of a table. Interpolation rounds half-up, to the decimals named. */
export function stepOf(ladder: Ladder, asked: LadderAsked): Step {
  const { rows, between } = ladder
  const lower = rows.findIndex(({ at }) => asked.compare(at.percent) >= 0)
  const below = rows[lower]
  if (!below) return beyond(ladder)
  if (asked.compare(below.at.percent) === 0) return rowStep(below, 'exactly at')
  const above = rows[lower - 1]
  if (!above)
    return { percent: { digits: 0n, scale: 0 }, reason: `Above the first row at ${below.at.text}: no credit.` }
  if (between === 'step-down') return rowStep(below, 'between the rows, stepping down to')
  if (between === 'step-up') return rowStep(above, 'between the rows, stepping up to')
  const percent = interpolated(above, below, { ...asked, places: between.interpolate })
  const span = `between ${above.at.text} (${above.credit.text}) and ${below.at.text} (${below.credit.text})`
  return { percent, reason: `${span}, interpolated to ${between.interpolate} decimals: ${formatDecimal(percent)} %.` }
}

type TableRow = { readonly at: Percent; readonly credit: Percent }

function rowStep({ at, credit }: TableRow, how: string): Step {
  return { percent: credit.percent, reason: `${how} the row at ${at.text}: ${credit.text}.` }
}

function beyond({ rows, below }: Ladder): Step {
  const last = rows.at(-1)
  if (!last) throw new Error('A ladder has at least two rows.')
  if (below === 'last-row') return rowStep(last, 'below the last row, whose credit holds on:')
  return { percent: { digits: 0n, scale: 0 }, reason: `below the last row at ${last.at.text}: no credit.` }
}

/** credit = c₁ + (c₂ − c₁) × (a₁ − x) ÷ (a₁ − a₂), exactly, then rounded once half-up. */
function interpolated(
  above: TableRow,
  below: TableRow,
  asked: { numerator: number; denominator: number; places: number },
): Decimal {
  const scale = Math.max(...[above, below].flatMap(({ at, credit }) => [at.percent.scale, credit.percent.scale]))
  const whole = (value: Decimal) => value.digits * powerOfTen(scale - value.scale)
  const [a1, a2] = [whole(above.at.percent), whole(below.at.percent)]
  const [c1, c2] = [whole(above.credit.percent), whole(below.credit.percent)]
  const denominator = BigInt(asked.denominator)
  const x = BigInt(asked.numerator) * 100n * powerOfTen(scale)
  // All values are scaled by 10^scale; the attainment x has the further denominator of the ratio.
  const numerator = c1 * denominator * (a1 - a2) + (c2 - c1) * (a1 * denominator - x)
  const divisor = denominator * (a1 - a2) * powerOfTen(scale)
  return { digits: divideRounded(numerator * powerOfTen(asked.places), divisor, 'half-up'), scale: asked.places }
}

/** 'at 95 % 10 %, at 90 % 20 %; between rows step down; below the last row its credit holds on' */
export function ladderText({ rows, between, below }: Ladder): string {
  const table = rows.map(({ at, credit }) => `${credit.text} at ${at.text}`).join(', ')
  const rule =
    typeof between === 'string'
      ? `steps ${between === 'step-down' ? 'down to the row below' : 'up to the row above'}`
      : `is interpolated to ${between.interpolate} decimals`
  const end = below === 'last-row' ? 'the last row holds on below it' : 'below the last row there is no credit'
  return `${table}; between two rows the credit ${rule}; ${end}`
}
