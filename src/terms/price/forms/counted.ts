import { z } from 'zod'
import { multiplyFractions, fraction } from '../../../kernel/money/fraction.ts'
import { filterText } from '../../value/facts.ts'
import { EventName, FactFilter, PriceText } from '../../value/schemas.ts'
import { unitList } from '../charging.ts'
import { exactly, tellPart } from './asked.ts'
import type { FormAsked, FormResult } from './asked.ts'
import { quantitiesOf } from './quantities.ts'

const FactName = z.string().min(1).max(100)

/** Time worked: minutes in a fact of an event, sixty of them at the price of an hour. */
export const Hour = z.strictObject({
  per: EventName,
  minutes: FactName,
  only: FactFilter.optional(),
  price: PriceText,
})

/** Units in packages: each package that was begun is charged whole; some units may be free. */
export const Package = z.strictObject({
  per: EventName,
  counts: z.enum(['work-items', 'events']),
  only: FactFilter.optional(),
  size: z.int().min(1).max(1_000_000),
  price: PriceText,
  free: z.int().min(0).max(1_000_000_000),
})

export function chargeHours(asked: FormAsked, hour: z.output<typeof Hour>): FormResult {
  const { rows, sum } = quantitiesOf(asked.history, asked.window, { ...hour, fact: hour.minutes })
  const exact = multiplyFractions(fraction(sum, 60n), exactly(hour.price.amount))
  const figure = asked.book.count({
    id: `charges/${asked.id}/units`,
    label: 'Entries of time',
    clause: asked.clause,
    unit: 'events',
    formula: `${rows.length} events "${hour.per}"${filterText(hour.only)} with ${sum} minutes together.`,
    rows,
  })
  const minutes = tellPart(asked, {
    part: 'minutes',
    label: 'Minutes',
    value: Number(sum),
    unit: 'units',
    formula: `The sum of "${hour.minutes}" over ${rows.length} events: ${sum} minutes.`,
    parts: [figure],
  })
  return { exact, sum: `${sum} minutes ÷ 60 × ${hour.price.text}`, parts: [minutes], units: Number(sum) }
}

export function chargePackages(asked: FormAsked, terms: z.output<typeof Package>): FormResult {
  const rows = unitList(asked.history, asked.window, terms)
  const beyond = Math.max(0, rows.length - terms.free)
  const packages = Math.ceil(beyond / terms.size)
  const units = asked.book.count({
    id: `charges/${asked.id}/units`,
    label: terms.counts === 'work-items' ? 'Work items counted' : 'Events counted',
    clause: asked.clause,
    unit: terms.counts,
    formula: `${rows.length} of "${terms.per}"${filterText(terms.only)} in the period.`,
    rows,
  })
  const figure = tellPart(asked, {
    part: 'packages',
    label: 'Packages',
    value: packages,
    unit: 'units',
    formula: `${rows.length} − ${terms.free} free = ${beyond}, in packages of ${terms.size}: ${packages} begun.`,
    parts: [units],
  })
  const exact = multiplyFractions(fraction(BigInt(packages), 1n), exactly(terms.price.amount))
  const counted = { units: rows.length, chargedUnits: packages }
  return { exact, sum: `${packages} × ${terms.price.text}`, parts: [figure], ...counted }
}
