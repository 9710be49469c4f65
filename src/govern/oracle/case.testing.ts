import * as fc from 'fast-check'
import { credits, levelCredit } from './credit-case.testing.ts'
import type { CreditsCase, LevelCreditCase, RepeatCase, TriggerCase } from './credit-case.testing.ts'
import { charges, indexClause, rounding } from './price-case.testing.ts'
import type { ChargeCase, IndexCase } from './price-case.testing.ts'

/**
 * Terms and a history, drawn at random, in the plainest words: texts, whole numbers, lists. One side writes them as
 * terms and settles them, the other loads them into tables and computes the same month in SQL.
 */
export type OracleCase = {
  readonly zone: string
  readonly effective: string
  readonly contractFrom: string
  readonly contractTo: string | null
  readonly months: readonly string[]
  readonly clocks: readonly ClockCase[]
  readonly measures: readonly MeasureCase[]
  readonly levels: readonly LevelCase[]
  readonly credits: CreditsCase
  readonly charges: readonly ChargeCase[]
  readonly index: (IndexCase & { readonly appliesTo: readonly string[] }) | null
  readonly events: readonly EventCase[]
}

export type ClockCase = {
  readonly id: string
  /** Which of the calendars that all cases share. */
  readonly calendar: number
  readonly rests: readonly string[]
  readonly reopened: 'none' | 'ignore' | 'resume' | 'restart'
}

export type MeasureCase = {
  readonly id: string
  readonly clock: string
  readonly unit: 'minutes' | 'business-days'
  readonly within: number
  readonly population: 'due-in-period' | 'closed-in-period' | 'received-in-period'
  readonly excluding: boolean
  readonly only: string | null
  readonly sampleItems: number | null
  readonly sampleBelow: 'not-measured' | 'allow-one-miss'
  readonly testPlaces: number | null
  readonly testRounding: string
  readonly rollingMonths: number
}

export type LevelCase = {
  readonly id: string
  readonly measure: string
  readonly expected: string
  readonly minimum: string
  readonly creditThreshold: string | null
  readonly graceMonths: number | null
  readonly trigger: TriggerCase | null
  readonly credit: LevelCreditCase
  readonly repeat: RepeatCase | null
}

/** An event of a work item, so many minutes after the beginning of the first month in universal time. */
export type EventCase = {
  readonly item: number
  readonly name: string
  readonly minute: number
  readonly kind: string | null
}

/** Mostly nothing. */
const rarely = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary })

/** How many calendars the cases share. */
export const CALENDARS = 32

const clock = fc.record({
  calendar: fc.nat({ max: CALENDARS - 1 }),
  rests: fc.subarray(['client', 'customer']),
  reopened: fc.constantFrom('none', 'ignore', 'resume', 'restart'),
})

const target = fc.oneof(
  fc.record({ unit: fc.constant('minutes' as const), within: fc.integer({ min: 1, max: 60 }).map((n) => n * 30) }),
  fc.record({ unit: fc.constant('minutes' as const), within: fc.integer({ min: 1, max: 3000 }) }),
  fc.record({ unit: fc.constant('business-days' as const), within: fc.integer({ min: 1, max: 3 }) }),
)

const measure = fc.record({
  clock: fc.nat({ max: 1 }),
  target,
  population: fc.constantFrom('due-in-period', 'due-in-period', 'closed-in-period', 'received-in-period'),
  excluding: fc.boolean(),
  only: rarely(fc.constantFrom('a', 'b')),
  sampleItems: rarely(fc.integer({ min: 1, max: 6 })),
  sampleBelow: fc.constantFrom('not-measured', 'allow-one-miss'),
  testPlaces: rarely(fc.integer({ min: 0, max: 2 })),
  testRounding: rounding,
  rollingMonths: fc.constantFrom(1, 1, 1, 2, 3),
})

/** Minutes: often round, so that things happen at openings, closings and due times. */
const gap = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map((halves) => halves * 30),
  fc.integer({ min: 0, max: 20 }).map((days) => days * 1440),
  fc.integer({ min: 0, max: 6000 }),
)

