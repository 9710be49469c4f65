import { useState, type ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  answerWorkItem,
  moveWorkItem,
  queueBacklog,
  reinstateWorkItem,
  reopenWorkItem,
  withdrawWorkItem,
} from '../../../src/deliver/work-items/commands.ts'
import type { WorkItem } from '../../../src/deliver/work-items/model.ts'
import { asking, send } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { useSelf } from '../../lib/session.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Choice, Field } from '../../ui/field.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useActing, useTyped } from './acting.ts'

type Simple = 'move' | 'reopen' | 'withdraw' | 'reinstate'
type ReopenGround = z.input<typeof reopenWorkItem.input>['ground']
type WithdrawGround = z.input<typeof withdrawWorkItem.input>['ground']

interface Props {
  readonly item: WorkItem
  readonly onClose: () => void
}

/** Moves, reopens, withdraws or reinstates: with a queue or a ground where one belongs to it. */
export function ActionForm({ action, item, onClose }: Props & { readonly action: Simple }) {
  const { engagementId } = useThisEngagement()
  const [value, setValue] = useState('')
  const options = useOptions(action, item)
  const { act, error, isBusy } = useActing(onClose)
  const because =
    options.length > 0 && value === '' ? say(action === 'move' ? 'bulk.queue-first' : 'bulk.ground-first') : undefined
  const named = { engagementId, workItemId: item.workItemId }
  const start = (key: string): Promise<unknown> => {
    if (action === 'move') return send(moveWorkItem, { ...named, queue: value }, key)
    if (action === 'reopen') return send(reopenWorkItem, { ...named, ground: value as ReopenGround }, key)
    if (action === 'withdraw') return send(withdrawWorkItem, { ...named, ground: value as WithdrawGround }, key)
    return send(reinstateWorkItem, named, key)
  }
  return (
    <FormBox
      label={wordFor('act', action)}
      error={error}
      onClose={onClose}
      onSubmit={because === undefined ? () => act(start) : undefined}
    >
      <p className="small">{wordFor('act.means', action)}</p>
      <div className="choices">
        {options.length === 0 ? null : (
          <Choice
            label={say(action === 'move' ? 'bulk.to-queue' : 'bulk.ground')}
            value={value}
            choices={['', ...options].map((option) => ({
              value: option,
              text: option === '' ? say('bulk.choose') : action === 'move' ? option : wordFor('ground', option),
            }))}
            onChoose={setValue}
          />
        )}
        <Button type="submit" first because={because}>
          {isBusy ? say('confirm.busy') : wordFor('act', action)}
        </Button>
        <Button onClick={onClose}>{say('confirm.not')}</Button>
      </div>
    </FormBox>
  )
}

const grounds = {
  reopen: ['defect', 'new-information', 'closed-in-error'],
  withdraw: ['duplicate', 'no-longer-wanted', 'sent-in-error'],
} as const

function useOptions(action: Simple, item: WorkItem): readonly string[] {
  const { engagementId } = useThisEngagement()
  const backlog = useQuery({ ...asking(queueBacklog, { engagementId }), enabled: action === 'move' })
  if (action === 'reinstate') return []
  if (action !== 'move') return grounds[action]
  return [...new Set(backlog.data?.rows.map(({ queue }) => queue))].filter((queue) => queue !== item.queue)
}

/** Answers the open question; what is typed stays in this tab until it is sent. */
export function AnswerForm({ item, onClose }: Props) {
  const { engagementId } = useThisEngagement()
  const self = useSelf()
  const [text, write] = useTyped(`answer.${self?.principal.principalId ?? ''}.${item.workItemId}`)
  const { act, error, isBusy } = useActing(() => {
    write('')
    onClose()
  })
  const answer = text.trim()
  const because = answer === '' ? say('act.answer-first') : undefined
  const start = (key: string) => send(answerWorkItem, { engagementId, workItemId: item.workItemId, answer }, key)
  return (
    <FormBox
      label={wordFor('act', 'answer')}
      error={error}
      onClose={onClose}
      onSubmit={because === undefined ? () => act(start) : undefined}
    >
      <Field label={say('act.answer-text')} hint={say('act.answer-sealed')}>
        {(ids) => (
          <textarea {...ids} rows={3} maxLength={4_000} value={text} onChange={(event) => write(event.target.value)} />
        )}
      </Field>
      <div className="choices">
        <Button type="submit" first because={because}>
          {isBusy ? say('confirm.busy') : wordFor('act', 'answer')}
        </Button>
        <Button onClick={onClose}>{say('confirm.not')}</Button>
      </div>
    </FormBox>
  )
}

interface BoxProps {
  readonly label: string
  readonly error: Error | null
  /** Undefined while it cannot be sent. */
  readonly onSubmit: (() => void) | undefined
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A form in its place on the page: Escape closes it. */
export function FormBox({ label, error, onSubmit, onClose, children }: BoxProps) {
  return (
    <form
      className="more-choices"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit?.()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
    >
      {children}
      {error === null ? null : <Problem error={error} />}
    </form>
  )
}
