import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { statementHistory } from '../../../src/govern/statements/commands.ts'
import type { LevelOutlook, MonthLevels } from '../../../src/govern/statements/model.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { count, exactText, monthName, monthShort } from '../../lib/formats.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { LineChart } from '../../ui/line-chart.tsx'
import { FigureLink } from '../../ui/links.tsx'
import { Table } from '../../ui/table.tsx'
import { Twin } from '../../ui/twin.tsx'
import { monthsOfLevel, percentOf, scaleOf, type LevelMonth } from './level-standing.ts'

interface Props {
  readonly month: string
  readonly id: string
  readonly outlook: readonly LevelOutlook[]
}

/** A level over a year: its attainment in each month that was frozen, against what was agreed for that month. */
export function LevelLine({ month, id, outlook }: Props) {
  const { engagementId } = useThisEngagement()
  const query = useQuery({ ...asking(statementHistory, { engagementId, month }), placeholderData: keepPreviousData })
  const title = say('level-line.title', { id })
  return (
    <section aria-labelledby="level-line">
      <h2 id="level-line">{title}</h2>
      <Outlook of={outlook.find((one) => one.id === id)} />
      <Asked query={query} what={title}>
        {({ rows }) => <Line rows={rows} month={month} id={id} title={title} />}
      </Asked>
    </section>
  )
}

/** What an open month leaves undecided. */
function Outlook({ of }: { readonly of: LevelOutlook | undefined }) {
  if (of === undefined || of.notYetDue === 0) return null
  return (
    <p className="small muted" data-explains="">
      {say('level-line.outlook', { items: of.notYetDue, best: of.best === 'met' ? 'met' : 'missed' })}
    </p>
  )
}

interface LineProps {
  readonly rows: readonly MonthLevels[]
  readonly month: string
  readonly id: string
  readonly title: string
}

function Line({ rows, month, id, title }: LineProps) {
  const months = monthsOfLevel(rows, month, id)
  const known = months.filter(({ level }) => level !== undefined)
  const isDrawn = known.some(({ level }) => percentOf(level?.printed ?? '') !== null)
  if (known.length < 2) return <p className="small muted">{say('level-line.first')}</p>
  return (
    <>
      {isDrawn ? <Drawing months={months} month={month} id={id} /> : null}
      <Twin of={title}>
        <Table
          caption={title}
          rows={known}
          keyOf={(one) => one.month}
          columns={[
            { head: say('level-line.month'), cell: (one) => monthName(one.month) },
            { head: say('level-line.standing'), cell: (one) => wordFor('month', one.state) },
            { head: say('levels.state'), cell: ({ level }) => wordFor('level', level?.state ?? '') },
            { head: say('levels.actual'), kind: 'number', cell: (one) => <Attained id={id} of={one} /> },
            {
              head: say('levels.target'),
              kind: 'number',
              cell: ({ level }) => <span className="muted">{exactText(level?.expected ?? '–')}</span>,
            },
            { head: say('levels.items'), kind: 'number', cell: ({ level }) => <Items of={level} /> },
          ]}
        />
      </Twin>
    </>
  )
}

interface DrawingProps {
  readonly months: readonly LevelMonth[]
  readonly month: string
  readonly id: string
}

/** Shares in percent against their targets; what is measured in another unit stands in the list alone. */
function Drawing({ months, month, id }: DrawingProps) {
  const { from, to } = scaleOf(months)
  return (
    <>
      <LineChart
        lines={[
          { kind: 'step', values: months.map(({ level }) => (level === undefined ? null : percentOf(level.expected))) },
          { kind: 'value', values: months.map(({ level }) => (level === undefined ? null : percentOf(level.printed))) },
        ]}
        from={from}
        to={to}
        ticks={months.flatMap((one, index) => (index % 3 === 0 ? [{ index, text: monthShort(one.month) }] : []))}
        points={months.flatMap((one, index) => {
          const value = one.level === undefined ? null : percentOf(one.level.printed)
          return value === null
            ? []
            : [{ index, value, mark: <Point id={id} of={one} isNewest={one.month === month} /> }]
        })}
      />
      <p className="small quiet">{say('level-line.about')}</p>
    </>
  )
}

function Items({ of }: { readonly of: LevelMonth['level'] }) {
  if (of === undefined) return '–'
  return <span className="quiet">{say('levels.of', { part: count(of.numerator), whole: count(of.denominator) })}</span>
}

function Attained({ id, of }: { readonly id: string; readonly of: LevelMonth }) {
  const { engagementId } = useThisEngagement()
  const printed = exactText(of.level?.printed ?? '–')
  return (
    <FigureLink
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month: of.month, ev: `serviceLevels/${id}/attainment` }}
      aria-label={say('levels.open', { name: monthName(of.month), actual: printed })}
    >
      {printed}
    </FigureLink>
  )
}

/** A month of the line: one that missed its target has the mark of a miss, so that it is not told by height alone. */
function Point({ id, of, isNewest }: { readonly id: string; readonly of: LevelMonth; readonly isNewest: boolean }) {
  const { engagementId } = useThisEngagement()
  const printed = exactText(of.level?.printed ?? '')
  const isMissed = of.level?.state === 'missed-expected' || of.level?.state === 'missed-minimum'
  return (
    <FigureLink
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month: of.month, ev: `serviceLevels/${id}/attainment` }}
      tabIndex={-1}
      title={`${monthName(of.month)}: ${printed}`}
    >
      <i className={isMissed ? 'dot bad' : 'dot shown'} />
      {isNewest ? <span className="last">{printed}</span> : null}
    </FigureLink>
  )
}
