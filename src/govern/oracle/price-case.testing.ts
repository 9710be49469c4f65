import * as fc from 'fast-check'

type Tier = { readonly to: number | null; readonly price: string; readonly flat: string | null }
type Distance = { readonly upTo: string | null; readonly price: string }

/** A charge in all its forms at once; which one holds is said by `form`, and the others' words are null. */
export type ChargeCase = {
  readonly id: string
  readonly form: 'fixed' | 'unit' | 'graduated' | 'volume' | 'baseline'
  readonly rounding: string
  /** In minor units. */
  readonly amount: number | null
  readonly prorate: string | null
  readonly per: string
  readonly counts: 'work-items' | 'events'
  readonly only: string | null
  readonly minimum: number | null
  readonly yearly: { readonly units: number; readonly price: string; readonly partYear: 'by-month' | 'whole' } | null
  readonly tiers: readonly Tier[]
  readonly flatAtZero: 'owed' | 'not-owed'
  readonly baseline: {
    readonly units: number
    readonly deadBand: string
    readonly meaning: 'beyond-band' | 'from-baseline'
    readonly additional: readonly Distance[]
    readonly reduced: readonly Distance[]
  } | null
}

export type IndexCase = {
  readonly base: string
  readonly lagMonths: number
  readonly inMonth: number
  readonly compare: 'year-on-year' | 'to-base'
  readonly appliedTo: 'original' | 'current'
  readonly share: string
  readonly cap: string | null
  readonly floor: string | null
  readonly places: number
  readonly rounding: string
  /** Values of the months from the base month on, in hundredths. */
  readonly values: readonly number[]
}

export const rounding = fc.constantFrom('half-up', 'half-even', 'half-away', 'down', 'up', 'floor', 'ceiling')
/** With up to three decimals: more than the currency has. */
const price = fc.oneof(
  fc.integer({ min: 0, max: 20_000 }).map((thousandths) => decimal(thousandths, 3)),
  fc.integer({ min: 0, max: 2000 }).map((cents) => decimal(cents, 2)),
)

/** 305 with three places is '0.305'. */
export function decimal(digits: number, places: number): string {
  const text = String(digits).padStart(places + 1, '0')
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`
}

const tiers = fc
  .tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 6 }),
    fc.array(price, { minLength: 3, maxLength: 3 }),
    fc.nat({ max: 2 }),
    fc.option(price),
  )
  .map(([first, second, prices, steps, flat]): Tier[] => {
    const ends = [first, first + second].slice(0, steps)
    return [...ends, null].map((to, index) => ({
      to,
      price: prices[index] ?? '1.00',
      flat: index === steps ? flat : null,
    }))
  })

const distances = fc.tuple(price, price, fc.boolean()).map(([near, far, hasTwo]): Distance[] =>
  hasTwo
    ? [
        { upTo: '50', price: near },
        { upTo: '100', price: far },
      ]
    : [{ upTo: null, price: near }],
)
const smallDistances = fc
  .integer({ min: 0, max: 500 })
  .map((cents): Distance[] => [{ upTo: null, price: decimal(cents, 2) }])

const yearly = fc.record({
  units: fc.integer({ min: 1, max: 10 }).map((dozens) => dozens * 12),
  price,
  partYear: fc.constantFrom('by-month' as const, 'whole' as const),
})

const charge = fc
  .record({
    form: fc.constantFrom('fixed', 'unit', 'graduated', 'volume', 'baseline'),
    rounding,
    amount: fc.integer({ min: 20_000, max: 500_000 }),
    prorate: fc.option(rounding),
    per: fc.constantFrom('done', 'received', 'reopened'),
    counts: fc.constantFrom('work-items', 'events'),
    only: fc.constantFrom(null, null, null, 'a', 'b'),
    minimum: fc.option(fc.integer({ min: 0, max: 8 }), { freq: 2 }),
    yearly: fc.option(yearly, { freq: 2 }),
    tiers,
    price,
    flatAtZero: fc.constantFrom('owed', 'not-owed'),
    baseline: fc.record({
      units: fc.integer({ min: 1, max: 8 }),
      deadBand: fc.constantFrom('0', '5', '12.5', '25', '50'),
      meaning: fc.constantFrom('beyond-band', 'from-baseline'),
      additional: distances,
      reduced: smallDistances,
    }),
  })
  .map(({ price: unitPrice, ...drawn }): Omit<ChargeCase, 'id'> => {
    const isUnits = drawn.form === 'unit' || drawn.form === 'graduated' || drawn.form === 'volume'
    const hasAmount = drawn.form === 'fixed' || drawn.form === 'baseline'
    return {
      ...drawn,
      amount: hasAmount ? drawn.amount : null,
      prorate: drawn.form === 'fixed' ? drawn.prorate : null,
      minimum: isUnits && drawn.yearly === null ? drawn.minimum : null,
      yearly: isUnits ? drawn.yearly : null,
      tiers: drawn.form === 'unit' ? [{ to: null, price: unitPrice, flat: null }] : isUnits ? drawn.tiers : [],
      baseline: drawn.form === 'baseline' ? drawn.baseline : null,
    }
  })

/** Three charges, of which the first is always there to be charged: an amount for each month. */
export const charges: fc.Arbitrary<Omit<ChargeCase, 'id'>[]> = fc
  .tuple(charge, charge, charge)
  .map(([first, ...others]) => [
    {
      ...first,
      form: 'fixed',
      amount: first.amount ?? 123_456,
      yearly: null,
      minimum: null,
      baseline: null,
      tiers: [],
    },
    ...others,
  ])

export const indexClause: fc.Arbitrary<IndexCase> = fc.record({
  base: fc.constantFrom('2025-01', '2025-06', '2025-12'),
  lagMonths: fc.integer({ min: 0, max: 3 }),
  inMonth: fc.integer({ min: 1, max: 12 }),
  compare: fc.constantFrom('year-on-year', 'to-base'),
  appliedTo: fc.constantFrom('original', 'current'),
  share: fc.constantFrom('100', '65', '33.3'),
  cap: fc.option(fc.constantFrom('2.5', '4', '10')),
  floor: fc.option(fc.constantFrom('0', '-2', '1')),
  places: fc.integer({ min: 3, max: 4 }),
  rounding,
  values: fc.array(fc.integer({ min: 9000, max: 12_000 }), { minLength: 60, maxLength: 60 }),
})
