import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeCanonical, type CanonicalValue } from '../record/format/canonical.ts'
import { equalBytes } from '../record/format/digest.ts'
import { differencesOf } from './differing.ts'

const clause = (id: string, text: string) => ({ id, text })

test('a changed price is shown by its path with the old and the new value', () => {
  const old = { terms: { charges: { 'set-up': { tiers: [{ to: 3, price: 'EUR 6.40' }] } } } }
  const next = { terms: { charges: { 'set-up': { tiers: [{ to: 3, price: 'EUR 6.30' }] } } } }
  const { differences } = differencesOf(old, next)
  const path = 'terms.charges.set-up.tiers[0].price'
  expect(differences).toEqual([{ path, change: 'changed', old: 'EUR 6.40', new: 'EUR 6.30' }])
})

test('a clause put between two others changes none of them', () => {
  const old = { clauses: [clause('1', 'a'), clause('2', 'b')] }
  const next = { clauses: [clause('1', 'a'), clause('1.1', 'new'), clause('2', 'b')] }
  expect(differencesOf(old, next).differences).toEqual([
    { path: 'clauses[id=1.1]', change: 'added', new: clause('1.1', 'new') },
  ])
  expect(differencesOf(next, old).differences).toEqual([
    { path: 'clauses[id=1.1]', change: 'removed', old: clause('1.1', 'new') },
  ])
})

test('clauses in another order are a difference of the order alone', () => {
  const old = { clauses: [clause('1', 'a'), clause('2', 'b')] }
  const next = { clauses: [clause('2', 'b'), clause('1', 'a')] }
  const order = { path: 'clauses[order]', change: 'changed', old: ['1', '2'], new: ['2', '1'] }
  expect(differencesOf(old, next).differences).toEqual([order])
})

test('where two clauses have one id, clauses are compared one after another', () => {
  const old = { clauses: [clause('1', 'a'), clause('1', 'b')] }
  const next = { clauses: [clause('1', 'a'), clause('1', 'c')] }
  expect(differencesOf(old, next).differences).toEqual([
    { path: 'clauses[1].text', change: 'changed', old: 'b', new: 'c' },
  ])
})

test('a value of another kind is changed as a whole, and names that need quotes have them', () => {
  expect(differencesOf({ 'a b': [1] }, { 'a b': { 0: 1 } }).differences).toEqual([
    { path: '["a b"]', change: 'changed', old: [1], new: { 0: 1 } },
  ])
  expect(differencesOf({}, { constructor: null }).differences).toEqual([
    { path: 'constructor', change: 'added', new: null },
  ])
})

test('more differences than the limit are cut off, and it is said', () => {
  const many = Array.from({ length: 4 }, (_, at) => at)
  expect(differencesOf([], many, 4)).toMatchObject({ complete: true, differences: { length: 4 } })
  expect(differencesOf([], [...many, 4], 4)).toMatchObject({ complete: false, differences: { length: 4 } })
})

const value: fc.Arbitrary<CanonicalValue> = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom<CanonicalValue>(null, true, false, 0, 1, '', 'a'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.record({ id: fc.constantFrom('1', '2', '3'), text: tie('value') }), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'id', 'constructor'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value

test('there is no difference exactly when the signed bytes are equal', () => {
  fc.assert(
    fc.property(value, value, (old, next) => {
      const isSame = equalBytes(encodeCanonical(old), encodeCanonical(next))
      expect(differencesOf(old, next).differences.length === 0).toBe(isSame)
    }),
    { numRuns: 5_000 },
  )
})

test('a value does not differ from itself', () => {
  fc.assert(fc.property(value, (one) => differencesOf(one, structuredClone(one)).differences.length === 0))
})
