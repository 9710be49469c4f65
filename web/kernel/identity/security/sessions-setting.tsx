import { useMutation } from '@tanstack/react-query'
import { endCredential } from '../../../../src/kernel/identity/commands.ts'
import { send } from '../../../lib/calling.ts'
import { say } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { Problem } from '../../../ui/problem.tsx'
import { Setting } from '../../../ui/setting.tsx'
import { Table } from '../../../ui/table.tsx'
import { When } from '../../../ui/when.tsx'
import { useLeaving } from '../leaving.ts'
import { useForgetWays, zone, type Credential } from './ways.ts'

interface Props {
  readonly sessions: readonly Credential[]
  /** The one that this page is shown in. */
  readonly thisOneId: string | undefined
}

export function SessionsSetting({ sessions, thisOneId }: Props) {
  const forget = useForgetWays()
  const leave = useLeaving()
  const end = useMutation({
    mutationFn: (credentialId: string) => send(endCredential, { credentialId }, crypto.randomUUID()),
    onSuccess: forget,
  })
  const error = leave.error ?? end.error
  return (
    <Setting title={say('sessions.title')} what={say('sessions.what')}>
      <div className="table-beside">
        <Table
          caption={say('sessions.title')}
          rows={sessions}
          keyOf={({ credentialId }) => credentialId}
          columns={[
            { head: say('sessions.where'), cell: ({ label }) => label },
            { head: say('sessions.since'), cell: ({ createdAt }) => <When at={createdAt} zone={zone} /> },
            {
              head: say('sessions.until'),
              cell: ({ expiresAt }) => (expiresAt === null ? '–' : <When at={expiresAt} zone={zone} />),
            },
            {
              head: say('security.act'),
              cell: ({ credentialId, label }) =>
                credentialId === thisOneId ? (
                  <strong>{say('sessions.this')}</strong>
                ) : (
                  <Button aria-label={say('sessions.end.of', { label })} onClick={() => end.mutate(credentialId)}>
                    {say('sessions.end')}
                  </Button>
                ),
            },
          ]}
        />
      </div>
      {error === null ? null : <Problem error={error} />}
      <Button onClick={() => leave.mutate(true)}>{say('self.sign-out-everywhere')}</Button>
    </Setting>
  )
}
