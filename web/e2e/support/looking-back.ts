/** Terms whose months depend on each other: triggers, grace, held credits, repeated failures, corrections. */
import type { JsonValue } from '../../../src/terms/model.ts'

export const lookingBackTerms: { readonly [key: string]: JsonValue } = {
  terms: 1,
  agreement: 'C-0077',
  currency: 'EUR',
  zone: 'UTC',
  calendars: { always: { zone: 'UTC', week: { all: '00:00-24:00' } } },
  clocks: { work: { clause: '7', calendar: 'always', runs: { from: 'received', to: 'done' } } },
  measures: {
    'on-time': {
      clause: '7.1',
      share: { of: 'work-item', where: { clock: 'work', within: '2 hours' } },
      population: 'due-in-period',
      test: 'exact',
      print: '1 decimal',
    },
    average: { clause: '7.2', mean: { clock: 'work' }, test: 'exact', print: '1 decimal' },
    complaints: {
      clause: '7.3',
      count: { event: 'complained', counts: 'work-items' },
      test: 'exact',
      print: '0 decimals',
    },
  },
  serviceLevels: {
    A: {
      clause: '7.2',
      name: 'Average time to done',
      measure: 'average',
      per: 'month',
      direction: 'at-most',
      expected: '60 minutes',
      minimum: '90 minutes',
      kind: 'critical',
      graceMonths: 2,
      credit: { points: 3 },
    },
    K: {
      clause: '7.3',
      name: 'Complaints',
      measure: 'complaints',
      per: 'month',
      direction: 'at-most',
      expected: '1',
      minimum: '5',
      kind: 'critical',
      trigger: { missed: 'expected', times: 2, withinMonths: 3, hits: 'consumed' },
      credit: { perMiss: { amount: 'EUR 25.00', free: 1 } },
    },
    L: {
      clause: '7.1',
      name: 'Done in two hours',
      measure: 'on-time',
      per: 'month',
      expected: '95 %',
      minimum: '80 %',
      kind: 'critical',
      credit: {
        of: 'charges',
        bands: [{ from: '0 %', credit: '4 %' }],
        repeat: { withinMonths: 12, multiply: '2', each: 'once', upTo: '4' },
      },
    },
  },
  credits: {
    clause: '8',
    points: { of: 'charges', table: [{ from: 2, credit: '1 %' }] },
    cap: { month: '12 % of charges', contractYear: '10 % of charges' },
    earnBack: { kind: 'hold-and-release', months: 1, level: 'expected', share: '100 %', repeats: 'never' },
    rounding: 'half-up',
  },
  lateEvents: { clause: '9.4', settled: 'next-open-period' },
  charges: {
    fee: { clause: '5.1', label: 'Monthly fee', fixed: { amount: 'EUR 1000.00', per: 'month' } },
    handled: {
      clause: '5.2',
      label: 'Items done',
      rounding: 'half-up',
      graduated: { per: 'done', counts: 'work-items', tiers: [{ to: 20, price: 'EUR 6.40' }, { price: 'EUR 5.90' }] },
    },
  },
}
