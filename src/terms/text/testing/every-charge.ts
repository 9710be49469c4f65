import type { JsonValue } from '../../model.ts'

const rounded = { rounding: 'half-up' } as const

/** A charge of each form, for the list of all constructs. */
export const EVERY_CHARGE = {
  fixed: {
    clause: '5.1',
    label: 'Governance fee',
    fixed: { amount: 'EUR 2500.00', per: 'month', prorate: { by: 'day', rounding: 'half-up' } },
  },
  unit: {
    clause: '5.2',
    ...rounded,
    fx: { from: 'PHP', series: 'ecb-php', averageMonths: 3, base: '62.10', band: '3 %', bornBy: 'client' },
    unit: {
      per: 'completed',
      counts: 'work-items',
      price: 'PHP 390.5',
      only: { line: 'motor' },
      minimum: { units: 24000, settled: 'contract-year', shortfallPrice: 'PHP 200', partYear: 'by-month' },
    },
  },
  graduated: {
    clause: '5.3',
    ...rounded,
    graduated: {
      per: 'registered',
      counts: 'events',
      minimum: '1200 units',
      tiers: [{ to: '1500', price: 'EUR 6.40', flat: 'EUR 100' }, { price: 'EUR 5.90' }],
      flatAtZero: 'owed',
    },
  },
  volume: {
    clause: '5.4',
    ...rounded,
    volume: { per: 'scanned', counts: 'events', tiers: [{ to: 800, price: 'EUR 0.45' }, { price: 'EUR 0.40' }] },
  },
  hour: {
    clause: '5.5',
    ...rounded,
    hour: { per: 'time-entered', minutes: 'minutes', price: 'EUR 21.375', only: { grade: 'senior' } },
  },
  package: {
    clause: '5.6',
    ...rounded,
    package: { per: 'archived', counts: 'work-items', size: 250, price: 'EUR 15', free: 1000 },
  },
  heads: { clause: '5.7', ...rounded, heads: { series: 'certified-heads', price: 'EUR 3100' } },
  baseline: {
    clause: '5.8',
    ...rounded,
    baseline: {
      per: 'handled',
      counts: 'work-items',
      units: 10_000,
      amount: 'EUR 60000.00',
      deadBand: '5 %',
      meaning: 'beyond-band',
      additional: [{ upTo: '20 %', price: 'EUR 5.10' }],
      reduced: [{ upTo: '15 %', price: 'EUR 4.20' }, { price: 'EUR 4.00' }],
    },
  },
  outcome: {
    clause: '5.9',
    ...rounded,
    outcome: {
      per: 'recovered',
      counts: 'work-items',
      price: 'EUR 75',
      clawBack: { event: 'reversed', withinDays: 60 },
    },
  },
  gain: {
    clause: '5.10',
    ...rounded,
    gainShare: { per: 'saving-agreed', saving: 'saved', above: 'EUR 20000.00', share: '35 %' },
  },
  passed: {
    clause: '5.11',
    ...rounded,
    passThrough: { per: 'cost-shown', amount: 'cost', markup: '2.5 %', cap: 'EUR 8000.00' },
  },
  revenue: {
    clause: '5.12',
    ...rounded,
    revenueShare: {
      per: 'sold',
      revenue: 'revenue',
      tiers: [{ to: 'EUR 30000.00', share: '7 %' }, { share: '9 %' }],
    },
  },
  once: { clause: '5.13', ...rounded, oneOff: { amount: 'EUR 18000.00', month: '2026-03' } },
  milestone: {
    clause: '5.14',
    ...rounded,
    milestone: {
      amount: 'EUR 40000.00',
      event: 'accepted',
      only: { wave: 'one' },
      holdback: { share: '20 %', releasedBy: 'stable' },
    },
  },
} as const satisfies JsonValue
