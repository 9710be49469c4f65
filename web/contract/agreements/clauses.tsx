import { useMemo } from 'react'
import type { z } from 'zod'
import type { agreementOf } from '../../../src/contract/agreements/commands.ts'
import { parseTerms } from '../../../src/terms/model.ts'
import { clauseText, type ClauseText } from '../../../src/terms/text/clause-text.ts'
import { compareClauses } from '../../../src/terms/text/phrases.ts'
import { say } from '../../lib/words.ts'

interface Section {
  readonly clause: string
  readonly heading: string
  /** What people wrote, and what is read off the terms: one object, one digest. */
  readonly text: string
  readonly sentences: readonly string[]
}

/** The agreement clause by clause: as it was written and, under it, what its terms say in the same words everywhere. */
export default function Clauses({ content }: { readonly content: z.output<typeof agreementOf.output>['content'] }) {
  const { clauses, terms } = content
  const sections = useMemo(() => sectionsOf(clauses, clauseText(parseTerms(terms))), [clauses, terms])
  return (
    // Generated sentences are in the language in which the agreement is signed, whatever the screen speaks.
    <article className="clauses" lang="en">
      {sections.map(({ clause, heading, text, sentences }) => (
        <section key={clause} aria-label={clause === '' ? heading : say('terms.clause', { id: clause, heading })}>
          <h2>{`${clause} ${heading}`.trim()}</h2>
          {text === '' ? null : <p>{text}</p>}
          {sentences.length === 0 ? null : (
            <ul>
              {sentences.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </article>
  )
}

type Written = z.output<typeof agreementOf.output>['content']['clauses'][number]

/** Clauses that people wrote keep their headings; those that only the terms name stand between them in order. */
function sectionsOf(written: readonly Written[], generated: readonly ClauseText[]): Section[] {
  const own = written.map(({ id, heading, text }): Section => {
    const sentences = generated.find(({ clause }) => clause === id)?.sentences ?? []
    return { clause: id, heading, text, sentences }
  })
  const ids = new Set(written.map(({ id }) => id))
  const others = generated.filter(({ clause }) => !ids.has(clause)).map((section) => ({ ...section, text: '' }))
  return [...own, ...others].sort((left, right) => compareClauses(left.clause, right.clause))
}
