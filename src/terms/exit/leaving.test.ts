import { expect, test } from 'vitest'
import { parseTerms } from '../model.ts'
import { monthNumber, monthOfNumber } from '../month-result.ts'
import type { MonthResult } from '../month-result.ts'
import { addMonths, leaving } from './leaving.ts'

function termsOf(exit: object) {
  return parseTerms({
    terms: 1,
    agreement: 'C-1',
    currency: 'EUR',
    zone: 'UTC',
    effective: '2026-01-01',
    contract: { clause: '1', from: '2026-01-01', to: '2028-12-31' },
    calendars: { all: { zone: 'UTC', week: { all: '00:00-24:00' } } },
    clocks: { work: { clause: '7', calendar: 'all', runs: { from: 'received', to: 'done' } } },
    measures: {
      m: {
        clause: '7',
        share: { of: 'work-item', where: { clock: 'work', within: '1 hour' } },
        population: 'due-in-period',
        test: 'exact',
        print: '1 decimal',
      },
    },
    serviceLevels: {
      L: { clause: '7', name: 'L', measure: 'm', per: 'month', expected: '95 %', minimum: '80 %', kind: 'critical' },
    },
    charges: { fee: { clause: '5', fixed: { amount: 'EUR 1000.00', per: 'month' } } },
    exit: { clause: '14', ...exit },
  })
}

const months = (...states: ('met' | 'missed-minimum')[]): MonthResult[] =>
  states.map((state, index) => ({
    month: monthOfNumber(monthNumber('2026-01') + index),
    levels: {
      L: {
        state,
        numerator: 1,
        denominator: 2,
        earned: false,
        creditMinor: 0n,
        isHeld: false,
        isRepeat: false,
        used: [],
      },
    },
    charges: {},
    chargesMinor: BigInt(100_000 + index * 1000),
    creditsMinor: 0n,
    lapsed: [],
  }))

const convenience = (fee: object) => ({ convenience: { clause: '14.2', by: ['client'], noticeMonths: 6, fee } })

test('a fee by the year of the contract in which it ends, of twelve average months so far', () => {
  const fee = { byContractYear: ['50 %', '30 %', '10 %', '0 %'], of: 'average-year', rounding: 'half-up' }
  const found = leaving(termsOf(convenience(fee)), { today: '2026-09-15', months: months('met', 'met', 'met') })
  // It ends in March 2027, the second year; 1,010.00 on average, 12,120.00 a year.
  expect(found?.convenience).toMatchObject({ endsOn: '2027-03-15', feeMinor: 363_600n })
  expect(found?.convenience?.reason).toContain('Year 2 of the contract: 30 % of twelve average months of the last 3')
})

test('what is left of an investment is written off evenly, and nothing is left after its months', () => {
  const fee = { remainingValue: { amount: 'EUR 36000.00', months: 36 }, rounding: 'half-up' }
  expect(leaving(termsOf(convenience(fee)), { today: '2026-07-01', months: [] })?.convenience?.feeMinor).toBe(
    2_400_000n,
  )
  expect(leaving(termsOf(convenience(fee)), { today: '2028-12-01', months: [] })?.convenience).toMatchObject({
    endsOn: '2028-12-31',
    feeMinor: 100_000n,
  })
})

test('a fee of the fixed charges that remain, and notice that cannot end the contract before its first year', () => {
  const fee = { byContractYear: ['100 %'], of: 'remaining-fixed-charges', rounding: 'half-up' }
  const terms = termsOf({ convenience: { ...convenience(fee).convenience, noticeMonths: 1, notBeforeMonth: 12 } })
  expect(leaving(terms, { today: '2026-02-01', months: [] })?.convenience).toMatchObject({
    endsOn: '2027-01-01',
    feeMinor: 2_300_000n,
  })
})

test('a failure repeated three times within six months is chronic; assistance follows the end', () => {
  const chronic = {
    clause: '14.3',
    levels: 'any-critical',
    trigger: { missed: 'minimum', times: 3, withinMonths: 6, hits: 'reusable' },
    noticeDays: 30,
  }
  const assistance = { clause: '14.8', months: 12, serviceLevels: 'continue', charged: 'at-the-agreed-prices' }
  const terms = termsOf({ chronic, assistance, ...convenience({ none: true }) })
  const failing = months('missed-minimum', 'met', 'missed-minimum', 'missed-minimum')
  const found = leaving(terms, { today: '2026-05-10', months: failing })
  expect(found?.chronic).toMatchObject({ levels: [{ id: 'L' }], endsOn: '2026-06-09' })
  expect(found?.assistanceUntil).toBe('2027-11-10')
  expect(leaving(terms, { today: '2026-05-10', months: failing.slice(0, 3) })?.chronic?.levels).toEqual([])
})

test('the same day of a shorter month is its last day', () => {
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
  expect(addMonths('2027-08-31', 6)).toBe('2028-02-29')
})

test('an exit that says nothing is refused', () => {
  expect(() => termsOf({})).toThrow('Nothing says how the contract may be ended')
})