const item = fc.record({
  received: fc.oneof(
    fc.integer({ min: -200, max: 9000 }).map((halves) => halves * 30),
    fc.integer({ min: -6000, max: 270_000 }),
  ),
  kind: fc.constantFrom('a', 'b'),
  changed: rarely(gap),
  rests: fc.array(
    fc.record({ who: fc.constantFrom('client', 'customer'), after: gap, lasts: fc.option(gap, { freq: 5 }) }),
    { maxLength: 2 },
  ),
  ending: fc.constantFrom('done', 'done', 'done', 'done', 'withdrawn', 'open'),
  endsAfter: gap,
  reopened: fc.option(fc.record({ after: gap, ending: fc.constantFrom('done', 'withdrawn', 'open'), lasts: gap }), {
    freq: 2,
  }),
  agreed: rarely(gap),
})
type Item = typeof item extends fc.Arbitrary<infer Value> ? Value : never

/** The life of an item: rests lie between its receipt and its ending, and what rests for good is not reopened. */
function lifeOf(id: number, one: Item): EventCase[] {
  const events: EventCase[] = []
  let minute = one.received
  const tell = (name: string, at = minute, kind: string | null = null) =>
    events.push({ item: id, name, minute: at, kind })
  tell('received', minute, one.kind)
  const begun = new Set<string>()
  let ends = minute
  for (const { who, after, lasts } of one.rests) {
    if (begun.has(who)) continue
    begun.add(who)
    tell(`asked-${who}`, minute + after)
    ends = Math.max(ends, minute + after)
    if (lasts === null) continue
    tell(`${who}-answered`, minute + after + lasts)
    ends = Math.max(ends, minute + after + lasts)
  }
  minute = ends + one.endsAfter
  if (one.ending !== 'open') tell(one.ending)
  const restsForGood = one.rests.some(({ lasts }) => lasts === null)
  if (one.ending === 'done' && one.reopened && !restsForGood) {
    minute += one.reopened.after
    tell('reopened')
    minute += one.reopened.lasts
    if (one.reopened.ending !== 'open') tell(one.reopened.ending)
  }
  if (one.changed !== null) tell('changed', one.received + one.changed, one.kind === 'a' ? 'b' : 'a')
  if (one.agreed !== null) tell('agreed', one.received + one.agreed)
  return events
}

const level = fc.record({
  measure: fc.nat({ max: 1 }),
  expected: fc.constantFrom('100', '95.5', '90', '75.0', '66.67', '50', '33.3', '20'),
  minimumBelow: fc.integer({ min: 0, max: 40 }),
  creditThreshold: rarely(fc.constantFrom('85', '60.5')),
  graceMonths: rarely(fc.integer({ min: 1, max: 8 })),
  trigger: fc.option(
    fc.record({
      missed: fc.constantFrom('expected', 'minimum'),
      times: fc.integer({ min: 1, max: 3 }),
      withinMonths: fc.integer({ min: 1, max: 4 }),
      hits: fc.constantFrom('consumed', 'reusable'),
    }),
    { freq: 2 },
  ),
  credit: levelCredit,
  repeat: fc.option(
    fc.record({
      withinMonths: fc.integer({ min: 1, max: 6 }),
      multiply: fc.constantFrom('2', '1.5', '1.25', '3'),
      each: fc.constantFrom('once', 'every-month'),
      upTo: fc.constantFrom('2', '4', '3.5', '100'),
    }),
    { freq: 3 },
  ),
})
type Level = typeof level extends fc.Arbitrary<infer Value> ? Value : never

/** What cannot stand together is taken out: a third threshold or a grace with a trigger, and parts of points. */
function levelOf(index: number, drawn: Level, exact: boolean): LevelCase {
  const { minimumBelow, measure: of, ...one } = drawn
  const minimum = Math.max(0, Math.floor(Number(one.expected)) - minimumBelow)
  const isAlone = one.graceMonths === null && one.creditThreshold === null
  const trigger =
    isAlone && one.trigger ? { ...one.trigger, times: Math.min(one.trigger.times, one.trigger.withinMonths) } : null
  const credit =
    one.credit.form === 'bands' ? { ...one.credit, bands: below(one.credit.bands, one.expected) } : one.credit
  const isPoints = credit.form === 'points'
  const repeat = one.repeat && isPoints ? { ...one.repeat, multiply: '2', upTo: '8' } : one.repeat
  const isStepped = credit.form === 'ladder' && !exact && credit.places !== null
  const stepped = isStepped ? { ...credit, places: null } : credit
  return { ...one, id: `L${index}`, measure: `m${of}`, minimum: String(minimum), trigger, repeat, credit: stepped }
}

