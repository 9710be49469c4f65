import { getRouteApi } from '@tanstack/react-router'
import { everyFigure, type Figure } from '../../../../src/terms/explanation.ts'
import type { Comparison } from '../../../../src/terms/replay/comparing.ts'
import type { Statement } from '../../../../src/terms/statement.ts'
import { FigureTree } from '../../../govern/statements/evidence/figure-tree.tsx'
import { Formula, labelText, valueText } from '../../../govern/statements/evidence/figure-text.tsx'
import { monthName } from '../../../lib/formats.ts'
import { say } from '../../../lib/words.ts'
import { FigureLink } from '../../../ui/links.tsx'
import { Sheet } from '../../../ui/page.tsx'

const route = getRouteApi('/e/$engagementId/contract/compare')

interface Props {
  readonly names: readonly [string, string]
  readonly comparison: Comparison
}

/** One figure of one month under both, with all that each is made of. */
export function FiguresOfBoth({ names, comparison }: Props) {
  const { month, ev } = route.useSearch()
  if (month === undefined || ev === undefined) return null
  const sides = [comparison.a, comparison.b].map((all) => all.find(({ period }) => period.month === month))
  return (
    <section aria-labelledby="figures">
      <h2 id="figures">{say('replay.figures', { month: monthName(month) })}</h2>
      <div className="columns even">
        {sides.map((statement, side) => (
          <Side
            key={names[side] === undefined ? side : `${side === 0 ? 'A' : 'B'} ${ev}`}
            name={`${side === 0 ? 'A' : 'B'}: ${names[side] ?? ''}`}
            statement={statement}
            ev={ev}
          />
        ))}
      </div>
    </section>
  )
}

interface SideProps {
  readonly name: string
  readonly statement: Statement | undefined
  readonly ev: string
}

function Side({ name, statement, ev }: SideProps) {
  const figure = everyFigure(statement?.figures ?? []).find(({ id }) => id === ev)
  if (statement === undefined || figure === undefined) {
    return (
      <Sheet title={name}>
        <p className="small">{say('replay.no-figure')}</p>
      </Sheet>
    )
  }
  const { currency } = statement
  return (
    <Sheet title={name}>
      <p className="small muted">
        <strong>
          {labelText(figure)}: {valueText(figure, currency)}.
        </strong>{' '}
        {figure.clause === '' ? null : `${say('evidence.clause', { clause: figure.clause })} `}
        <Formula figure={figure} />
      </p>
      <FigureTree root={figure} value={(part) => <PartLink part={part} currency={currency} />} />
    </Sheet>
  )
}

/** Makes a part the figure that is shown, on both sides. */
function PartLink({ part, currency }: { readonly part: Figure; readonly currency: string }) {
  const text = valueText(part, currency)
  return (
    <FigureLink
      from="/e/$engagementId/contract/compare"
      to="."
      search={(before) => ({ ...before, ev: part.id })}
      hash="figures"
      aria-label={say('evidence.open', { label: labelText(part), value: text })}
    >
      {text}
    </FigureLink>
  )
}
