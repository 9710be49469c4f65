import type { ServiceLevelLine } from '../../../src/terms/statement.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { count } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'
import { Bullet } from '../../ui/bullet.tsx'
import { StateMark } from '../../ui/glyph.tsx'
import { FigureLink } from '../../ui/links.tsx'
import { Table } from '../../ui/table.tsx'
import { axisFrom, percentOf, standingOf } from './level-standing.ts'

interface Props {
  readonly month: string
  readonly levels: readonly ServiceLevelLine[]
  readonly isOpen: boolean
  /** The figure whose evidence is open. */
  readonly chosen?: string | undefined
}

/** Service levels with how they stand; each number leads to what it was made of. */
export function LevelsTable({ month, levels, isOpen, chosen }: Props) {
  const from = axisFrom(levels)
  if (levels.length === 0) return <p>{say('levels.none')}</p>
  return (
    <Table
      caption={say('levels.caption')}
      rows={levels}
      keyOf={({ id }) => id}
      isChosen={({ id }) => chosen?.startsWith(`serviceLevels/${id}/`) === true || chosen === `credits/${id}`}
      columns={[
        { head: say('levels.no'), cell: ({ id }) => id },
        { head: say('levels.name'), cell: ({ name }) => name },
        { head: say('levels.state'), cell: (level) => <Standing level={level} isOpen={isOpen} /> },
        { head: say('levels.actual'), kind: 'number', cell: (level) => <Actual month={month} level={level} /> },
        {
          head: say('levels.target'),
          kind: 'number',
          cell: ({ expected }) => <span className="muted">{expected}</span>,
        },
        {
          head: say('levels.chart', { from }),
          cell: (level) => (
            <Bullet
              value={percentOf(level.printed)}
              target={percentOf(level.expected) ?? 0}
              least={percentOf(level.minimum) ?? 0}
              from={from}
              tone={standingOf(level, isOpen).tone}
            />
          ),
        },
        { head: say('levels.items'), kind: 'number', cell: (level) => <Items month={month} level={level} /> },
      ]}
    />
  )
}

function Standing({ level, isOpen }: { readonly level: ServiceLevelLine; readonly isOpen: boolean }) {
  const { tone, word } = standingOf(level, isOpen)
  return <StateMark tone={tone}>{say(word)}</StateMark>
}

interface LevelOfMonth {
  readonly month: string
  readonly level: ServiceLevelLine
}

function Actual({ month, level }: LevelOfMonth) {
  const { engagementId } = useThisEngagement()
  return (
    <b>
      <FigureLink
        to="/e/$engagementId/govern/statement"
        params={{ engagementId }}
        search={{ month, ev: level.figures.attainment }}
        aria-label={say('levels.open', { name: level.name, actual: level.printed })}
      >
        {level.printed}
      </FigureLink>
    </b>
  )
}

function Items({ month, level }: LevelOfMonth) {
  const { engagementId } = useThisEngagement()
  const parts = { part: count(level.numerator), whole: count(level.denominator) }
  return (
    <FigureLink
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month, ev: level.figures.denominator }}
      aria-label={say('levels.open-items', { name: level.name, ...parts })}
    >
      {say('levels.of', parts)}
    </FigureLink>
  )
}
