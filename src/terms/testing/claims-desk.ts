import { sha256, toHex } from '../../kernel/record/format/digest.ts'
import { parseInstant } from '../../kernel/time/instant.ts'
import { historyBuilder } from '../history.ts'
import type { History } from '../history.ts'
import { parseTerms } from '../model.ts'
import type { JsonValue, Terms } from '../model.ts'
import { settle } from '../settle.ts'
import type { Settlement } from '../settle.ts'

/** Terms of a claims desk in Oslo, for tests: one level with a credit on its own fees, one price with two tiers. */
export const CLAIMS_DESK = {
  terms: 1,
  agreement: 'C-0042',
  parties: { client: 'Halden Insurance', provider: 'Mabini Services' },
  currency: 'EUR',
  zone: 'Europe/Oslo',
  effective: '2026-02-01',
  calendars: { oslo: { zone: 'Europe/Oslo', week: { 'mon-fri': '08:00-16:00' } } },
  clocks: {
    'set-up': {
      clause: '7.2',
      calendar: 'oslo',
      runs: { from: 'received', to: 'set-up' },
      rests: [{ from: 'asked', to: 'answered', owner: 'customer' }],
      // oxlint-disable-next-line unicorn/no-thenable -- a text, as the language of clocks has it; nothing awaits it
      reopened: { on: 'reopened', then: 'resume' },
      cancelled: ['withdrawn'],
    },
  },
  measures: {
    'set-up-on-time': {
      clause: '7.2',
      share: { of: 'work-item', where: { clock: 'set-up', within: '1 business-day' } },
      population: 'due-in-period',
      excluding: [
        { event: 'excused', clause: '7.4' },
        { event: 'force-majeure', clause: '7.5' },
      ],
      test: 'exact',
      print: '1 decimal',
    },
  },
  serviceLevels: {
    S2: {
      clause: '7.2',
      name: 'Claim set up',
      measure: 'set-up-on-time',
      per: 'month',
      expected: '92.0 %',
      minimum: '88.0 %',
      kind: 'critical',
      credit: {
        of: { charge: 'set-up' },
        bands: [
          { from: '90.0 %', credit: '2 %' },
          { from: '88.0 %', credit: '4 %' },
          { from: '0 %', credit: '8 %' },
        ],
      },
    },
  },
  credits: { clause: '8', cap: { month: '12 % of charges' }, rounding: 'half-up' },
  charges: {
    'set-up': {
      clause: '5.1',
      rounding: 'half-up',
      graduated: {
        per: 'set-up',
        counts: 'work-items',
        tiers: [{ to: 3, price: 'EUR 6.40' }, { price: 'EUR 5.90' }],
      },
    },
    governance: { clause: '5.4', fixed: { amount: 'EUR 2500.00', per: 'month' } },
  },
} as const satisfies JsonValue

/** The claims desk with some terms replaced, each by its path: `{ 'measures.set-up-on-time.print': '2 decimals' }`. */
export function claimsDesk(changes: Readonly<Record<string, JsonValue | undefined>> = {}): Terms {
  return parseTerms(claimsDeskSource(changes))
}

/** The same before it is parsed, for terms that are wrong on purpose. */
export function claimsDeskSource(changes: Readonly<Record<string, JsonValue | undefined>>): unknown {
  const source = structuredClone(CLAIMS_DESK) as Record<string, unknown>
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split('.')
    let holder = source
    for (const step of steps.slice(0, -1)) holder = holder[step] as Record<string, unknown>
    const last = steps.at(-1) ?? ''
    if (value === undefined) delete holder[last]
    else holder[last] = value
  }
  return source
}

/** Work items by id, each a list of 'event at instant': 'received 2026-10-05T08:00Z'. Sequence is the order written. */
export function historyOf(items: Readonly<Record<string, readonly string[]>>): History {
  const builder = historyBuilder()
  let sequence = 0
  for (const [workItemId, lines] of Object.entries(items)) {
    for (const line of lines) {
      const [name = '', instant = ''] = line.split(' ')
      builder.add({ workItemId, name, at: parseInstant(instant.replace(/Z$/, ':00.000Z')), sequence })
      sequence += 1
    }
  }
  return builder.build()
}

/** Settles with the context of a test. */
export function settled(terms: Terms, history: History, month = '2026-10'): Settlement {
  const sha256Hex = (bytes: Uint8Array) => toHex(sha256(bytes))
  return settle(terms, history, { month }, { engagement: 'e-1', termsHash: 'ab'.repeat(32), treeSize: 1, sha256Hex })
}
