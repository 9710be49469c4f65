import { parseDocument } from 'yaml'
import { parseTerms } from './model.ts'
import type { Terms } from './model.ts'
import { TermsError } from './value/problem.ts'

/** More text than any schedule of an agreement needs; a larger one is refused before it is read. */
export const TERMS_TEXT_CHARACTERS_MAX = 1_000_000

/**
 * Reads terms from YAML or JSON text (JSON is YAML). Anchors and aliases are refused: the text that people read is the
 * text that is signed.
 * @throws TermsError with every problem that was found
 */
export function termsFromText(text: string): Terms {
  if (text.length > TERMS_TEXT_CHARACTERS_MAX) {
    const message = `The text has ${text.length} characters.`
    throw new TermsError([{ path: 'terms', message, mend: `Give at most ${TERMS_TEXT_CHARACTERS_MAX}.` }])
  }
  return parseTerms(plainValue(text))
}

function plainValue(text: string): unknown {
  const document = parseDocument(text, { version: '1.2', schema: 'core', merge: false, uniqueKeys: true })
  const faults = [...document.errors, ...document.warnings]
  if (faults.length > 0) {
    throw new TermsError(
      faults.map((fault) => ({
        path: `line ${fault.linePos?.[0].line ?? 1}`,
        message: (fault.message.split('\n')[0] ?? fault.message).replace(/:$/, '.'),
        mend: 'Correct the text at this line.',
      })),
    )
  }
  try {
    return document.toJS({ maxAliasCount: 0 }) as unknown
  } catch {
    const message = 'The text uses an anchor or alias.'
    throw new TermsError([{ path: 'terms', message, mend: 'Write the value out where it is used.' }])
  }
}
