import { expect, test } from 'vitest'
import type { Form } from '../../../../../src/deliver/queues/model.ts'
import { draftOf, emptyDraft, formCompletion, freeCompletion, offeredNames, textOf } from './draft.ts'

test('a typed fact becomes what it says: a number, a yes or no, or a text', () => {
  const facts = [
    { name: 'reserve', value: ' 38000 ' },
    { name: 'injury', value: 'no' },
    { name: 'policy', value: '0042' },
    { name: 'place', value: '' },
  ]
  expect(freeCompletion({ facts, question: '' })).toEqual({
    facts: { reserve: 38_000, injury: false, policy: '0042' },
    personal: {},
    wrong: [],
  })
})

test('a name that facts cannot have is said, and nothing is sent', () => {
  const { facts, wrong } = freeCompletion({ facts: [{ name: 'Policy No', value: '1' }], question: '' })
  expect(facts).toEqual({})
  expect(wrong).toEqual([{ name: 'Policy No', isMissing: false }])
})

test('a draft that cannot be read is an empty one', () => {
  expect(draftOf(null)).toEqual(emptyDraft)
  expect(draftOf('{')).toEqual(emptyDraft)
  expect(draftOf('{"facts":[1,{"name":"a","value":"b"}],"question":"why?","wish":"w-1"}')).toEqual({
    facts: [{ name: 'a', value: 'b' }],
    question: 'why?',
    wish: 'w-1',
  })
})

test('the fields that are offered are those that finished items have and this one lacks', () => {
  const finished = [{ facts: { outcome: 'set-up', language: 'nb' } }, { facts: { outcome: 'x', injury: true } }]
  expect(offeredNames(finished, { facts: { language: 'da' } })).toEqual(['injury', 'outcome'])
})

const form: Form = {
  type: 'object',
  properties: {
    policy: { type: 'string', 'x-personal': true },
    cause: { type: 'string', enum: ['hail', 'theft'] },
    reserve: { type: 'integer', minimum: 0 },
    injury: { type: 'boolean' },
  },
  required: ['policy', 'cause', 'injury'],
}

test('what is typed into a form is given by kind: facts in the open, personal values apart', () => {
  const facts = [
    { name: 'cause', value: 'hail' },
    { name: 'reserve', value: '100' },
    { name: 'injury', value: 'no' },
    { name: 'left-over', value: 'of another form' },
  ]
  expect(formCompletion(form, { facts: {} }, { facts, question: '' }, { policy: ' NO-1 ' })).toEqual({
    facts: { cause: 'hail', reserve: 100, injury: false },
    personal: { policy: 'NO-1' },
    wrong: [],
  })
})

test('fields that are missing or wrong are named; what the item knew before is not missing', () => {
  const facts = [
    { name: 'reserve', value: '12.5' },
    { name: 'injury', value: '' },
  ]
  expect(formCompletion(form, { facts: { cause: 'theft' } }, { facts, question: '' }, {}).wrong).toEqual([
    { name: 'policy', isMissing: true },
    { name: 'reserve', isMissing: false },
    { name: 'injury', isMissing: true },
  ])
})

test('what was typed can be taken along as text', () => {
  const draft = { facts: [{ name: 'cause', value: 'hail' }], question: 'Which plate?' }
  expect(textOf(draft, { policy: 'NO-1' })).toBe('cause: hail\npolicy: NO-1\nWhich plate?')
})
