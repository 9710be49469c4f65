import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'
import { readMessage } from './message.ts'
import { readCatalogue } from './reading-catalogues.ts'

const words = {
  plain: 'A plain text.',
  quoted: "It''s '{here}'.",
  counted: '{items, plural, =0 {none} one {# item} other {# items}} of {of, number}',
  marked: 'Read <link>this</link>',
}
const values = { items: 1_200, of: 3, link: (chunks: string[]) => `[${chunks.join('')}]` }

test('a text says the same whether it is read when the pages are built or when it is said', () => {
  const read = readCatalogue(words)
  for (const [key, text] of Object.entries(words)) {
    const early = new IntlMessageFormat(readMessage(read[key] ?? ''), 'en-GB').format<string>(values)
    expect(early).toEqual(new IntlMessageFormat(text, 'en-GB').format<string>(values))
  }
  expect(read['plain']).toBe('A plain text.')
  expect(typeof read['quoted']).toBe('object')
})

test('a text that is no message is refused when the pages are built', () => {
  expect(() => readCatalogue({ broken: '{items, plural, one {an item}' })).toThrow(SyntaxError)
})
