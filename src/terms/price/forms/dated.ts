import { z } from 'zod'
import { addFractions, fraction, fractionOfPercent, multiplyFractions } from '../../../kernel/money/fraction.ts'
import type { Fraction } from '../../../kernel/money/fraction.ts'
import type { EvidenceRow, Figure } from '../../explanation.ts'
import { filterText } from '../../value/facts.ts'
import { EventName, FactFilter, MoneyText, PercentText } from '../../value/schemas.ts'
import { unitRows } from '../charging.ts'
import { majorOf } from './asked.ts'
import type { FormAsked, FormResult } from './asked.ts'

const MonthText = z.string().regex(/^[0-9]{4}-(?:0[1-9]|1[0-2])$/, 'is a month such as 2026-03')

/** An amount that is owed once, in a named month. */
export const OneOff = z.strictObject({ amount: MoneyText, month: MonthText })

/** An amount that is owed when something is accepted; a share of it is held back until a later event. */
export const Milestone = z.strictObject({
  amount: MoneyText,
  event: EventName,
  only: FactFilter.optional(),
  holdback: z.strictObject({ share: PercentText, releasedBy: EventName }).optional(),
})

export function chargeOneOff(asked: FormAsked, { amount, month }: z.output<typeof OneOff>): FormResult {
  const isNow = month === asked.month
  const exact = isNow ? majorOf(amount.money.minor, amount.money.currency) : fraction(0n, 1n)
  return { exact, sum: isNow ? `${amount.text}, once in ${month}` : `nothing: owed once in ${month}`, parts: [] }
}

/** Owed once in the life of the contract: at the first such event of any work item, and so is what was held back. */
export function chargeMilestone(asked: FormAsked, terms: z.output<typeof Milestone>): FormResult {
  const { amount, holdback } = terms
  const whole = majorOf(amount.money.minor, amount.money.currency)
  const held = holdback ? multiplyFractions(whole, fractionOfPercent(holdback.share.percent)) : fraction(0n, 1n)
  const reached = firstIn(asked, terms.event, terms.only)
  const released = holdback ? firstIn(asked, holdback.releasedBy, terms.only) : []
  const parts: Figure[] = [eventFigure(asked, 'reached', terms.event, { rows: reached, only: terms.only })]
  if (holdback) {
    parts.push(eventFigure(asked, 'released', holdback.releasedBy, { rows: released, only: terms.only }))
  }
  let exact: Fraction = fraction(0n, 1n)
  const said: string[] = []
  if (reached.length > 0) {
    exact = addFractions(whole, { ...held, numerator: -held.numerator })
    said.push(holdback ? `${amount.text} less ${holdback.share.text} held back` : amount.text)
  }
  if (released.length > 0 && holdback) {
    exact = addFractions(exact, held)
    said.push(`${holdback.share.text} of ${amount.text} released`)
  }
  return { exact, sum: said.length === 0 ? 'nothing fell due in the period' : said.join(' + '), parts }
}

/** The first event of that name in the history, where it lies inside the window. */
function firstIn(asked: FormAsked, name: string, only: z.output<typeof FactFilter> | undefined): EvidenceRow[] {
  const all = unitRows(asked.history, { from: -Infinity, to: asked.window.to }, { per: name, counts: 'events', only })
  const first = [...all].sort((a, b) => (a.chargedAt ?? 0) - (b.chargedAt ?? 0))[0]
  return first && (first.chargedAt ?? 0) >= asked.window.from ? [first] : []
}

function eventFigure(
  asked: FormAsked,
  part: string,
  name: string,
  found: { readonly rows: readonly EvidenceRow[]; readonly only: z.output<typeof FactFilter> | undefined },
): Figure {
  return asked.book.count({
    id: `charges/${asked.id}/${part}`,
    label: part === 'reached' ? 'Milestone reached' : 'Holdback released',
    clause: asked.clause,
    unit: 'events',
    formula: `${found.rows.length === 0 ? 'No' : 'The'} first "${name}"${filterText(found.only)} lies in the period.`,
    rows: found.rows,
  })
}
