import { useMemo } from 'react'
import { parseTerms, type JsonValue } from '../../../../src/terms/model.ts'
import { clauseText, type ClauseText } from '../../../../src/terms/text/clause-text.ts'
import { compareClauses } from '../../../../src/terms/text/phrases.ts'
import { say } from '../../../lib/words.ts'

interface Props {
  readonly a: JsonValue
  readonly b: JsonValue
  readonly names: readonly [string, string]
}

interface Changed {
  readonly clause: string
  readonly heading: string
  readonly onlyA: readonly string[]
  readonly onlyB: readonly string[]
}

/** Which clauses say something else, sentence by sentence: sentences that both say are left out. */
export default function ClauseDifferences({ a, b, names }: Props) {
  const changed = useMemo(() => changedClauses(clauseText(parseTerms(a)), clauseText(parseTerms(b))), [a, b])
  return (
    <section aria-labelledby="clauses">
      <h2 id="clauses">{say('replay.clauses', { clauses: changed.length })}</h2>
      {/* Generated sentences are in the language in which the agreement is signed, whatever the screen speaks. */}
      <div className="clauses" data-explains="">
        {changed.map(({ clause, heading, onlyA, onlyB }) => (
          <section key={clause} aria-label={say('terms.clause', { id: clause, heading })}>
            <h3 lang="en">{`${clause} ${heading}`.trim()}</h3>
            <Sentences label={say('replay.only', { name: `A: ${names[0]}` })} sentences={onlyA} isNew={false} />
            <Sentences label={say('replay.only', { name: `B: ${names[1]}` })} sentences={onlyB} isNew />
          </section>
        ))}
      </div>
    </section>
  )
}

interface SentencesProps {
  readonly label: string
  readonly sentences: readonly string[]
  readonly isNew: boolean
}

function Sentences({ label, sentences, isNew }: SentencesProps) {
  if (sentences.length === 0) return null
  const Mark = isNew ? 'ins' : 'del'
  return (
    <>
      <p className="small quiet">{label}</p>
      <ul lang="en">
        {sentences.map((sentence) => (
          <li key={sentence}>
            <Mark>{sentence}</Mark>
          </li>
        ))}
      </ul>
    </>
  )
}

function changedClauses(a: readonly ClauseText[], b: readonly ClauseText[]): Changed[] {
  const clauses = [...new Set([...a, ...b].map(({ clause }) => clause))].sort(compareClauses)
  return clauses.flatMap((clause) => {
    const [one, other] = [a, b].map((texts) => texts.find((text) => text.clause === clause))
    const [before, after] = [new Set(one?.sentences), new Set(other?.sentences)]
    const onlyA = [...before.difference(after)]
    const onlyB = [...after.difference(before)]
    if (onlyA.length === 0 && onlyB.length === 0) return []
    return [{ clause, heading: other?.heading ?? one?.heading ?? '', onlyA, onlyB }]
  })
}
