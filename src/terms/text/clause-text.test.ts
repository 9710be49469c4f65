import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { CreditTerms } from '../credit/credit-terms.ts'
import { Trigger } from '../credit/look-back/trigger.ts'
import { ServiceLevel } from '../level/service-level.ts'
import { kinds } from '../measure/measuring.ts'
import { parseTerms, TermsSource } from '../model.ts'
import { FORMS } from '../price/rate-card.ts'
import { IndexClause } from '../price/modifiers/indexation.ts'
import { termsFromText } from '../terms-text.ts'
import { TermsError } from '../value/problem.ts'
import { clauseLines, clauseText } from './clause-text.ts'
import { compareClauses } from './phrases.ts'
import { EVERY_CONSTRUCT } from './testing/every-construct.ts'

const every = parseTerms(EVERY_CONSTRUCT)
const golden = (name: string) => resolve(import.meta.dirname, 'testing', name)
const templates = resolve(import.meta.dirname, '../../../templates')

test('the terms of a motor claims intake read as an agreement, line by line', async () => {
  const terms = termsFromText(readFileSync(resolve(templates, 'motor-claims-intake.terms.yaml'), 'utf8'))
  await expect(`${clauseLines(terms).join('\n')}\n`).toMatchFileSnapshot(golden('motor-claims-intake.txt'))
})

test('every construct of the language has its words', async () => {
  await expect(`${clauseLines(every).join('\n')}\n`).toMatchFileSnapshot(golden('every-construct.txt'))
})

test('clauses stand in the order of the agreement: 7.10 after 7.9, what has no number last', () => {
  const mixed = ['7.10', 'B.2', '7.9', '', '10', '7.9.1', 'B.10', '7']
  expect(mixed.sort(compareClauses)).toEqual(['', '7', '7.9', '7.9.1', '7.10', '10', 'B.2', 'B.10'])
  const clauses = clauseText(every).map(({ clause }) => clause)
  expect(clauses.indexOf('7.10')).toBeGreaterThan(clauses.indexOf('7.5'))
  expect(new Set(clauses).size).toBe(clauses.length)
})

test('a clause is headed by its level or charge, with the measure and clock on which it rests below', () => {
  const own = parseTerms({
    ...EVERY_CONSTRUCT,
    measures: { ...EVERY_CONSTRUCT.measures, mean: { ...EVERY_CONSTRUCT.measures.mean, clause: '7.1' } },
  })
  const section = clauseText(own).find(({ clause }) => clause === '7.1')
  expect(section?.heading).toBe('L1, Claims in time')
  expect(section?.sentences.at(-2)).toBe(
    'The measure mean is the mean open time of the clocks work that stopped in the month.',
  )
})

/** The words that a form may have, read off the problem that is told where none is given. */
function formsOf(kind: 'measures' | 'charges', value: object): string[] {
  try {
    parseTerms({ ...EVERY_CONSTRUCT, [kind]: { ...EVERY_CONSTRUCT[kind], none: value } })
  } catch (error) {
    if (!(error instanceof TermsError)) throw error
    const mend = error.problems.find(({ path }) => path === `${kind}.none`)?.mend ?? ''
    return mend.replace(/^.*: |\.$/g, '').split(', ')
  }
  throw new Error('A term without a form was read.')
}

test('the list of all constructs is complete: every form and every optional term stands in it', () => {
  const used = (values: object) => new Set(Object.values(values).flatMap((value: object) => Object.keys(value)))
  expect([...used(EVERY_CONSTRUCT.measures)]).toEqual(expect.arrayContaining(formsOf('measures', { clause: '1' })))
  expect([...used(EVERY_CONSTRUCT.charges)]).toEqual(expect.arrayContaining(formsOf('charges', { clause: '1' })))
  const written = JSON.stringify(EVERY_CONSTRUCT)
  const shapes: Record<string, unknown>[] = [
    TermsSource.shape,
    CreditTerms.shape,
    Trigger.shape,
    ServiceLevel.shape,
    IndexClause.shape,
    ...Object.values(kinds).map(({ schema }) => schema.shape),
    ...Object.entries(FORMS).map(([form, { shape }]) => {
      const own: unknown = Object.entries(shape).find(([key]) => key === form)?.[1]
      return own instanceof z.ZodObject ? own.shape : {}
    }),
  ]
  const missing = shapes.flatMap((shape) => Object.keys(shape)).filter((key) => !written.includes(`"${key}":`))
  expect(missing).toEqual([])
})
