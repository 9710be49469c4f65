import { z } from 'zod'
import {
  addDecimal,
  compareDecimal,
  formatDecimal,
  multiplyDecimal,
  subtractDecimal,
  trimDecimal,
} from '../../../kernel/money/decimal.ts'
import type { Decimal } from '../../../kernel/money/decimal.ts'
import { addFractions, fraction } from '../../../kernel/money/fraction.ts'
import type { Fraction } from '../../../kernel/money/fraction.ts'
import { filterText } from '../../value/facts.ts'
import { report } from '../../value/problem.ts'
import { EventName, FactFilter, MoneyText, PercentText, PriceText } from '../../value/schemas.ts'
import { unitList } from '../charging.ts'
import { exactly, majorOf, tellPart } from './asked.ts'
import type { FormAsked, FormResult } from './asked.ts'

/** Up to this distance from the baseline, in percent of it, each unit more (or less) has this price. */
const DistanceBand = z.strictObject({ upTo: PercentText.optional(), price: PriceText })

const Bands = z
  .array(DistanceBand)
  .min(1)
  .max(20)
  .superRefine((bands, context) => {
    for (const [index, { upTo }] of bands.entries()) {
      const before = bands[index - 1]?.upTo
      const falls = upTo !== undefined && before !== undefined && compareDecimal(upTo.percent, before.percent) <= 0
      if (!falls && (upTo !== undefined || index === bands.length - 1)) continue
      report(context, {
        at: [index, 'upTo'],
        message: falls ? 'The band ends before it begins.' : 'Only the last band may have no end.',
        mend: 'List the bands from the nearest to the farthest from the baseline.',
      })
    }
  })

/**
 * A fixed amount for a baseline of units, with additional and reduced resource charges outside a dead band.
 * `beyond-band` prices only the units outside the band (a franchise); `from-baseline` prices all of the difference once
 * it is outside (a threshold). Beyond the last band the parties renegotiate: its price holds until they have.
 */
export const Baseline = z.strictObject({
  per: EventName,
  counts: z.enum(['work-items', 'events']),
  only: FactFilter.optional(),
  units: z.int().min(1).max(1_000_000_000),
  amount: MoneyText,
  deadBand: PercentText,
  meaning: z.enum(['beyond-band', 'from-baseline']),
  additional: Bands,
  reduced: Bands,
})
type BaselineTerms = z.output<typeof Baseline>

export function chargeBaseline(asked: FormAsked, terms: BaselineTerms): FormResult {
  const rows = unitList(asked.history, asked.window, terms)
  const counted = asked.book.count({
    id: `charges/${asked.id}/units`,
    label: terms.counts === 'work-items' ? 'Work items counted' : 'Events counted',
    clause: asked.clause,
    unit: terms.counts,
    formula: `${rows.length} of "${terms.per}"${filterText(terms.only)} in the period.`,
    rows,
  })
  const change = resourceCharge(terms, rows.length)
  const figure = tellPart(asked, {
    part: 'resource-charge',
    label: change.isReduced ? 'Reduced resource charge' : 'Additional resource charge',
    value: change.text,
    unit: 'amount',
    formula: change.reason,
    parts: [counted],
  })
  const isBeyond = change.isBeyond
    ? [
        tellPart(asked, {
          part: 'beyond',
          label: 'Beyond the last band',
          value: 'renegotiate',
          unit: 'state',
          formula: 'The volume lies beyond the last band: its price holds until the parties have agreed on another.',
        }),
      ]
    : []
  return {
    exact: addFractions(majorOf(terms.amount.money.minor, terms.amount.money.currency), change.amount),
    sum: `${terms.amount.text} for the baseline ${change.isReduced ? '−' : '+'} ${change.text.replace('-', '')}`,
    parts: [figure, ...isBeyond],
    units: rows.length,
    chargedUnits: rows.length,
  }
}

export type ResourceCharge = {
  readonly amount: Fraction
  readonly text: string
  readonly reason: string
  readonly isReduced: boolean
  readonly isBeyond: boolean
}

/** The charge for units away from the baseline, exact: above zero for more, below zero for fewer. */
export function resourceCharge(
  terms: Pick<BaselineTerms, 'units' | 'deadBand' | 'meaning' | 'additional' | 'reduced'>,
  actual: number,
): ResourceCharge {
  const { units, deadBand, meaning } = terms
  const isReduced = actual < units
  const distance: Decimal = { digits: BigInt(Math.abs(actual - units)), scale: 0 }
  const dead = shareOfUnits(units, deadBand.percent)
  const about = `${actual} against a baseline of ${units}, dead band ${deadBand.text} (${plain(dead)} units)`
  if (compareDecimal(distance, dead) <= 0) {
    const none = { amount: fraction(0n, 1n), text: '0', isReduced, isBeyond: false }
    return { ...none, reason: `${about}: inside the band, no change.` }
  }
  const bands = isReduced ? terms.reduced : terms.additional
  let from = meaning === 'beyond-band' ? dead : { digits: 0n, scale: 0 }
  let sum: Decimal = { digits: 0n, scale: 0 }
  const steps: string[] = []
  for (const [index, { upTo, price }] of bands.entries()) {
    const end = upTo === undefined ? distance : shareOfUnits(units, upTo.percent)
    const isLast = index === bands.length - 1
    const to = isLast || compareDecimal(end, distance) > 0 ? distance : end
    if (compareDecimal(to, from) <= 0) continue
    const inBand = trimDecimal(subtractDecimal(to, from))
    sum = addDecimal(sum, multiplyDecimal(inBand, price.amount))
    steps.push(`${plain(inBand)} × ${price.text}`)
    from = to
  }
  const last = bands.at(-1)?.upTo
  const isBeyond = last !== undefined && compareDecimal(distance, shareOfUnits(units, last.percent)) > 0
  const signed = isReduced ? { ...sum, digits: -sum.digits } : sum
  const how = meaning === 'beyond-band' ? 'only what lies beyond the band' : 'all of the difference'
  return {
    amount: exactly(signed),
    text: formatDecimal(signed),
    reason: `${about}: ${how}, ${steps.join(' + ')} = ${formatDecimal(signed)}.`,
    isReduced,
    isBeyond,
  }
}

function shareOfUnits(units: number, percent: Decimal): Decimal {
  return multiplyDecimal({ digits: BigInt(units), scale: 0 }, { digits: percent.digits, scale: percent.scale + 2 })
}

function plain(value: Decimal): string {
  return formatDecimal(trimDecimal(value))
}
