import { useQuery } from '@tanstack/react-query'
import { workItem } from '../../../../src/deliver/work-items/commands.ts'
import type { WorkItem } from '../../../../src/deliver/work-items/model.ts'
import { asking } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { cityOf, timeOfDay } from '../../../lib/formats.ts'
import { say, tell } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { useActorNames } from '../item-words.tsx'
import { textOf, type Draft, type PersonalDraft } from './typing/draft.ts'

interface Props {
  readonly item: WorkItem
  readonly draft: Draft
  readonly personal: PersonalDraft
  readonly onLayAside: () => void
}

/** An item that was lost while something was typed for it: who has it now, and the text, to be taken along. */
export function LostItem({ item, draft, personal, onLayAside }: Props) {
  const text = textOf(draft, personal)
  return (
    <div className="work">
      <h1>{item.reference}</h1>
      <div className="notice bad" role="alert">
        <p>
          <strong>{say('bench.lost')}</strong> <TakenOver item={item} />
        </p>
        <p>{say('bench.lost.kept')}</p>
      </div>
      <pre className="kept-text">{text}</pre>
      <div className="acts">
        <Copy text={text} what={item.reference} />
        <Button onClick={onLayAside}>{say('bench.lost.go-on')}</Button>
      </div>
    </div>
  )
}

function TakenOver({ item }: { readonly item: WorkItem }) {
  const { engagementId, provider } = useThisEngagement()
  const { data } = useQuery({ ...asking(workItem, { engagementId, workItemId: item.workItemId }), staleTime: 0 })
  const nameOf = useActorNames()
  if (data === undefined) return null
  const { item: now, events } = data
  const claimed = events.findLast(({ name }) => name === 'claimed')
  if (now.state === 'held' && claimed !== undefined && now.fence !== item.fence) {
    const at = `${timeOfDay(claimed.occurredAt, provider.zone)} (${cityOf(provider.zone)})`
    return <>{tell('bench.lost.to', { who: nameOf(claimed.actorId), at })}</>
  }
  return <>{say(now.state === 'open' || now.state === 'held' ? 'bench.lost.waits' : 'bench.lost.over')}</>
}
