import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonValue } from '../../terms/model.ts'
import { checkValues } from './checking.ts'
import { problemsOf, type FieldValues } from './field-words.ts'
import { readForm } from './form-reading.ts'
import type { Form } from './model.ts'

const claims = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  title: 'Claim set-up',
  properties: {
    'policy-number': {
      type: 'string',
      title: 'Policy number',
      pattern: '^[A-Z]{2}-\\d{4}-\\d{4}$',
      'x-personal': true,
    },
    'date-of-loss': { type: 'string', format: 'date' },
    cause: { type: 'string', enum: ['collision', 'hail', 'theft'] },
    reserve: { type: 'integer', minimum: 0, maximum: 1_000_000 },
    injury: { type: 'boolean' },
    note: { type: 'string', maxLength: 20 },
  },
  required: ['date-of-loss', 'cause', 'injury'],
  additionalProperties: false,
} as const satisfies JsonValue

const whereIn = (form: unknown): [string, string][] => {
  const read = readForm(form as JsonValue)
  return 'problems' in read ? read.problems.map(({ path, mend }) => [path, mend]) : []
}
const formOf = (source: unknown): Form => {
  const read = readForm(source as JsonValue)
  if ('problems' in read) throw new Error(JSON.stringify(read.problems))
  return read.form
}
const withField = (field: unknown) => ({ type: 'object', properties: { it: field } })

test('a flat form of texts, dates, choices, whole numbers and yes or no is read, in its order of fields', () => {
  const form = formOf(claims)
  expect(Object.keys(form.properties)).toEqual(Object.keys(claims.properties))
})

test.each([
  [{ type: 'array' }, 'type'],
  [withField({ type: 'object', properties: {} }), 'properties.it.type'],
  [withField({ $ref: '#/x' }), 'properties.it.type'],
  [withField({ type: 'string', contentEncoding: 'base64' }), 'properties.it'],
  [withField({ type: 'string', format: 'email' }), 'properties.it.format'],
  [withField({ type: 'string', enum: [] }), 'properties.it.enum'],
  [withField({ type: 'string', enum: ['a', 'a'] }), 'properties.it.enum'],
  [withField({ type: 'string', enum: ['a', ''] }), 'properties.it.enum'],
  [withField({ type: 'string', enum: ['a'], format: 'date' }), 'properties.it'],
  [withField({ type: 'string', maxLength: 501 }), 'properties.it.maxLength'],
  [withField({ type: 'string', minLength: 9, maxLength: 3 }), 'properties.it.maxLength'],
  [withField({ type: 'string', pattern: '[' }), 'properties.it.pattern'],
  [withField({ type: 'string', pattern: '^(a+)+$' }), 'properties.it.pattern'],
  [withField({ type: 'string', pattern: '^a*a*a*a*$' }), 'properties.it.pattern'],
  [withField({ type: 'string', pattern: '^a$', maxLength: 400 }), 'properties.it.maxLength'],
  [withField({ type: 'integer', minimum: 3, maximum: 2 }), 'properties.it.maximum'],
  [withField({ type: 'integer', minimum: 0.5 }), 'properties.it.minimum'],
  [withField({ type: 'boolean', title: ' ' }), 'properties.it.title'],
  [{ type: 'object', properties: { 'Policy No': { type: 'boolean' } } }, 'properties.Policy No'],
  [{ type: 'object', properties: {} }, 'properties'],
  [{ ...withField({ type: 'boolean' }), required: ['it', 'that'] }, 'required.1'],
  [{ ...withField({ type: 'boolean' }), additionalProperties: true }, 'additionalProperties'],
])('what a form cannot be is said with its place and how to mend it', (form, path) => {
  const problems = whereIn(form)
  expect(problems.map(([at]) => at)).toContain(path)
  for (const [, mend] of problems) expect(mend).toMatch(/\w\.$/)
})

test('each field that is missing, wrong or not of the form is named, and no value is repeated', () => {
  const given = { cause: 'alien abduction', reserve: -1, note: 'x'.repeat(21), extra: 1, 'date-of-loss': '2026-02-30' }
  const problems = checkValues('all', formOf(claims), given)
  expect(problems.map(({ path }) => path)).toEqual(['date-of-loss', 'cause', 'reserve', 'injury', 'note', 'extra'])
  expect(JSON.stringify(problems)).not.toMatch(/alien|xxx|02-30/)
})

test('the page and the server agree on what fills a form', () => {
  const form = formOf(claims)
  const value = fc.oneof(
    fc.constantFrom(
      'collision',
      'hail',
      'NO-4471-2207',
      '2026-10-30',
      '2026-02-30',
      '',
      'x'.repeat(20),
      '🚗'.repeat(20),
    ),
    fc.string({ maxLength: 30 }),
    fc.integer({ min: -10, max: 1_000_010 }),
    fc.boolean(),
  )
  const values = fc.dictionary(fc.constantFrom(...Object.keys(claims.properties), 'other'), value)
  fc.assert(
    fc.property(values, (given: FieldValues) => {
      expect(checkValues('same', form, given)).toEqual(problemsOf(form, given))
    }),
    { numRuns: 2_000 },
  )
  const full = { 'date-of-loss': '2026-10-30', cause: 'hail', injury: false, 'policy-number': 'NO-4471-2207' }
  expect(checkValues('same', form, full)).toEqual([])
})
