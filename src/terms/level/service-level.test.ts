import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { printAttainment } from './attainment.ts'
import { Measure } from './measure.ts'
import { classify, earnsCredit, ServiceLevel } from './service-level.ts'

const measure = (changes: object = {}) =>
  Measure.parse({
    clause: '7.2',
    share: { of: 'work-item', where: { clock: 'set-up', within: '1 business-day' } },
    population: 'due-in-period',
    test: 'exact',
    print: '1 decimal',
    ...changes,
  })
const level = (expected: string, minimum = '80 %') =>
  ServiceLevel.parse({ clause: '7.2', name: 'Set up', measure: 'm', per: 'month', expected, minimum, kind: 'key' })
const classed = (numerator: number, denominator: number) => ({
  measured: { unit: 'percent', numerator, denominator } as const,
  sample: denominator,
  misses: denominator - numerator,
})
const state = (numerator: number, denominator: number, target: ServiceLevel, rules = measure()) =>
  classify(target, rules, classed(numerator, denominator)).state

test('the expected level is reached at the threshold, not only above it', () => {
  expect(state(920, 1000, level('92.0 %'))).toBe('met')
  expect(state(919, 1000, level('92.0 %'))).toBe('missed-expected')
})

test('the minimum is failed below the threshold, not at it', () => {
  expect(state(880, 1000, level('92.0 %', '88.0 %'))).toBe('missed-expected')
  expect(state(879, 1000, level('92.0 %', '88.0 %'))).toBe('missed-minimum')
})

test('1899 of 1999 misses 95 % exactly and meets it rounded: the rule is a term', () => {
  const rounded = measure({ test: { rounded: '2 decimals', rounding: 'half-up' } })
  expect(state(1899, 1999, level('95.00 %'))).toBe('missed-expected')
  expect(state(1899, 1999, level('95.00 %'), rounded)).toBe('met')
  expect(state(1899, 1999, level('95.00 %'), measure({ test: { rounded: 2, rounding: 'down' } }))).toBe(
    'missed-expected',
  )
})

test('an empty population is not measured, whatever else is said', () => {
  const small = measure({ minimumSample: { items: 30, below: 'allow-one-miss' } })
  expect(state(0, 0, level('95 %'))).toBe('not-measured')
  expect(state(0, 0, level('95 %'), small)).toBe('not-measured')
})

test('below the minimum sample the level is not measured, or one miss is allowed', () => {
  const unmeasured = measure({ minimumSample: { items: 30, below: 'not-measured' } })
  const lenient = measure({ minimumSample: { items: 30, below: 'allow-one-miss' } })
  expect(state(19, 20, level('99 %'), unmeasured)).toBe('below-minimum-sample')
  expect(state(19, 20, level('99 %'), lenient)).toBe('met')
  expect(state(18, 20, level('99 %'), lenient)).toBe('missed-expected')
  expect(state(29, 30, level('99 %'), lenient)).toBe('missed-expected')
  expect(state(29, 30, level('99 %'), unmeasured)).toBe('missed-expected')
})

test('only a missed level earns a credit', () => {
  expect(['met', 'not-measured', 'below-minimum-sample'].filter((one) => earnsCredit(one as never))).toEqual([])
  expect(earnsCredit('missed-expected') && earnsCredit('missed-minimum')).toBe(true)
})

test('what was not measured prints a dash, not 0 % or 100 %', () => {
  expect(printAttainment({ numerator: 0, denominator: 0 }, 2)).toBe('–')
  expect(printAttainment({ numerator: 0, denominator: 3 }, 2)).toBe('0.00 %')
  expect(printAttainment({ numerator: 2, denominator: 3 }, 1)).toBe('66.7 %')
})

test.each([
  [{ minimum: '93 %' }, 'minimum', 'lies above'],
  [{ credit: { of: 'charges', bands: [{ from: '0 %', credit: '1 %' }] } }, 'credit', 'reported only'],
  [
    {
      kind: 'critical',
      credit: {
        of: 'charges',
        bands: [
          { from: '92 %', credit: '1 %' },
          { from: '0 %', credit: '2 %' },
        ],
      },
    },
    'credit.bands.0.from',
    'never apply',
  ],
])('thresholds that contradict each other are refused', (changes, path, message) => {
  const source = { clause: '1', name: 'x', measure: 'm', per: 'month', expected: '92 %', minimum: '80 %', kind: 'key' }
  const [issue] = ServiceLevel.safeParse({ ...source, ...changes }).error?.issues ?? []
  expect(issue?.path.join('.')).toBe(path)
  expect(issue?.message).toContain(message)
})

const file = resolve('../shared/data/vectors/sla_credits.json')

test('the published attainments', ({ skip }) => {
  if (!existsSync(file)) skip(`${file} is absent`)
  const vectors: { attainment: Attained[] } = JSON.parse(readFileSync(file, 'utf8'))
  for (const one of vectors.attainment.filter(({ decimals }) => decimals !== undefined)) {
    const decimals = one.decimals ?? 0
    const attainment = { numerator: one.on_time, denominator: one.total }
    const rounded = measure({ test: { rounded: decimals, rounding: 'half-up' } })
    expect(printAttainment(attainment, decimals)).toBe(`${one.expected} %`)
    const target = level(`${one.target} %`)
    const result = classed(one.on_time, one.total)
    expect(classify(target, measure(), result).state === 'met').toBe(one.met_on_exact ?? one.met)
    expect(classify(target, rounded, result).state === 'met').toBe(one.met_on_rounded ?? one.met)
  }
})

type Attained = {
  on_time: number
  total: number
  target?: string
  decimals?: number
  expected?: string
  met?: boolean
  met_on_rounded?: boolean
  met_on_exact?: boolean
}
