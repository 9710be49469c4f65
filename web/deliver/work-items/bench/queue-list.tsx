import { getRouteApi } from '@tanstack/react-router'
import type { WorkItem } from '../../../../src/deliver/work-items/model.ts'
import { useNow } from '../../../lib/now.ts'
import { say } from '../../../lib/words.ts'
import { Choice } from '../../../ui/field.tsx'
import { StateMark } from '../../../ui/glyph.tsx'
import { DueMark } from '../item-standing.tsx'
import type { Bench } from './benching.ts'

const route = getRouteApi('/e/$engagementId/deliver/workbench')
const listedMax = 12

interface Props {
  readonly bench: Bench
  readonly queue: string | undefined
  readonly shown: WorkItem | undefined
  readonly onShow: (workItemId: string) => void
}

/** What the reader holds, what is due next, and what rests because of a question of theirs. */
export function QueueList({ bench, queue, shown, onShow }: Props) {
  const now = useNow(5_000)
  const { held, next, asked, done } = bench
  const waiting = bench.queues
    .filter((one) => queue === undefined || one.queue === queue)
    .reduce((sum, one) => sum + one.waiting, 0)
  return (
    <nav aria-label={say('bench.queue')}>
      <div className="bar">
        <h2>{say('bench.queue')}</h2>
        <span className="small muted">{say('bench.waiting', { waiting, done })}</span>
      </div>
      <QueueChoice bench={bench} queue={queue} />
      {held.length === 0 ? null : (
        <ul aria-label={say('bench.held')}>
          {held.map((item) => (
            <li key={item.workItemId} className={item.workItemId === shown?.workItemId ? 'chosen' : undefined}>
              <button
                type="button"
                className="plain mono"
                aria-current={item.workItemId === shown?.workItemId}
                onClick={() => onShow(item.workItemId)}
              >
                {item.reference}
              </button>
              <DueMark dueAt={item.dueAt} now={now} />
            </li>
          ))}
        </ul>
      )}
      <ul aria-label={say('bench.next')}>
        {next.slice(0, listedMax).map((item) => (
          <li key={item.workItemId}>
            <span className="mono">{item.reference}</span>
            <DueMark dueAt={item.dueAt} now={now} />
          </li>
        ))}
        {asked.slice(0, listedMax).map((item) => (
          <li key={item.workItemId}>
            <span className="mono">{item.reference}</span>
            <StateMark tone="hold">{say('bench.resting')}</StateMark>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function QueueChoice({ bench, queue }: Pick<Props, 'bench' | 'queue'>) {
  const navigate = route.useNavigate()
  if (bench.queues.length < 2 && queue === undefined) return null
  const choices = bench.queues.map((one) => ({
    value: one.queue,
    text: say('items.choice', { name: one.title ?? one.queue, items: one.waiting }),
  }))
  return (
    <Choice
      label={say('items.queue')}
      value={queue ?? ''}
      choices={[{ value: '', text: say('bench.all-queues') }, ...choices]}
      onChoose={(value) => void navigate({ search: value === '' ? {} : { queue: value } })}
    />
  )
}
