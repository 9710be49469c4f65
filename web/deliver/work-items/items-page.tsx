import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { queueBacklog, workItems } from '../../../src/deliver/work-items/commands.ts'
import { ItemState, type WorkItem } from '../../../src/deliver/work-items/model.ts'
import { asking, askingPages } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { count } from '../../lib/formats.ts'
import { useNow } from '../../lib/now.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'
import { DueMark, ItemStateMark } from './item-standing.tsx'

const route = getRouteApi('/e/$engagementId/deliver/items')
const pageRows = 50

/** Work items, with their filters in the address. */
export default function ItemsPage() {
  const { engagementId, client } = useThisEngagement()
  const { state, queue } = route.useSearch()
  const asked = { engagementId, limit: pageRows, ...(state && { state }), ...(queue && { queue }) }
  const query = useInfiniteQuery({ ...askingPages(workItems, asked), placeholderData: keepPreviousData })
  return (
    <Page title={say('page.items')} about={say('items.about', { zone: client.zone })}>
      <Filters />
      <Asked query={query} what={say('page.items')}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.rows)
          if (rows.length === 0) return <p>{say('items.empty')}</p>
          return (
            <>
              <ItemTable rows={rows} zone={client.zone} />
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
    </Page>
  )
}

/** Each choice says how many items it has. */
function Filters() {
  const { engagementId } = useThisEngagement()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const backlog = useQuery(asking(queueBacklog, { engagementId })).data?.rows ?? []
  const queues = [...new Set([...backlog.map((row) => row.queue), ...(search.queue ? [search.queue] : [])])]
  const number = (state: string, queue: string) =>
    backlog
      .filter((row) => (state === '' || row.state === state) && (queue === '' || row.queue === queue))
      .reduce((sum, row) => sum + row.items, 0)
  const choose = (next: Partial<typeof search>) => void navigate({ search: { ...search, ...next } })
  const { state = '', queue = '' } = search
  return (
    <div className="filters" role="group" aria-label={say('items.filters')}>
      <Choice
        label={say('items.state')}
        value={state}
        onChoose={(value) => choose({ state: ItemState.safeParse(value).data })}
        choices={['', ...ItemState.options].map((value) => ({
          value,
          text: say('items.choice', {
            name: value === '' ? say('items.any-state') : wordFor('item', value),
            items: count(number(value, queue)),
          }),
        }))}
      />
      <Choice
        label={say('items.queue')}
        value={queue}
        onChoose={(value) => choose({ queue: value === '' ? undefined : value })}
        choices={['', ...queues].map((value) => ({
          value,
          text: say('items.choice', {
            name: value === '' ? say('items.any-queue') : value,
            items: count(number(state, value)),
          }),
        }))}
      />
    </div>
  )
}

function ItemTable({ rows, zone }: { readonly rows: readonly WorkItem[]; readonly zone: string }) {
  const { engagementId } = useThisEngagement()
  const now = useNow(15_000)
  return (
    <Table
      caption={say('page.items')}
      rows={rows}
      keyOf={({ workItemId }) => workItemId}
      columns={[
        {
          head: say('items.item'),
          kind: 'code',
          cell: ({ reference }) => (
            <Link to="/e/$engagementId/i/$reference" params={{ engagementId, reference }}>
              {reference}
            </Link>
          ),
        },
        { head: say('items.queue'), cell: ({ queue }) => queue },
        { head: say('items.state'), cell: ({ state }) => <ItemStateMark state={state} /> },
        { head: say('items.received'), cell: ({ receivedAt }) => <When at={receivedAt} zone={zone} /> },
        { head: say('items.due'), cell: ({ dueAt }) => <DueMark dueAt={dueAt} now={now} /> },
        {
          head: say('items.completed'),
          cell: ({ completedAt }) => (completedAt === null ? '–' : <When at={completedAt} zone={zone} />),
        },
      ]}
    />
  )
}
