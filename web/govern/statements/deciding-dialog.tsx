import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { Dialog } from '@base-ui/react/dialog'
import { approveStatement, rejectStatement } from '../../../src/govern/statements/commands.ts'
import { send } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { money, monthName } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useForget } from './forgetting.ts'
import type { Shown } from './statement-page.tsx'

interface AskingProps {
  readonly shown: Shown
  readonly onClose: () => void
}

/** Asks before a statement is approved or sent back. */
export default function DecidingDialog({
  deciding,
  ...asking
}: AskingProps & { readonly deciding: 'approve' | 'reject' }) {
  return deciding === 'approve' ? <Approving {...asking} /> : <Rejecting {...asking} />
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
