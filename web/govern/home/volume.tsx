import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { DayVolume } from '../../../src/govern/volumes/commands.ts'
import { volumeByDay } from '../../../src/govern/volumes/commands.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { count, dateShort, mean, monthName } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { LineChart } from '../../ui/line-chart.tsx'
import { FigureLink } from '../../ui/links.tsx'
import { Table } from '../../ui/table.tsx'
import { Twin } from '../../ui/twin.tsx'
import { topOf, usualOf, weeklyTicks } from './volume-scale.ts'

/** What came in on each day of the month, beside what is usual for such a day. */
export function Volume({ month }: { readonly month: string }) {
  const { engagementId } = useThisEngagement()
  const query = useQuery({ ...asking(volumeByDay, { engagementId, month }), placeholderData: keepPreviousData })
  const title = say('volume.title')
  return (
    <section aria-labelledby="volume">
      <h2 id="volume">{title}</h2>
      <Asked query={query} what={title}>
        {({ rows, zone }) => (
          <>
            <Drawing rows={rows} />
            <p className="small quiet">{say('volume.usual', { zone })}</p>
            <Twin of={title}>
              <DayList rows={rows} title={say('volume.caption', { month: monthName(month) })} />
            </Twin>
          </>
        )}
      </Asked>
    </section>
  )
}

interface Rows {
  readonly rows: readonly DayVolume[]
}

function Drawing({ rows }: Rows) {
  // A day that is not over has no number to stand beside whole days: it is a point of its own.
  const received = rows.map((day) => (day.isOver ? day.received : null))
  const newest = received.findLastIndex((number) => number !== null)
  const points = rows.flatMap((day, index) =>
    day.received === null
      ? []
      : [{ index, value: day.received, mark: <Point day={day} isNewest={index === newest} /> }],
  )
  return (
    <LineChart
      lines={[
        { kind: 'usual', values: rows.map(usualOf) },
        { kind: 'value', values: received },
      ]}
      from={0}
      to={topOf(rows)}
      ticks={weeklyTicks(rows).map((index) => ({ index, text: dateShort(rows[index]?.date ?? '') }))}
      points={points}
    />
  )
}

/** A place of the line that opens what came in on its day. The newest whole day says its number. */
function Point({ day, isNewest }: { readonly day: DayVolume; readonly isNewest: boolean }) {
  const { engagementId } = useThisEngagement()
  const { date, received, isOver } = day
  return (
    <FigureLink
      to="/e/$engagementId/deliver/items"
      params={{ engagementId }}
      search={{ receivedFrom: date, receivedTo: date }}
      tabIndex={-1}
      title={say(isOver ? 'volume.day' : 'volume.today', { day: dateShort(date), received: received ?? 0 })}
    >
      <i className={isOver ? 'dot' : 'dot open'} />
      {isNewest ? <span className="last">{count(received ?? 0)}</span> : null}
    </FigureLink>
  )
}

function DayList({ rows, title }: Rows & { readonly title: string }) {
  const { engagementId } = useThisEngagement()
  return (
    <Table
      caption={title}
      rows={rows}
      keyOf={({ date }) => date}
      columns={[
        { head: say('volume.date'), cell: ({ date }) => dateShort(date, true) },
        {
          head: say('volume.received'),
          kind: 'number',
          cell: ({ date, received }) =>
            received === null ? (
              '–'
            ) : (
              <FigureLink
                to="/e/$engagementId/deliver/items"
                params={{ engagementId }}
                search={{ receivedFrom: date, receivedTo: date }}
                aria-label={say('volume.day', { day: dateShort(date), received })}
              >
                {count(received)}
              </FigureLink>
            ),
        },
        {
          head: say('volume.completed'),
          kind: 'number',
          cell: ({ date, completed }) =>
            completed === null ? (
              '–'
            ) : (
              <FigureLink
                to="/e/$engagementId/deliver/items"
                params={{ engagementId }}
                search={{ completedFrom: date, completedTo: date }}
                aria-label={say('volume.day-completed', { day: dateShort(date), completed })}
              >
                {count(completed)}
              </FigureLink>
            ),
        },
        { head: say('volume.usual.head'), kind: 'number', cell: ({ lastFour }) => <Usual lastFour={lastFour} /> },
      ]}
    />
  )
}

/** What is usual, with the four numbers that it is the mean of. */
function Usual({ lastFour }: Pick<DayVolume, 'lastFour'>) {
  if (lastFour === null) return '–'
  return (
    <span
      className="quiet"
      data-explains=""
      title={say('volume.usual.made', { four: lastFour.map(count).join(' + ') })}
    >
      {mean(lastFour)}
    </span>
  )
}
