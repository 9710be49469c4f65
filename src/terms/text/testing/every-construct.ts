import type { JsonValue } from '../../model.ts'
import { EVERY_CHARGE } from './every-charge.ts'
import { EVERY_EXIT, EVERY_OBLIGATION } from './every-duty.ts'

// oxlint-disable unicorn/no-thenable -- "then" is a word of the terms; texts are never called

const head = { test: 'exact', print: '1 decimal' } as const

const calendars = {
  oslo: {
    clause: '3.1',
    zone: 'Europe/Oslo',
    week: { 'mon-thu': '08:00-16:00', fri: '08:00-12:00, 13:00-15:00' },
    holidays: ['2026-12-25', '2027-01-01'],
    specialDays: { '2026-12-24': '08:00-11:00' },
    processingDays: { week: 'mon-sat', except: ['2026-05-17'] },
  },
  cebu: {
    clause: '3.2',
    zone: 'Asia/Manila',
    week: { 'mon-fri': '14:00-23:00' },
    holidays: {
      country: 'PH',
      region: '07',
      except: ['Bonifacio Day'],
      add: { '2026-08-21': 'Ninoy Aquino Day' },
      dates: { '2026-12-30': 'Rizal Day' },
    },
    processingDays: 'open-days',
  },
  mail: {
    zone: 'Europe/Oslo',
    week: { all: '00:00-24:00' },
    processingDays: { week: 'tue-fri', except: 'holidays' },
  },
  shared: { clause: '3.3', both: ['oslo', 'cebu'] },
  any: { clause: '3.4', either: ['cebu', 'mail'] },
} as const

const clocks = {
  work: {
    clause: '4.1',
    of: 'claim',
    calendar: 'oslo',
    owner: 'provider',
    runs: {
      from: ['received', { event: 'mailed', when: 'channel = "mail"', at: { fact: 'mailed-at' } }],
      to: 'completed',
    },
    rests: [
      { from: 'asked-customer', to: 'customer-answered', owner: 'customer' },
      { from: { event: 'stormed', when: 'severity > 2' }, to: ['calm', 'over'], owner: 'force-majeure' },
    ],
    reopened: { on: 'reopened', then: 'resume' },
    reopenings: [{ on: 'disputed', then: 'restart' }],
    restarts: ['replaced'],
    resumes: ['urged'],
    cancelled: ['withdrawn'],
    transfers: [
      { event: 'handed', to: 'third-party', acknowledgedBy: 'taken', elseAfter: '2 hours', until: 'handed-back' },
    ],
    excusedBy: [
      { clock: 'answer', while: 'overdue', then: 'moves', matching: 'policy', clause: '9.2' },
      { clock: 'answer', while: 'overdue', then: 'excuses' },
    ],
  },
  answer: {
    clause: '9.1',
    calendar: 'oslo',
    owner: 'client',
    runs: { from: 'asked-client', to: 'client-answered' },
    within: '3 business-hours',
  },
  filing: {
    clause: '9.3',
    calendar: 'mail',
    runs: { from: 'filed', to: 'indexed' },
    within: { receivedBy: '23:00', dueBy: '07:00', days: 1, laterDays: 2, whilePaused: 'does-not-move' },
  },
} as const

const shares = {
  'in-time': {
    clause: '6.1',
    label: 'Claims in time',
    share: { of: 'work-item', where: { clock: 'work', within: '2 business-days' }, only: { language: 'da' } },
    population: 'due-in-period',
    excluding: [{ event: 'excused', clause: '6.9' }],
    minimumSample: { items: 30, below: 'allow-one-miss' },
    test: { rounded: '2 decimals', rounding: 'half-even' },
    print: '3 decimals',
    rollingMonths: 3,
  },
  'by-severity': {
    clause: '6.2',
    share: {
      of: 'work-item',
      where: {
        cases: [
          { when: 'severity = 1', clock: 'work', within: '4 hours' },
          { when: 'severity = 5', clock: 'answer', within: '6 hours' },
        ],
      },
      when: 'channel = "web"',
    },
    population: 'received-in-period',
    ...head,
  },
} as const