function below<Band extends { readonly from: string }>(bands: readonly Band[], expected: string): Band[] {
  return bands.filter(({ from }) => from === '0' || Number(from) < Number(expected))
}

export const oracleCase: fc.Arbitrary<OracleCase> = fc
  .record({
    zone: fc.constantFrom('Europe/Oslo', 'America/New_York', 'Asia/Manila', 'UTC', 'Australia/Sydney'),
    first: fc.integer({ min: 0, max: 13 }),
    count: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 2, max: 6 }) },
      { weight: 1, arbitrary: fc.constant(13) },
    ),
    startsOn: fc.constantFrom(1, 1, 2, 16, 28),
    ageMonths: fc.integer({ min: 0, max: 11 }),
    endsOn: rarely(fc.integer({ min: 1, max: 28 })),
    clocks: fc.array(clock, { minLength: 2, maxLength: 2 }),
    measures: fc.array(measure, { minLength: 2, maxLength: 2 }),
    levels: fc.array(level, { minLength: 1, maxLength: 4 }),
    credits,
    charges,
    index: fc.option(indexClause, { freq: 2 }),
    items: fc.array(item, { minLength: 0, maxLength: 24, size: 'max' }),
  })
  .map((drawn) => {
    const { count, startsOn, ageMonths, items } = drawn
    // A long life begins early: the tables of open time end in 2028.
    const first = count > 6 ? drawn.first % 4 : drawn.first
    const months = Array.from({ length: count }, (_, index) => monthAt(first + index))
    const isYoung = ageMonths < 6
    const effective = `${isYoung ? monthAt(first) : monthAt(first - ageMonths)}-${String(startsOn).padStart(2, '0')}`
    const hasPoints = drawn.levels.some(({ credit }) => credit.form === 'points')
    const hasPool = drawn.levels.some(({ credit }) => credit.form === 'pool')
    const contractTo = drawn.endsOn === null ? null : `${months.at(-1)}-${String(drawn.endsOn).padStart(2, '0')}`
    const priced = drawn.charges.map((one, index) => ({ ...one, id: `p${index}` }))
    const appliesTo = priced.filter((one) => isIndexable(one)).map(({ id }) => id)
    return {
      zone: drawn.zone,
      effective,
      contractFrom: effective,
      contractTo: contractTo !== null && contractTo < effective ? null : contractTo,
      months,
      clocks: drawn.clocks.map((one, index) => ({ ...one, id: `c${index}` })),
      measures: drawn.measures.map(({ target: within, clock: of, ...one }, index) => ({
        ...one,
        ...within,
        id: `m${index}`,
        clock: `c${of}`,
      })),
      levels: drawn.levels.map((one, index) => levelOf(index, one, drawn.measures[one.measure]?.testPlaces === null)),
      credits: {
        ...drawn.credits,
        points: hasPoints ? drawn.credits.points : null,
        pool: hasPool ? drawn.credits.pool : null,
        atRisk: hasPool ? (drawn.credits.atRisk ?? { share: '10', amount: null, of: 'charges' }) : drawn.credits.atRisk,
        earnBack: contractTo === null ? drawn.credits.earnBack : null,
      },
      charges: priced,
      index: drawn.index && appliesTo.length > 0 ? { ...drawn.index, appliesTo } : null,
      events: items.flatMap((one, index) => lifeOf(index, one)),
    }
  })

/** Flat amounts, yearly commitments and baselines keep the prices that were signed. */
function isIndexable({ form, yearly, tiers }: ChargeCase): boolean {
  return form !== 'baseline' && yearly === null && tiers.every(({ flat }) => flat === null)
}

/** The month so many months after January 2026. */
export function monthAt(index: number): string {
  const number = 2026 * 12 + index
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`
}
