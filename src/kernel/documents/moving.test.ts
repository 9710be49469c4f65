import { expect, test } from 'vitest'
import { DocumentState, Move, Signatory, type Paper } from './model.ts'
import { isAuthorsOwn, moved, openMoves, readableFrom, readersOf, twoPartyMoves } from './moving.ts'

const paper = (changes: Partial<Paper> = {}): Paper => ({
  state: 'draft',
  author: 'client',
  version: 3,
  sha256: 'ab'.repeat(32),
  signedBy: [],
  firstSharedVersion: null,
  ...changes,
})
const shared = { firstSharedVersion: 2 }

test('a draft becomes an agreement by being proposed and signed by both parties, in this order', () => {
  expect(moved(twoPartyMoves, paper(), 'propose', 'client')).toBe('proposed')
  const proposed = paper({ state: 'proposed', ...shared })
  expect(moved(twoPartyMoves, proposed, 'sign', 'provider')).toBe('signed')
  const signed = paper({ state: 'signed', signedBy: ['provider'], ...shared })
  expect(moved(twoPartyMoves, signed, 'sign', 'client')).toBe('agreed')
  expect(() => moved(twoPartyMoves, paper(), 'sign', 'client')).toThrow('in the state proposed or signed')
})

test('one party cannot sign for both', () => {
  const signed = paper({ state: 'signed', signedBy: ['client'], ...shared })
  expect(() => moved(twoPartyMoves, signed, 'sign', 'client')).toThrow('now the other party can sign it')
})

test('a revision of a signed paper needs both signatures anew', () => {
  const signed = paper({ state: 'signed', signedBy: ['client'], ...shared })
  expect(moved(twoPartyMoves, signed, 'revise', 'client')).toBe('proposed')
  expect(moved(twoPartyMoves, signed, 'revise', 'provider')).toBe('proposed')
})

test('nothing moves a paper that is agreed or withdrawn', () => {
  for (const state of ['agreed', 'withdrawn'] as const) {
    for (const move of Move.options) {
      for (const party of Signatory.options) {
        expect(() => moved(twoPartyMoves, paper({ state, ...shared }), move, party)).toThrow('It is final')
      }
    }
  }
})

test('only the party that drafted a paper proposes and withdraws it', () => {
  expect(Move.options.filter((move) => isAuthorsOwn(twoPartyMoves, move))).toEqual(['propose', 'withdraw'])
  for (const state of ['proposed', 'signed'] as const) {
    expect(() => moved(twoPartyMoves, paper({ state, ...shared }), 'withdraw', 'provider')).toThrow('only the client')
    expect(moved(twoPartyMoves, paper({ state, ...shared }), 'withdraw', 'client')).toBe('withdrawn')
  }
})

test('the moves open to a party are exactly those that the table lets it make', () => {
  for (const state of DocumentState.options) {
    for (const party of Signatory.options) {
      const standing = paper({ state, signedBy: state === 'signed' ? ['client'] : [] })
      const made = Move.options.filter((move) => isMade(standing, move, party))
      expect(openMoves(twoPartyMoves, standing, party).sort()).toEqual(made.sort())
    }
  }
})

function isMade(standing: Paper, move: Move, party: Signatory): boolean {
  try {
    moved(twoPartyMoves, standing, move, party)
    return true
  } catch {
    return false
  }
}

test('a draft is read by its own party, a proposal by both from its version on, an agreement by auditors too', () => {
  expect(readersOf(paper())).toEqual(['client'])
  expect(readersOf(paper({ state: 'withdrawn' }))).toEqual(['client'])
  const proposed = paper({ state: 'proposed', ...shared })
  expect(readersOf(proposed)).toEqual(['client', 'provider'])
  expect(readableFrom(proposed, 'client')).toBe(1)
  expect(readableFrom(proposed, 'provider')).toBe(2)
  const agreed = paper({ state: 'agreed', signedBy: ['client', 'provider'], ...shared })
  expect(readableFrom(agreed, 'neither')).toBe(3)
})
