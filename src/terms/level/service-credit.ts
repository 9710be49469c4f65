import { z } from 'zod'
import { compareDecimal, multiplyDecimal, powerOfTen } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import { splitByLargestRemainder } from '../../kernel/money/money.ts'
import { divideRounded } from '../../kernel/money/rounding.ts'
import type { Rounding } from '../../kernel/money/rounding.ts'
import { parsePercent } from '../value/percent.ts'
import type { Percent } from '../value/percent.ts'
import { report } from '../value/problem.ts'
import { Clause, PercentText, RoundingName, TermName } from '../value/schemas.ts'
import { compareAttainment } from './attainment.ts'
import type { Attainment } from './attainment.ts'
import type { Measure } from './measure.ts'

/** From this attainment upwards (until the band above it begins) the credit is this share of the base. */
const Band = z.strictObject({ from: PercentText, credit: PercentText })
export type Band = z.output<typeof Band>

/** The credit of one service level: a share of all charges or of one charge, by the band of the attainment. */
export const LevelCredit = z
  .strictObject({
    of: z.union([z.literal('charges'), z.strictObject({ charge: TermName })]),
    bands: z.array(Band).min(1).max(50),
  })
  .superRefine(({ bands }, context) => {
    for (const [index, band] of bands.entries()) {
      const next = bands[index + 1]
      if (next && compareDecimal(band.from.percent, next.from.percent) <= 0) {
        report(context, {
          at: ['bands', index + 1, 'from'],
          message: `The band from ${next.from.text} does not lie below the band from ${band.from.text}.`,
          mend: 'List the bands from the highest to the lowest, each once.',
        })
      }
    }
    const last = bands.at(-1)
    if (last && last.from.percent.digits !== 0n) {
      report(context, {
        at: ['bands', bands.length - 1, 'from'],
        message: `An attainment below ${last.from.text} falls in no band.`,
        mend: 'Let the last band begin at "0 %".',
      })
    }
  })
export type LevelCredit = z.output<typeof LevelCredit>

/** What holds for all credits of a period: the cap, and how a credit line is rounded. */
export const CreditTerms = z.strictObject({
  clause: Clause,
  /** `{ month: '12 % of charges' }`: the credits of a month are together never more than that. */
  cap: z.strictObject({ month: z.string().transform(capOfCharges) }).optional(),
  rounding: RoundingName,
})
export type CreditTerms = z.output<typeof CreditTerms>

/** A credit before rounding and cap: exact, in minor units of the currency. Its `base` is in whole minor units. */
export type RawCredit = { readonly base: bigint; readonly percent: Decimal; readonly rawMinor: Decimal }

/** The band in which a missed attainment falls: the highest one that begins at or below it. */
export function bandOf(credit: LevelCredit, attainment: Attainment, test: Measure['test']): Band {
  const band = credit.bands.find(({ from }) => compareAttainment(attainment, from.percent, test) >= 0)
  if (!band) throw new Error('The last band begins at 0 %, so every attainment falls in a band.')
  return band
}

/** base × percent / 100, exact. */
export function rawCredit(base: bigint, percent: Decimal): RawCredit {
  const hundredth = { digits: percent.digits, scale: percent.scale + 2 }
  return { base, percent, rawMinor: multiplyDecimal({ digits: base, scale: 0 }, hundredth) }
}

/** The cap of a month in whole minor units. Rounded down: a cap that rounding could lift would not be a cap. */
export function capMinor(chargesMinor: bigint, cap: Percent): bigint {
  const exact = rawCredit(chargesMinor, cap.percent).rawMinor
  return divideRounded(exact.digits, powerOfTen(exact.scale), 'floor')
}

/** The credits of a period as they are paid. Each line is rounded once; `capped` says whether the cap bit. */
export type CreditedLines = {
  readonly lines: readonly bigint[]
  readonly rounded: readonly bigint[]
  readonly capped: boolean
}

/**
 * Rounds each credit once and holds the sum against the cap. Where the cap bites, it is split over the lines in
 * proportion to the credits before rounding, by the largest remainder, so that the lines add up to the cap exactly.
 */
export function creditLines(raw: readonly RawCredit[], cap: bigint | undefined, rounding: Rounding): CreditedLines {
  const rounded = raw.map(({ rawMinor }) => divideRounded(rawMinor.digits, powerOfTen(rawMinor.scale), rounding))
  const sum = rounded.reduce((total, line) => total + line, 0n)
  if (cap === undefined || sum <= cap) return { lines: rounded, rounded, capped: false }
  const scale = Math.max(...raw.map(({ rawMinor }) => rawMinor.scale))
  const weights = raw.map(({ rawMinor }) => rawMinor.digits * powerOfTen(scale - rawMinor.scale))
  return { lines: splitByLargestRemainder(cap, weights), rounded, capped: true }
}

function capOfCharges(text: string, context: z.RefinementCtx): Percent {
  const match = /^(.+) of charges$/.exec(text)
  try {
    if (match?.[1]) return parsePercent(match[1])
  } catch {
    // The problem below says it with the form that is expected.
  }
  report(context, { message: `"${text}" is not a cap.`, mend: 'Write the share and its base: "12 % of charges".' })
  return z.NEVER
}
