import { useDeferredValue, useEffect, useMemo } from 'react'
import type { JsonValue } from '../../../src/terms/model.ts'
import { termsFromText } from '../../../src/terms/terms-text.ts'
import { TermsError, type Problem } from '../../../src/terms/value/problem.ts'
import { say } from '../../lib/words.ts'
import { Field } from '../../ui/field.tsx'

interface Props {
  readonly text: string
  readonly onText: (text: string) => void
  /** Told what the text says; undefined while it cannot be read. */
  readonly onTerms: (terms: JsonValue | undefined) => void
}

type Reading = { readonly terms: JsonValue | undefined; readonly problems: readonly Problem[] }

/** A draft in YAML or JSON, pasted or from a file, read here as it would be read when it is signed. */
export default function PastedDraft({ text, onText, onTerms }: Props) {
  const settled = useDeferredValue(text)
  const { terms, problems } = useMemo(() => readingOf(settled), [settled])
  useEffect(() => onTerms(terms), [onTerms, terms])
  return (
    <section aria-label={say('replay.pasted')}>
      <Field label={say('replay.text')} hint={say('replay.text-hint')}>
        {(ids) => (
          <textarea
            {...ids}
            className="mono"
            rows={12}
            spellCheck={false}
            value={text}
            onChange={({ target }) => onText(target.value)}
          />
        )}
      </Field>
      <Field label={say('replay.file')}>
        {(ids) => (
          <input
            {...ids}
            type="file"
            accept=".yaml,.yml,.json"
            onChange={({ target }) => {
              void target.files?.[0]?.text().then(onText)
              target.value = ''
            }}
          />
        )}
      </Field>
      <div role="status">
        {text.trim() === '' ? null : problems.length === 0 ? (
          <p className="small">{say('replay.readable')}</p>
        ) : (
          <Problems problems={problems} />
        )}
      </div>
    </section>
  )
}

const shownMost = 50

function Problems({ problems }: { readonly problems: readonly Problem[] }) {
  return (
    <div className="notice bad">
      <p>{say('replay.problems', { problems: problems.length })}</p>
      <ul lang="en">
        {problems.slice(0, shownMost).map(({ path, message, mend }) => (
          <li key={`${path} ${message}`}>
            <span className="mono">{path}</span> {message} {mend}
          </li>
        ))}
      </ul>
    </div>
  )
}

function readingOf(text: string): Reading {
  if (text.trim() === '') return { terms: undefined, problems: [] }
  try {
    return { terms: termsFromText(text).source, problems: [] }
  } catch (error) {
    if (error instanceof TermsError) return { terms: undefined, problems: error.problems }
    throw error
  }
}
