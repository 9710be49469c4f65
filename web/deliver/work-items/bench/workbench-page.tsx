import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { queueDefinitions } from '../../../../src/deliver/queues/commands.ts'
import type { WorkItem } from '../../../../src/deliver/work-items/model.ts'
import { asking } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { useKeys } from '../../../lib/keys.ts'
import { useSelf } from '../../../lib/session.ts'
import { say } from '../../../lib/words.ts'
import { Asked } from '../../../ui/asked.tsx'
import { Button } from '../../../ui/button.tsx'
import { Problem } from '../../../ui/problem.tsx'
import { useBench, useFinishing, type Bench } from './benching.ts'
import { HeldItem } from './held-item.tsx'
import { Holding } from './holding.tsx'
import { KnownItem } from './known-item.tsx'
import { LostItem } from './lost-item.tsx'
import { QueueList } from './queue-list.tsx'
import { isEmpty } from './typing/draft.ts'
import { draftsOf, forgetDraft, forgetPersonalOfOthers, useDraft } from './typing/kept-drafts.ts'
import { KeptTexts } from './typing/kept-texts.tsx'
import { UndoLine } from './undo-line.tsx'

const route = getRouteApi('/e/$engagementId/deliver/workbench')

/** Where items are worked on, one after the other: what waits at the left, the item that is held in the middle. */
export default function WorkbenchPage() {
  const { queue } = route.useSearch()
  const self = useSelf()
  const bench = useBench(queue)
  const { engagementId } = useThisEngagement()
  // The forms are there before the first item is.
  useQuery(asking(queueDefinitions, { engagementId }))
  if (self === undefined) return null
  return (
    <Asked query={bench.query} what={say('page.workbench')}>
      {(data) => <Benched bench={bench} data={data} queue={queue} principalId={self.principal.principalId} />}
    </Asked>
  )
}

interface BenchedProps {
  readonly bench: ReturnType<typeof useBench>
  readonly data: Bench
  readonly queue: string | undefined
  readonly principalId: string
}

function Benched({ bench, data, queue, principalId }: BenchedProps) {
  const { engagementId, name } = useThisEngagement()
  const ownerOf = useCallback(
    ({ workItemId }: Pick<WorkItem, 'workItemId'>) => ({ principalId, engagementId, workItemId }),
    [principalId, engagementId],
  )
  const forget = useCallback((item: WorkItem) => forgetDraft(ownerOf(item)), [ownerOf])
  const finishing = useFinishing(bench, forget)
  const { lost, layAside, onLost } = useLosing(bench, principalId)
  const { held, currentId, setCurrentId, claimNext } = bench
  const shown = lost ?? held.find((item) => item.workItemId === currentId) ?? held[0]
  useEffect(() => forgetPersonalOfOthers(principalId), [principalId])
  const elsewhere = [...held, lost, finishing.undoable?.item].flatMap((item) => item?.workItemId ?? [])
  const leaving = (item: WorkItem, isGone: boolean) => {
    bench.going.expect(item)
    if (!isGone) return
    forget(item)
    void bench.letGo(item)
  }
  return (
    <>
      <title>{say('page.title', { title: say('page.workbench') })}</title>
      <div className="bench">
        <QueueList bench={data} queue={queue} shown={shown} onShow={setCurrentId} />
        <div className="middle">
          {held.map((item) => (
            <Holding key={`${item.workItemId} ${item.fence}`} engagementId={engagementId} item={item} onLost={onLost} />
          ))}
          <UndoLine undoable={finishing.undoable} onUndo={finishing.undo} />
          {shown === undefined ? (
            <Idle name={name} data={data} error={bench.error} onNext={claimNext} />
          ) : (
            <Shown
              key={`${shown.workItemId} ${shown.fence}`}
              item={shown}
              isLost={shown === lost}
              owner={ownerOf(shown)}
              finishing={finishing}
              onLayAside={layAside}
              onLeaving={(isGone) => leaving(shown, isGone)}
              onStays={() => bench.going.stays(shown)}
            />
          )}
          <KeptTexts principalId={principalId} elsewhere={elsewhere} />
        </div>
        {shown === undefined ? null : (
          <aside aria-label={say('item.aside')}>
            <KnownItem item={shown} />
          </aside>
        )}
        <KeyLine />
      </div>
    </>
  )
}

/** An item that was lost while something was typed for it stays in sight until it is laid aside. */
function useLosing(bench: ReturnType<typeof useBench>, principalId: string) {
  const { engagementId } = useThisEngagement()
  const [lost, setLost] = useState<WorkItem>()
  const { held, letGo, going } = bench
  const onLost = (item: WorkItem) => {
    if (going.has(item)) return
    const kept = draftsOf(principalId, engagementId).get(item.workItemId)
    if (kept !== undefined && !isEmpty(kept.draft, kept.personal)) setLost(item)
    void letGo(item)
  }
  // The feed may tell that somebody has it before a renewal is refused.
  const lose = useEffectEvent(onLost)
  const before = useRef(held)
  useEffect(() => {
    const gone = before.current.filter((item) => !held.some((one) => one.workItemId === item.workItemId))
    before.current = held
    for (const item of gone) lose(item)
  }, [held])
  return { lost, layAside: () => setLost(undefined), onLost }
}

interface ShownProps {
  readonly item: WorkItem
  readonly isLost: boolean
  readonly owner: Parameters<typeof useDraft>[0]
  readonly finishing: ReturnType<typeof useFinishing>
  readonly onLayAside: () => void
  readonly onLeaving: (isGone: boolean) => void
  readonly onStays: () => void
}

function Shown({ item, isLost, owner, finishing, onLayAside, onLeaving, onStays }: ShownProps) {
  const typed = useDraft(owner, item.reference)
  const { finish, isBusy } = finishing
  if (isLost) return <LostItem item={item} draft={typed.draft} personal={typed.personal} onLayAside={onLayAside} />
  return (
    <HeldItem
      item={item}
      typed={typed}
      isBusy={isBusy}
      onComplete={(given, key, unanswered) => finish(item, given, key, unanswered)}
      onLeaving={onLeaving}
      onStays={onStays}
    />
  )
}

interface IdleProps {
  readonly name: string
  readonly data: Bench
  readonly error: Error | undefined
  readonly onNext: () => Promise<void>
}

function Idle({ name, data, error, onNext }: IdleProps) {
  const next = () => void onNext()
  useKeys([{ key: 'n', word: 'keys.claim', run: next }])
  const isNothing = data.next.length === 0
  return (
    <div className="work">
      <h1>{say('bench.title', { name })}</h1>
      <p>{say(data.queues.length === 0 ? 'bench.no-queue' : isNothing ? 'bench.nothing' : 'bench.claim.how')}</p>
      {error === undefined ? null : <Problem error={error} />}
      <Button first because={isNothing ? say('bench.nothing') : undefined} onClick={next}>
        {say('bench.claim')} <kbd>n</kbd>
      </Button>
    </div>
  )
}

const lineKeys = [
  ['Ctrl ↵', 'bench.keys.complete'],
  ['Tab', 'bench.keys.field'],
  ['Esc', 'bench.keys.leave'],
  ['z', 'bench.keys.undo'],
  ['?', 'bench.keys.all'],
] as const

/** The keys of the bench, always in sight. */
function KeyLine() {
  return (
    <footer className="key-line">
      {lineKeys.map(([key, word]) => (
        <span key={key}>
          <kbd>{key}</kbd> {say(word)}
        </span>
      ))}
    </footer>
  )
}
