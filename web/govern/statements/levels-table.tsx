import type { LevelOutlook } from '../../../src/govern/statements/model.ts'
import type { Figure } from '../../../src/terms/explanation.ts'
import type { ServiceLevelLine } from '../../../src/terms/statement.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { count, exactText, monthShort } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'
import { Bullet } from '../../ui/bullet.tsx'
import { StateMark } from '../../ui/glyph.tsx'
import { FigureLink } from '../../ui/links.tsx'
import { Table } from '../../ui/table.tsx'
import { CreditNotes } from './credit-notes.tsx'
import { axisFrom, isCountedAsPart, isDrawn, percentOf, pointsBetween, standingOf } from './level-standing.ts'

interface Props {
  readonly month: string
  readonly levels: readonly ServiceLevelLine[]
  /** The tree of the statement: whether a credit was triggered stands there. */
  readonly figures: readonly Figure[]
  readonly isOpen: boolean
  /** The figure whose evidence is open. */
  readonly chosen?: string | undefined
  readonly outlook: readonly LevelOutlook[]
  /** The month beside which each level stands. */
  readonly beside?: { readonly month: string; readonly levels: readonly ServiceLevelLine[] } | undefined
}

/** Service levels with how they stand; each number leads to what it was made of. */
export function LevelsTable({ month, levels, figures, isOpen, chosen, outlook, beside }: Props) {
  const from = axisFrom(levels)
  const outlookOf = (level: ServiceLevelLine) => outlook.find(({ id }) => id === level.id)
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
        {
          head: say('levels.state'),
          cell: (level) => (
            <>
              <Standing standing={standingOf(level, isOpen, outlookOf(level))} />
              <CreditNotes month={month} level={level} figures={figures} />
            </>
          ),
        },
        { head: say('levels.actual'), kind: 'number', cell: (level) => <Actual month={month} level={level} /> },
        ...(beside === undefined
          ? []
          : [
              {
                head: monthShort(beside.month),
                kind: 'number' as const,
                cell: ({ id, printed }: ServiceLevelLine) => (
                  <Before month={beside.month} level={beside.levels.find((one) => one.id === id)} now={printed} />
                ),
              },
            ]),
        {
          head: say('levels.target'),
          kind: 'number',
          cell: (level) => <Target month={month} level={level} />,
        },
        {
          head: say('levels.chart', { from }),
          cell: (level) =>
            isDrawn(level) ? (
              <Bullet
                value={percentOf(level.printed)}
                target={percentOf(level.expected) ?? 0}
                least={percentOf(level.minimum) ?? 0}
                from={from}
                tone={standingOf(level, isOpen, outlookOf(level)).tone}
              />
            ) : (
              <Minimum month={month} level={level} />
            ),
        },
        { head: say('levels.items'), kind: 'number', cell: (level) => <Items month={month} level={level} /> },
      ]}
    />
  )
}

function Standing({ standing: { tone, word } }: { readonly standing: ReturnType<typeof standingOf> }) {
  return <StateMark tone={tone}>{say(word)}</StateMark>
}

interface BeforeProps {
  readonly month: string
  readonly level: ServiceLevelLine | undefined
  readonly now: string
}

/** What the level was in another month, and by how many points it has changed since. */
function Before({ month, level, now }: BeforeProps) {
  if (level === undefined) return '–'
  const by = pointsBetween(level.printed, now)
  return (
    <>
      <Actual month={month} level={level} />
      {by === undefined ? null : (
        <span className="quiet" data-explains="">
          {' '}
          {say('levels.change', { by: exactText(by) })}
        </span>
      )}
    </>
  )
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
        aria-label={say('levels.open', { name: level.name, actual: exactText(level.printed) })}
      >
        {exactText(level.printed)}
      </FigureLink>
    </b>
  )
}

/** A threshold as it is agreed: where less is better, what is allowed at the most. */
function boundText({ direction }: ServiceLevelLine, threshold: string): string {
  const value = exactText(threshold)
  return direction === 'at-most' ? say('levels.at-most', { value }) : value
}

function Target({ month, level }: LevelOfMonth) {
  const { engagementId } = useThisEngagement()
  const { name, direction, expected } = level
  const word = direction === 'at-most' ? 'levels.open-target-at-most' : 'levels.open-target'
  return (
    <span className="muted">
      <FigureLink
        to="/e/$engagementId/govern/statement"
        params={{ engagementId }}
        search={{ month, ev: level.figures.expected }}
        aria-label={say(word, { name, expected: exactText(expected) })}
      >
        {boundText(level, expected)}
      </FigureLink>
    </span>
  )
}

/** The minimum as a number, where a level cannot be drawn on the axis of the others. */
function Minimum({ month, level }: LevelOfMonth) {
  const { engagementId } = useThisEngagement()
  const minimum = exactText(level.minimum)
  return (
    <span className="quiet">
      <FigureLink
        to="/e/$engagementId/govern/statement"
        params={{ engagementId }}
        search={{ month, ev: level.figures.minimum }}
        aria-label={say('levels.open-minimum', { name: level.name, minimum })}
      >
        {say('levels.minimum', { value: boundText(level, level.minimum) })}
      </FigureLink>
    </span>
  )
}

function Items({ month, level }: LevelOfMonth) {
  const { engagementId } = useThisEngagement()
  const parts = { part: count(level.numerator), whole: count(level.denominator) }
  const counted = { name: level.name, items: parts.whole }
  const isPart = isCountedAsPart(level)
  return (
    <FigureLink
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month, ev: level.figures.denominator }}
      aria-label={
        isPart ? say('levels.open-items', { name: level.name, ...parts }) : say('levels.open-counted', counted)
      }
    >
      {isPart ? say('levels.of', parts) : say('levels.counted', counted)}
    </FigureLink>
  )
}
