import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { claimsDeskSource } from '../testing/claims-desk.ts'
import { EVERY_CONSTRUCT } from '../text/testing/every-construct.ts'
import { lint } from './lint.ts'

const templates = resolve(import.meta.dirname, '../../../templates')
const template = (name: string): unknown => parse(readFileSync(resolve(templates, `${name}.terms.yaml`), 'utf8'))
const rulesOf = (source: unknown) => lint(source).map(({ rule }) => rule)

test('the same source gives the same findings in the same order, the gravest first', () => {
  const [once, again] = [lint(EVERY_CONSTRUCT), lint(structuredClone(EVERY_CONSTRUCT))]
  expect(again).toEqual(once)
  const order = ['wrong', 'ambiguous', 'risky', 'note']
  const graveness = once.map(({ severity }) => order.indexOf(severity))
  expect(graveness).toEqual(graveness.toSorted((a, b) => a - b))
})

test('a finding says what, why, two readings with their figures, and what to write instead', () => {
  for (const source of [EVERY_CONSTRUCT, template('motor-claims-intake'), template('teleclaims')]) {
    for (const finding of lint(source)) {
      expect(finding.what).toMatch(/^\S.*\.$/)
      expect(finding.why).toMatch(/^[A-Z].*\.$/)
      expect(finding.example).toMatch(/^\S.*\.$/)
      expect(finding.wording).not.toBe('')
      expect(finding.path).not.toBe('')
    }
  }
})

test('the terms of the ready processes cannot be wrong, and what is left open in them is known', () => {
  expect(lint(template('motor-claims-intake')).map(({ rule, path }) => `${rule} ${path}`)).toMatchInlineSnapshot(`
    [
      "late-events-unsaid lateEvents",
      "same-failure-twice credits",
      "month-of-another-zone calendars.cebu.zone",
      "no-minimum-sample measures.responded-in-time",
      "backlog-can-hide measures.reworked-in-time.population",
      "credit-of-another-work serviceLevels.S1.credit.of",
      "business-day-in-two-ways measures.set-up-in-time.share.where.within",
      "credit-without-invoice credits",
      "business-day-in-two-ways measures.answered-in-time.share.where.within",
    ]
  `)
  expect(rulesOf(template('teleclaims'))).not.toContain('not-in-the-language')
})

test.each([[null], [{}], [[]], ['terms'], [{ clocks: [1], measures: { a: null }, charges: { b: 5 } }]])(
  'whatever is no terms is a finding and no failure: %j',
  (source) => {
    const found = lint(source)
    expect(found.length).toBeGreaterThan(0)
    expect(found[0]).toMatchObject({ severity: 'wrong', rule: 'not-in-the-language' })
  },
)

test('a draft with texts that cannot be read is linted all the same', () => {
  const found = lint(
    claimsDeskSource({
      'serviceLevels.S2.expected': 'ninety',
      'serviceLevels.S2.credit.bands': [{ from: 'x', credit: '2 %' }, { from: '0 %' }],
      'charges.set-up.graduated.tiers': [{ to: 'y', price: 'EUR 6.40' }, { price: 'free' }],
      'credits.cap.month': '12 %',
    }),
  )
  expect(found.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['serviceLevels.S2.expected', 'credits.cap.month', 'charges.set-up.graduated.tiers[0].to']),
  )
  expect(found.find(({ path }) => path === 'credits.cap.month')?.rule).toBe('cap-without-base')
})
