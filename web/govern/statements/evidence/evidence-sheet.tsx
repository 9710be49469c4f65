import { getRouteApi, Link } from '@tanstack/react-router'
import { everyFigure, type Figure } from '../../../../src/terms/explanation.ts'
import type { Statement } from '../../../../src/terms/statement.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { say } from '../../../lib/words.ts'
import { ButtonLink, FigureLink } from '../../../ui/links.tsx'
import { Sheet } from '../../../ui/page.tsx'
import { FigureTree } from './figure-tree.tsx'
import { Formula, labelText, valueText } from './figure-text.tsx'
import { wayTo } from './way-to-figure.ts'

const route = getRouteApi('/e/$engagementId/govern/statement')

interface Props {
  readonly statement: Statement
  readonly figure: Figure
}

/** How a number came about: its clause, the sentence with the real numbers, and the whole tree that it is made of. */
export function EvidenceSheet({ statement, figure }: Props) {
  const { engagementId } = useThisEngagement()
  const { month } = route.useSearch()
  const credit = creditBeside(statement, figure)
  return (
    <Sheet title={say('evidence.title', { value: valueText(figure, statement.currency) })}>
      <Above statement={statement} figure={figure} />
      <p className="small muted">
        <strong>{labelText(figure)}.</strong>{' '}
        {figure.clause === '' ? null : `${say('evidence.clause', { clause: figure.clause })} `}
        <Formula figure={figure} />
      </p>
      <Tree key={figure.id} root={figure} currency={statement.currency} />
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

/** The figures that this one is a part of, from the net of the month down. */
function Above({ statement, figure }: Props) {
  const { engagementId } = useThisEngagement()
  const { month } = route.useSearch()
  const way = wayTo(statement.figures, figure.id)
  if (way.length === 0) return null
  return (
    <nav className="way small" aria-label={say('tree.above-label')}>
      <ol>
        {way.map((one) => (
          <li key={one.id}>
            <Link to="/e/$engagementId/govern/statement" params={{ engagementId }} search={{ month, ev: one.id }}>
              {labelText(one)}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}

function Tree({ root, currency }: { readonly root: Figure; readonly currency: string }) {
  return (
    <FigureTree
      root={root}
      value={(part) => <PartLink part={part} currency={currency} />}
      onward={(part) => (part.items === undefined || part.items.count === 0 ? null : <ItemsLink part={part} />)}
    />
  )
}

function PartLink({ part, currency }: { readonly part: Figure; readonly currency: string }) {
  const { engagementId } = useThisEngagement()
  const { month } = route.useSearch()
  const text = valueText(part, currency)
  return (
    <FigureLink
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month, ev: part.id }}
      aria-label={say('evidence.open', { label: labelText(part), value: text })}
    >
      {text}
    </FigureLink>
  )
}

/** The list of a part's items, under the service levels. */
function ItemsLink({ part }: { readonly part: Figure }) {
  const { engagementId } = useThisEngagement()
  const { month } = route.useSearch()
  const items = part.items?.count ?? 0
  return (
    <FigureLink
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month, ev: part.id }}
      hash="items"
      aria-label={say('tree.items-of', { items, label: labelText(part) })}
    >
      {say('tree.items', { items })}
    </FigureLink>
  )
}

/** The credit that a level earned, beside the figures of that level. */
function creditBeside(statement: Statement, figure: Figure): Figure | undefined {
  const level = /^serviceLevels\/([^/]+)\//.exec(figure.id)?.[1]
  if (level === undefined) return undefined
  return everyFigure(statement.figures).find(({ id }) => id === `credits/${level}`)
}
