import type { JsonValue } from '../../model.ts'
import { CLAIMS_DESK } from '../../testing/claims-desk.ts'

/** A clause as it stands in agreements, as a change of the claims desk, and the reading that it leaves open. */
export type Pattern = readonly [rule: string, changes: Readonly<Record<string, JsonValue | undefined>>, example: RegExp]

export const rows = [
  { at: '90 %', credit: '10 %' },
  { at: '80 %', credit: '20 %' },
]
export const ladder = { rows, between: 'step-down', below: 'last-row' }
export const index = {
  clause: '5.9',
  appliesTo: ['governance'],
  series: 'labour',
  base: '2026-01',
  lagMonths: 2,
  inMonth: 2,
  compare: 'year-on-year',
  appliedTo: 'current',
  share: '100 %',
  cap: '10 %',
  floor: '0 %',
  price: { places: '4 decimals', rounding: 'half-up' },
} as const
export const baseline = {
  per: 'set-up',
  counts: 'work-items',
  units: 1000,
  amount: 'EUR 6000.00',
  deadBand: '5 %',
  meaning: 'beyond-band',
  additional: [{ price: 'EUR 5.00' }],
  reduced: [{ price: 'EUR 4.00' }],
} as const
export const fx = { from: 'PHP', series: 'php', averageMonths: 3, base: '62', band: '3 %', bornBy: 'shared' } as const
export const credit = { of: { charge: 'governance' } }
export const without = <Value extends object>(value: Value, key: keyof Value): JsonValue =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
export const charge = (form: object): JsonValue => ({ clause: '5.6', rounding: 'half-up', ...form })
export const level = (changes: object): JsonValue => ({ ...CLAIMS_DESK.serviceLevels.S2, ...changes })
export const measure = (kind: object): JsonValue => ({ clause: '7.3', test: 'exact', print: '1 decimal', ...kind })
