import * as fc from 'fast-check'

/** '10 % of charges', '50 % of average-month', or an amount in minor units. */
export type LimitCase = { readonly share: string | null; readonly amount: number | null; readonly of: string }
/** 'charges', the places of charges, or an amount in minor units. */
export type BaseCase = { readonly all: boolean; readonly charges: readonly number[]; readonly fixed: number | null }

export type TriggerCase = {
  readonly missed: 'expected' | 'minimum'
  readonly times: number
  readonly withinMonths: number
  readonly hits: 'consumed' | 'reusable'
}

export type RepeatCase = {
  readonly withinMonths: number
  readonly multiply: string
  readonly each: 'once' | 'every-month'
  readonly upTo: string
}

export type LevelCreditCase =
  | { readonly form: 'bands'; readonly of: BaseCase; readonly bands: readonly { from: string; credit: string }[] }
  | {
      readonly form: 'ladder'
      readonly of: BaseCase
      readonly rows: readonly { at: string; credit: string }[]
      readonly between: 'step-down' | 'step-up'
      /** Interpolated to so many decimals, and not stepped. */
      readonly places: number | null
      readonly below: 'last-row' | 'no-credit'
    }
  | { readonly form: 'pool'; readonly allocation: string }
  | {
      readonly form: 'perMiss'
      readonly of: BaseCase
      readonly amount: number | null
      readonly share: string
      readonly free: number
    }
  | {
      readonly form: 'points'
      readonly points: number | null
      readonly bands: readonly { from: string; points: number }[]
    }

export type CreditsCase = {
  readonly rounding: string
  readonly month: LimitCase | null
  readonly contractYear: LimitCase | null
  readonly calendarYear: LimitCase | null
  readonly atRisk: LimitCase | null
  readonly pool: string | null
  readonly points: { readonly of: BaseCase; readonly table: readonly { from: number; credit: string }[] } | null
  readonly earnBack: {
    readonly kind: 'credit-then-return' | 'hold-and-release'
    readonly months: number
    readonly target: string | null
    readonly share: string
    readonly repeats: 'never' | 'also'
  } | null
}

const base: fc.Arbitrary<BaseCase> = fc.oneof(
  fc.constant({ all: true, charges: [], fixed: null }),
  fc.subarray([0, 1, 2], { minLength: 1 }).map((charges) => ({ all: false, charges, fixed: null })),
  fc.integer({ min: 1, max: 999_999 }).map((fixed) => ({ all: false, charges: [], fixed })),
)
const smallShare = fc.constantFrom('0.5', '1', '2.25', '3.33', '5', '10', '12.5', '0')

const bands = fc
  .subarray(['95', '90', '80.5', '66.67', '50'], { maxLength: 3 })
  .chain((froms) =>
    fc
      .array(smallShare, { minLength: froms.length + 1, maxLength: froms.length + 1 })
      .map((shares) => [...froms, '0'].map((from, index) => ({ from, credit: shares[index] ?? '1' }))),
  )

const rows = fc
  .subarray(['100', '95', '90.5', '75', '66.67', '40', '10'], { minLength: 2, maxLength: 5 })
  .chain((ats) =>
    fc
      .array(smallShare, { minLength: ats.length, maxLength: ats.length })
      .map((shares) => ats.map((at, index) => ({ at, credit: shares[index] ?? '1' }))),
  )

const points = fc.oneof(
  fc.record({
    form: fc.constant('points' as const),
    points: fc.integer({ min: 1, max: 20 }),
    bands: fc.constant([] as { from: string; points: number }[]),
  }),
  fc.record({
    form: fc.constant('points' as const),
    points: fc.constant(null),
    bands: fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 20 })).map(([upper, lower]) => [
      { from: '75', points: upper },
      { from: '0', points: lower },
    ]),
  }),
)

export const levelCredit: fc.Arbitrary<LevelCreditCase> = fc.oneof(
  fc.record({ form: fc.constant('bands' as const), of: base, bands }),
  fc.record({
    form: fc.constant('ladder' as const),
    of: base,
    rows,
    between: fc.constantFrom('step-down' as const, 'step-up' as const),
    places: fc.option(fc.integer({ min: 0, max: 3 })),
    below: fc.constantFrom('last-row' as const, 'no-credit' as const),
  }),
  fc.record({ form: fc.constant('pool' as const), allocation: fc.constantFrom('10', '33.3', '40', '100') }),
  fc.record({
    form: fc.constant('perMiss' as const),
    of: base,
    amount: fc.option(fc.integer({ min: 1, max: 20_000 }), { freq: 2 }),
    share: smallShare,
    free: fc.nat({ max: 2 }),
  }),
  points,
)

const shareLimit = (of: string) =>
  fc.constantFrom('3', '7.77', '12', '30').map((share): LimitCase => ({ share, amount: null, of }))
const amountLimit = fc
  .integer({ min: 0, max: 60_000 })
  .map((amount): LimitCase => ({ share: null, amount, of: 'charges' }))
const none = fc.constant(null)
const monthLimit = fc.oneof(none, none, shareLimit('charges'), amountLimit)
const yearLimit = fc.oneof(none, none, none, shareLimit('charges'), shareLimit('average-month'), amountLimit)

export const credits: fc.Arbitrary<CreditsCase> = fc.record({
  rounding: fc.constantFrom('half-up', 'half-even', 'half-away', 'down', 'up'),
  month: monthLimit,
  contractYear: yearLimit,
  calendarYear: yearLimit,
  atRisk: monthLimit,
  pool: fc.constantFrom('50', '100', '250'),
  points: fc.record({
    of: base,
    table: fc
      .tuple(smallShare, smallShare, smallShare)
      .map((shares) => [3, 11, 25].map((from, index) => ({ from, credit: shares[index] ?? '1' }))),
  }),
  earnBack: fc.option(
    fc.record({
      kind: fc.constantFrom('credit-then-return', 'hold-and-release'),
      months: fc.constantFrom(1, 1, 1, 2, 3),
      target: fc.option(fc.constantFrom('20', '60', '90', '100'), { freq: 3 }),
      share: fc.constantFrom('100', '50', '33.3'),
      repeats: fc.constantFrom('never', 'also'),
    }),
    { freq: 2 },
  ),
})
