import { useEffect, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { workItem } from '../../../../../src/deliver/work-items/commands.ts'
import { asking } from '../../../../lib/calling.ts'
import { useThisEngagement } from '../../../../lib/engagement.ts'
import { say } from '../../../../lib/words.ts'
import { Button } from '../../../../ui/button.tsx'
import { Copy } from '../../../../ui/copy.tsx'
import { textOf } from './draft.ts'
import { draftsOf, forgetDraft, type DraftOwner, type KeptDraft } from './kept-drafts.ts'

interface Props {
  readonly principalId: string
  /** Items whose text is shown elsewhere: held now, or about to be let go. */
  readonly elsewhere: readonly string[]
}

/** What the reader typed for items that are not held any more, until they are done by somebody or laid aside. */
export function KeptTexts({ principalId, elsewhere }: Props) {
  const { engagementId } = useThisEngagement()
  const [, setTurn] = useState(0)
  const kept = [...draftsOf(principalId, engagementId)].filter(([workItemId]) => !elsewhere.includes(workItemId))
  if (kept.length === 0) return null
  return (
    <section aria-label={say('bench.kept')} className="kept">
      <h2>{say('bench.kept')}</h2>
      {kept.map(([workItemId, draft]) => (
        <KeptText
          key={workItemId}
          owner={{ principalId, engagementId, workItemId }}
          kept={draft}
          onForget={() => setTurn((turn) => turn + 1)}
        />
      ))}
    </section>
  )
}

interface KeptProps {
  readonly owner: DraftOwner
  readonly kept: KeptDraft
  readonly onForget: () => void
}

function KeptText({ owner, kept, onForget }: KeptProps) {
  const { engagementId, workItemId } = owner
  const { data } = useQuery(asking(workItem, { engagementId, workItemId }))
  const text = textOf(kept.draft, kept.personal)
  const forget = () => {
    forgetDraft(owner)
    onForget()
  }
  const isDone = data?.item.state === 'completed' || data?.item.state === 'withdrawn'
  const wasOurs = data?.events.some(({ entryId }) => kept.draft.wish?.endsWith(` ${entryId}`) === true) === true
  // The answer got lost, the completion did not: then there is nothing to keep.
  if (wasOurs) return <Forgotten forget={forget} />
  return (
    <details>
      <summary>
        {say(isDone ? 'bench.kept.done' : 'bench.kept.open', { reference: data?.item.reference ?? kept.reference })}
      </summary>
      <pre className="kept-text">{text}</pre>
      <div className="acts">
        <Copy text={text} what={kept.reference} />
        <Button onClick={forget}>{say('bench.kept.forget')}</Button>
      </div>
    </details>
  )
}

function Forgotten({ forget }: { readonly forget: () => void }) {
  useEffect(forget, [forget])
  return null
}
