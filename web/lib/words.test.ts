import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'
import en from '../words/en.json'

test('every message of the catalogue can be read', () => {
  const broken = Object.entries(en).filter(([, text]) => {
    try {
      return new IntlMessageFormat(text, 'en-GB').getAst().length === 0
    } catch {
      return true
    }
  })
  expect(broken).toEqual([])
})
