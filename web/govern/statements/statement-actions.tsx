import { useState } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Dialog } from '@base-ui/react/dialog'
import { approveStatement, draftStatement, rejectStatement } from '../../../src/govern/statements/commands.ts'
import { systemClock } from '../../../src/kernel/time/clock.ts'
import { send } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { dateIn, money, monthName } from '../../lib/formats.ts'
import { mayUse, useSelf } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { Problem } from '../../ui/problem.tsx'
import type { Shown } from './statement-page.tsx'

/** What the reader can decide about a month; what is impossible now says why. */
export function StatementActions({ shown }: { readonly shown: Shown }) {
  const engagement = useThisEngagement()
  const self = useSelf()
  if (shown.state === 'agreed' || !mayUse(approveStatement, self, engagement)) return null
  return shown.state === 'open' ? <DraftAction shown={shown} /> : <DraftedActions shown={shown} />
}

function DraftAction({ shown }: { readonly shown: Shown }) {
  const { engagementId } = useThisEngagement()
  const forget = useForget()
  const [wish] = useState(() => crypto.randomUUID())
  const { month, statement } = shown
  const isOver = dateIn(systemClock.now(), statement.period.zone).slice(0, 7) > month
  const draft = useMutation({
    mutationFn: () => send(draftStatement, { engagementId, month }, wish),
    onSuccess: forget,
  })
  return (
    <>
      <Button
        first
        because={isOver ? undefined : say('draft.not-over', { month: monthName(month) })}
        onClick={() => draft.mutate()}
      >
        {say(draft.isPending ? 'draft.busy' : 'draft.act')}
      </Button>
      {draft.error === null ? null : <Problem error={draft.error} />}
    </>
  )
}

function DraftedActions({ shown }: { readonly shown: Shown }) {
  const { party } = useThisEngagement()
  const [asked, setAsked] = useState<'approve' | 'reject'>()
  const isDone = shown.approvals.some((approval) => approval.party === party)
  const close = () => setAsked(undefined)
  return (
    <>
      <Button because={isDone ? say('approve.done') : undefined} onClick={() => setAsked('reject')}>
        {say('reject.act')}
      </Button>
      <Button first because={isDone ? say('approve.done') : undefined} onClick={() => setAsked('approve')}>
        {say('approve.act')}
      </Button>
      {asked === 'approve' ? <Approving shown={shown} onClose={close} /> : null}
      {asked === 'reject' ? <Rejecting shown={shown} onClose={close} /> : null}
    </>
  )
}

interface AskingProps {
  readonly shown: Shown
  readonly onClose: () => void
}

function Approving({ shown, onClose }: AskingProps) {
  const { engagementId } = useThisEngagement()
  const forget = useForget()
  const [wish] = useState(() => crypto.randomUUID())
  const { month, statementHash, statement, approvals } = shown
  const net = money(statement.totals.netMinor, statement.currency)
  return (
    <Confirm
      title={say('approve.title', { month: monthName(month) })}
      act={say('approve.act')}
      typed={month}
      onClose={onClose}
      onConfirm={async () => {
        await send(approveStatement, { engagementId, month, statementHash }, wish)
        await forget()
      }}
    >
      <p>{say(approvals.length > 0 ? 'approve.last' : 'approve.one-of-two', { net })}</p>
      <p className="small">
        {say('approve.digest')} <span className="mono hash">{statementHash}</span>
      </p>
    </Confirm>
  )
}

function Rejecting({ shown, onClose }: AskingProps) {
  const { engagementId } = useThisEngagement()
  const forget = useForget()
  const [wish] = useState(() => crypto.randomUUID())
  const [reason, setReason] = useState('')
  const { month, statementHash } = shown
  const reject = useMutation({
    mutationFn: () => send(rejectStatement, { engagementId, month, statementHash, reason: reason.trim() }, wish),
    onSuccess: async () => {
      await forget()
      onClose()
    },
  })
  const isGiven = reason.trim() !== ''
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title>{say('reject.title', { month: monthName(month) })}</Dialog.Title>
          <Dialog.Description>{say('reject.what')}</Dialog.Description>
          <Field label={say('reject.reason')}>
            {(ids) => (
              <textarea
                {...ids}
                rows={4}
                maxLength={2_000}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
          {reject.error === null ? null : <Problem error={reject.error} />}
          <div className="actions">
            <Dialog.Close className="button">{say('confirm.not')}</Dialog.Close>
            <Button first because={isGiven ? undefined : say('reject.first')} onClick={() => reject.mutate()}>
              {say(reject.isPending ? 'confirm.busy' : 'reject.act')}
            </Button>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** The own decision is seen at once; what it changes for others comes by the feed. */
function useForget() {
  const client = useQueryClient()
  const { engagementId } = useThisEngagement()
  return () => client.invalidateQueries({ queryKey: [engagementId] })
}
