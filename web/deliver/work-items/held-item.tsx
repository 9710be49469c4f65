import { useState, type ReactNode } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  askAndPause,
  completeWorkItem,
  releaseWorkItem,
  workItem,
  workItems,
} from '../../../src/deliver/work-items/commands.ts'
import { Asked as AskedOf, type WorkItem } from '../../../src/deliver/work-items/model.ts'
import { asking, CallRefused, send } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { useKept } from '../../lib/kept.ts'
import { useNow } from '../../lib/now.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice, Field } from '../../ui/field.tsx'
import { Sheet } from '../../ui/page.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { Problem } from '../../ui/problem.tsx'
import { When } from '../../ui/when.tsx'
import { draftOf, emptyDraft, factsOf, offeredNames, type Draft } from './drafted-facts.ts'
import { FactFields } from './fact-fields.tsx'
import { useHolding } from './holding.ts'
import { factText, useActorNames } from './item-page.tsx'
import { DueMark } from './item-standing.tsx'

type AskedParty = (typeof AskedOf.options)[number]

interface Props {
  readonly engagementId: string
  readonly item: WorkItem
  readonly onNext: () => void
}

/** The item that is held: its facts, what is added to them, and how it goes on. What is typed survives a reload. */
export function HeldItem({ engagementId, item, onNext }: Props) {
  const now = useNow(1_000)
  const { isLost } = useHolding(engagementId, item)
  const [text, keepText] = useKept(`draft.${item.workItemId}`)
  const draft = draftOf(text)
  const write = (next: Draft) => keepText(JSON.stringify(next))
  const { move, wish, error, isPending } = useMove(() => keepText(null))
  const { facts, problems } = factsOf(draft)
  const named = { engagementId, workItemId: item.workItemId, fence: item.fence }
  const lost = isLost ? say('bench.lost') : undefined
  const complete = () =>
    void move(() => send(completeWorkItem, { ...named, facts }, wish)).then(onNext, () => undefined)
  const release = () => void move(() => send(releaseWorkItem, named, wish)).catch(() => undefined)
  const ask = (of: AskedParty) => {
    const question = draft.question.trim()
    void move(() => send(askAndPause, { ...named, of, question }, wish)).catch(() => undefined)
  }
  return (
    <>
      <div className="work">
        <div className="bar">
          <h1>{item.reference}</h1>
          <DueMark dueAt={item.dueAt} now={now} />
        </div>
        {lost === undefined ? null : (
          <p className="notice bad" role="alert">
            {lost}
          </p>
        )}
        <WorkForm because={lost ?? problems[0]} isBusy={isPending} onComplete={complete} onRelease={release}>
          <FormOf item={item} draft={draft} onWrite={write} />
          {error === null ? null : <Problem error={error} />}
        </WorkForm>
        <Asking draft={draft} onWrite={write} because={lost} onAsk={ask} />
      </div>
      <aside aria-label={say('item.aside')}>
        <Known item={item} />
      </aside>
    </>
  )
}

interface WorkFormProps {
  readonly children: ReactNode
  /** Why the item cannot be completed now. */
  readonly because: string | undefined
  readonly isBusy: boolean
  readonly onComplete: () => void
  readonly onRelease: () => void
}

/** Completes by the button, by Enter in a field, or by Ctrl and Enter from anywhere in it. */
function WorkForm({ children, because, isBusy, onComplete, onRelease }: WorkFormProps) {
  const complete = () => {
    if (because === undefined && !isBusy) onComplete()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        complete()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        complete()
      }}
    >
      {children}
      <div className="acts">
        <Button type="submit" first because={because}>
          {say(isBusy ? 'confirm.busy' : 'bench.complete')} <kbd>Ctrl ↵</kbd>
        </Button>
        <Button onClick={onRelease}>{say('bench.release')}</Button>
      </div>
    </form>
  )
}

/** Carries out one move; afterwards the draft is gone and the lists are asked again. */
function useMove(forgetDraft: () => void) {
  const { engagementId } = useThisEngagement()
  const client = useQueryClient()
  const [wish, setWish] = useState(() => crypto.randomUUID())
  const { mutateAsync, error, isPending } = useMutation({
    mutationFn: (move: () => Promise<unknown>) => move(),
    onSuccess: async () => {
      forgetDraft()
      await client.invalidateQueries({ queryKey: [engagementId, 'work-items'] })
    },
    onError: (reason) => {
      // A refusal is kept under its key; without an answer, the same wish is sent again.
      if (reason instanceof CallRefused) setWish(crypto.randomUUID())
    },
  })
  return { move: mutateAsync, wish, error, isPending }
}

interface FormProps {
  readonly item: WorkItem
  readonly draft: Draft
  readonly onWrite: (draft: Draft) => void
}

function FormOf({ item, draft, onWrite }: FormProps) {
  const { engagementId } = useThisEngagement()
  const asked = { engagementId, queue: item.queue, state: 'completed', limit: 50 } as const
  const finished = useQuery({ ...asking(workItems, asked), staleTime: Infinity })
  return (
    <FactFields
      names={offeredNames(finished.data?.rows ?? [], item)}
      facts={draft.facts}
      onWrite={(facts) => onWrite({ ...draft, facts })}
    />
  )
}

interface AskingProps {
  readonly draft: Draft
  readonly onWrite: (draft: Draft) => void
  readonly because: string | undefined
  readonly onAsk: (of: AskedParty) => void
}

/** Asks somebody a question; the item rests meanwhile, and whose time it is stands in the terms. */
function Asking({ draft, onWrite, because, onAsk }: AskingProps) {
  const [of, setOf] = useState<AskedParty>('customer')
  const isGiven = draft.question.trim() !== ''
  return (
    <details open={draft.question !== emptyDraft.question}>
      <summary>{say('bench.ask.open')}</summary>
      <Choice
        label={say('bench.ask.whom')}
        value={of}
        choices={AskedOf.options.map((value) => ({ value, text: wordFor('asked', value) }))}
        onChoose={(value) => setOf(AskedOf.parse(value))}
      />
      <Field label={say('bench.ask.question')}>
        {(ids) => (
          <textarea
            {...ids}
            rows={3}
            maxLength={4_000}
            value={draft.question}
            onChange={(event) => onWrite({ ...draft, question: event.target.value })}
          />
        )}
      </Field>
      <Button because={because ?? (isGiven ? undefined : say('bench.ask.first'))} onClick={() => onAsk(of)}>
        {say('bench.ask')}
      </Button>
    </details>
  )
}

/** What is known of the item so far. */
function Known({ item }: { readonly item: WorkItem }) {
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
