import type { ReactNode } from 'react'
import type { Statement } from '../../../src/terms/statement.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { money } from '../../lib/formats.ts'
import { say, tell } from '../../lib/words.ts'
import { FigureLink } from '../../ui/links.tsx'
import { pointsBelow } from '../statements/level-standing.ts'

const namedMax = 2

interface Props {
  readonly statement: Statement
  /** How many decisions wait for the reader. */
  readonly waiting: number
}

/** What is true of the month and what waits, in sentences that are computed and not written. */
export function Lede({ statement, waiting }: Props) {
  const measured = statement.serviceLevels.filter(({ denominator }) => denominator > 0)
  const met = measured.filter(({ state }) => state === 'met').length
  const missed = measured.filter(({ state }) => state === 'missed-expected' || state === 'missed-minimum')
  return (
    <p className="lede">
      {statement.serviceLevels.length === 0
        ? say('lede.no-levels')
        : measured.length === 0
          ? say('lede.nothing')
          : say('lede.on-track', { met, levels: measured.length })}{' '}
      {missed.slice(0, namedMax).map(({ id }) => (
        <Missed key={id} statement={statement} id={id} />
      ))}
      {missed.length > namedMax ? `${say('lede.more', { more: missed.length - namedMax })} ` : null}
      {say('lede.waiting', { waiting })}
    </p>
  )
}

function Missed({ statement, id }: { readonly statement: Statement; readonly id: string }) {
  const { engagementId, client } = useThisEngagement()
  const level = statement.serviceLevels.find((one) => one.id === id)
  if (level === undefined) return null
  const credit = statement.credits.find((one) => one.id === id)
  const { month } = statement.period
  const link = (ev: string) => (chunks: ReactNode[]) => (
    <FigureLink to="/e/$engagementId/govern/statement" params={{ engagementId }} search={{ month, ev }}>
      {chunks}
    </FigureLink>
  )
  const values = {
    name: level.name,
    points: pointsBelow(level) ?? '0',
    client: client.name,
    credit: money(credit?.amountMinor ?? 0, statement.currency),
    level: link(level.figures.attainment),
    figure: link(credit?.figure ?? level.figures.attainment),
  }
  return <>{tell(credit === undefined || credit.amountMinor === 0 ? 'lede.missed' : 'lede.missed-credit', values)} </>
}
