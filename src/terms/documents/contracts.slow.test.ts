import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { leaving } from '../exit/leaving.ts'
import { everyFigure } from '../explanation.ts'
import type { Settlement } from '../settle.ts'
import { termsFromText } from '../terms-text.ts'
import { termsJsonSchema } from './json-schema.ts'
import { historyOf, live, seriesOf } from './testing/settling.ts'
import type { Told } from './testing/settling.ts'

const folder = resolve(import.meta.dirname, '../../../docs/contracts')
const files = readdirSync(folder).filter((name) => name.endsWith('.terms.yaml'))
const textOf = (name: string) => readFileSync(resolve(folder, `${name}.terms.yaml`), 'utf8')
const termsOf = (name: string) => termsFromText(textOf(name))

type Series = readonly (readonly [name: string, period: string, value: string])[]

/** The months of an agreement, settled one after the other from an invented history. */
function lived(name: string, told: readonly Told[], asked: { from: string; to: string; series?: Series }) {
  const terms = termsOf(name)
  const series = seriesOf(asked.series ?? [])
  return live(terms, historyOf(told, terms.zone), { from: asked.from, to: asked.to, series })
}

const statementOf = (months: Map<string, Settlement>, month: string) => {
  const statement = months.get(month)?.statement
  if (!statement) throw new Error(`${month} is not settled.`)
  return statement
}
/** What a charge, a credit or a total is in minor units, by the id of its figure. */
const minor = (months: Map<string, Settlement>, month: string, id: string) =>
  everyFigure(statementOf(months, month).figures).find((figure) => figure.id === id)?.value
const level = (months: Map<string, Settlement>, month: string, id: string) => {
  const line = statementOf(months, month).serviceLevels.find((one) => one.id === id)
  return line && [line.printed, line.state]
}

test('there are six agreements, each valid by the published JSON Schema', () => {
  expect(files).toHaveLength(6)
  const isValid = new Ajv2020({ strictTypes: false }).compile(termsJsonSchema())
  for (const name of files) {
    isValid(parse(readFileSync(resolve(folder, name), 'utf8')))
    expect([name, isValid.errors]).toEqual([name, null])
  }
})

