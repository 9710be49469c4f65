import { useMemo } from 'react'
import { lint, type Finding } from '../../../src/terms/lint/lint.ts'
import { say, wordFor } from '../../lib/words.ts'

/**
 * What two readers could read differently in the terms, with an example of these very terms and words that would settle
 * it. It stands open while the paper can still change, and is folded away once both have signed.
 */
export default function Readings({ terms, isSigned }: { readonly terms: unknown; readonly isSigned: boolean }) {
  const findings = useMemo(() => lint(terms), [terms])
  if (findings.length === 0) return null
  return (
    <section className="readings" aria-label={say('readings.title')}>
      <details open={!isSigned}>
        <summary>
          <h2>{say('readings.count', { count: findings.length })}</h2>
        </summary>
        <p className="quiet">{say(isSigned ? 'readings.signed' : 'readings.open')}</p>
        <ol>
          {findings.map((finding) => (
            <Reading key={`${finding.rule} ${finding.path} ${finding.what}`} finding={finding} />
          ))}
        </ol>
      </details>
    </section>
  )
}

function Reading({ finding }: { readonly finding: Finding }) {
  const { clause, severity, what, why, example, wording, path } = finding
  return (
    <li>
      <p className="what">
        <span className={`gravity ${severity}`}>{wordFor('readings.severity', severity)}</span>{' '}
        <span lang="en">{`${clause} ${what}`.trim()}</span>
      </p>
      <p lang="en">{why}</p>
      {example === '' ? null : (
        <p>
          <span className="quiet">{say('readings.example')}</span> <span lang="en">{example}</span>
        </p>
      )}
      <p>
        <span className="quiet">{say('readings.wording')}</span> <code lang="en">{wording}</code>{' '}
        <span className="small quiet mono">{path}</span>
      </p>
    </li>
  )
}
