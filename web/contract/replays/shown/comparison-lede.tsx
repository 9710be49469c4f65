import type { ReactNode } from 'react'
import type { Compared, Comparison } from '../../../../src/terms/replay/comparing.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { capitalised, money } from '../../../lib/formats.ts'
import { tell } from '../../../lib/words.ts'
import { FigureLink } from '../../../ui/links.tsx'
import { signedMoney } from './signed.ts'

interface Props {
  readonly names: readonly [string, string]
  readonly comparison: Comparison
}

/** What going from A to B would have changed, in a sentence. */
export function ComparisonLede({ names, comparison }: Props) {
  const { client } = useThisEngagement()
  const { currency, a } = comparison
  const by = (...kinds: readonly Compared['kind'][]) =>
    comparison.money
      .filter(({ kind }) => kinds.includes(kind))
      .reduce((sum, { differenceMinor }) => sum + differenceMinor, 0)
  const net = by('net')
  const others = by('earn-back', 'adjustment')
  // Credits that are deducted a month later are none of the months, so the parts need not add up to the net.
  const next = net - by('charge', 'credit') - others
  const values = { a: names[0], b: capitalised(names[1]), client: client.name, months: a.length }
  const link = (chunks: ReactNode[]) => <ToTerms>{chunks}</ToTerms>
  return (
    <p className="lede" role="status">
      {net === 0
        ? tell('replay.lede-same', values)
        : tell('replay.lede', {
            ...values,
            amount: money(Math.abs(net), currency),
            direction: net < 0 ? 'less' : 'more',
            figure: link,
          })}{' '}
      {tell('replay.lede-parts', {
        charges: signedMoney(by('charge'), currency),
        credits: signedMoney(by('credit'), currency),
        figure: link,
      })}
      {others === 0 ? null : (
        <> {tell('replay.lede-others', { others: signedMoney(others, currency), figure: link })}</>
      )}
      {next === 0 ? null : <> {tell('replay.lede-next', { next: signedMoney(next, currency), figure: link })}</>}
    </p>
  )
}

/** The table of the terms stands on the same page. */
function ToTerms({ children }: { readonly children: ReactNode }) {
  return (
    <FigureLink to="." search={true} hash="terms">
      {children}
    </FigureLink>
  )
}
