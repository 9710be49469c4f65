import { lazy, Suspense } from 'react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { agreedTerms } from '../../../src/contract/agreements/commands.ts'
import { workItem, workItems } from '../../../src/deliver/work-items/commands.ts'
import type { ItemEvent, WorkItem } from '../../../src/deliver/work-items/model.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { useNow } from '../../lib/now.ts'
import { mayUse, useSelf } from '../../lib/session.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Page, Sheet } from '../../ui/page.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { Table } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'
import { SubjectEntries } from '../../kernel/record/subject-entries.tsx'
import { Beside } from '../work-lists/beside.tsx'
import { ItemActions } from './item-actions.tsx'
import { DueMark, ItemStateMark } from './item-standing.tsx'
import { factText, useActorNames } from './item-words.tsx'

const ItemClock = lazy(() => import('./item-clock.tsx'))
const route = getRouteApi('/e/$engagementId/i/$reference')
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** One work item: how it stands, what happened, what its clocks did, and what the record holds of it. */
export default function ItemPage() {
  const { engagementId } = useThisEngagement()
  const { reference } = route.useParams()
  const isId = uuid.test(reference)
  const found = useQuery({ ...asking(workItems, { engagementId, reference, limit: 1 }), enabled: !isId })
  if (isId) return <Item workItemId={reference} reference={reference} />
  return (
    <Asked query={found} what={reference}>
      {({ rows: [item] }) =>
        item === undefined ? (
          <Page title={reference}>
            <p>{say('item.unknown', { reference })}</p>
          </Page>
        ) : (
          <Item workItemId={item.workItemId} reference={item.reference} />
        )
      }
    </Asked>
  )
}

function Item({ workItemId, reference }: { readonly workItemId: string; readonly reference: string }) {
  const engagement = useThisEngagement()
  const { engagementId, client } = engagement
  const self = useSelf()
  const { list, at } = route.useSearch()
  const query = useQuery(asking(workItem, { engagementId, workItemId }))
  return (
    <Page title={query.data?.item.reference ?? reference} about={say('item.about', { zone: client.zone })}>
      {list === undefined || at === undefined ? null : <Beside list={list} at={Number(at)} />}
      <Asked query={query} what={reference}>
        {({ item, events }) => (
          <>
            <ItemActions key={workItemId} item={item} />
            <div className="columns wide">
              <div>
                <section aria-labelledby="history">
                  <h2 id="history">{say('item.history')}</h2>
                  <History events={events} zone={client.zone} />
                </section>
                <section aria-labelledby="entries">
                  <h2 id="entries">{say('item.entries')}</h2>
                  <SubjectEntries subject={`work-item/${workItemId}`} />
                </section>
              </div>
              <aside aria-label={say('item.aside')}>
                <Standing item={item} zone={client.zone} />
                {mayUse(agreedTerms, self, engagement) ? (
                  <Suspense fallback={null}>
                    <ItemClock workItemId={workItemId} />
                  </Suspense>
                ) : null}
              </aside>
            </div>
          </>
        )}
      </Asked>
    </Page>
  )
}

function Standing({ item, zone }: { readonly item: WorkItem; readonly zone: string }) {
  const now = useNow(15_000)
  const facts = Object.entries(item.facts)
  return (
    <Sheet title={say('item.standing')}>
      <Pairs
        pairs={[
          { key: 'state', name: say('items.state'), value: <ItemStateMark state={item.state} /> },
          { key: 'queue', name: say('items.queue'), value: item.queue },
          { key: 'received', name: say('items.received'), value: <When at={item.receivedAt} zone={zone} /> },
          { key: 'due', name: say('items.due'), value: <DueMark dueAt={item.dueAt} now={now} /> },
          ...(item.origin === 'imported'
            ? [{ key: 'origin', name: say('item.origin'), value: say('item.imported') }]
            : []),
          ...facts.map(([name, value]) => ({
            key: `fact ${name}`,
            name: name.replaceAll('-', ' '),
            value: factText(value),
          })),
        ]}
      />
    </Sheet>
  )
}

function History({ events, zone }: { readonly events: readonly ItemEvent[]; readonly zone: string }) {
  const nameOf = useActorNames()
  return (
    <Table
      caption={say('item.history')}
      rows={events}
      keyOf={({ sequence }) => String(sequence)}
      columns={[
        { head: say('clock.when'), kind: 'code', cell: ({ occurredAt }) => <When at={occurredAt} zone={zone} /> },
        { head: say('clock.happened'), cell: ({ name }) => wordFor('event', name) },
        { head: say('item.by'), cell: ({ actorId }) => nameOf(actorId) },
      ]}
    />
  )
}
