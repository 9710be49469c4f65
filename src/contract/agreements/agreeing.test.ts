import { expect, test } from 'vitest'
import { encodeCanonical } from '../../kernel/record/format/canonical.ts'
import { sha256, toHex } from '../../kernel/record/format/digest.ts'
import { formatVkey, signingKeyFromSeed } from '../../kernel/record/format/keys.ts'
import { CLAIMS_DESK } from '../../terms/testing/claims-desk.ts'
import { encodeTerms, readAgreement } from './agreeing.ts'
import { AgreementContent } from './model.ts'

const signing = (last: number) => ({ organisationId: `0192f0c1-0000-7000-8000-00000000000${last}`, name: 'One Ltd' })
const content = (changes: object = {}): AgreementContent =>
  AgreementContent.parse({
    title: 'Claims desk',
    parties: { client: signing(1), provider: signing(2) },
    clauses: [{ id: '7.2', heading: 'Set up', text: 'A claim is set up within one business day.' }],
    terms: CLAIMS_DESK,
    ...changes,
  })

test('every problem of an agreement is given at once: in its terms, clauses and witnesses', () => {
  const wrong = content({
    terms: { ...CLAIMS_DESK, currency: 'EURO', zone: 'Oslo' },
    clauses: [1, 2].map(() => ({ id: '7.2', heading: '', text: '' })),
    witnesses: [{ party: 'client', verifierKey: 'not a key at all' }],
  })
  const read = readAgreement(wrong)
  if (!('problems' in read)) throw new Error('It was read.')
  const paths = read.problems.map((problem) => problem.path)
  expect(paths).toEqual(
    expect.arrayContaining([
      'content.terms.currency',
      'content.terms.zone',
      'content.clauses[1].id',
      'content.witnesses[0].verifierKey',
    ]),
  )
  expect(read.problems.every((problem) => problem.mend.length > 0)).toBe(true)
})

test('the key of a witness is taken, that of a log is not', () => {
  const keyOf = (kind: 'log' | 'cosigner') =>
    formatVkey(signingKeyFromSeed('client.example', kind, new Uint8Array(32).fill(7)).verifying)
  const withKey = (verifierKey: string) => readAgreement(content({ witnesses: [{ party: 'client', verifierKey }] }))
  expect(withKey(keyOf('cosigner'))).toHaveProperty('terms')
  expect(withKey(keyOf('log'))).toHaveProperty('problems')
})

test('the hash of the terms is that of their own canonical bytes, whatever else the agreement says', () => {
  const expected = toHex(sha256(encodeCanonical(CLAIMS_DESK)))
  expect(encodeTerms(content()).termsHash).toBe(expected)
  expect(encodeTerms(content({ title: 'Another' })).termsHash).toBe(expected)
})

test('terms nested without end are refused before anything goes down into them', () => {
  let deep: unknown = 'end'
  for (let level = 0; level < 100_000; level++) deep = [deep]
  expect(AgreementContent.safeParse({ ...content(), terms: { deep } }).success).toBe(false)
})
