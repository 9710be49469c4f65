import { IntlMessageFormat } from 'intl-messageformat'
import type { Plugin } from 'vite'
import { hasMarks, type Parts } from './message.ts'

/**
 * The texts of a catalogue, those with marks as the parts that the parser of messages makes of them.
 * @throws SyntaxError for a text that is no message
 */
export function readCatalogue(words: Readonly<Record<string, string>>): Readonly<Record<string, string | Parts>> {
  return Object.fromEntries(
    Object.entries(words).map(([key, text]) => [key, hasMarks(text) ? new IntlMessageFormat(text).getAst() : text]),
  )
}

/** Reads the catalogues when the pages are built: the parser would be a quarter of what their texts weigh. */
export const readMessages: Plugin = {
  name: 'read-messages',
  enforce: 'pre',
  transform: (code, id) =>
    /\/web\/words\/\w+\.json$/.test(id)
      ? { code: JSON.stringify(readCatalogue(JSON.parse(code) as Record<string, string>)), map: null }
      : null,
  async resolveId(source, importer) {
    if (source !== '@formatjs/icu-messageformat-parser') return null
    return this.resolve(`${source}/no-parser.js`, importer)
  },
}
