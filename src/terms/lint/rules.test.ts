import { expect, test } from 'vitest'
import type { JsonValue } from '../model.ts'
import { CLAIMS_DESK, claimsDeskSource } from '../testing/claims-desk.ts'
import { lint, ruleNames } from './lint.ts'
import { baseline, charge, credit, fx, index, ladder, level, measure } from './testing/patterns.ts'
import type { Pattern } from './testing/patterns.ts'

const contract = { clause: '2', from: '2026-02-01', to: '2029-01-31' } as const
const leaving = (fee: JsonValue): JsonValue => ({
  clause: '14',
  convenience: { clause: '14.1', by: ['client'], noticeMonths: 6, fee },
})

const patterns: readonly Pattern[] = [
  [
    'worse-pays-less',
    {
      'serviceLevels.S2.credit.bands': [
        { from: '90 %', credit: '8 %' },
        { from: '0 %', credit: '4 %' },
      ],
    },
    /EUR 512\.00 at 90 %, EUR 256\.00 at 0 %/,
  ],
  [
    'band-never-applies',
    { 'serviceLevels.S2.trigger': { missed: 'minimum', times: 1, withinMonths: 1, hits: 'reusable' } },
    /EUR 128\.00 of 1000 units of the charge set-up/,
  ],
  ['no-credit-above-first-row', { 'serviceLevels.S2.credit': { ...credit, ladder } }, /nothing, or EUR 250\.00/],
  [
    'credit-of-another-work',
    {
      'charges.calls': charge({ unit: { per: 'called', counts: 'events', price: 'EUR 1' } }),
      'serviceLevels.S2.credit.of': { charge: 'calls' },
    },
    /no "called" and every item late gives a credit of EUR 0\.00/,
  ],
  ['credits-without-cap', { 'credits.cap': undefined }, /8 % of the charge governance of EUR 2500\.00, EUR 200\.00/],
  ['cap-never-reached', {}, /EUR 100\.00 of what is said to be at risk never is/],
  ['year-without-beginning', { 'credits.cap.contractYear': '100 % of average-month' }, /2027-02-01 .* 2026-12-31/],
  [
    'pool-over-allocated',
    {
      'credits.pool': '100 %',
      'credits.atRisk': '10 % of charges',
      'serviceLevels.S2.credit': { pool: { allocation: '70 %' } },
      'serviceLevels.S3': level({ credit: { pool: { allocation: '50 %' } } }),
    },
    /EUR 250\.00 is at risk; all levels failing together are owed EUR 300\.00/,
  ],
  [
    'pool-under-allocated',
    {
      'credits.pool': '100 %',
      'credits.atRisk': '10 % of charges',
      'serviceLevels.S2.credit': { pool: { allocation: '70 %' } },
    },
    /the pool is EUR 250\.00, and all levels failing together are credited EUR 175\.00/,
  ],
  [
    'points-below-first-row',
    {
      'credits.points': { of: 'charges', table: [{ from: 20, credit: '4 %' }] },
      'serviceLevels.S2.credit': { points: 8 },
    },
    /8 points, EUR 0\.00\. It takes 3/,
  ],
  ['same-failure-twice', { 'serviceLevels.S3': level({ name: 'Again' }) }, /EUR 1024\.00 together, or EUR 512\.00/],
  [
    'earn-back-of-repeats',
    {
      'credits.earnBack': { kind: 'credit-then-return', months: 3, level: 'expected', share: '100 %', repeats: 'also' },
    },
    /comes back after 3 good months/,
  ],
  [
    'repeat-without-effect',
    { 'serviceLevels.S2.credit.repeat': { withinMonths: 3, multiply: '2', each: 'once', upTo: '1' } },
    /counts times 1 and not times 2/,
  ],
  ['credit-without-invoice', {}, /EUR 125\.00, in the last month/],
  ['no-minimum-sample', {}, /1 late of 12: 91\.67 %, missed/],
  [
    'backlog-can-hide',
    { 'measures.set-up-on-time.population': 'closed-in-period' },
    /90 %, held against 92\.0 % of S2/,
  ],
  [
    'abandoned-not-counted',
    {
      'measures.calls': measure({
        answered: { offered: 'a', answered: 'b', abandoned: 'c', within: '20 seconds', formula: 'F2' },
      }),
    },
    /94\.12 % of answered calls, 80\.00 % of all/,
  ],
  [
    'average-of-percentages',
    { 'measures.set-up-on-time.label': 'Average of the daily percentages' },
    /83\.33 % as an average of days, 70\.00 % by volume/,
  ],
  ['print-hides-threshold', { 'serviceLevels.S2.expected': '92.25 %' }, /92\.25 % and a hair less/],
  [
    'rounded-past-threshold',
    { 'measures.set-up-on-time.test': { rounded: '1 decimal', rounding: 'half-up' } },
    /91\.95 % is met/,
  ],
  ['nothing-may-fail', { 'serviceLevels.S2.expected': '100 %' }, /9,999 of 10,000/],
  ['floor-above-expected', { 'serviceLevels.S2.floor': { each: 'day', atLeast: '95 %' } }, /each day reaches 92\.0 %/],
  [
    'improvement-without-room',
    { 'serviceLevels.S2.improvement': { inMonth: 2, bestMonths: 3, stepAtMost: '1 %', ceiling: '91 %', places: 1 } },
    /the level stays at 92\.0 %/,
  ],
  ['weights-not-100', { 'serviceLevels.S2.weight': '40 %' }, /EUR 1000\.00 .* EUR 2500\.00 where weights are scaled/],
  ['late-events-unsaid', {}, /95 % stands, or 92 % is made good/],
  ['critical-without-credit', { 'serviceLevels.S2.credit': undefined }, /costs EUR 0\.00/],
  ['unused-term', { 'calendars.cebu': { zone: 'Asia/Manila', week: { mon: '08:00-16:00' } } }, /comes from "cebu"/],
  [
    'volume-cliff',
    {
      'charges.v': charge({
        volume: { per: 'set-up', counts: 'events', tiers: [{ to: 1000, price: 'EUR 5' }, { price: 'EUR 4' }] },
      }),
    },
    /1000 units cost EUR 5000\.00, 1001 cost EUR 4004\.00; only from 1250/,
  ],
  ['minimum-of-a-part-month', { effective: '2026-02-15' }, /EUR 2500\.00 whole, EUR 1250\.00 by the day/],
  [
    'band-inside-dead-band',
    {
      'charges.arc': charge({
        baseline: { ...baseline, additional: [{ upTo: '3 %', price: 'EUR 5' }, { price: 'EUR 6' }] },
      }),
    },
    /the band ends 30 away, the dead band 50 away/,
  ],
  [
    'beyond-the-last-band',
    { 'charges.arc': charge({ baseline: { ...baseline, additional: [{ upTo: '20 %', price: 'EUR 5' }] } }) },
    /At 2000 units 800 lie beyond: EUR 4000\.00/,
  ],
  [
    'price-with-more-decimals',
    { 'charges.pay': charge({ unit: { per: 'paid', counts: 'events', price: 'EUR 0.305' } }) },
    /1001 units are 305\.305: EUR 305\.31 half up, EUR 305\.30 half to even as a line, EUR 300\.30/,
  ],
  [
    'pass-through-without-cap',
    { 'charges.costs': charge({ passThrough: { per: 'cost', amount: 'cost', markup: '5 %', cap: 'none' } }) },
    /EUR 100000\.00 .* EUR 5000\.00 of markup/,
  ],
  [
    'milestone-without-acceptance',
    { 'charges.m': charge({ milestone: { amount: 'EUR 40000.00', event: 'delivered' } }) },
    /EUR 40000\.00 is owed on the day of "delivered"/,
  ],
  [
    'claw-back-unheard',
    {
      contract: { clause: '2', from: '2026-02-01', to: '2029-01-31' },
      'charges.o': charge({
        outcome: { per: 'won', counts: 'events', price: 'EUR 75', clawBack: { event: 'lost', withinDays: 60 } },
      }),
    },
    /EUR 7500\.00, stay paid/,
  ],
  [
    'index-compounds-twice',
    { indexation: { i: { ...index, compare: 'to-base' } } },
    /105\.00, 110\.25, 115\.76 year on year; 105\.00, 115\.50, 127\.05 to the base month/,
  ],
  ['index-without-cap', { indexation: { i: { ...index, cap: 'none' } } }, /adds EUR 300\.00 .* EUR 100\.00/],
  ['index-without-lag', { indexation: { i: { ...index, lagMonths: 0 } } }, /published in the middle of February/],
  ['two-indices-for-a-charge', { indexation: { i: index, j: index } }, /5\.06 % more for governance/],
  [
    'exchange-of-one-month',
    { 'charges.fx': charge({ fx: { ...fx, averageMonths: 1 }, hour: { per: 'e', minutes: 'm', price: 'PHP 630' } }) },
    /mean of three 3\.33 %/,
  ],
  ['calendar-without-holidays', {}, /2026-12-25 counts as any other day/],
  [
    'holidays-end-early',
    { 'calendars.oslo.holidays': ['2026-12-25'], contract: { clause: '2', from: '2026-02-01', to: '2029-01-31' } },
    /2027-01-01 counts as a working day/,
  ],
  [
    'every-date-is-a-business-day',
    { 'calendars.oslo.week': { all: '00:00-24:00' } },
    /Saturday at 15:00 by these terms/,
  ],
  ['clock-nobody-can-stop', { 'clocks.set-up.runs': { from: 'received', to: 'received' } }, /0 of 10/],
  [
    'rest-never-ends',
    { 'clocks.set-up.rests': [{ from: 'asked', to: 'asked', owner: 'customer' }] },
    /on time after a year/,
  ],
  [
    'rest-of-the-provider',
    { 'clocks.set-up.rests': [{ from: 'asked', to: 'answered', owner: 'provider' }] },
    /never late/,
  ],
  [
    'reopening-unsaid',
    {
      'clocks.set-up.runs': { from: 'received', to: 'completed' },
      'clocks.set-up.reopened': undefined,
      'clocks.rework': { clause: '7.4', calendar: 'oslo', runs: { from: 'reopened', to: 'set-up' } },
    },
    /late by 2 hours, or 4 of 8 hours anew/,
  ],
  [
    'acknowledgement-may-not-come',
    { 'clocks.set-up.transfers': [{ event: 'handed', to: 'client', acknowledgedBy: 'taken', until: 'back' }] },
    /three days are the provider's/,
  ],
  [
    'duty-without-clock',
    { 'clocks.set-up.rests': [{ from: 'asked', to: 'answered', owner: 'client' }] },
    /open for 30 days/,
  ],
  [
    'duty-not-measured',
    { 'clocks.duty': { clause: '9', calendar: 'oslo', owner: 'client', runs: { from: 'asked', to: 'answered' } } },
    /no figure of the statement/,
  ],
  ['business-day-in-two-ways', {}, /due 2026-02-03 15:00 by these terms, 2026-02-03 16:00 at the close/],
  [
    'month-of-another-zone',
    { 'calendars.oslo.zone': 'Asia/Manila' },
    /2026-03-01 00:00 in Europe\/Oslo and 2026-03-01 07:00 in Asia\/Manila/,
  ],
  ['exit-unsaid', { contract }, /for 24 more months, EUR 60000\.00, or for none/],
  [
    'fee-table-ends-early',
    { contract, exit: leaving({ byContractYear: ['50 %', '30 %'], of: 'average-year', rounding: 'half-up' }) },
    /In year 3, of twelve months of the charge governance of EUR 2500\.00: EUR 9000\.00 \(30 %\), or nothing/,
  ],
  [
    'write-off-beyond-the-end',
    {
      contract,
      exit: leaving({ remainingValue: { amount: 'EUR 48000.00', months: 48 }, rounding: 'half-up' }),
    },
    /EUR 12000\.00 of EUR 48000\.00 is not written off/,
  ],
  ['no-help-at-the-end', { exit: leaving({ none: true }) }, /6 months of notice/],
  [
    'due-in-another-zone',
    {
      obligations: {
        report: {
          clause: '10.1',
          owner: 'provider',
          what: 'Monthly report',
          due: { every: 'month', businessDay: 3, by: '06:00', calendar: 'oslo' },
          zone: 'Asia/Manila',
          evidence: 'report-sent',
        },
      },
    },
    /06:00 in Asia\/Manila is 23:00 of the day before in Europe\/Oslo/,
  ],
  ['time-in-the-clock-change', { 'calendars.oslo.week': { 'mon-sun': '02:30-10:00' } }, /On 2026-03-29 a shift/],
]

test.each(patterns)('%s', (rule, changes, example) => {
  const found = lint(claimsDeskSource(changes)).filter((finding) => finding.rule === rule)
  expect(found.map((finding) => finding.example).join('\n')).toMatch(example)
})

test('an event that no process tells is found where the process is known', () => {
  const emittedEvents = ['received', 'set-up', 'asked', 'answered', 'reopened', 'withdrawn', 'force-majeure']
  const found = lint(CLAIMS_DESK, { emittedEvents }).filter(({ rule }) => rule === 'event-nobody-tells')
  expect(found.map(({ path, what }) => [path, what])).toEqual([
    ['measures.set-up-on-time.excluding[0].event', 'No process tells the event "excused".'],
  ])
  expect(lint(CLAIMS_DESK).some(({ rule }) => rule === 'event-nobody-tells')).toBe(false)
})

test('every rule has a pattern here', () => {
  const tried = new Set([...patterns.map(([rule]) => rule), 'event-nobody-tells'])
  expect(ruleNames.filter((rule) => !tried.has(rule))).toEqual([])
})
