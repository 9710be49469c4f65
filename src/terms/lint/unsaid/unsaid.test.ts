import { expect, test } from 'vitest'
import { CLAIMS_DESK, claimsDeskSource } from '../../testing/claims-desk.ts'
import { lint } from '../lint.ts'
import { rows, index, baseline, fx, credit, without, charge, measure } from '../testing/patterns.ts'
import type { Pattern } from '../testing/patterns.ts'

const unsaid: readonly Pattern[] = [
  ['credit-rounding-unsaid', { 'credits.rounding': undefined }, /2\.005.*: EUR 2\.01 .* EUR 2\.00/],
  ['charge-rounding-unsaid', { 'charges.set-up.rounding': undefined }, /EUR 0\.31 half up, EUR 0\.30 half to even/],
  ['test-unsaid', { 'measures.set-up-on-time.test': undefined }, /S2 at 92\.0 % is missed exactly, and met as printed/],
  ['population-unsaid', { 'measures.set-up-on-time.population': undefined }, /100 %, due-in-period 90 of 100, 90 %/],
  ['counts-unsaid', { 'charges.set-up.graduated.counts': undefined }, /EUR 640\.00 for work-items, EUR 704\.00/],
  [
    'ladder-between-unsaid',
    { 'serviceLevels.S2.credit': { ...credit, ladder: { rows, below: 'last-row' } } },
    /85 % .* step-down 20 % \(EUR 500\.00\), step-up 10 % \(EUR 250\.00\), interpolated 15\.00 % \(EUR 375\.00\)/,
  ],
  [
    'ladder-below-unsaid',
    { 'serviceLevels.S2.credit': { ...credit, ladder: { rows, between: 'step-up' } } },
    /EUR 500\.00 or nothing/,
  ],
  [
    'hits-unsaid',
    { 'serviceLevels.S2.trigger': { missed: 'expected', times: 2, withinMonths: 6 } },
    /1 credit where misses are used up, 2 credits where they count again/,
  ],
  [
    'index-applied-unsaid',
    { indexation: { i: without(index, 'appliedTo') } },
    /105\.00, 110\.25, 115\.76 year on year/,
  ],
  [
    'index-comparison-unsaid',
    { indexation: { i: without(index, 'compare') } },
    /105\.00, 115\.50, 127\.05 to the base/,
  ],
  ['index-lag-unsaid', { indexation: { i: without(index, 'lagMonths') } }, /EUR 104\.80 without a lag, EUR 104\.00/],
  ['index-base-unsaid', { indexation: { i: without(index, 'base') } }, /EUR 103\.00 .* EUR 108\.15/],
  ['index-cap-unsaid', { indexation: { i: without(index, 'cap') } }, /EUR 112\.00 without a cap, EUR 104\.00/],
  [
    'dead-band-unsaid',
    { 'charges.arc': charge({ baseline: without(baseline, 'meaning') }) },
    /100 units above .*: EUR 250\.00 for what lies beyond the band, EUR 500\.00 for all/,
  ],
  [
    'exchange-window-unsaid',
    { 'charges.fx': charge({ fx: without(fx, 'averageMonths'), hour: { per: 'e', minutes: 'm', price: 'PHP 630' } }) },
    /EUR 10000\.00 by the last, EUR 10500\.00 by their mean/,
  ],
  [
    'exchange-bearer-unsaid',
    { 'charges.fx': charge({ fx: without(fx, 'bornBy'), hour: { per: 'e', minutes: 'm', price: 'PHP 630' } }) },
    /7 %, by 3\.5 %/,
  ],
  [
    'answered-formula-unsaid',
    {
      'measures.calls': measure({
        answered: { offered: 'a', answered: 'b', abandoned: 'c', within: '20 seconds' },
      }),
    },
    /F1 84\.00 %, F2 86\.67 %, F3 78\.00 %, F4 82\.98 %, F5 80\.50 %/,
  ],
  [
    'percentile-type-unsaid',
    { 'measures.p90': measure({ percentile: { clock: 'set-up', p: '90 %' } }) },
    /type 1 gives 41\.00, type 2 gives 43\.50, .* type 6 gives 45\.50, type 7 gives 41\.50/,
  ],
  [
    'part-year-unsaid',
    {
      'charges.set-up.graduated.minimum': { units: 1200, settled: 'contract-year', shortfallPrice: 'EUR 2' },
      contract: { clause: '2', from: '2026-02-01' },
    },
    /EUR 1200\.00 by month, EUR 2400\.00/,
  ],
  [
    'flat-at-zero-unsaid',
    { 'charges.set-up.graduated.tiers': [{ price: 'EUR 6', flat: 'EUR 100' }] },
    /costs EUR 100\.00 or nothing/,
  ],
  [
    'pass-through-cap-unsaid',
    { 'charges.costs': charge({ passThrough: { per: 'cost', amount: 'cost', markup: '0 %' } }) },
    /EUR 50000\.00 in one month/,
  ],
  [
    'direction-unsaid',
    {
      'measures.n': measure({ count: { event: 'complained', counts: 'events' } }),
      'serviceLevels.N': without(
        { ...CLAIMS_DESK.serviceLevels.S2, measure: 'n', expected: '5', minimum: '3' },
        'credit',
      ),
    },
    /above 5 is met in one reading/,
  ],
  [
    'waiting-work-unsaid',
    { 'measures.old': measure({ ageing: { clock: 'set-up', olderThan: '3 business-days', as: 'count' } }) },
    /40 %, 3 of 15 are 20 %/,
  ],
  ['duration-in-two-ways', { 'measures.set-up-on-time.share.where.within': '3 days' }, /Saturday .* Monday/],
  [
    'minimum-above-expected',
    { 'serviceLevels.S2.minimum': '95.0 %' },
    /92\.0 % reaches .* below the minimum of 95\.0 %/,
  ],
  [
    'bands-with-a-gap',
    {
      'serviceLevels.S2.credit.bands': [
        { from: '90 %', credit: '2 %' },
        { from: '50 %', credit: '4 %' },
      ],
    },
    /below 50 % falls in no band/,
  ],
  [
    'rows-that-overlap',
    {
      'serviceLevels.S2.credit.bands': [
        { from: '80 %', credit: '2 %' },
        { from: '85 %', credit: '4 %' },
        { from: '0 %', credit: '5 %' },
      ],
    },
    /At 85 % two rows apply/,
  ],
  [
    'circle-of-terms',
    {
      'clocks.set-up.excusedBy': [{ clock: 'other', while: 'overdue', then: 'excuses' }],
      'clocks.set-up.within': '8 business-hours',
      'clocks.other': {
        clause: '9',
        calendar: 'oslo',
        runs: { from: 'asked', to: 'answered' },
        within: '2 business-hours',
        excusedBy: [{ clock: 'set-up', while: 'overdue', then: 'excuses' }],
      },
    },
    /one would have to know it already/,
  ],
]

test.each(unsaid)('%s', (rule, changes, example) => {
  const found = lint(claimsDeskSource(changes)).filter((finding) => finding.rule === rule)
  expect(found.map((finding) => finding.example).join('\n')).toMatch(example)
})
