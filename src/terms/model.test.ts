import { expect, test } from 'vitest'
import { parseTerms } from './model.ts'
import type { JsonValue } from './model.ts'
import { termsFromText } from './terms-text.ts'
import { CLAIMS_DESK, claimsDesk, claimsDeskSource } from './testing/claims-desk.ts'
import { TermsError } from './value/problem.ts'
import type { Problem } from './value/problem.ts'

const problems = (read: () => unknown): readonly Problem[] => {
  try {
    read()
  } catch (error) {
    if (error instanceof TermsError) return error.problems
    throw error
  }
  return []
}
const problemsOf = (changes: Record<string, JsonValue | undefined>) =>
  problems(() => parseTerms(claimsDeskSource(changes)))

test('terms keep the source that is signed beside the values that are computed with', () => {
  const terms = parseTerms(CLAIMS_DESK)
  expect(terms.source).toBe(CLAIMS_DESK)
  expect(terms.serviceLevels['S2']?.expected).toEqual({
    text: '92.0 %',
    unit: 'percent',
    value: { digits: 920n, scale: 1 },
  })
})

test('YAML and JSON texts of the same terms are the same terms', () => {
  const json = JSON.stringify(CLAIMS_DESK)
  expect(termsFromText(json)).toEqual(parseTerms(CLAIMS_DESK))
  expect(termsFromText(`# signed in Oslo\n${json}`)).toEqual(parseTerms(CLAIMS_DESK))
})

test('all problems are told together, each with its place, what it is and how to mend it', () => {
  const found = problemsOf({
    currency: 'EURO',
    effective: '2026-02-30',
    'clocks.set-up.calendar': 'manila',
    'measures.set-up-on-time.population': undefined,
    'measures.set-up-on-time.share.where.within': '3 days',
    'serviceLevels.S2.expected': 92,
    'charges.governance.fixed.amount': 'EUR 2500.001',
  })
  expect(found.map(({ path }) => path).sort()).toEqual([
    'charges.governance.fixed.amount',
    'clocks.set-up.calendar',
    'currency',
    'effective',
    'measures.set-up-on-time.population',
    'measures.set-up-on-time.share.where.within',
    'serviceLevels.S2.expected',
  ])
  for (const { message, mend } of found) {
    expect(message).toMatch(/^[A-Z0-9"].*\.$/)
    expect(mend).toMatch(/^[A-Z].*\.$/)
  }
})

test.each([
  ['measures.set-up-on-time.population', 'due-in-period, closed-in-period'],
  ['measures.set-up-on-time.test', 'Write'],
  ['measures.set-up-on-time.print', 'Add it'],
  ['charges.set-up.rounding', 'half-up, half-even'],
  ['charges.set-up.graduated.counts', 'work-items, events'],
  ['credits.rounding', 'half-up, half-even'],
  ['serviceLevels.S2.minimum', 'Add it'],
  ['zone', 'Add it'],
])('%s must be said: nothing is assumed', (path, mend) => {
  const found = problemsOf({ [path]: undefined })
  expect(found.map((problem) => problem.path)).toEqual([path])
  expect(found[0]?.mend).toContain(mend)
})

test.each([
  ['serviceLevels.S2.measure', 'accuracy', '"accuracy" is not among the measures.'],
  ['serviceLevels.S2.credit.of.charge', 'calls', '"calls" is not among the charges.'],
  ['measures.set-up-on-time.share.where.clock', 'answer', '"answer" is not among the clocks.'],
  ['clocks.set-up.calendar', 'constructor', '"constructor" is not among the calendars.'],
])('%s names something that is there', (path, value, message) => {
  expect(problemsOf({ [path]: value })).toMatchObject([{ path, message }])
})

test('an amount in another currency is refused where it stands', () => {
  expect(problemsOf({ 'charges.governance.fixed.amount': 'NOK 2500.00' })).toMatchObject([
    { path: 'charges.governance.fixed.amount', message: '"NOK 2500.00" is in NOK, the agreement is in EUR.' },
  ])
})

test('an unknown term is refused, also deep inside', () => {
  expect(problemsOf({ 'serviceLevels.S2.credit.again': 2 })).toMatchObject([
    { path: 'serviceLevels.S2.credit', message: 'There is no term "again" here.' },
  ])
  expect(problemsOf({ 'charges.set-up.graduated.cap': 2 })).toMatchObject([{ path: 'charges.set-up.graduated' }])
})

test('a charge has exactly one price', () => {
  const both = { clause: '1', rounding: 'up', fixed: { amount: 'EUR 1', per: 'month' }, unit: {} }
  expect(problemsOf({ 'charges.extra': { clause: '1' } })).toMatchObject([{ message: 'The charge has no price.' }])
  expect(problemsOf({ 'charges.extra': both })).toMatchObject([{ message: 'The charge has 2 prices.' }])
})

test('tiers rise, and only the last one is open', () => {
  const tiers = (...list: JsonValue[]) => problemsOf({ 'charges.set-up.graduated.tiers': list })
  const price = 'EUR 1'
  expect(tiers({ to: 10, price }, { to: 10, price }, { price })).toMatchObject([
    { message: 'The tier ends before it begins.' },
  ])
  expect(tiers({ to: 10, price })).toMatchObject([{ message: 'Units beyond the last tier have no price.' }])
  expect(tiers({ price }, { price })).toMatchObject([{ message: 'Only the last tier may have no end.' }])
  expect(tiers({ to: 10.5, price }, { price })).toHaveLength(1)
})

test('a flat amount asks what a month without any unit owes', () => {
  const tiers = [{ price: 'EUR 1', flat: 'EUR 5' }]
  expect(problemsOf({ 'charges.set-up.graduated.tiers': tiers })).toMatchObject([
    { path: 'charges.set-up.graduated.flatAtZero' },
  ])
  const said = { 'charges.set-up.graduated.tiers': tiers, 'charges.set-up.graduated.flatAtZero': 'owed' }
  expect(problemsOf(said)).toEqual([])
})

test('prices below zero are refused: money goes back by credits', () => {
  expect(problemsOf({ 'charges.governance.fixed.amount': 'EUR -1.00' })).toHaveLength(1)
})

test('a credit needs the terms that round and cap it', () => {
  expect(problemsOf({ credits: undefined })).toMatchObject([{ path: 'credits' }])
})

test('a clause is a text: 7.10 is not 7.1', () => {
  expect(problemsOf({ 'clocks.set-up.clause': 7.1 })).toMatchObject([{ path: 'clocks.set-up.clause' }])
})

test('anything that is not an object of terms is refused', () => {
  for (const source of [null, 7, 'terms', [], undefined]) expect(problems(() => parseTerms(source))).not.toEqual([])
})

test('a text with a doubled name, an alias or a syntax error is refused at its line', () => {
  expect(problems(() => termsFromText('terms: 1\nterms: 2\n'))).toMatchObject([{ path: 'line 2' }])
  expect(problems(() => termsFromText('a: &x 1\nb: *x\n'))).toMatchObject([
    { message: 'The text uses an anchor or alias.' },
  ])
  expect(problems(() => termsFromText('a: [1,\n'))).not.toEqual([])
  expect(problems(() => termsFromText('x'.repeat(1_000_001)))).toMatchObject([{ mend: 'Give at most 1000000.' }])
})

test('terms without levels or charges are terms', () => {
  const { serviceLevels, charges } = claimsDesk({ serviceLevels: undefined, charges: undefined })
  expect([serviceLevels, charges]).toEqual([{}, {}])
})
