import { z } from 'zod'
import { fraction, multiplyFractions } from '../../../kernel/money/fraction.ts'
import { dayMillis } from '../../../kernel/time/civil-date.ts'
import type { EvidenceRow } from '../../explanation.ts'
import { filterText, heldFacts } from '../../value/facts.ts'
import { EventName, FactFilter, PriceText } from '../../value/schemas.ts'
import { unitRows } from '../charging.ts'
import { exactly, tellPart } from './asked.ts'
import type { FormAsked, FormResult } from './asked.ts'

/**
 * A price for an outcome, taken back where the outcome does not last: an item whose `clawBack.event` follows within so
 * many days of 24 hours is taken back in the period of that event, once for each time it was charged.
 */
export const Outcome = z.strictObject({
  per: EventName,
  counts: z.enum(['work-items', 'events']),
  only: FactFilter.optional(),
  price: PriceText,
  clawBack: z.strictObject({ event: EventName, withinDays: z.int().min(1).max(3_660) }),
})
type OutcomeTerms = z.output<typeof Outcome>

export function chargeOutcome(asked: FormAsked, terms: OutcomeTerms): FormResult {
  const rows = unitRows(asked.history, asked.window, terms)
  const taken = takenBack(asked, terms)
  const about = { clause: asked.clause, unit: terms.counts }
  const counted = asked.book.count({
    ...about,
    id: `charges/${asked.id}/units`,
    label: 'Outcomes',
    formula: `${rows.length} outcomes "${terms.per}"${filterText(terms.only)} in the period.`,
    rows,
  })
  const { event, withinDays } = terms.clawBack
  const back = asked.book.count({
    ...about,
    id: `charges/${asked.id}/claw-back`,
    label: 'Taken back',
    formula: `${taken.length} outcomes were followed by "${event}" within ${withinDays} days, in this period.`,
    rows: taken,
  })
  const net = rows.length - taken.length
  const figure = tellPart(asked, {
    part: 'charged-units',
    label: 'Outcomes charged',
    value: net,
    unit: 'units',
    formula: `${rows.length} − ${taken.length} = ${net}.`,
    parts: [counted, back],
  })
  const exact = multiplyFractions(fraction(BigInt(net), 1n), exactly(terms.price.amount))
  return { exact, sum: `${net} × ${terms.price.text}`, parts: [figure], units: rows.length, chargedUnits: net }
}

/** Outcomes that were charged, in this period or an earlier one, and did not last: each charge is taken back once. */
function takenBack({ history, window }: FormAsked, terms: OutcomeTerms): EvidenceRow[] {
  const [outcome, event] = [history.codeOf(terms.per), history.codeOf(terms.clawBack.event)]
  if (outcome === undefined || event === undefined) return []
  const holds = heldFacts(history, terms.only, window.to)
  const within = terms.clawBack.withinDays * dayMillis
  const rows: EvidenceRow[] = []
  for (let item = 0; item < history.itemIds.length; item += 1) {
    let charged: number | undefined
    let wasCharged = false
    for (let column = history.offsets[item] ?? 0; column < (history.offsets[item + 1] ?? 0); column += 1) {
      const at = history.instants[column] ?? NaN
      if (at >= window.to) break
      if (history.codes[column] === outcome) {
        // Counting work items, the second outcome of an item is not charged, so it cannot be taken back either.
        if (terms.counts === 'events' || !wasCharged) charged = at
        wasCharged = true
      } else if (history.codes[column] === event && charged !== undefined && at - charged <= within) {
        if (at >= window.from && holds(item)) {
          rows.push({ workItemId: history.itemIds[item] ?? '', verdict: 'charged', chargedAt: at })
        }
        charged = undefined
      }
    }
  }
  return rows
}
