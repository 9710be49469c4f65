import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { queueDefinitions } from '../../../../src/deliver/queues/commands.ts'
import type { Form } from '../../../../src/deliver/queues/model.ts'
import { askAndPause, releaseWorkItem, workItems } from '../../../../src/deliver/work-items/commands.ts'
import type { WorkItem } from '../../../../src/deliver/work-items/model.ts'
import { asking, CallRefused, send } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { useNow } from '../../../lib/now.ts'
import { say } from '../../../lib/words.ts'
import { Asked } from '../../../ui/asked.tsx'
import { Button } from '../../../ui/button.tsx'
import { Problem } from '../../../ui/problem.tsx'
import { DueMark } from '../item-standing.tsx'
import { Question, type AskedParty } from './question.tsx'
import { formCompletion, freeCompletion, offeredNames, type Completion } from './typing/draft.ts'
import { FactFields } from './typing/fact-fields.tsx'
import { focusField, FormFields, wrongWords, type Wrong } from './typing/form-fields.tsx'
import type { useDraft } from './typing/kept-drafts.ts'

interface Props {
  readonly item: WorkItem
  readonly typed: ReturnType<typeof useDraft>
  readonly isBusy: boolean
  /** Completes under this key; says when no answer came, and throws the server's refusal. */
  readonly onComplete: (given: Completion, key: string, unanswered: () => void) => Promise<void>
  /** The item is about to leave the reader's hands otherwise, or did. */
  readonly onLeaving: (isGone: boolean) => void
  /** It did not leave. */
  readonly onStays: () => void
}

/** The item that is held: its form, and how it goes on. */
export function HeldItem(props: Props) {
  const { item } = props
  const { engagementId } = useThisEngagement()
  const { queue, formVersion } = item
  const version = formVersion ?? 0
  const current = useQuery({ ...asking(queueDefinitions, { engagementId }), enabled: version > 0 })
  const inForce = current.data?.rows.find((row) => row.queue === queue && row.version === version)
  // A form that was replaced since the claim is asked for by its number.
  const older = useQuery({
    ...asking(queueDefinitions, { engagementId, queue, version }),
    staleTime: Infinity,
    enabled: version > 0 && current.data !== undefined && inForce === undefined,
  })
  if (version === 0) return <Working {...props} form={null} />
  if (inForce !== undefined) return <Working {...props} form={inForce.form} />
  return (
    <div className="work">
      <Asked query={current.data === undefined ? current : older} what={item.reference}>
        {({ rows: [found] }) => <Working {...props} form={found?.form ?? null} />}
      </Asked>
    </div>
  )
}

function Working({ form, ...props }: Props & { readonly form: Form | null }) {
  const { item, typed, isBusy } = props
  const now = useNow(1_000)
  const { draft, personal, write } = typed
  const completing = useCompleting(props, form)
  const leaving = useLeaving(props)
  const { wrong, complete } = completing
  const error = completing.error ?? leaving.error
  return (
    <div className="work" onKeyDown={(event) => leaveField(event)}>
      <div className="bar">
        <h1 tabIndex={-1}>{item.reference}</h1>
        <DueMark dueAt={item.dueAt} now={now} />
      </div>
      <form
        noValidate
        onSubmit={(event) => complete(event)}
        onKeyDown={(event) => isCompleteKey(event) && complete(event)}
      >
        <WrongFields form={form} wrong={wrong} />
        <Fields form={form} item={item} typed={typed} wrong={wrong} onMended={completing.mended} />
        {completing.isUnanswered ? (
          <p className="notice" role="status">
            {say('bench.unanswered')}
          </p>
        ) : null}
        {error === null || wrong.length > 0 ? null : <Problem error={error} />}
        <div className="acts">
          <Button type="submit" first aria-keyshortcuts="Control+Enter">
            {say(isBusy ? 'confirm.busy' : 'bench.complete')} <kbd>Ctrl ↵</kbd>
          </Button>
          <Button onClick={() => leaving.mutate(undefined)}>{say('bench.release')}</Button>
        </div>
      </form>
      <Question
        text={draft.question}
        onWrite={(question) => write({ ...withoutWish(draft), question }, personal)}
        onAsk={(asks) => leaving.mutate({ asks, question: draft.question.trim() })}
      />
    </div>
  )
}

function isCompleteKey(event: React.KeyboardEvent): boolean {
  return event.key === 'Enter' && (event.ctrlKey || event.metaKey)
}

/**
 * Completing: what is wrong is said before anything is sent. The key of the wish is kept with the draft until it is
 * answered, so that neither a second press nor a reload makes a second wish of it.
 */
