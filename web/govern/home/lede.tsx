import type { ReactNode } from 'react'
import type { z } from 'zod'
import type { statement as statementQuery } from '../../../src/govern/statements/commands.ts'
import type { ServiceLevelLine, Statement } from '../../../src/terms/statement.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { exactText, money } from '../../lib/formats.ts'
import { say, tell } from '../../lib/words.ts'
import { FigureLink } from '../../ui/links.tsx'
import { pointsBelow } from '../statements/level-standing.ts'

const namedMax = 2

interface Props {
  readonly shown: Pick<z.output<typeof statementQuery.output>, 'outlook' | 'state' | 'statement'>
  /** How many decisions wait for the reader. */
  readonly waiting: number
}

/** What is true of the month and what waits, in sentences that are computed and not written. */
export function Lede({ shown, waiting }: Props) {
  const { statement, outlook, state: standing } = shown
  const isOpen = standing === 'open'
  const measured = statement.serviceLevels.filter(({ state }) => state !== 'not-measured')
  const met = measured.filter(({ state }) => state === 'met').length
  const below = measured.filter(({ state }) => state === 'missed-expected' || state === 'missed-minimum')
  const isAtRisk = ({ id }: { readonly id: string }) => outlook.find((one) => one.id === id)?.best === 'met'
  const missed = below.filter((level) => !isAtRisk(level))
  const atRisk = below.filter(isAtRisk)
  return (
    <p className="lede">
      {statement.serviceLevels.length === 0
        ? say('lede.no-levels')
        : measured.length === 0
          ? say('lede.nothing')
          : tell(isOpen ? 'lede.on-track' : 'lede.met', {
              met,
              levels: measured.length,
              figure: (chunks) => <ToLevels>{chunks}</ToLevels>,
            })}{' '}
      {missed.slice(0, namedMax).map(({ id }) => (
        <Missed key={id} statement={statement} id={id} />
      ))}
      {missed.length > namedMax
        ? tell('lede.more', { more: missed.length - namedMax, figure: (chunks) => <ToLevels>{chunks}</ToLevels> })
        : null}{' '}
      {atRisk.slice(0, 1).map((level) => (
        <AtRisk key={level.id} month={statement.period.month} level={level} others={atRisk.length - 1} />
      ))}
      {tell('lede.waiting', { waiting, figure: (chunks) => <ToDecisions>{chunks}</ToDecisions> })}
    </p>
  )
}

interface AtRiskProps {
  readonly month: string
  readonly level: ServiceLevelLine
  readonly others: number
}

/** Below its target as things stand, and met if what is not due yet is done in time. */
function AtRisk({ month, level, others }: AtRiskProps) {
  const { engagementId } = useThisEngagement()
  const link = (chunks: ReactNode[]) => (
    <FigureLink
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month, ev: level.figures.attainment }}
    >
      {chunks}
    </FigureLink>
  )
  return (
    <>
      {tell('lede.at-risk', {
        name: level.name,
        others,
        level: link,
        figure: (chunks: ReactNode[]) => <ToLevels>{chunks}</ToLevels>,
      })}{' '}
    </>
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
    client: client.name,
    credit: money(credit?.amountMinor ?? 0, statement.currency),
    level: link(level.figures.attainment),
    figure: link(credit?.figure ?? level.figures.attainment),
  }
  const isCredited = credit !== undefined && credit.amountMinor !== 0
  const below = pointsBelow(level)
  // Times, counts, and shares of which less is better, are told beside their target.
  if (below === undefined) {
    const beyond = {
      ...values,
      actual: exactText(level.printed),
      points: values.level,
      direction: level.direction === 'at-most' ? 'most' : 'least',
      expected: exactText(level.expected),
      target: link(level.figures.expected),
    }
    return <>{tell(isCredited ? 'lede.beyond-credit' : 'lede.beyond', beyond)} </>
  }
  const missed = { ...values, below: exactText(below), points: link(level.figures.state) }
  return <>{tell(isCredited ? 'lede.missed-credit' : 'lede.missed', missed)} </>
}

/** The levels stand in a table on the same page: as many with each state as the sentence says. */
function ToLevels({ children }: { readonly children: ReactNode }) {
  return (
    <FigureLink to="." search={true} hash="levels">
      {children}
    </FigureLink>
  )
}

function ToDecisions({ children }: { readonly children: ReactNode }) {
  return (
    <FigureLink to="." search={true} hash="decisions">
      {children}
    </FigureLink>
  )
}