const kinds = {
  answered: {
    clause: '6.3',
    ...head,
    answered: {
      offered: 'offered',
      answered: 'picked-up',
      abandoned: 'hung-up',
      within: '20 seconds',
      formula: 'F5',
      shortAbandon: '5 seconds',
    },
  },
  mean: { clause: '6.4', ...head, mean: { clock: 'work' } },
  slowest: { clause: '6.5', ...head, percentile: { clock: 'work', p: '90 %', type: 7 } },
  complaints: { clause: '6.6', ...head, count: { event: 'complained', counts: 'events', only: { reason: 'late' } } },
  reopened: {
    clause: '6.7',
    ...head,
    ratio: { of: { event: 'closed', when: 'amount > 500' }, having: { event: 'reopened', withinDays: 14 } },
  },
  'first-pass': {
    clause: '6.8',
    ...head,
    ratio: { of: { event: 'finished' }, without: { event: 'reworked', withinDays: 21 } },
  },
  satisfied: { clause: '6.10', ...head, survey: { responses: { event: 'rated' }, score: 'score', topBox: 4 } },
  promoted: {
    clause: '6.11',
    ...head,
    survey: { responses: { event: 'surveyed' }, score: 'mark', promoters: { from: 9, detractorsTo: 6 } },
  },
  up: {
    clause: '6.12',
    ...head,
    availability: {
      windows: 'shared',
      outage: { from: { event: 'went-down' }, to: 'came-up' },
      planned: { event: 'announced', allowance: '240 minutes' },
      excused: [{ event: 'flooded', clause: '12.1' }],
    },
  },
  accurate: {
    clause: '6.13',
    ...head,
    accuracy: {
      sampled: { event: 'sampled' },
      unit: 'transactions',
      defect: 'errors > 3',
      confidence: '95 %',
      held: 'lower-bound',
    },
  },
  fields: {
    clause: '6.14',
    ...head,
    accuracy: {
      sampled: { event: 'checked' },
      unit: 'fields',
      fields: { checked: 'fields-checked', wrong: 'fields-wrong' },
      confidence: '99 %',
      held: 'point',
    },
  },
  ageing: {
    clause: '6.15',
    ...head,
    ageing: { clock: 'work', olderThan: '9 business-days', as: 'share', paused: 'counts' },
  },
  backlog: {
    clause: '6.16',
    ...head,
    backlogDays: { clock: 'work', completed: 'completed', businessDays: 20, places: 2 },
  },
} as const

const month = { per: 'month', kind: 'critical' } as const
const repeat = { withinMonths: 3, multiply: '2', each: 'once', upTo: '2' } as const