function useCompleting({ item, typed, isBusy, onComplete }: Props, form: Form | null) {
  const { draft, personal, write } = typed
  const [wrong, setWrong] = useState<readonly Wrong[]>([])
  const [isUnanswered, setUnanswered] = useState(false)
  const wishKey = () => {
    const mark = `${item.fence} `
    if (draft.wish?.startsWith(mark) === true) return draft.wish.slice(mark.length)
    const key = crypto.randomUUID()
    write({ ...draft, wish: `${mark}${key}` }, personal)
    return key
  }
  const { mutate, error } = useMutation({
    mutationFn: (given: Completion) => onComplete(given, wishKey(), () => setUnanswered(true)),
    onSettled: () => setUnanswered(false),
    onError: (reason) => {
      // A refusal is kept under its key: what is sent next is another wish.
      if (reason instanceof CallRefused) write(withoutWish(draft), personal)
      setWrong(problemsIn(reason))
    },
  })
  const complete = (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (isBusy) return
    const given = form === null ? freeCompletion(draft) : formCompletion(form, item, draft, personal)
    const found = given.wrong.map(({ name, isMissing }) => {
      return { name, message: form === null ? say('bench.wrong.name') : wrongWords(form, name, isMissing) }
    })
    setWrong(found)
    if (found[0] === undefined) mutate(given)
    else focusField(found[0].name)
  }
  return { wrong, complete, error, isUnanswered, mended: (name: string) => setWrong(without(wrong, name)) }
}

/** Escape leaves a field, so that the keys of one character are heard. */
function leaveField(event: React.KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return
  event.preventDefault()
  event.currentTarget.querySelector<HTMLElement>('h1')?.focus()
}

function withoutWish<D extends { readonly wish?: string }>({ wish: _wish, ...draft }: D): Omit<D, 'wish'> {
  return draft
}

function without(wrong: readonly Wrong[], name: string): readonly Wrong[] {
  return wrong.filter((one) => one.name !== name)
}

/** The fields that the server names, where it names any. */
function problemsIn(error: Error): readonly Wrong[] {
  if (!(error instanceof CallRefused) || error.code !== 'form-unsatisfied') return []
  return error.problems.map(({ path, message }) => ({ name: path, message }))
}

/** Giving an item back, or asking about it: either way it leaves the hand. */
function useLeaving({ item, onLeaving, onStays }: Props) {
  const { engagementId } = useThisEngagement()
  const [wish, setWish] = useState(() => crypto.randomUUID())
  const named = { engagementId, workItemId: item.workItemId, fence: item.fence }
  return useMutation({
    mutationFn: async (asked: { readonly asks: AskedParty; readonly question: string } | undefined) => {
      if (asked === undefined) await send(releaseWorkItem, named, wish)
      else await send(askAndPause, { ...named, of: asked.asks, question: asked.question }, wish)
    },
    onMutate: () => onLeaving(false),
    onSuccess: () => onLeaving(true),
    // A refusal is kept under its key; without an answer, the same wish is sent again.
    onError: (reason) => {
      onStays()
      if (reason instanceof CallRefused) setWish(crypto.randomUUID())
    },
  })
}

/** All fields that are wrong, on top, each a way to its field. */
function WrongFields({ form, wrong }: { readonly form: Form | null; readonly wrong: readonly Wrong[] }) {
  if (wrong.length === 0) return null
  return (
    <div className="notice bad" role="alert">
      <p>
        <strong>{say('bench.wrong', { fields: wrong.length })}</strong>
      </p>
      <ul>
        {wrong.map(({ name, message }) => (
          <li key={name}>
            <button type="button" className="plain" onClick={() => focusField(name)}>
              {form?.properties[name]?.title ?? name.replaceAll('-', ' ')}
            </button>
            : {message}
          </li>
        ))}
      </ul>
    </div>
  )
}

interface FieldsProps {
  readonly form: Form | null
  readonly item: WorkItem
  readonly typed: ReturnType<typeof useDraft>
  readonly wrong: readonly Wrong[]
  readonly onMended: (name: string) => void
}

function Fields({ form, item, typed, wrong, onMended }: FieldsProps) {
  const { draft, personal, write } = typed
  if (form === null) return <FreeFields item={item} typed={typed} />
  const known = Object.entries(item.facts).map(([name, value]) => [name, knownText(value)] as const)
  const texts = {
    ...Object.fromEntries(known),
    ...Object.fromEntries(draft.facts.map(({ name, value }) => [name, value])),
    ...personal,
  }
  const put = (name: string, text: string) => {
    const field = form.properties[name]
    const isSealed = field?.type === 'string' && field['x-personal'] === true
    if (isSealed) write(withoutWish(draft), { ...personal, [name]: text })
    else {
      const facts = [...draft.facts.filter((fact) => fact.name !== name), { name, value: text }]
      write({ ...withoutWish(draft), facts }, personal)
    }
    onMended(name)
  }
  return <FormFields form={form} texts={texts} wrong={wrong} onWrite={put} />
}

function knownText(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return String(value)
}

/** A queue without a form: the facts that others of it have, and any other. */
function FreeFields({ item, typed }: Pick<FieldsProps, 'item' | 'typed'>) {
  const { engagementId } = useThisEngagement()
  const { draft, personal, write } = typed
  const asked = { engagementId, queue: item.queue, state: 'completed', limit: 50 } as const
  const finished = useQuery({ ...asking(workItems, asked), staleTime: Infinity })
  return (
    <FactFields
      names={offeredNames(finished.data?.rows ?? [], item)}
      facts={draft.facts}
      onWrite={(facts) => write({ ...withoutWish(draft), facts }, personal)}
    />
  )
}
