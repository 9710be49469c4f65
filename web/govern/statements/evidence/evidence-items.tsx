import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { statementEvidence, statementEvidenceFile } from '../../../../src/govern/statements/commands.ts'
import type { EvidenceItem } from '../../../../src/govern/statements/model.ts'
import { systemClock } from '../../../../src/kernel/time/clock.ts'
import type { Figure } from '../../../../src/terms/explanation.ts'
import { askingPages, fileAddress } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { count, openTime } from '../../../lib/formats.ts'
import { say, wordFor, type WordKey } from '../../../lib/words.ts'
import { Asked } from '../../../ui/asked.tsx'
import { Button } from '../../../ui/button.tsx'
import { FileLinks } from '../../../ui/file-links.tsx'
import { StateMark, type Tone } from '../../../ui/glyph.tsx'
import { FigureLink } from '../../../ui/links.tsx'
import { Table, type Column } from '../../../ui/table.tsx'
import { When } from '../../../ui/when.tsx'
import type { Shown } from '../statement-page.tsx'
import { EvidenceGroups } from './evidence-groups.tsx'
import { labelText } from './figure-text.tsx'

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
  const group = useGroup()
  const file = { engagementId, month, figureId: figure.id, ...group }
  const asked = { ...file, limit: pageRows }
  const query = useInfiniteQuery({ ...askingPages(statementEvidence, asked), placeholderData: keepPreviousData })
  const { zone } = shown.statement.period
  return (
    <section aria-labelledby="items">
      <Asked query={query} what={labelText(figure)}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.rows)
          const total = pages[0]?.count ?? 0
          return (
            <>
              <div className="bar">
                <h2 id="items">{say('items.behind', { items: total, label: labelOf(figure, group) })}</h2>
                <FileLinks
                  label={say('files.take')}
                  files={(['csv', 'xlsx'] as const).map((format) => ({
                    text: say(`files.${format}`),
                    address: fileAddress(statementEvidenceFile, { ...file, format }),
                  }))}
                />
              </div>
              <EvidenceGroups month={month} figureId={figure.id} />
              <p className="small quiet">
                {say('items.shown', { shown: count(rows.length), total: count(total), zone })}
              </p>
              {total === 0 ? (
                <p className="muted">{say('items.none')}</p>
              ) : (
                <Table
                  caption={say('items.behind', { items: total, label: labelOf(figure, group) })}
                  rows={rows}
                  keyOf={(row) => row.workItemId}
                  isChosen={(row) => row.workItemId === chosen}
                  columns={columnsOf(rows, zone, shown.state === 'open')}
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

type Group = { by?: string; is?: string }

/** The group of the figure's items that is open; nothing where all of them are shown. */
function useGroup(): Group {
  const { by, is, without } = route.useSearch()
  if (by === undefined || (is === undefined && without === undefined)) return {}
  return is === undefined ? { by } : { by, is }
}

function labelOf(figure: Figure, { by, is }: Group): string {
  const label = labelText(figure)
  if (by === undefined) return label
  return say('groups.label', { label, by: wordFor('fact', by), is: is ?? say('groups.without') })
}

function columnsOf(rows: readonly EvidenceItem[], zone: string, isOpen: boolean): readonly Column<EvidenceItem>[] {
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
    { head: say('items.result'), kind: 'number', cell: (row) => <Result row={row} isOpen={isOpen} /> },
  ]
}

/** Opens the item's clock beside the list, so that the list stays where it is. */
function ItemLink({ row }: { readonly row: EvidenceItem }) {
  const { engagementId } = useThisEngagement()
  const { month, ...rest } = route.useSearch()
  return (
    <Link
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month, ...rest, item: row.workItemId }}
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
  counted: 'ok',
  'not-counted': 'out',
}

/** How late an item was is a figure as well: its evidence is the item's clock. */
function Lateness({ row, late }: { readonly row: EvidenceItem; readonly late: string }) {
  const { engagementId } = useThisEngagement()
  const { month, ...rest } = route.useSearch()
  return (
    <FigureLink
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month, ...rest, item: row.workItemId }}
      resetScroll={false}
      aria-label={say('evidence.open', { label: row.reference ?? row.workItemId, value: late })}
    >
      {late}
    </FigureLink>
  )
}

/**
 * What is not done while its month is open counts as late up to the end of the month: how late it was is not known yet,
 * and where it is not due yet it is not late at all.
 */
function undecidedOf({ verdict, stoppedAt, dueAt }: EvidenceItem): { tone: Tone; word: WordKey } | undefined {
  if (verdict !== 'late' || stoppedAt !== null || dueAt === null) return undefined
  return dueAt > systemClock.now()
    ? { tone: 'ok', word: 'verdict.not-yet-due' }
    : { tone: 'risk', word: 'verdict.late-undone' }
}

function Result({ row, isOpen }: { readonly row: EvidenceItem; readonly isOpen: boolean }) {
  const { verdict, lateByOpenMillis, excludedBy } = row
  const undecided = isOpen ? undecidedOf(row) : undefined
  if (undecided !== undefined) return <StateMark tone={undecided.tone}>{say(undecided.word)}</StateMark>
  if (verdict === 'late' && lateByOpenMillis !== null)
    return <Lateness row={row} late={say('verdict.late-by', { late: openTime(lateByOpenMillis) })} />
  const by = excludedBy === null ? '' : ` (${excludedBy.event}, ${excludedBy.clause})`
  return (
    <StateMark tone={tones[verdict]}>
      {wordFor('verdict', verdict)}
      {by}
    </StateMark>
  )
}
