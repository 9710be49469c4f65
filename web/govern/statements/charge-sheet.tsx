import { everyFigure, type Figure } from '../../../src/terms/explanation.ts'
import type { Statement } from '../../../src/terms/statement.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { amount, count, exactText } from '../../lib/formats.ts'
import { say, tell } from '../../lib/words.ts'
import { FigureLink } from '../../ui/links.tsx'
import { Sheet } from '../../ui/page.tsx'
import { Pairs, type Pair } from '../../ui/pairs.tsx'

/** Charges, credits and what is payable; each amount leads to how it came about. */
export function ChargeSheet({ title, statement }: { readonly title: string; readonly statement: Statement }) {
  const { charges, credits, totals, currency } = statement
  const { engagementId } = useThisEngagement()
  const { month } = statement.period
  const link = (ev: string, name: string, text: string) => (
    <FigureLink
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month, ev }}
      aria-label={say('charge.open', { name, amount: text })}
    >
      {text}
    </FigureLink>
  )
  const figure = (ev: string, minor: number, name: string) => link(ev, name, amount(minor, currency))
  const pairs: readonly Pair[] = [
    ...charges.map((line) => ({
      key: `charge ${line.id}`,
      name:
        line.chargedUnits === undefined
          ? line.name
          : tell('charge.units', {
              name: line.name,
              units: line.chargedUnits,
              figure: () => link(chargedIn(statement, line.figure), line.name, count(line.chargedUnits ?? 0)),
            }),
      value: figure(line.figure, line.amountMinor, line.name),
    })),
    ...credits.map((line) => ({
      key: `credit ${line.id}`,
      name: tell('charge.credit', {
        level: line.id,
        percent: link(shareIn(statement, line.figure), line.id, exactText(line.percent)),
      }),
      value: <span className="minus">{figure(line.figure, -line.amountMinor, line.name)}</span>,
    })),
    {
      key: 'net',
      name: say('charge.payable', { currency }),
      value: figure(totals.figures.net, totals.netMinor, say('charge.payable', { currency })),
      isTotal: true,
    },
  ]
  return (
    <Sheet title={title}>
      <Pairs pairs={pairs} />
    </Sheet>
  )
}

/** The figure of the units that a charge takes: how many work items or events there were, or what the minimum asks. */
function chargedIn(statement: Statement, charge: string): string {
  const units: readonly Figure['unit'][] = ['work-items', 'events', 'units']
  return partOf(statement, charge, ({ unit }) => units.includes(unit))
}

/** The figure of the share that a credit is of its base. */
function shareIn(statement: Statement, credit: string): string {
  return partOf(statement, credit, ({ unit }) => unit === 'percent')
}

function partOf(statement: Statement, id: string, isMeant: (figure: Figure) => boolean): string {
  const whole = everyFigure(statement.figures).find((figure) => figure.id === id)
  return whole?.parts.find(isMeant)?.id ?? id
}