test('the clauses that are listed are as many as the table of agreements says', () => {
  const [, overview = '', , ...agreements] = readFileSync(resolve(folder, 'README.md'), 'utf8').split(/^#+ /m)
  const counted = agreements.map((section) => {
    const said = [...section.matchAll(/^\| \d+ .*\| (yes|in part|no)\b[^|]*\|$/gm)].map((row) => row[1])
    const listed = section.match(/^\| \d+ /gm)?.length ?? 0
    return [listed, ...['yes', 'in part', 'no'].map((word) => said.filter((one) => one === word).length)]
  })
  const sums = [0, 1, 2, 3].map((at) => counted.reduce((sum, row) => sum + (row[at] ?? 0), 0))
  const table = [...overview.matchAll(/\| (\d+) +\| (\d+) +\| (\d+) +\| (\d+) +\|/g)]
  expect(table.map((row) => row.slice(1).map(Number))).toEqual([...counted, sums])
})

test('care management: shares of revenue by tier, and of new clients less a commission', () => {
  const months = lived(
    'care-management',
    [
      ['c1', 'revenue-collected', '2026-01-10 10:00', 'client: present, cents: 30000000'],
      ['c2', 'revenue-collected', '2026-01-20 10:00', 'client: present, cents: 25000000'],
      ['c3', 'revenue-collected', '2026-01-20 10:00', 'client: new, cents: 1234567'],
      ['c4', 'revenue-collected', '2026-02-10 10:00', 'client: present, cents: 49999999'],
    ],
    { from: '2026-01', to: '2026-03' },
  )
  // 82.5 % × 500,000.00 = 412,500.00; 80 % × 50,000.00 = 40,000.00.
  expect(minor(months, '2026-01', 'charges/present-clients')).toBe(45_250_000)
  // 95 % × 12,345.67 = 11,728.3865, half-up.
  expect(minor(months, '2026-01', 'charges/new-clients')).toBe(1_172_839)
  expect(minor(months, '2026-01', 'totals/net')).toBe(46_422_839)
  // 82.5 % × 499,999.99 = 412,499.99175.
  expect(minor(months, '2026-02', 'totals/net')).toBe(41_249_999)
  expect(minor(months, '2026-03', 'totals/net')).toBe(0)
})

test('photomask supply: masks at a price, orders answered within 48 hours of real time', () => {
  const months = lived(
    'photomask-supply',
    [
      ['o1..o4', 'ordered', '2026-01-09 18:00'],
      ['o1..o2', 'accepted', '2026-01-11 18:00'],
      ['o3', 'rejected', '2026-01-10 09:00'],
      ['o4', 'accepted', '2026-01-11 18:01'],
      ['o1..o2', 'shipped', '2026-01-28 12:00'],
      ['o4', 'shipped', '2026-02-03 12:00'],
      ['o4', 'returned-faulty', '2026-02-20 12:00'],
    ],
    { from: '2026-01', to: '2026-02' },
  )
  // Over the weekend: 48 hours end on Sunday at 18:00; the fourth answer is a minute late.
  expect(level(months, '2026-01', 'orders-answered')).toEqual(['75.0 %', 'missed-minimum'])
  // 2 × 9,800.00, then 1 × 9,800.00.
  expect(minor(months, '2026-01', 'totals/net')).toBe(1_960_000)
  expect(minor(months, '2026-02', 'totals/net')).toBe(980_000)
  expect(level(months, '2026-02', 'warranty')).toEqual(['100.0 %', 'missed-minimum'])
})

test('group IT services: availability in working hours, quarters in advance, a price that follows the index', () => {
  const months = lived(
    'group-it-services',
    [
      ['n1', 'outage-began', '2026-01-13 09:00', 'service: network'],
      ['n1', 'outage-ended', '2026-01-13 12:00'],
      ['n2', 'outage-began', '2026-01-17 09:00', 'service: network'],
      ['n2', 'outage-ended', '2026-01-17 19:00'],
      ['n3', 'outage-began', '2026-02-10 08:00', 'service: network'],
      ['n3', 'outage-ended', '2026-02-10 14:00'],
      ['m1', 'outage-began', '2026-02-14 00:00', 'service: mail'],
      ['m1', 'outage-ended', '2026-02-14 06:43'],
      ['f1..f50', 'fault-found', '2026-01-14 10:00'],
      ['f1..f49', 'fault-reported', '2026-01-14 10:15'],
      ['f50', 'fault-reported', '2026-01-14 10:16'],
      ['q1', 'reported', '2026-01-15 19:00', 'kind: question'],
      ['q1', 'taken-up', '2026-01-16 09:00'],
      ['b1', 'reported', '2026-01-15 19:00', 'kind: blocking'],
      ['b1', 'taken-up', '2026-01-16 09:01'],
      ['b1', 'worked-around', '2026-01-16 19:00'],
      ['t1', 'travel-paid', '2026-02-20 12:00', 'cents: 81240'],
    ],
    {
      from: '2026-01',
      to: '2027-01',
      series: [
        ['CPI Spain', '2025-12', '118.0'],
        ['CPI Spain', '2026-12', '121.54'],
      ],
    },
  )
  // January has 21 working days of 12 hours: 252; Saturday's outage does not count. 249 ÷ 252.
  expect(level(months, '2026-01', 'network')).toEqual(['98.81 %', 'met'])
  // February: 20 days, 240 hours; 234 ÷ 240.
  expect(level(months, '2026-02', 'network')).toEqual(['97.50 %', 'missed-minimum'])
  // 28 × 24 × 60 = 40,320 minutes, 403 lost: 99.0004… %.
  expect(level(months, '2026-02', 'mail')).toEqual(['99.00 %', 'met'])
  expect(level(months, '2026-01', 'faults')).toEqual(['98.0 %', 'met'])
  // An hour on Thursday evening and one on Friday morning: the question in time, the fault a minute late.
  expect(level(months, '2026-01', 'response')).toEqual(['50.0 %', 'missed-minimum'])
  expect(level(months, '2026-01', 'solution')).toEqual(['100.0 %', 'met'])
  expect(minor(months, '2026-01', 'totals/net')).toBe(5_000_000)
  expect(minor(months, '2026-02', 'totals/net')).toBe(81_240)
  expect(minor(months, '2026-03', 'totals/net')).toBe(0)
  // 121.54 ÷ 118.0 = 1.03: twice 25,750.00.
  expect(minor(months, '2027-01', 'totals/net')).toBe(5_150_000)
})

test('policy processing: a price for each policy and month, never less than the minimum fee', () => {
  const months = lived(
    'policy-processing',
    [
      ['p1..p12000', 'in-force-at-month-end', '2026-05-31 23:00'],
      ['p1..p20000', 'in-force-at-month-end', '2026-06-30 23:00'],
      ['l1', 'device-attached', '2026-06-02 09:00', 'device: line'],
      ['s1..s3', 'device-attached', '2026-06-02 09:00', 'device: station'],
      ['w1..w3', 'worked', '2026-06-10 09:00', 'rate: consulting, minutes: 30'],
      ['d1..d1001', 'draft-processed', '2026-06-10 09:00'],
      ['o1', 'system-down', '2026-05-12 09:00'],
      ['o1', 'system-up', '2026-05-12 11:06'],
      ['o2', 'announced', '2026-05-10 09:00'],
      ['o2', 'system-down', '2026-05-19 09:00'],
      ['o2', 'system-up', '2026-05-19 15:00'],
    ],
    { from: '2026-05', to: '2026-06' },
  )
  // 12,000 × 0.305 = 3,660.00 is less than 5,000.00.
  expect(minor(months, '2026-05', 'totals/net')).toBe(500_000)
  // 20,000 × 0.305 = 6,100.00; 200.00 + 3 × 25.00; 90 minutes at 100.00; 1,001 × 0.06 = 60.06.
  expect(minor(months, '2026-06', 'charges/policies')).toBe(610_000)
  expect(minor(months, '2026-06', 'totals/net')).toBe(610_000 + 20_000 + 7500 + 15_000 + 6006)
  // 21 days of 10 hours less 2.1 hours: 207.9 ÷ 210. What was announced is excused.
  expect(level(months, '2026-05', 'system')).toEqual(['99.00 %', 'missed-minimum'])
})

test('policy processing: the 16,394th policy is the first above the minimum, and rates rise by 10 % at most', () => {
  const at = '2026-05-31 23:00'
  const net = (count: number) =>
    minor(
      lived('policy-processing', [[`p1..p${count}`, 'in-force-at-month-end', at]], { from: '2026-05', to: '2026-05' }),
      '2026-05',
      'totals/net',
    )
  expect([net(16_393), net(16_394)]).toEqual([500_000, 500_017])
  const year = lived('policy-processing', [['w', 'worked', '2027-05-10 09:00', 'rate: machine, minutes: 60']], {
    from: '2027-05',
    to: '2027-05',
    series: [
      ['list rates', '2026-05', '100'],
      ['list rates', '2027-05', '118'],
    ],
  })
  expect(minor(year, '2027-05', 'charges/machine-time')).toBe(16_500)
})

test('core banking: a base fee by day, accounts beyond it, answers in seconds', () => {
  const months = lived(
    'core-banking',
    [
      ['conversion', 'conversion-completed', '2026-03-16 08:00'],
      ['a1..a2350', 'account-open-at-month-end', '2026-04-30 23:00'],
      ['w1', 'worked', '2026-04-10 09:00', 'minutes: 90'],
      ['o1', 'down', '2026-04-10 07:00', 'system: core'],
      ['o1', 'up', '2026-04-10 19:45'],
      ['o2', 'scheduled', '2026-04-01 07:00'],
      ['o2', 'down', '2026-04-12 08:00', 'system: core'],
      ['o2', 'up', '2026-04-12 12:00'],
      ['o3', 'down', '2026-04-19 02:00', 'system: machines'],
      ['o3', 'up', '2026-04-19 06:00'],
      ['t1', 'teller-sent', '2026-04-10 10:00:00'],
      ['t1', 'teller-answered', '2026-04-10 10:00:01'],
      ['t2', 'teller-sent', '2026-04-10 10:00:00'],
      ['t2', 'teller-answered', '2026-04-10 10:00:02'],
      ['t3', 'teller-sent', '2026-04-10 10:00:00'],
      ['t3', 'teller-answered', '2026-04-10 10:00:07'],
      ['n1..n2', 'reports-ready', '2026-04-11 07:00', 'in-time: true, year-end: false, minutes: 301'],
      ['n3', 'reports-ready', '2026-04-12 07:00', 'in-time: false, year-end: false, minutes: 400'],
      ['m1..m3', 'reports-ready', '2026-05-11 07:00', 'in-time: true, year-end: false, minutes: 301'],
    ],
    { from: '2026-03', to: '2026-05' },
  )
  // 18,500.00 × 16 ÷ 31 = 9,548.387…, and 60,000.00 for the conversion.
  expect(minor(months, '2026-03', 'totals/net')).toBe(954_839 + 6_000_000)
  // 350 × 0.42 = 147.00; 90 minutes at 110.00 = 165.00.
  expect(minor(months, '2026-04', 'totals/net')).toBe(1_850_000 + 14_700 + 16_500)
  // 30 × 17 = 510 hours less 12.75: exactly 97.5 %.
  expect(level(months, '2026-04', 'core')).toEqual(['97.50 %', 'met'])
  // On Sunday the machines need not run from 2 to 6.
  expect(level(months, '2026-04', 'machines')).toEqual(['100.00 %', 'met'])
  // (1 + 2 + 7) ÷ 3 = 3.333 seconds; the 95th percentile of three is the third.
  expect(level(months, '2026-04', 'teller-mean')?.[1]).toBe('missed-minimum')
  expect(level(months, '2026-04', 'teller-tail')?.[1]).toBe('missed-minimum')
  // Two late nights are allowed, and input that came late makes none.
  expect(level(months, '2026-04', 'batch')).toEqual(['2', 'met'])
  expect(level(months, '2026-05', 'batch')).toEqual(['3', 'missed-minimum'])
  // Notice on 1 June 2026 ends on 1 June 2027; 81 months to March 2034: 40 % of 81 × 18,500.00.
  const { convenience } = leaving(termsOf('core-banking'), { today: '2026-06-01', months: [] }) ?? {}
  expect(convenience).toMatchObject({ endsOn: '2027-06-01', feeMinor: 59_940_000n })
})

test('recorder assembly: damages by days of delay, given back after six months without one', () => {
  const months = lived(
    'recorder-assembly',
    [
      ['r1..r7', 'finished', '2026-02-10 10:00', 'days-late: 0, excused: false'],
      ['r8..r9', 'finished', '2026-02-12 10:00', 'days-late: 4, excused: false'],
      ['r10', 'finished', '2026-02-12 10:00', 'days-late: 12, excused: false'],
      ['r11', 'finished', '2026-02-12 10:00', 'days-late: 12, excused: true'],
      ...['03', '04', '05', '06', '07', '08'].map((month): Told => [
        `m${month}`,
        'finished',
        `2026-${month}-16 10:00`,
        'days-late: 2, excused: false',
      ]),
      ['c1..c3', 'change-handled', '2026-03-10 10:00', 'cents: 2500'],
      ['c4..c43', 'change-handled', '2026-03-10 10:00', 'cents: 5000'],
      ['s1', 'stock-taken-back', '2026-03-31 10:00', 'cents: 1000000'],
      ['p1..p2', 'shipment-planned', '2026-03-04 13:00'],
      ['p1', 'shipment-ready', '2026-03-04 23:59'],
      ['p2', 'shipment-ready', '2026-03-05 00:01'],
      ['p3', 'shipment-planned', '2026-03-05 13:01'],
      ['p3', 'shipment-ready', '2026-03-08 20:00'],
      ['w1', 'faulty-unit-received', '2026-03-04 13:00'],
      ['w1', 'replaced', '2026-03-11 13:00'],
      ['e1', 'change-asked', '2026-03-05 16:00'],
      ['e1', 'change-answered', '2026-03-10 16:00'],
    ],
    { from: '2026-01', to: '2026-08' },
  )
  // 11 × 4,000.00; 2 × 40.00 and 200.00 back.
  expect(minor(months, '2026-02', 'totals/charges')).toBe(4_400_000)
  expect(minor(months, '2026-02', 'totals/credits')).toBe(28_000)
  // A recorder; 3 × 25.00 + 40 × 50.00 = 2,075.00, of which 1,000.00 are free; 10,000.00 + 4 %.
  expect(minor(months, '2026-03', 'totals/net')).toBe(400_000 + 107_500 + 1_040_000)
  // p2 is two minutes late; p3, planned on Thursday after 13:00, is due on Sunday.
  expect(level(months, '2026-03', 'shipments')).toEqual(['66.7 %', 'missed-minimum'])
  expect(level(months, '2026-03', 'warranty')).toEqual(['100.0 %', 'met'])
  // Friday and Saturday are no business days: Thursday to Tuesday is three.
  expect(level(months, '2026-03', 'changes-answered')).toEqual(['100.0 %', 'met'])
  // A recorder each month from March to August, none late by three days: the provider has its 280.00 again.
  expect(minor(months, '2026-07', 'totals/net')).toBe(400_000)
  expect(minor(months, '2026-08', 'totals/net')).toBe(400_000 + 28_000)
})
