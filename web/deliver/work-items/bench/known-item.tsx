import { useQuery } from '@tanstack/react-query'
import { workItem } from '../../../../src/deliver/work-items/commands.ts'
import type { WorkItem } from '../../../../src/deliver/work-items/model.ts'
import { asking } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { say, wordFor } from '../../../lib/words.ts'
import { Asked } from '../../../ui/asked.tsx'
import { Sheet } from '../../../ui/page.tsx'
import { Pairs } from '../../../ui/pairs.tsx'
import { When } from '../../../ui/when.tsx'
import { factText, useActorNames } from '../item-words.tsx'

/** What is known of an item so far. */
export function KnownItem({ item }: { readonly item: WorkItem }) {
  const { engagementId, provider } = useThisEngagement()
  const query = useQuery(asking(workItem, { engagementId, workItemId: item.workItemId }))
  const nameOf = useActorNames()
  const facts = Object.entries(item.facts)
  return (
    <>
      <Sheet title={say('bench.facts')}>
        {facts.length === 0 ? <p className="small muted">{say('bench.no-facts')}</p> : null}
        <Pairs
          pairs={facts.map(([name, value]) => ({ key: name, name: name.replaceAll('-', ' '), value: factText(value) }))}
        />
      </Sheet>
      <Sheet title={say('item.history')}>
        <p className="small quiet">{say('item.zone', { zone: provider.zone })}</p>
        <Asked query={query} what={say('item.history')}>
          {({ events }) => (
            <Pairs
              pairs={events.map(({ sequence, name, occurredAt, actorId }) => ({
                key: String(sequence),
                name: (
                  <>
                    {wordFor('event', name)} <span className="quiet">{nameOf(actorId)}</span>
                  </>
                ),
                value: <When at={occurredAt} zone={provider.zone} />,
              }))}
            />
          )}
        </Asked>
      </Sheet>
    </>
  )
}
