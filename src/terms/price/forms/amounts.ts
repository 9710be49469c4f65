import { z } from 'zod'
import {
  addFractions,
  compareFractions,
  fraction,
  fractionOfPercent,
  multiplyFractions,
} from '../../../kernel/money/fraction.ts'
import type { Fraction } from '../../../kernel/money/fraction.ts'
import type { Figure } from '../../explanation.ts'
import { amountText } from '../../statement.ts'
import { filterText } from '../../value/facts.ts'
import { report } from '../../value/problem.ts'
import { EventName, FactFilter, MoneyText, PercentText } from '../../value/schemas.ts'
import { majorOf, tellPart } from './asked.ts'
import type { FormAsked, FormResult } from './asked.ts'
import { quantitiesOf } from './quantities.ts'

const source = { per: EventName, only: FactFilter.optional() }
const FactName = z.string().min(1).max(100)

/** Costs of others, passed on at cost or with a markup, and never more than the cap of a month. */
export const PassThrough = z.strictObject({
  ...source,
  amount: FactName,
  markup: PercentText,
  cap: z.union([MoneyText, z.literal('none')]),
})

/** A share of savings that both have agreed on, above an amount that is the client's alone. */
export const GainShare = z.strictObject({ ...source, saving: FactName, above: MoneyText, share: PercentText })

const ShareTier = z.strictObject({ to: MoneyText.optional(), share: PercentText })

/** A share of revenue, each part of it by its own tier. */
export const RevenueShare = z.strictObject({
  ...source,
  revenue: FactName,
  tiers: z
    .array(ShareTier)
    .min(1)
    .max(50)
    .superRefine((tiers, context) => {
      for (const [index, { to }] of tiers.entries()) {
        const before = tiers[index - 1]?.to
        const isLast = index === tiers.length - 1
        if (isLast === (to === undefined) && !(to && before && to.money.minor <= before.money.minor)) continue
        report(context, {
          at: [index, 'to'],
          message: 'The tiers do not rise to a last one without an end.',
          mend: 'List the tiers from the lowest to the highest; leave "to" out of the last one only.',
        })
      }
    }),
})

export function chargePassThrough(asked: FormAsked, terms: z.output<typeof PassThrough>): FormResult {
  const { sum, figure } = summed(asked, { ...terms, fact: terms.amount }, 'Costs passed on')
  const factor = addFractions(fraction(1n, 1n), fractionOfPercent(terms.markup.percent))
  const exact = multiplyFractions(majorOf(sum, asked.currency), factor)
  const text = `${amountText(asked.currency, sum)} + ${terms.markup.text}`
  if (terms.cap === 'none') return { exact, sum: text, parts: [figure] }
  const cap = majorOf(terms.cap.money.minor, asked.currency)
  const isOver = compareFractions(exact, cap) > 0
  const limit = tellPart(asked, {
    part: 'cap',
    label: 'Cap of the month',
    value: terms.cap.text,
    unit: 'amount',
    formula: `At most ${terms.cap.text} is passed on in a month${isOver ? ': it is reached' : ''}.`,
  })
  return {
    exact: isOver ? cap : exact,
    sum: isOver ? `${text}, capped at ${terms.cap.text}` : text,
    parts: [figure, limit],
  }
}

export function chargeGainShare(asked: FormAsked, terms: z.output<typeof GainShare>): FormResult {
  const { sum, figure } = summed(asked, { ...terms, fact: terms.saving }, 'Savings')
  const over = sum > terms.above.money.minor ? sum - terms.above.money.minor : 0n
  const exact = multiplyFractions(majorOf(over, asked.currency), fractionOfPercent(terms.share.percent))
  const text = `${terms.share.text} of ${amountText(asked.currency, over)} above ${terms.above.text}`
  return { exact, sum: text, parts: [figure] }
}

export function chargeRevenueShare(asked: FormAsked, terms: z.output<typeof RevenueShare>): FormResult {
  const { sum, figure } = summed(asked, { ...terms, fact: terms.revenue }, 'Revenue')
  const parts: Figure[] = [figure]
  let exact: Fraction = fraction(0n, 1n)
  let from = 0n
  for (const [index, { to, share }] of terms.tiers.entries()) {
    if (sum <= from) break
    const end = to && to.money.minor < sum ? to.money.minor : sum
    const amount = multiplyFractions(majorOf(end - from, asked.currency), fractionOfPercent(share.percent))
    exact = addFractions(exact, amount)
    parts.push(
      tellPart(asked, {
        part: `tier-${index + 1}`,
        label: `Revenue in tier ${index + 1}`,
        value: amountText(asked.currency, end - from),
        unit: 'amount',
        formula: `${share.text} of ${amountText(asked.currency, end - from)}.`,
      }),
    )
    from = end
  }
  return { exact, sum: `shares of ${amountText(asked.currency, sum)} by tier`, parts }
}

type Sum = { readonly per: string; readonly fact: string; readonly only?: z.output<typeof FactFilter> | undefined }

/** The sum of amounts in minor units that events carry, with the events behind it. */
function summed(asked: FormAsked, terms: Sum, label: string): { sum: bigint; figure: Figure } {
  const { rows, sum } = quantitiesOf(asked.history, asked.window, terms)
  const events = asked.book.count({
    id: `charges/${asked.id}/units`,
    label: 'Events counted',
    clause: asked.clause,
    unit: 'events',
    formula: `${rows.length} events "${terms.per}"${filterText(terms.only)} in the period.`,
    rows,
  })
  const figure = tellPart(asked, {
    part: 'sum',
    label,
    value: Number(sum),
    unit: 'money',
    formula: `The sum of "${terms.fact}" over ${rows.length} events: ${amountText(asked.currency, sum)}.`,
    parts: [events],
  })
  return { sum, figure }
}
