import { lazy, Suspense, useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { approveStatement, draftStatement } from '../../../src/govern/statements/commands.ts'
import { systemClock } from '../../../src/kernel/time/clock.ts'
import { send } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { dateIn, monthName } from '../../lib/formats.ts'
import { mayUse, useSelf } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useForget } from './forgetting.ts'
import type { Shown } from './statement-page.tsx'

// Most readers of a statement decide nothing, so what a decision needs is fetched when one is made.
const DecidingDialog = lazy(() => import('./deciding-dialog.tsx'))

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
      {asked === undefined ? null : (
        <Suspense fallback={null}>
          <DecidingDialog deciding={asked} shown={shown} onClose={close} />
        </Suspense>
      )}
    </>
  )
}