const serviceLevels = {
  L1: {
    clause: '7.1',
    name: 'Claims in time',
    measure: 'in-time',
    ...month,
    direction: 'at-least',
    expected: '95.0 %',
    minimum: '90.0 %',
    creditThreshold: '94.0 %',
    floor: { each: 'day', atLeast: '70 %' },
    weight: '60 %',
    trigger: { missed: 'expected', times: 2, withinMonths: 6, hits: 'consumed' },
    graceMonths: 4,
    improvement: { inMonth: 2, bestMonths: 5, stepAtMost: '1.0 %', ceiling: '99.5 %', places: '1 decimal' },
    credit: {
      of: { charge: 'unit' },
      bands: [
        { from: '91 %', credit: '2 %' },
        { from: '0 %', credit: '5 %' },
      ],
      repeat: { withinMonths: 7, multiply: '1.5', each: 'every-month', upTo: '8' },
    },
  },
  L2: {
    clause: '7.2',
    name: 'By severity',
    measure: 'by-severity',
    ...month,
    expected: '96 %',
    minimum: '89 %',
    credit: {
      of: { charges: ['unit', 'fixed'] },
      ladder: {
        rows: [
          { at: '93 %', credit: '3 %' },
          { at: '83 %', credit: '13 %' },
        ],
        between: { interpolate: '2 decimals' },
        below: 'last-row',
      },
      repeat,
    },
  },
  L3: {
    clause: '7.3',
    name: 'Complaints',
    measure: 'complaints',
    ...month,
    direction: 'at-most',
    expected: '3',
    minimum: '7',
    credit: { perMiss: { amount: 'EUR 50.00', free: 2 }, repeat },
  },
  L4: {
    clause: '7.4',
    name: 'Up',
    measure: 'up',
    ...month,
    direction: 'at-least',
    expected: '99.8 %',
    minimum: '99.0 %',
    credit: {
      of: { fixed: 'EUR 90000.00' },
      feeDays: { each: '4 hours', counting: 'begun', daysInMonth: 30 },
      repeat,
    },
  },
  L5: {
    clause: '7.5',
    name: 'Slowest',
    measure: 'slowest',
    ...month,
    direction: 'at-most',
    expected: '45 minutes',
    minimum: '75 minutes',
    credit: { pool: { allocation: '40 %' }, repeat },
  },
  L6: {
    clause: '7.10',
    name: 'Accurate',
    measure: 'accurate',
    ...month,
    direction: 'at-least',
    expected: '98 %',
    minimum: '97 %',
    credit: {
      points: {
        bands: [
          { from: '88 %', points: 11 },
          { from: '0 %', points: 17 },
        ],
      },
      repeat,
    },
  },
  L7: {
    clause: '7.11',
    name: 'First pass',
    measure: 'first-pass',
    ...month,
    direction: 'at-least',
    expected: '87 %',
    minimum: '86 %',
    credit: { of: 'charges', perMiss: { credit: '1 %', free: 12 }, repeat },
  },
  L8: {
    clause: '7.12',
    name: 'Fields',
    measure: 'fields',
    per: 'month',
    kind: 'key',
    direction: 'at-least',
    expected: '99.7 %',
    minimum: '99.1 %',
  },
} as const

const credits = {
  clause: '8.1',
  cap: { month: '12 % of charges', contractYear: '100 % of average-month', calendarYear: 'EUR 50000.00' },
  atRisk: '10 % of charges',
  pool: '250 %',
  points: {
    of: { charge: 'fixed' },
    table: [
      { from: 15, credit: '4 %' },
      { from: 25, credit: '6 %' },
    ],
  },
  sameIncident: { fact: 'incident', take: { choice: 'credit-chosen' } },
  earnBack: { kind: 'credit-then-return', months: 3, level: { target: '99 %' }, share: '80 %', repeats: 'never' },
  applied: 'next-invoice',
  cashWithinDays: 45,
  rounding: 'half-up',
} as const

/** Terms in which every construct of the language stands: no agreement, a list of all that may be said. */
export const EVERY_CONSTRUCT = {
  terms: 1,
  agreement: 'E-1',
  parties: { client: 'Halden Insurance', provider: 'Mabini Services' },
  currency: 'EUR',
  zone: 'Europe/Oslo',
  effective: '2026-02-01',
  contract: { clause: '2.1', from: '2026-02-01', to: '2029-01-31' },
  lateEvents: { clause: '8.9', settled: 'next-open-period' },
  calendars,
  clocks,
  measures: { ...shares, ...kinds },
  serviceLevels,
  credits,
  charges: EVERY_CHARGE,
  taxes: {
    clause: '5.30',
    categories: { S: { rate: '25 %' }, E: { rate: '0 %', ground: 'Insurance transactions are exempt' } },
    usual: 'S',
    charges: { fixed: 'E' },
  },
  exit: EVERY_EXIT,
  obligations: EVERY_OBLIGATION,
  indexation: {
    labour: {
      clause: '5.20',
      appliesTo: ['graduated', 'fixed'],
      series: 'labour-cost',
      base: '2026-01',
      lagMonths: 2,
      inMonth: 4,
      compare: 'year-on-year',
      appliedTo: 'current',
      share: '65 %',
      cap: '4 %',
      floor: '-1 %',
      price: { places: '4 decimals', rounding: 'half-up' },
    },
  },
} as const satisfies JsonValue
