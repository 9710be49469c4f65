import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { claimNextWorkItem, queueBacklog, workItems } from '../../../src/deliver/work-items/commands.ts'
import type { WorkItem } from '../../../src/deliver/work-items/model.ts'
import { asking, send } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { useKeys } from '../../lib/keys.ts'
import { useNow } from '../../lib/now.ts'
import { useSelf } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/field.tsx'
import { Problem } from '../../ui/problem.tsx'
import { HeldItem } from './held-item.tsx'
import { DueMark } from './item-standing.tsx'

const route = getRouteApi('/e/$engagementId/deliver/workbench')

/** Where items are worked on, one after the other: what waits at the left, the item that is held in the middle. */
export default function WorkbenchPage() {
  const { engagementId } = useThisEngagement()
  const backlog = useQuery(asking(queueBacklog, { engagementId }))
  return (
    <Asked query={backlog} what={say('page.workbench')}>
      {({ rows }) => {
        const queues = [...new Set(rows.map((row) => row.queue))]
        const waiting = (queue: string) =>
          rows.filter((row) => row.queue === queue && row.state === 'open').reduce((sum, row) => sum + row.items, 0)
        return <Bench queues={queues.map((queue) => ({ queue, waiting: waiting(queue) }))} />
      }}
    </Asked>
  )
}

interface BenchProps {
  readonly queues: readonly { readonly queue: string; readonly waiting: number }[]
}

function Bench({ queues }: BenchProps) {
  const { engagementId, name } = useThisEngagement()
  const asked = route.useSearch().queue
  const busiest = [...queues].sort((left, right) => right.waiting - left.waiting)[0]
  const queue = asked ?? busiest?.queue
  const held = useHeld()
  const claiming = useClaiming(queue)
  const next = () => claiming.mutate()
  const item = held.data
  useKeys(item === undefined ? [{ key: 'n', word: 'keys.claim', run: next }] : [])
  if (queue === undefined) return <p>{say('bench.no-queue')}</p>
  return (
    <>
      <title>{say('page.title', { title: say('page.workbench') })}</title>
      <div className="bench">
        <Queue queues={queues} queue={queue} />
        {item === undefined ? (
          <div className="work">
            <h1>{say('bench.title', { name })}</h1>
            <p>{say('bench.claim.how')}</p>
            {claiming.error === null ? null : <Problem error={claiming.error} />}
            <Button first onClick={next}>
              {say(claiming.isPending ? 'bench.claiming' : 'bench.claim')} <kbd>n</kbd>
            </Button>
          </div>
        ) : (
          <HeldItem key={`${item.workItemId} ${item.fence}`} item={item} engagementId={engagementId} onNext={next} />
        )}
      </div>
    </>
  )
}

/** The item that the reader holds, also after a reload. */
function useHeld() {
  const { engagementId } = useThisEngagement()
  const self = useSelf()
  return useQuery({
    ...asking(workItems, { engagementId, state: 'held', limit: 200 }),
    select: ({ rows }): WorkItem | undefined => rows.find((row) => row.holderId === self?.principal.principalId),
  })
}

function useClaiming(queue: string | undefined) {
  const { engagementId } = useThisEngagement()
  const client = useQueryClient()
  const [wish, setWish] = useState(() => crypto.randomUUID())
  return useMutation({
    mutationFn: async () => {
      if (queue === undefined) return
      await send(claimNextWorkItem, { engagementId, queue }, wish)
    },
    onSettled: async () => {
      setWish(crypto.randomUUID())
      await client.invalidateQueries({ queryKey: [engagementId, 'work-items'] })
    },
  })
}

function Queue({ queues, queue }: BenchProps & { readonly queue: string }) {
  const { engagementId } = useThisEngagement()
  const navigate = route.useNavigate()
  const now = useNow(5_000)
  const query = useQuery(asking(workItems, { engagementId, queue, state: 'open', limit: 200 }))
  const waiting = queues.find((one) => one.queue === queue)?.waiting ?? 0
  return (
    <nav aria-label={say('bench.queue')}>
      <div className="bar">
        <h2>{say('bench.queue')}</h2>
        <span className="small muted">{say('bench.waiting', { waiting })}</span>
      </div>
      <Choice
        label={say('items.queue')}
        value={queue}
        choices={queues.map((one) => ({ value: one.queue, text: one.queue }))}
        onChoose={(value) => void navigate({ search: { queue: value } })}
      />
      <Asked query={query} what={say('bench.queue')}>
        {({ rows }) => (
          <ul>
            {[...rows]
              .sort((left, right) => (left.dueAt ?? Infinity) - (right.dueAt ?? Infinity))
              .slice(0, 12)
              .map((item) => (
                <li key={item.workItemId}>
                  <span className="mono">{item.reference}</span>
                  <DueMark dueAt={item.dueAt} now={now} />
                </li>
              ))}
          </ul>
        )}
      </Asked>
    </nav>
  )
}
