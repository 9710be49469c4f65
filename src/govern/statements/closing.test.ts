import { expect, test } from 'vitest'
import { approve, draft, reject, type Approver, type Closing } from './closing.ts'

const hash = 'ab'.repeat(32)
const drafted: Closing = {
  month: '2026-10',
  state: 'drafted',
  version: 1,
  draftNo: 1,
  statementHash: hash,
  approvals: [],
}
const open: Closing = { ...drafted, state: 'open', version: 0, draftNo: 0, statementHash: undefined }
const client: Approver = { statementHash: hash, party: 'client', organisationId: 'c' }
const provider: Approver = { statementHash: hash, party: 'provider', organisationId: 'p' }
const approvedBy = (...approvals: Approver[]): Closing => ({ ...drafted, approvals })
const agreed: Closing = { ...approvedBy(client, provider), state: 'agreed' }
const coded = (code: string) => expect.objectContaining({ type: expect.objectContaining({ code }) })

test('a month is agreed when the second of two organisations approves the same draft', () => {
  expect(approve(drafted, client)).toEqual({ state: 'drafted' })
  expect(approve(approvedBy(client), provider)).toEqual({ state: 'agreed' })
})

test('one party cannot approve for the other, nor one organisation twice', () => {
  expect(() => approve(approvedBy(client), client)).toThrow(coded('approved-already'))
  expect(() => approve(approvedBy(client), { ...provider, organisationId: 'c' })).toThrow(coded('approved-already'))
})

test('who names another hash than the current draft has not read it', () => {
  const other = 'cd'.repeat(32)
  expect(() => approve(drafted, { ...client, statementHash: other })).toThrow(coded('other-statement'))
  expect(() => reject(drafted, other)).toThrow(coded('other-statement'))
})

test('an open month has nothing to approve or reject', () => {
  expect(() => approve(open, client)).toThrow(coded('statement-not-drafted'))
  expect(() => reject(open, hash)).toThrow(coded('statement-not-drafted'))
})

test('a draft that nobody approved is superseded, one that a party approved is not', () => {
  expect(draft(open)).toEqual({ state: 'drafted', draftNo: 1 })
  expect(draft(drafted)).toEqual({ state: 'drafted', draftNo: 2 })
  expect(() => draft(approvedBy(provider))).toThrow(coded('approved-already'))
})

test('a rejected draft opens the month, and the next draft is another one', () => {
  const { state } = reject(approvedBy(client), hash)
  expect(state).toBe('open')
  expect(draft({ ...approvedBy(client), state })).toEqual({ state: 'drafted', draftNo: 2 })
})

test('a closed month is moved by nobody', () => {
  expect(() => draft(agreed)).toThrow(coded('month-closed'))
  expect(() => approve(agreed, client)).toThrow(coded('month-closed'))
  expect(() => reject(agreed, hash)).toThrow(coded('month-closed'))
})
