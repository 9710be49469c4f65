import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { statementEvidence } from '../../../../src/govern/statements/commands.ts'
import type { EvidenceItem } from '../../../../src/govern/statements/model.ts'
import type { Figure } from '../../../../src/terms/explanation.ts'
import { askingPages } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { count, openTime } from '../../../lib/formats.ts'
import { say, wordFor } from '../../../lib/words.ts'
import { Asked } from '../../../ui/asked.tsx'
import { Button } from '../../../ui/button.tsx'
import { StateMark, type Tone } from '../../../ui/glyph.tsx'
import { Table, type Column } from '../../../ui/table.tsx'
import { When } from '../../../ui/when.tsx'
import type { Shown } from '../statement-page.tsx'

const route = getRouteApi('/e/$engagementId/govern/statement')
const pageRows = 50

interface Props {
  readonly shown: Shown
  readonly figure: Figure
  readonly chosen: string | undefined
}

/** The work items behind a figure: as many as the figure says. */
export function EvidenceItems({ shown, figure, chosen }: Props) {
  const { engagementId } = useThisEngagement()
  const { month } = shown
  const asked = { engagementId, month, figureId: figure.id, limit: pageRows }
  const query = useInfiniteQuery({ ...askingPages(statementEvidence, asked), placeholderData: keepPreviousData })
  const { zone } = shown.statement.period
  return (
    <section aria-labelledby="items">
      <Asked query={query} what={figure.label}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.rows)
          const total = pages[0]?.count ?? 0
          return (
            <>
              <div className="bar">
                <h2 id="items">{say('items.behind', { items: total, label: figure.label })}</h2>
                <span className="small quiet">
                  {say('items.shown', { shown: count(rows.length), total: count(total), zone })}
                </span>
              </div>
              {total === 0 ? (
                <p className="muted">{say('items.none')}</p>
              ) : (
                <Table
                  caption={say('items.behind', { items: total, label: figure.label })}
                  rows={rows}
                  keyOf={(row) => row.workItemId}
                  isChosen={(row) => row.workItemId === chosen}
                  columns={columnsOf(rows, zone)}
                />
              )}
              {query.hasNextPage ? (
                <p className="more">
                  <Button onClick={() => void query.fetchNextPage()}>
                    {say(query.isFetchingNextPage ? 'items.fetching' : 'items.more')}
                  </Button>
                </p>
              ) : null}
            </>
          )
        }}
      </Asked>
    </section>
  )
}

function columnsOf(rows: readonly EvidenceItem[], zone: string): readonly Column<EvidenceItem>[] {
  const instant = (at: number | null) => (at === null ? '–' : <When at={at} zone={zone} />)
  const item: Column<EvidenceItem> = {
    head: say('items.item'),
    kind: 'code',
    cell: (row) => <ItemLink row={row} />,
  }
  if (rows.every(({ verdict }) => verdict === 'charged')) {
    return [item, { head: say('items.charged'), cell: ({ chargedAt }) => instant(chargedAt) }]
  }
  return [
    item,
    { head: say('items.started'), cell: ({ startedAt }) => instant(startedAt) },
    { head: say('items.due'), cell: ({ dueAt }) => instant(dueAt) },
    { head: say('items.stopped'), cell: ({ stoppedAt }) => instant(stoppedAt) },
    { head: say('items.result'), kind: 'number', cell: (row) => <Result row={row} /> },
  ]
}

/** Opens the item's clock beside the list, so that the list stays where it is. */
function ItemLink({ row }: { readonly row: EvidenceItem }) {
  const { engagementId } = useThisEngagement()
  const { month, ev } = route.useSearch()
  return (
    <Link
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month, ev, item: row.workItemId }}
      resetScroll={false}
    >
      {row.reference ?? row.workItemId}
    </Link>
  )
}

const tones: Readonly<Record<EvidenceItem['verdict'], Tone>> = {
  'on-time': 'ok',
  late: 'bad',
  excluded: 'out',
  cancelled: 'out',
  paused: 'hold',
  charged: 'ok',
}

function Result({ row }: { readonly row: EvidenceItem }) {
  const { verdict, lateByOpenMillis, excludedBy } = row
  if (verdict === 'late' && lateByOpenMillis !== null)
    return say('verdict.late-by', { late: openTime(lateByOpenMillis) })
  const by = excludedBy === null ? '' : ` (${excludedBy.event}, ${excludedBy.clause})`
  return (
    <StateMark tone={tones[verdict]}>
      {wordFor('verdict', verdict)}
      {by}
    </StateMark>
  )
}
