import { expect, test } from 'vitest'
import { termNamed, termText } from './amounts-of-term.ts'

test('a term stands in the address by its kind and id, also where the id has a stroke', () => {
  for (const term of [
    { kind: 'charge', id: 'fee' },
    { kind: 'earn-back', id: 'L/2026-08' },
    { kind: 'level', id: 'S2' },
  ] as const) {
    expect(termNamed(termText(term))).toEqual(term)
  }
})

test('an address that names no term means what is payable', () => {
  expect(termNamed(undefined)).toEqual({ kind: 'net', id: 'net' })
  expect(termNamed('fine/fee')).toEqual({ kind: 'net', id: 'net' })
})
