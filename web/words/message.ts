import type { IntlMessageFormat } from 'intl-messageformat'

/** A message as the parser reads it: its parts. */
export type Parts = ReturnType<IntlMessageFormat['getAst']>

/** Whether a text is more than it says: it has a place for a value, a marked part, or a quoted mark. */
export function hasMarks(text: string): boolean {
  return /[{}<>']/.test(text)
}

/** A text without marks as its one part, for which no parser is needed; the built pages have none. */
export function readMessage(message: string | Parts): string | Parts {
  return typeof message !== 'string' || hasMarks(message) ? message : [{ type: 0, value: message }]
}
