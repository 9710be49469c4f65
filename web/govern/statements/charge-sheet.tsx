import type { Statement } from '../../../src/terms/statement.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { amount } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'
import { FigureLink } from '../../ui/links.tsx'
import { Sheet } from '../../ui/page.tsx'
import { Pairs, type Pair } from '../../ui/pairs.tsx'

/** Charges, credits and what is payable; each amount leads to how it came about. */
export function ChargeSheet({ title, statement }: { readonly title: string; readonly statement: Statement }) {
  const { charges, credits, totals, currency } = statement
  const { engagementId } = useThisEngagement()
  const { month } = statement.period
  const figure = (ev: string, minor: number, name: string) => (
    <FigureLink
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month, ev }}
      aria-label={say('charge.open', { name, amount: amount(minor, currency) })}
    >
      {amount(minor, currency)}
    </FigureLink>
  )
  const pairs: readonly Pair[] = [
    ...charges.map((line) => ({
      key: `charge ${line.id}`,
      name:
        line.chargedUnits === undefined
          ? line.name
          : say('charge.units', { name: line.name, units: line.chargedUnits }),
      value: figure(line.figure, line.amountMinor, line.name),
    })),
    ...credits.map((line) => ({
      key: `credit ${line.id}`,
      name: say('charge.credit', { level: line.id, percent: line.percent }),
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
