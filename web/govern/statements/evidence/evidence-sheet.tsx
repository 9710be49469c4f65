import { getRouteApi } from '@tanstack/react-router'
import type { Figure } from '../../../../src/terms/explanation.ts'
import type { Statement } from '../../../../src/terms/statement.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { say } from '../../../lib/words.ts'
import { ButtonLink, FigureLink } from '../../../ui/links.tsx'
import { Sheet } from '../../../ui/page.tsx'
import { Pairs, type Pair } from '../../../ui/pairs.tsx'
import { Formula, labelText, valueText } from './figure-text.tsx'

const route = getRouteApi('/e/$engagementId/govern/statement')

interface Props {
  readonly statement: Statement
  readonly figure: Figure
}

/** How a number came about: its clause, the sentence with the real numbers, and every number that it is made of. */
export function EvidenceSheet({ statement, figure }: Props) {
  const { engagementId } = useThisEngagement()
  const { month } = route.useSearch()
  const credit = creditBeside(statement, figure)
  return (
    <Sheet title={say('evidence.title', { value: valueText(figure, statement.currency) })}>
      <p className="small muted">
        <strong>{labelText(figure)}.</strong> {say('evidence.clause', { clause: figure.clause })}{' '}
        <Formula figure={figure} />
      </p>
      <Pairs pairs={partsOf(figure, 0).map(({ part, depth }) => pairOf(part, depth, statement.currency))} />
      {credit === undefined ? null : (
        <p className="small muted">
          {say('evidence.credit')}{' '}
          <FigureLink
            to="/e/$engagementId/govern/statement"
            params={{ engagementId }}
            search={{ month, ev: credit.id }}
          >
            {valueText(credit, statement.currency)}
          </FigureLink>
          . <Formula figure={credit} />
        </p>
      )}
      <ButtonLink to="/e/$engagementId/govern/statement" params={{ engagementId }} search={{ month }}>
        {say('evidence.close')}
      </ButtonLink>
    </Sheet>
  )
}

function partsOf(figure: Figure, depth: number): { readonly part: Figure; readonly depth: number }[] {
  return figure.parts.flatMap((part) => [{ part, depth }, ...partsOf(part, depth + 1)])
}

function pairOf(part: Figure, depth: number, currency: string): Pair {
  return { key: part.id, name: labelText(part), depth, value: <PartLink part={part} currency={currency} /> }
}

function PartLink({ part, currency }: { readonly part: Figure; readonly currency: string }) {
  const { engagementId } = useThisEngagement()
  const { month, ev } = route.useSearch()
  const text = valueText(part, currency)
  return (
    <FigureLink
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month, ev: part.id }}
      aria-current={part.id === ev ? 'true' : undefined}
      aria-label={say('evidence.open', { label: labelText(part), value: text })}
    >
      {text}
    </FigureLink>
  )
}

/** The credit that a level earned, beside the figures of that level. */
function creditBeside(statement: Statement, figure: Figure): Figure | undefined {
  const level = /^serviceLevels\/([^/]+)\//.exec(figure.id)?.[1]
  return level === undefined ? undefined : statement.figures.find(({ id }) => id === `credits/${level}`)
}
