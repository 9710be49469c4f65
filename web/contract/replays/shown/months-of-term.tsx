import { getRouteApi } from '@tanstack/react-router'
import type { Comparison } from '../../../../src/terms/replay/comparing.ts'
import type { Statement } from '../../../../src/terms/statement.ts'
import { monthName } from '../../../lib/formats.ts'
import { say } from '../../../lib/words.ts'
import { FigureLink } from '../../../ui/links.tsx'
import { Table } from '../../../ui/table.tsx'
import { monthOfTerm, type MonthOfTerm, type Term } from './amounts-of-term.ts'
import { signedAmount } from './signed.ts'

const route = getRouteApi('/e/$engagementId/contract/compare')

interface Props {
  readonly comparison: Comparison
  readonly term: Term
}

interface Row {
  readonly month: string
  readonly a: MonthOfTerm
  readonly b: MonthOfTerm
}

/** The months of one term under both; each number opens the figures of that month. */
export function MonthsOfTerm({ comparison, term }: Props) {
  const search = route.useSearch()
  const { currency } = comparison
  const title = say('replay.months', { name: titleOf(term, comparison) })
  const rows = comparison.a.flatMap((statement, index): Row[] => {
    const other = comparison.b[index]
    if (other === undefined) return []
    return [{ month: statement.period.month, a: monthOfTerm(statement, term), b: monthOfTerm(other, term) }]
  })
  return (
    <section aria-labelledby="months">
      <h2 id="months">{title}</h2>
      <Table
        caption={title}
        rows={rows}
        keyOf={({ month }) => month}
        isChosen={({ month }) => month === search.month}
        columns={[
          { head: say('level-line.month'), cell: ({ month }) => monthName(month) },
          { head: 'A', kind: 'number', cell: ({ month, a }) => <Opening month={month} of={a} /> },
          { head: 'B', kind: 'number', cell: ({ month, b }) => <Opening month={month} of={b} /> },
          ...(term.kind === 'level'
            ? []
            : [
                {
                  head: say('replay.difference', { currency }),
                  kind: 'number' as const,
                  cell: ({ month, a, b }: Row) => {
                    const minor = (b.minor ?? 0) - (a.minor ?? 0)
                    const of = { text: signedAmount(minor, currency), figure: a.figure ?? b.figure, minor }
                    return <Opening month={month} of={of} />
                  },
                },
              ]),
        ]}
      />
    </section>
  )
}

function Opening({ month, of: { text, figure } }: { readonly month: string; readonly of: MonthOfTerm }) {
  if (figure === undefined) return <span className="quiet">{text}</span>
  return (
    <FigureLink
      from="/e/$engagementId/contract/compare"
      to="."
      search={(before) => ({ ...before, month, ev: figure })}
      hash="figures"
      aria-label={say('replay.open', { month: monthName(month), text })}
    >
      {text}
    </FigureLink>
  )
}

function titleOf({ kind, id }: Term, { a, b, currency }: Comparison): string {
  const statements: readonly Statement[] = [...a, ...b]
  if (kind === 'net') return say('charge.payable', { currency })
  const linesOf = ({ serviceLevels, charges, credits }: Statement): readonly { id: string; name: string }[] =>
    kind === 'level' ? serviceLevels : kind === 'charge' ? charges : kind === 'credit' ? credits : []
  const named = statements.flatMap(linesOf).find((line) => line.id === id)
  if (named === undefined) return id
  return kind === 'credit' && id !== 'points' ? say('replay.credit-of', { id, name: named.name }) : named.name
}
