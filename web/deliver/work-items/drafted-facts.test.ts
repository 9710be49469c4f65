import { expect, test } from 'vitest'
import { draftOf, emptyDraft, factsOf, offeredNames } from './drafted-facts.ts'

test('a typed fact becomes what it says: a number, a yes or no, or a text', () => {
  const facts = [
    { name: 'reserve', value: ' 38000 ' },
    { name: 'injury', value: 'no' },
    { name: 'policy', value: '0042' },
    { name: 'place', value: '' },
  ]
  expect(factsOf({ facts, question: '' })).toEqual({
    facts: { reserve: 38_000, injury: false, policy: '0042' },
    problems: [],
  })
})

test('a name that facts cannot have is said, and nothing is sent', () => {
  const { facts, problems } = factsOf({ facts: [{ name: 'Policy No', value: '1' }], question: '' })
  expect(facts).toEqual({})
  expect(problems).toHaveLength(1)
})

test('a draft that cannot be read is an empty one', () => {
  expect(draftOf(null)).toEqual(emptyDraft)
  expect(draftOf('{')).toEqual(emptyDraft)
  expect(draftOf('{"facts":[1,{"name":"a","value":"b"}],"question":"why?"}')).toEqual({
    facts: [{ name: 'a', value: 'b' }],
    question: 'why?',
  })
})

test('the fields that are offered are those that finished items have and this one lacks', () => {
  const finished = [{ facts: { outcome: 'set-up', language: 'nb' } }, { facts: { outcome: 'x', injury: true } }]
  expect(offeredNames(finished, { facts: { language: 'da' } })).toEqual(['injury', 'outcome'])
})
